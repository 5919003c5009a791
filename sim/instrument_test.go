package sim

import (
	"testing"

	"rapport/sim/luck"
	"rapport/sim/record"
)

// A higher score means what its direction says, whatever is measured.
func TestDirectionOfScores(t *testing.T) {
	for _, construct := range []Construct{MeasuresSeverity, MeasuresDistress, MeasuresAlliance, MeasuresRupture} {
		for _, well := range []bool{true, false} {
			q := Instrument{Construct: construct, HighIsWell: well, Step: 1, Steps: 100, Slope: 1}
			rises := q.steps(1, 0, 0) > q.steps(-1, 0, 0)
			if want := well == (construct == MeasuresAlliance); rises != want {
				t.Errorf("%s, high is well %v: more of it raises the score: %v", ConstructNames[construct], well, rises)
			}
		}
	}
}

// What can be seen of an instrument is how often it was answered, and the last answer.
func TestScoresThatCanBeSeen(t *testing.T) {
	m := Default()
	c := Course{Case: Case{Luck: luck.Of(1, 0, luck.Patient, 1),
		Instruments: []Instrument{{Name: "ors", HighIsWell: true, Construct: MeasuresDistress, Step: 0.1, Steps: 400, Slope: 2, Error: 0.3}}}}
	var to record.Columns
	for session, severity := range []float64{20, 12, 4} {
		c.Dyad.Severity = severity
		c.askInstruments(&m, &to, session+1, false)
	}
	first, last := to.Scores.Score[0], to.Scores.Score[2]
	if seen := c.Dyad.Seen.Scores[0]; seen.Times != 3 || last <= first || float32(seen.Last) != last {
		t.Errorf("after three: %+v, recorded %v", seen, to.Scores.Score[:3])
	}
}

// On a waiting list nobody is there who could answer a therapist's instrument.
func TestNoTherapistAnswersOnAWaitingList(t *testing.T) {
	for treatment, want := range []int{0, 1} {
		m := Default()
		m.Care.Treatment = float64(treatment)
		c := Course{Case: Case{Luck: luck.Of(1, 0, luck.Patient, 1), Instruments: []Instrument{
			{Name: "patients", Step: 1, Steps: 20, Slope: 2}, {Name: "therapists", Rater: RatedByTherapist, Step: 1, Steps: 20, Slope: 2}}}}
		c.Dyad.Severity = 15
		var to record.Columns
		c.askInstruments(&m, &to, 1, false)
		if seen := c.Dyad.Seen.Scores; seen[0].Times != 1 || seen[1].Times != want || to.Scores.Len() != 1+want {
			t.Errorf("treatment %d: %+v, %d rows", treatment, seen, to.Scores.Len())
		}
	}
}

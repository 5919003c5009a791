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

// What can be seen of an instrument is its first and its last answer.
func TestScoresThatCanBeSeen(t *testing.T) {
	m := Default()
	c := Course{Case: Case{Luck: luck.Of(1, 0, luck.Patient, 1),
		Instruments: []Instrument{{Name: "ors", HighIsWell: true, Construct: MeasuresDistress, Step: 0.1, Steps: 400, Slope: 2, Error: 0.3}}}}
	var to record.Columns
	if a, known := c.score("ors"); !known || a.Times != 0 {
		t.Errorf("before it is asked: %+v, known %v", a, known)
	}
	for session, severity := range []float64{20, 12, 4} {
		c.Dyad.Severity = severity
		c.askInstruments(&m, &to, session+1, false)
	}
	a, _ := c.score("ors")
	if a.Times != 3 || a.Last <= a.Intake || a.Last != float64(to.Scores.Score[2]) && float32(a.Last) != to.Scores.Score[2] {
		t.Errorf("after three: %+v, recorded %v", a, to.Scores.Score[:3])
	}
	if _, known := c.score("or"); known {
		t.Error("an instrument that the study does not name is known")
	}
}

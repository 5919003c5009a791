package twins

import (
	"slices"
	"testing"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// An outcome by session that another last score moves rests on the last, and one that another
// first score moves counts from the first: what does not compare alike is marked by that.
func TestOutcomesSayOnWhatTheyRest(t *testing.T) {
	course := func(first, last int32, alliance float32) *data.Course {
		c := &data.Course{Patient: &record.Patient{PHQ9Entry: 20, PHQ9Intake: first, PHQ9Last: last, SessionsHeld: 6, Ruptures: 2, RupturesResolved: 1, Ending: "completed",
			Response: 2*last <= first, Remission: last < 5, ReliableImprovement: first-last >= 6, ReliableDeterioration: last-first >= 6}}
		for k := range 6 {
			s := record.Session{Session: int32(k + 1), Week: float32(k), WAIPatient: 3, TrueBond: 0.5, TrueTasks: 0.5, TrueGoals: 0.5}
			if k == 5 {
				s.WAIPatient, s.TrueBond = alliance, alliance/5
			}
			c.Sessions = append(c.Sessions, s)
		}
		return c
	}
	usual := course(20, 12, 3)
	for _, o := range CompareOutcomes() {
		moved := func(others ...*data.Course) bool {
			return slices.ContainsFunc(others, func(c *data.Course) bool { return o.of(c) != o.of(usual) })
		}
		if last := moved(course(20, 3, 3), course(20, 27, 3), course(20, 12, 4)); last != o.RestsOnTheLast() {
			t.Errorf("%s rests on the last session: %v, RestsOnTheLast says otherwise", o.Name, last)
		}
		if first := moved(course(27, 12, 3), course(10, 12, 3), course(2, 12, 3)); first != o.countsFromTheFirst() {
			t.Errorf("%s counts from the score before session 1: %v, countsFromTheFirst says otherwise", o.Name, first)
		}
	}
}

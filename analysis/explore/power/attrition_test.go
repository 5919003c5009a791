package power

import (
	"testing"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// Is what is known of somebody who is lost what was answered up to then, and does what became
// of the PHQ-9 follow from that alone? Of 16 planned sessions with scores of 20, 19 … 5, half are
// known, or those up to half of the weeks.
func TestWhatIsKnownOfTheLost(t *testing.T) {
	for name, c := range map[string]struct {
		week, sessions int
		when           float64
		intake         int32
		want           record.Patient
	}{
		"by sessions": {0, 8, 0.5, 20, record.Patient{PHQ9Last: 13, ReliableImprovement: true}},
		"late":        {0, 16, 1, 20, record.Patient{PHQ9Last: 5, Response: true, ReliableImprovement: true}},
		"at once":     {0, 0, 0.01, 20, record.Patient{PHQ9Last: 20}},
		"by weeks":    {12, 13, 0.5, 20, record.Patient{PHQ9Last: 8, Response: true, ReliableImprovement: true}},
		"worse":       {0, 2, 0.125, 12, record.Patient{PHQ9Last: 19, ReliableDeterioration: true}},
		"well":        {0, 0, 0.01, 0, record.Patient{PHQ9Last: 0, Remission: true}}, // nobody responds who had 0 points
	} {
		course := &data.Course{Patient: &record.Patient{PHQ9Entry: c.intake, PHQ9Intake: c.intake, Ending: "completed"}}
		for n := range 16 {
			course.Sessions = append(course.Sessions, record.Session{Session: int32(n + 1), Week: float32(n) / 2, PHQ9: record.PHQ9Value(20 - n)})
		}
		o := &Options{outcome: powerOutcome{week: c.week}}
		o.cut(course, 16, c.when)
		c.want.PHQ9Entry, c.want.PHQ9Intake, c.want.Ending = c.intake, c.intake, "dropout"
		if *course.Patient != c.want || len(course.Sessions) != c.sessions {
			t.Errorf("%s: %+v after %d sessions, want %+v after %d", name, *course.Patient, len(course.Sessions), c.want, c.sessions)
		}
	}
}

package sensitivity

import (
	"strings"
	"testing"

	"rapport/analysis/twins"
)

// What rests on the last session is marked where courses end at different times, and
// nothing else.
func TestMarks(t *testing.T) {
	outcomes := []twins.CompareOutcome{{Name: "phq9_last"}, {Name: "weeks"}, {Name: "phq9_week_16", Week: 16}}
	for _, c := range []struct {
		against  string
		min, max float64
		want     string
	}{{"", 8, 8.4, ""}, {"", 8, 15.5, "in week 8.0 to 15.5 over the design"}, {"usual", 2, 2.1, "+2.0 to +2.1 weeks after that of usual"}, {"usual", -0.1, 0.2, ""}} {
		s := Sensitivity{Against: c.against, Outcomes: []OutcomeSensitivity{{Outcome: "phq9_last"}, {Outcome: "weeks", Valued: 2, Min: c.min, Max: c.max}, {Outcome: "phq9_week_16"}}}
		s.mark(outcomes)
		if got := s.Outcomes[0].Mark; (got != "") != (c.want != "") || !strings.Contains(got, c.want) {
			t.Errorf("weeks %v to %v: %q, want %q in it", c.min, c.max, got, c.want)
		}
		if s.Outcomes[1].Mark != "" || s.Outcomes[2].Mark != "" {
			t.Errorf("what does not rest on the last session is marked: %+v", s.Outcomes)
		}
	}
}

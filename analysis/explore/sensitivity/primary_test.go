package sensitivity

import (
	"testing"

	"rapport/configs"
	"rapport/scenarios/study"
)

// The outcome that is told is that of everybody at the end of the planned treatment.
func TestPrimaryOutcome(t *testing.T) {
	for name, want := range map[string]string{"twice-weekly": "phq9_week_16", "waiting-for-therapy": "phq9_week_12", "waitlist": "phq9_week_8"} {
		text, err := configs.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := study.Parse(name, text, study.Overrides{})
		if err != nil {
			t.Fatal(err)
		}
		if got := PrimaryOutcome(s); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		s.Assessments.Weeks = nil
		if got := PrimaryOutcome(s); got != "phq9_last" {
			t.Errorf("%s, nobody assessed: %s", name, got)
		}
	}
}

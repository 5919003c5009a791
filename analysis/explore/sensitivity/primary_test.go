package sensitivity

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"rapport/analysis/data"
	"rapport/configs"
	"rapport/scenarios/run"
	"rapport/scenarios/study"
)

// A taper, a wait and sessions a third of a week apart count in how long treatment is
// planned.
func TestPrimaryOutcomeOfOtherPaces(t *testing.T) {
	for set, want := range map[string]string{
		"care.sessions: 16": "phq9_week_16",
		"care.sessions: 16, care.taper_from: 2, care.taper_gap: 2":            "phq9_week_26",
		"care.sessions: 36, care.sessions_per_week: 3":                        "phq9_week_12",
		"care.sessions: 12, care.sessions_per_week: 3, care.waiting_weeks: 8": "phq9_week_12",
		"care.sessions: 4, care.taper_from: 1, care.taper_gap: 12":            "phq9_week_26",
		"care.treatment: none, care.waiting_list_weeks: 8":                    "phq9_week_8",
	} {
		s, err := study.Parse("study.yaml", []byte("question: which week?\npopulation: {patients: 4}\nscenarios:\n  - {name: a, set: {"+set+"}}\n"), study.Overrides{NoEnvironment: true})
		if err != nil {
			t.Fatal(err)
		}
		if got := PrimaryOutcome(s, 0); got != want {
			t.Errorf("%s: %s, want %s", set, got, want)
		}
		if got := PrimaryOutcome(s, 52); !strings.Contains(set, "none") && (got == "phq9_week_52") != !strings.Contains(set, "per_week") {
			t.Errorf("%s, but 52 sessions: %s", set, got)
		}
		dir := filepath.Join(t.TempDir(), "run")
		if _, err := run.Run(context.Background(), s, run.Options{Dir: dir, Workers: 1}); err != nil {
			t.Fatal(err)
		}
		on, err := data.Read(dir)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("phq9_week_%d", on.Primary("a")); got != want {
			t.Errorf("the run, %s: %s, want %s", set, got, want)
		}
	}
}

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
		if got := PrimaryOutcome(s, 0); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		s.Assessments.Weeks = nil
		if got := PrimaryOutcome(s, 0); got != "phq9_last" {
			t.Errorf("%s, nobody assessed: %s", name, got)
		}
	}
}

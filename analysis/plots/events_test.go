package plots

import (
	"strings"
	"testing"

	"rapport/analysis"
	"rapport/analysis/data"
)

// The curve of relapse is of those who responded, and its caption says how many they are.
func TestWhoRespondsIsTold(t *testing.T) {
	scenario := func(name string, responded int) *Scenario {
		s := &Scenario{Name: name, Summary: data.ScenarioSummary{Patients: 200}}
		s.Events[2] = []analysis.SurvivalRow{{AtRisk: responded}}
		return s
	}
	both := whoResponds([]*Scenario{scenario("usual", 100), scenario("trained", 150)}, 2)
	for _, want := range []string{"Only who has responded can relapse", "50 % of patients are in the curve of usual, 75 % in that of trained"} {
		if !strings.Contains(both, want) {
			t.Errorf("no %q in %q", want, both)
		}
	}
	if one := whoResponds([]*Scenario{scenario("usual", 100)}, 2); !strings.HasSuffix(one, "(50 % are in it).") {
		t.Errorf("%q", one)
	}
}

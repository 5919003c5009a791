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

// Is a curve drawn as long as ten patients and one in a hundred of those at its beginning are at
// risk, and no further?
func TestCurvesEndWhereFewAreAtRisk(t *testing.T) {
	for _, c := range []struct {
		atRisk []int
		weeks  int
	}{{[]int{500, 11, 10, 9, 9}, 3}, {[]int{2000, 21, 20, 19}, 3}, {[]int{12, 10}, 2}, {[]int{9}, 0}, {nil, 0}} {
		var rows []analysis.SurvivalRow
		for _, n := range c.atRisk {
			rows = append(rows, analysis.SurvivalRow{AtRisk: n})
		}
		if got := len(borne(rows)); got != c.weeks {
			t.Errorf("%v at risk: drawn in %d weeks, want %d", c.atRisk, got, c.weeks)
		}
	}
}

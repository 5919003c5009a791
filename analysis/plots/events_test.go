package plots

import (
	"reflect"
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

// A curve stands at its value until the next week and changes there; of what rises, it is the
// share of those who have had it, with the ends of its interval turned.
func TestCurvesAreSteps(t *testing.T) {
	rows := []analysis.SurvivalRow{{Week: 4, Free: 0.75, Low: 0.5, High: 0.875}, {Week: 8, Free: 0.5, Low: 0.25, High: 0.625}}
	for rising, want := range map[bool]curve{
		false: {xs: []float64{0, 4, 4, 8, 8}, ys: []float64{100, 100, 75, 75, 50}, low: []float64{100, 100, 50, 50, 25}, up: []float64{100, 100, 87.5, 87.5, 62.5}},
		true:  {xs: []float64{0, 4, 4, 8, 8}, ys: []float64{0, 0, 25, 25, 50}, low: []float64{0, 0, 12.5, 12.5, 37.5}, up: []float64{0, 0, 50, 50, 75}},
	} {
		if got := (&event{rising: rising}).steps(rows, 0); !reflect.DeepEqual(got, want) {
			t.Errorf("rising %v: %+v, want %+v", rising, got, want)
		}
	}
}

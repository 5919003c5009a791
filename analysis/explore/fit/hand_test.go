package fit

import (
	"math"
	"testing"

	"rapport/analysis"
	"rapport/analysis/data/table"
	"rapport/sim"
	"rapport/sim/record"
)

// setsAt is a search that has found sets at these places of one parameter, whose only number is 10
// times the place.
func setsAt(places ...float64) *match {
	m := &match{search: &search{space: space{newAxis(sim.Param{Name: "a", Min: 0, Max: 10}, 5)}, targets: []target{{low: -10, high: 10}}},
		o: &PlausibleOptions{}, findings: []analysis.Finding{{ID: "F1"}}, shipped: []float64{2, 2}, widened: []bool{false}, off: []float64{1},
		emulator: &emulator{R2: []float64{1}, Beyond: []float64{0}}}
	for _, y := range places {
		m.sets = append(m.sets, place{y: []float64{y}, numbers: []float64{10 * y, 10 * y}})
	}
	return m
}

// By hand: sets at -1, 0 and 3 prior standard deviations cover the three from -1 to 2 of the four that
// are told of, and lie 1, 3 and 4 apart.
func TestHowFarSetsSpread(t *testing.T) {
	m := setsAt(-1, 3, 0)
	c := m.coverage()[0]
	near(t, "share", c.Share, 0.75, 1e-12)
	near(t, "spread", c.Spread, math.Sqrt(26.0/6), 1e-12)
	near(t, "least", c.Least, m.space[0].value(-1), 1e-12)
	near(t, "most", c.Most, m.space[0].value(3), 1e-12)
	d := m.distances()
	near(t, "least distance", d.Least, 1, 1e-12)
	near(t, "median distance", d.Median, 3, 1e-12)
	near(t, "most distance", d.Most, 4, 1e-12)
	near(t, "of four parameters", distance([]float64{0, 0, 0, 0}, []float64{1, 1, 1, 1}), 1, 1e-12)
	a := m.asked(0)
	near(t, "share of sets below the start", a.Below, 2.0/3, 1e-12)
	near(t, "median over sets", float64(a.Median), 0, 1e-12)
	if m.apart(); m.sets[0].y[0] != 3 || m.sets[1].y[0] != -1 {
		t.Errorf("order %v, %v, %v: want each as far as can be from those before", m.sets[0].y, m.sets[1].y, m.sets[2].y)
	}
}

// By hand: what four lucks of a number spread by has one degree of freedom less than there are.
func TestSpreadsOfLucks(t *testing.T) {
	near(t, "spread", spreads([][]float64{{1}, {3}, {5}, {math.NaN()}})[0], 2, 1e-12)
}

// Of many weeks those that give targets are spread over all, the last among them.
func TestWeeksThatGiveTargets(t *testing.T) {
	own := &ownTable{Table: &table.Table{}}
	for week := range int32(17) {
		own.rows.Assessments = append(own.rows.Assessments, record.Assessment{Week: 4 * week})
	}
	some := own.weeksAsked()
	if len(some) != mostWeeks || some[mostWeeks-1] != 64 || some[0] != 4 {
		t.Errorf("weeks %v, want 8 from week 4 to week 64", some)
	}
}

// Where just half of the patients come to the last session of the table, all are taken to have been
// planned so many; where fewer do, each has a number of their own.
func TestWhatATableSaysOfThePlan(t *testing.T) {
	for last, planned := range map[int32]bool{6: true, 5: false} {
		own := &ownTable{longest: 6}
		for p, session := range []int32{6, last, 3, 2} {
			own.rows.Sessions = append(own.rows.Sessions, record.Session{Patient: int64(p), Session: session})
		}
		set, told := own.setting()
		if _, all := set["care.plan"]; all != planned || (told == "") != planned || set["care.sessions"] != 6 {
			t.Errorf("the second ends with session %d: %v, %q", last, set, told)
		}
	}
}

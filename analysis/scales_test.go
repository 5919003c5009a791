package analysis

import (
	"math"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/sim/record"
)

// early adds a patient whose answers at session 3 are those given: the same for the items
// of a half of a scale. wai are goals, tasks and bond, calpas its four scales, each by its
// two halves.
func early(h *runtest.Hand, wai [3][2]int32, calpas [4][2]int32) {
	h.Add("completed", []int{10, 9, 8})
	row := record.Items{Patient: h.Rows.Patients[len(h.Rows.Patients)-1].Patient, Session: data.EarlySession}
	w := [...]*int32{&row.WAI1, &row.WAI2, &row.WAI3, &row.WAI4, &row.WAI5, &row.WAI6, &row.WAI7, &row.WAI8, &row.WAI9, &row.WAI10, &row.WAI11, &row.WAI12}
	for k, at := range w {
		*at = wai[k/4][k%4/2]
	}
	c := [...]*int32{&row.CALPAS1, &row.CALPAS2, &row.CALPAS3, &row.CALPAS4, &row.CALPAS5, &row.CALPAS6,
		&row.CALPAS7, &row.CALPAS8, &row.CALPAS9, &row.CALPAS10, &row.CALPAS11, &row.CALPAS12,
		&row.CALPAS13, &row.CALPAS14, &row.CALPAS15, &row.CALPAS16, &row.CALPAS17, &row.CALPAS18,
		&row.CALPAS19, &row.CALPAS20, &row.CALPAS21, &row.CALPAS22, &row.CALPAS23, &row.CALPAS24}
	for k, at := range c {
		*at = calpas[k/6][k%6/3]
	}
	h.Rows.Items = append(h.Rows.Items, record.Items{Patient: row.Patient, Session: 1, WAI1: 5}, row)
}

// fourEarly are four patients over whom x and y do not correlate.
func fourEarly(t *testing.T) *data.Data {
	h := &runtest.Hand{}
	for _, p := range [][2]int32{{1, 1}, {1, 3}, {3, 1}, {3, 3}} {
		x, y := p[0], p[1]
		early(h, [3][2]int32{{x, x}, {x, y}, {y, x}}, [4][2]int32{{x, y}, {x, x}, {y, y}, {x, x}})
	}
	h.Add("completed", []int{10, 9, 8}) // without items
	return mustData(t, &h.Rows)
}

// The items of a scale are one score: alpha 1. Where two halves of four do not correlate,
// alpha is 4/3 (1 - 4v/(2·4v)) = 2/3, and of six in two halves 6/5 (1 - 6v/(2·9v)) = 4/5.
func TestScaleAlpha(t *testing.T) {
	d := fourEarly(t)
	r := scaleAlpha(d, questionnaires["wai"], 0.66, 0.9)
	runtest.Near(t, "goals", r.Detail("alpha goals"), 1)
	runtest.Near(t, "tasks", r.Detail("alpha tasks"), 2.0/3)
	runtest.Near(t, "mean", r.Value, (1+2.0/3+2.0/3)/3)
	if r.N != 4 || r.Pass() || !r.Checks[0].Pass() || r.Checks[1].Pass() || !r.Checks[3].Pass() {
		t.Errorf("%+v: want 4 patients; goals above .66 and not below .9, tasks between", r)
	}
	// All twelve: six of x (one twice over: goals 4, half of tasks, half of bond: 8) and four of y.
	runtest.Near(t, "all", r.Detail("alpha of all items"), 12.0/11*(1-12.0/(8*8+4*4)))
	runtest.Near(t, "commitment", scaleAlpha(d, questionnaires["calpas"], 0, 1).Detail("alpha commitment"), 0.8)
}

// Scales x+y, x, y and x again, over patients where x and y do not correlate.
func TestScaleCorrelation(t *testing.T) {
	r := scaleCorrelation(fourEarly(t), questionnaires["calpas"], 0.1, 1)
	half := math.Sqrt(0.5)
	runtest.Near(t, "mean", r.Value, (half+half+half+0+1+0)/6)
	runtest.Near(t, "largest", r.Detail("largest r"), 1)
	if r.N != 4 || r.Pass() || r.Checks[0].Pass() || r.Checks[1].Margin != 1-r.Detail("largest r") {
		t.Errorf("%+v: want two checks, that all lie above .1 and below 1, which fail", r)
	}
	if r := scaleCorrelation(mustData(t, &record.Rows{}), questionnaires["wai"], 0, 1); !math.IsNaN(r.Value) {
		t.Errorf("of nobody: %+v", r)
	}
}

func TestBondApart(t *testing.T) {
	h := &runtest.Hand{}
	rate(h, []float32{2, 3, 4, 5}, []float32{2, 3, 4, 5}, []float32{2, 4, 2, 4})
	r := bondApart(mustData(t, &h.Rows), 1)
	runtest.Near(t, "goals with tasks less with the bond", r.Value, 1-1/math.Sqrt(5))
	if r = bondApart(mustData(t, &h.Rows), 7); !math.IsNaN(r.Value) {
		t.Errorf("at a session that nobody reached: %+v", r)
	}
}

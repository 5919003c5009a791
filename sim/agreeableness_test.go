package sim

import (
	"math"
	"testing"
)

func TestAgreeableness(t *testing.T) {
	a := Agreeableness{Strength: 1, Pace: math.Ln2}
	equal(t, "average", a.Factor(&Patient{}), 1)
	equal(t, "agreeable", a.Factor(&Patient{Agreeableness: 1}), 2)
	equal(t, "disagreeable", a.Factor(&Patient{Agreeableness: -2}), 0.25)
	rises(t, "pace", func(x float64) float64 { return a.Factor(&Patient{Agreeableness: x}) })
	a.Strength = 0
	same(t, "switched off", a.Factor(&Patient{Agreeableness: 3}), 1)

	d := dyad()
	d.tend.bondMatched, d.tend.bondRate, d.tend.bondRateTypical = 0.9, 0.5, 0.25
	if got := a.Change(&d); !(got > 0) {
		t.Errorf("an agreeable patient gains %g beyond the typical, want more than 0", got)
	}
	d.tend.bondRate = 0.25
	same(t, "the typical patient", a.Change(&d), 0)
}

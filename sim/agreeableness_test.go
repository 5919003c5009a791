package sim

import (
	"math"
	"testing"
)

func TestAgreeableness(t *testing.T) {
	a := Agreeableness{Strength: math.Ln2, Pace: 2}
	equal(t, "average", a.Factor(&Patient{}), 1)
	equal(t, "agreeable", a.Factor(&Patient{Agreeableness: 1}), 2) // b(1) = ½
	equal(t, "disagreeable", a.Factor(&Patient{Agreeableness: -1}), 0.5)
	equal(t, "very agreeable", a.Factor(&Patient{Agreeableness: 3}), 2*math.Sqrt2) // b(3) = ¾
	rises(t, "pace", func(x float64) float64 { return a.Factor(&Patient{Agreeableness: x}) })
	a.Strength = 0
	same(t, "switched off", a.Factor(&Patient{Agreeableness: 3}), 1)

	b := BondGrowth{}
	d := dyad()
	d.tend.bondMatched, d.tend.bondRate, d.tend.bondRateTypical = 0.9, 0.5, 0.25
	if got := a.Change(&d, &b); !(got > 0) {
		t.Errorf("an agreeable patient gains %g beyond the typical, want more than 0", got)
	}
	d.tend.bondRate = 0.25
	same(t, "the typical patient", a.Change(&d, &b), 0)
}

package fit

import (
	"math"
	"testing"

	"rapport/analysis"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %v, want %v ± %v", what, got, want, tolerance)
	}
}

// A band from 0 to 2 with a validation error of .1: half-width 1, safe up to .75.
func TestLossOfABandByHand(t *testing.T) {
	b := target{low: 0, high: 2, pull: 0.05, steep: 20, weight: 1, se: 0.2, valid: 0.1}
	for v, want := range map[float64]float64{
		1:    0,
		1.5:  0.05 * 0.25,
		2:    0.05 + 20*0.25*0.25,
		0:    0.05 + 20*0.25*0.25,
		2.75: 0.05*1.75*1.75 + 20,       // e = 1
		4.75: 0.05*3.75*3.75 + 20*(6-1), // e = 3, on the straight part
	} {
		got, _, _ := b.loss(v)
		near(t, "loss", got, want, 1e-12)
	}
	wide := target{low: 0, high: 2, steep: 20, weight: 3, valid: 0.35} // safe up to 1 - 2.5·0.35 = 0.125
	got, _, _ := wide.loss(1.625)
	near(t, "weighted loss without pull", got, 3*20*0.5*0.5, 1e-12)
}

func TestLossOfATargetWithOneEnd(t *testing.T) {
	low := target{low: 0, high: math.Inf(1), steep: 20, weight: 1, se: 0.04} // unit 0.1
	for v, want := range map[float64]float64{0.1: 0, 5: 0, 0.05: 20 * 0.25, 0: 20, -0.1: 20 * 3} {
		got, _, _ := low.loss(v)
		near(t, "from below", got, want, 1e-12)
	}
	high := target{low: math.Inf(-1), high: 0, steep: 20, weight: 1, se: 0.04}
	got, slope, _ := high.loss(-0.05)
	near(t, "from above", got, 20*0.25, 1e-12)
	if slope <= 0 {
		t.Errorf("slope %g, want the loss to rise towards the end", slope)
	}
}

func TestLossSlopeIsItsDerivative(t *testing.T) {
	for _, b := range []target{
		{low: -1, high: 3, pull: 0.05, steep: 20, weight: 2, valid: 0.1},
		{low: 0, high: math.Inf(1), steep: 20, weight: 1, se: 0.1},
		{low: math.Inf(-1), high: 1, steep: 20, weight: 1, se: 0.1},
	} {
		for v := -4.03; v < 5; v += 0.37 {
			const h = 1e-6
			up, _, _ := b.loss(v + h)
			down, _, _ := b.loss(v - h)
			_, slope, curve := b.loss(v)
			near(t, "slope", slope, (up-down)/(2*h), 1e-4*(1+math.Abs(slope)))
			if curve < 0 {
				t.Errorf("curvature %g at %g is below zero", curve, v)
			}
		}
	}
}

func TestLossOfNoValueIsLargeAndFinite(t *testing.T) {
	b := target{low: 0, high: 2, pull: 0.05, steep: 20, weight: 1}
	far, _, _ := b.loss(9)
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		loss, slope, curve := b.loss(v)
		if math.IsInf(loss, 0) || math.IsNaN(loss) || loss < far || slope != 0 || curve != 0 {
			t.Errorf("loss(%v) = %v, %v, %v", v, loss, slope, curve)
		}
	}
}

func TestTargetsOfFindings(t *testing.T) {
	inf := math.Inf(1)
	findings := []analysis.Finding{
		{ID: "band", Kind: analysis.Band, Accept: analysis.Interval{Low: 1, High: 1.2}},
		{ID: "note", Kind: analysis.Note, Accept: analysis.Interval{Low: 1, High: 2}},
		{ID: "checks", Kind: analysis.Direction, Accept: analysis.Interval{Low: -inf, High: inf}},
		{ID: "both", Kind: analysis.Direction, Accept: analysis.Interval{Low: 0, High: inf}},
		{ID: "wide", Kind: analysis.Band, Accept: analysis.Interval{Low: 0.41, High: 1}},
	}
	two := analysis.Result{Value: 7, Checks: []analysis.Check{{Name: "a", Margin: 1}, {Name: "b", Margin: -2}}}
	results := []analysis.Result{{Value: 1.1}, {}, two, two, {Value: 0.5}}
	var got []string
	for _, x := range targetsOf(findings, results) {
		got = append(got, x.id+" "+x.name)
		switch {
		case x.id == "band" && x.pull != centrePull, x.id == "wide" && x.pull != 0:
			t.Errorf("%s: pull %g", x.id, x.pull)
		case x.name == "b" && x.of(results) != -2, x.id == "both" && x.name == "" && x.of(results) != 7:
			t.Errorf("%s %s takes %g", x.id, x.name, x.of(results))
		}
	}
	want := []string{"band ", "checks a", "checks b", "both ", "both a", "both b", "wide "}
	if len(got) != len(want) {
		t.Fatalf("targets %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("target %d is %q, want %q", i, got[i], want[i])
		}
	}
	lost := target{finding: 2, check: 5}
	if !math.IsNaN(lost.of(results)) {
		t.Error("a check that a result does not have: want NaN")
	}
}

package sim

import (
	"math"
	"testing"
)

func TestScale(t *testing.T) {
	equal(t, "logistic(0)", logistic(0), 0.5)
	equal(t, "logistic(ln 3)", logistic(ln3), 0.75)
	equal(t, "logistic(-ln 9)", logistic(-ln9), 0.1)
	equal(t, "logit(logistic(1.7))", logit(logistic(1.7)), 1.7)
	equal(t, "bounded(1)", bounded(1), 0.5)
	equal(t, "bounded(-3)", bounded(-3), -0.75)
	equal(t, "share(1)", share(1), 0.5)
	// From 0.6 up: a drive of 1 closes half of 0.4; down: half of 0.6.
	equal(t, "toward(0.6, 1)", toward(0.6, 1), 0.2)
	equal(t, "toward(0.6, -1)", toward(0.6, -1), -0.3)
	same(t, "toward(0.6, 0)", toward(0.6, 0), 0)
	rises(t, "toward", func(u float64) float64 { return toward(0.6, u) })
	rises(t, "bounded", bounded)
	// 0.6 has odds of 1.5: a drive of 1 doubles them, one of -1 halves them.
	equal(t, "turn(0.6, 1)", turn(0.6, 1), 0.15)
	equal(t, "turn(0.6, -1)", turn(0.6, -1), 3.0/7-0.6)
	same(t, "turn(0.6, 0)", turn(0.6, 0), 0)
	rises(t, "turn", func(u float64) float64 { return turn(0.6, u) })
	there := 0.6 + turn(0.6, 2)
	equal(t, "there and back", there+turn(there, -2), 0.6)
}

func TestTurnNeverArrives(t *testing.T) {
	for _, u := range []float64{1e3, 1e6, -1e3, -1e6} {
		for _, x := range []float64{1e-6, 0.5, 1 - 1e-6} {
			if y := x + turn(x, u); y <= 0 || y >= 1 {
				t.Errorf("%g turned by a drive of %g to %g, outside (0,1)", x, u, y)
			}
		}
	}
}

func TestTowardNeverArrives(t *testing.T) {
	for _, u := range []float64{1e3, 1e6, -1e3, -1e6} {
		for _, x := range []float64{1e-6, 0.5, 1 - 1e-6} {
			if y := x + toward(x, u); y <= 0 || y >= 1 {
				t.Errorf("%g moved by a drive of %g to %g, outside (0,1)", x, u, y)
			}
		}
	}
	// Small drives add up as in the limit dx = (1 - x) du: exp(-1) of the way is left.
	x := 0.2
	for range 100000 {
		x += toward(x, 1e-5)
	}
	if left := (1 - x) / 0.8; !(math.Abs(left-math.Exp(-1)) <= 1e-5) {
		t.Errorf("small drives of sum 1 leave %g of the way, want exp(-1)", left)
	}
}

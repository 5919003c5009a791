package fit

import (
	"math"
	"testing"

	"rapport/sim"
)

func TestAxisKeepsToItsRangeByForm(t *testing.T) {
	for _, c := range []struct{ min, max, start float64 }{{0, 1, 0.3}, {-6, 3, -0.7}, {0, 15, 4}, {0, 1, 0}, {-1, 1, 1}} {
		a := newAxis(sim.Param{Min: c.min, Max: c.max}, c.start)
		if got := a.value(0); got != c.start {
			t.Errorf("%+v: value(0) = %v, want the start", c, got)
		}
		before := a.value(-40)
		for y := -40.0; y <= 40; y += 0.5 {
			v := a.value(y)
			if y != 0 && (v < before || v < c.min || v > c.max) {
				t.Errorf("%+v: value(%g) = %g after %g", c, y, v, before)
			}
			if y != 0 {
				before = v
			}
		}
	}
}

// At the start a step of 1 is one prior standard deviation.
func TestAxisSlopeAtTheStartIsThePriorSD(t *testing.T) {
	for _, c := range []struct{ min, max, start, want float64 }{
		{0, 10, 2, 0.6},      // 0.3 of the start
		{0, 10, 0.5, 0.3},    // at least 3 % of the range
		{0, 10, 8, 1.5},      // at most 15 % of it
		{-6, 3, -0.7, 0.27},  // the start counts without its sign; 3 % of 9
		{-9, 1, -4.8, 1.44},  // 0.3 of 4.8
		{-1, 1, 0.001, 0.06}, // nearly 0: by the range
	} {
		a := newAxis(sim.Param{Min: c.min, Max: c.max}, c.start)
		const h = 1e-5
		if slope := (a.value(h) - a.value(-h)) / (2 * h); !(math.Abs(slope-c.want) <= 1e-7) {
			t.Errorf("range %g to %g, start %g: slope %g, want %g", c.min, c.max, c.start, slope, c.want)
		}
	}
}

func TestRounded(t *testing.T) {
	for in, want := range map[float64]float64{0.0123456: 0.01235, -4.80049: -4.8, 12345: 12350, 0: 0, 0.99999: 1} {
		if got := rounded(in); !(math.Abs(got-want) <= 1e-12*math.Abs(want)) {
			t.Errorf("rounded(%v) = %v, want %v", in, got, want)
		}
	}
}

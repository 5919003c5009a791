package descriptive_test

import (
	"math"
	"testing"

	"rapport/analysis/descriptive"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		x    []float64
		want float64
	}{{[]float64{3}, 3}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 2, 30}, 3}} {
		if got := descriptive.Median(c.x); got != c.want {
			t.Errorf("median of %v is %v, want %v", c.x, got, c.want)
		}
	}
}

func TestMedianOfNothing(t *testing.T) {
	if got := descriptive.Median(nil); !math.IsNaN(got) {
		t.Errorf("median of nothing is %v, want NaN", got)
	}
}

// 8 of 10 by Wilson: 0.4902 to 0.9433 (Newcombe 1998 and R's prop.test without
// continuity correction agree).
func TestWilson(t *testing.T) {
	p, low, high := descriptive.Wilson(8, 10)
	if p != 0.8 || !(math.Abs(low-0.4901625) <= 1e-6) || !(math.Abs(high-0.9433178) <= 1e-6) {
		t.Errorf("%.7f, %.7f to %.7f", p, low, high)
	}
	if _, low, high := descriptive.Wilson(0, 50); low != 0 || !(high > 0.05 && high < 0.1) {
		t.Errorf("none of 50: %g to %g", low, high)
	}
}

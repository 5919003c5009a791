package sim

import "testing"

func TestCALPAS(t *testing.T) {
	c := CALPAS{Level: ln3, Slope: 2, Error: 0.5}
	for _, x := range []struct {
		v, e float64
		want int
	}{{0, 0, 132}, {-ln3 / 2, 0, 96}, {0, -2 * ln3, 96}, {1e6, 0, 168}, {-1e6, 0, 24}} { // 24 + ⌊145·¾⌋, 24 + ⌊145·½⌋
		if got := c.Sum(x.v, x.e); got != x.want {
			t.Errorf("sum for view %g and error %g is %d, want %d", x.v, x.e, got, x.want)
		}
	}
	rises(t, "sum by view", func(x float64) float64 { return float64(c.Sum(x, 0)) })
}

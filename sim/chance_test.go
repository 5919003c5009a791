package sim

import "testing"

func TestChance(t *testing.T) {
	c := Chance{Common: 1, Own: 0.5}
	equal(t, "common", c.Change(0.5, 1, 0), 0.125) // ¼ · ½
	equal(t, "own", c.Change(0.5, 0, -2), -0.125)  // ¼ · −½
	equal(t, "both", c.Change(0.9, 2, 2), 0.0675)  // 0.09 · ¾
	equal(t, "they cancel", c.Change(0.5, 1, -2), 0)
	same(t, "switched off", (&Chance{}).Change(0.5, 3, 3), 0)
	rises(t, "change by chance", func(x float64) float64 { return c.Change(0.3, x, 0) })
	for _, x := range []float64{1e-6, 0.5, 1 - 1e-6} {
		for _, luck := range []float64{-1e6, 1e6} {
			if y := x + c.Change(x, luck, luck); y <= 0 || y >= 1 {
				t.Errorf("chance moves %g to %g, outside (0,1)", x, y)
			}
		}
	}
}

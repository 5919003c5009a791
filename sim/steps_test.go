package sim

import (
	"math"
	"testing"

	"rapport/sim/luck"
)

// The step that the table finds is ⌊n·logistic(y)⌋, except where rounding may
// decide: within a few units in the last place of where a step begins.
func TestStepsAreThoseOfTheLogistic(t *testing.T) {
	for _, n := range []int{2, 17, 28, 49, 65, 145} {
		s := stepsOf(n)
		check := func(y float64) {
			t.Helper()
			p := float64(n) * logistic(y)
			if math.Abs(p-math.Round(p)) < 1e-12*float64(n) {
				return
			}
			if got, want := s.of(y), min(n-1, int(p)); got != want {
				t.Fatalf("of %d steps, y = %.17g is on %d, want %d", n, y, got, want)
			}
		}
		var noise luck.Noise
		for i := range 50_000 {
			luck.Of(81, 0, luck.Patient, int64(i)).At(&noise, 1)
			check(4 * noise.Normal(luck.StressShock))
		}
		for k := 1; k < n; k++ {
			y := logit(float64(k) / float64(n))
			check(y + 1e-9)
			check(y - 1e-9)
			if s.of(y) != k {
				t.Errorf("of %d steps, step %d does not begin at logit(%d/%d)", n, k, k, n)
			}
		}
		for y, want := range map[float64]int{math.Inf(-1): 0, -1e300: 0, -40: 0, 40: n - 1, 1e300: n - 1, math.Inf(1): n - 1} {
			if got := s.of(y); got != want {
				t.Errorf("of %d steps, y = %g is on %d, want %d", n, y, got, want)
			}
		}
	}
}

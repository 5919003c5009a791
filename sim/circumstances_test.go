package sim

import (
	"math"
	"testing"

	"rapport/sim/luck"
)

// Circumstances move severity as far as their spread says, and not at all at 0.
func TestCircumstancesSpreadSeverity(t *testing.T) {
	m := Default()
	m.Relapse.Strength, m.Stress.Strength = 0, 0
	for _, spread := range []float64{0, 0.8} {
		m.Circumstances.Spread = spread
		var sum, square float64
		const n = 4000
		for i := range n {
			a := afterwards{since: 10, intake: 0, drift: m.Fading.drift(9, 9, 9, 0.1),
				path: trailOf((*path)(nil).pathOf(&m), luck.Of(3, 0, luck.Patient, int64(i)), moment{week: 10})}
			y := logit(a.severity(&m, 400) / PHQ9Max)
			sum, square = sum+y, square+y*y
		}
		sd := math.Sqrt(square/n - sum*sum/n/n)
		if !(math.Abs(sd-spread) <= 5*spread/math.Sqrt(2*n)+1e-6) {
			t.Errorf("a spread of %g moves severity by %.4f log-odds", spread, sd)
		}
	}
}

package sim

import (
	"math"
	"testing"

	"rapport/sim/luck"
)

func TestProbabilityValue(t *testing.T) {
	equal(t, "P", Probability{1, -ln3}.Value(), 0.25)
	equal(t, "half of P", Probability{0.5, ln3}.Value(), 0.375)
	same(t, "switched off", Probability{0, 5}.Value(), 0)
}

// Whatever the table decides is what the logistic would: at random, at the ends
// of the stretches, beyond them, and within rounding of P on both sides.
func TestProbabilityFallsIsBelowP(t *testing.T) {
	worked := 0
	check := func(p Probability, u float64) {
		t.Helper()
		if got, want := p.Falls(u), u < p.Value(); got != want {
			t.Fatalf("%+v, u = %.17g: %v, want %v", p, u, got, want)
		}
		if i := int(math.Floor((p.LogOdds+stretchesEnd)*stretchesPerUnit)) + 1; i > 0 && i <= stretches &&
			u >= p.Strength*stretchOf[i].low && u < p.Strength*stretchOf[i].high {
			worked++
		}
	}
	const n = 200_000
	var noise luck.Noise
	for i := range n {
		luck.Of(71, 0, luck.Patient, int64(i)).At(&noise, 1)
		p := Probability{noise.Uniform(luck.PHQ9Error), 30 * (noise.Uniform(luck.StressShock) - 0.5)}
		check(p, noise.Uniform(luck.SessionChance))
	}
	if worked == 0 || worked > n/50 { // a stretch is at most 1/64 high
		t.Errorf("%d of %d events had to be worked out", worked, n)
	}
	for i := -2 * stretches; i <= 2*stretches; i++ {
		edge := float64(i) / stretchesPerUnit / 2
		for _, x := range []float64{edge, math.Nextafter(edge, 99), math.Nextafter(edge, -99), 50 * edge} {
			for _, strength := range []float64{1, 0.3, 0} {
				p := Probability{strength, x}
				v := p.Value()
				for _, u := range []float64{v, math.Nextafter(v, 2), math.Nextafter(v, -1), 0x1p-53, 1 - 0x1p-53} {
					check(p, u)
				}
			}
		}
	}
}

func TestHappens(t *testing.T) {
	var noise luck.Noise
	luck.Of(72, 0, luck.Patient, 0).At(&noise, 1)
	for _, d := range []luck.Decision{luck.RuptureOnset, luck.RuptureKind} {
		u := noise.Uniform(d)
		if !(Probability{1, logit(u) + 1e-6}).Happens(&noise, d) || (Probability{1, logit(u) - 1e-6}).Happens(&noise, d) {
			t.Errorf("decision %d does not happen where its number %g is below the probability, or does elsewhere", d, u)
		}
		if (Probability{0, 1e9}).Happens(&noise, d) {
			t.Errorf("decision %d happens with strength 0", d)
		}
	}
}

package sim

import (
	"math"
	"testing"
)

func TestRuptureProbability(t *testing.T) {
	r := RuptureRisk{Strength: 1, Base: -ln3, Mismatch: ln3, Stress: ln3, Strain: ln3, Alliance: 2 * ln3, Anxiety: ln3, Trust: 2 * ln3, Skill: ln3}
	for _, c := range []struct {
		what            string
		mismatch        float64
		patient         Patient
		stress, strain  float64
		alliance, extra float64
		approach        float64
		want            float64
	}{
		{"average", 0, Patient{}, 0, 0, 0.5, 0, 0, 0.25},
		{"full mismatch", 1, Patient{}, 0, 0, 0.5, 0, 0, 0.5},
		{"anxious patient", 0, Patient{AttachmentAnxiety: 1}, 0, 0, 0.5, 0, 0, 0.5},
		{"stress", 0, Patient{}, 1, 0, 0.5, 0, 0, 0.5},
		{"strain", 0, Patient{}, 0, 1, 0.5, 0, 0, 0.5},
		{"no alliance", 0, Patient{}, 0, 0, 0, 0, 0, 0.5},
		{"full alliance", 0, Patient{}, 0, 0, 1, 0, 0, 0.1},
		{"moves", 0, Patient{}, 0, 0, 0.5, ln3, 0, 0.5},
		{"approach", 0, Patient{}, 0, 0, 0.5, 0, ln3, 0.5},
		{"all at once", 1, Patient{AttachmentAnxiety: 1}, 1, -1, 0.5, -ln3, ln3, 0.75},
	} {
		d := dyad()
		d.tend.rupture = r.constant(&c.patient, &Therapist{}, c.mismatch, c.approach)
		d.Stress, d.Strain = c.stress, c.strain
		d.Bond, d.Tasks, d.Goals = c.alliance, c.alliance, c.alliance
		equal(t, c.what, r.Probability(&d, c.extra).Value(), c.want)
		half, off := r, r
		half.Strength, off.Strength = 0.5, 0
		equal(t, c.what+", half strength", half.Probability(&d, c.extra).Value(), c.want/2)
		same(t, c.what+", switched off", off.Probability(&d, c.extra).Value(), 0)
	}
}

// What has not formed cannot rupture, and trust and skill prevent.
func TestRuptureOfWhatHasFormed(t *testing.T) {
	r := RuptureRisk{Strength: 1, Forming: 2, Trust: 4 * ln3, Skill: ln3}
	d := dyad()
	for met, want := range map[int]float64{0: 0, 1: 0.1, 2: 0.25, 4: 0.4} { // half of 0, ⅕, ½, ⅘
		d.Met = met
		equal(t, "risk after sessions together", r.Probability(&d, 0).Value(), want)
	}
	r.Forming, d.Met = 0, 1
	d.Trust = 0.75
	equal(t, "trusted", r.Probability(&d, 0).Value(), 0.25)
	d.tend.rupture = r.constant(&Patient{}, &Therapist{RepairSkill: 1}, 0, 0)
	equal(t, "trusted and skilled", r.Probability(&d, 0).Value(), 0.1)
}

func TestRuptureKind(t *testing.T) {
	r := RuptureRisk{Confrontation: -ln3, Agreeable: ln3, Anxious: ln3}
	for _, c := range []struct {
		what string
		p    Patient
		want float64
	}{
		{"average", Patient{}, 0.25},
		{"agreeable", Patient{Agreeableness: 1}, 0.1},
		{"disagreeable", Patient{Agreeableness: -1}, 0.5},
		{"anxious", Patient{AttachmentAnxiety: 1}, 0.5},
	} {
		equal(t, "P(confrontation), "+c.what+" patient", r.Confronts(&c.p).Value(), c.want)
	}
}

func TestRuptureIntensity(t *testing.T) {
	r := RuptureRisk{Smallness: 2}
	equal(t, "I(0.36)", r.Intensity(0.36), 0.2) // 1 − √0.64
	equal(t, "I(0.75)", r.Intensity(0.75), 0.5)
	rises(t, "intensity", func(x float64) float64 { return r.Intensity(logistic(x)) })
	// The mean is 1/(1 + Smallness), by the midpoint rule whose error here is below 1e-4.
	for _, small := range []float64{1, 2, 4, 12} {
		r.Smallness = small
		sum := 0.0
		const n = 20000
		for i := range n {
			sum += r.Intensity((float64(i) + 0.5) / n)
		}
		if got, want := sum/n, 1/(1+small); !(math.Abs(got-want) <= 1e-4) {
			t.Errorf("mean intensity %g for smallness %g, want %g", got, small, want)
		}
	}
}

package sim

import (
	"math"
	"testing"
)

func TestTrustInitial(t *testing.T) {
	k := Trust{Start: ln3, Expectation: ln3, Avoidance: ln3}
	equal(t, "average patient", k.Initial(&Patient{}), 0.75)
	equal(t, "hopeful patient", k.Initial(&Patient{Expectations: 1}), 0.9)
	equal(t, "avoidant patient", k.Initial(&Patient{AttachmentAvoidance: 1}), 0.5)
	rises(t, "trust by expectations", func(x float64) float64 { return k.Initial(&Patient{Expectations: x}) })
	falls(t, "trust by avoidance", func(x float64) float64 { return k.Initial(&Patient{AttachmentAvoidance: x}) })
}

func TestTrustVulnerability(t *testing.T) {
	k := Trust{Disclosure: ln3, Reciprocity: 4 * ln3, Extraversion: ln3}
	d := dyad()
	equal(t, "nothing disclosed, half trusted", k.Vulnerability(&d), 0.5)
	d.Patient.Disclosure = 1
	equal(t, "ready to disclose", k.Vulnerability(&d), 0.75)
	d.Trust = 0.75 // 4·ln3·¼ more
	equal(t, "and trusting", k.Vulnerability(&d), 0.9)
	d.Patient.Extraversion = -2
	equal(t, "but turned inward", k.Vulnerability(&d), 0.5)
}

func TestTrustChange(t *testing.T) {
	k := Trust{Strength: 1, Growth: 0.1}
	for _, c := range []struct{ trust, gap, strength, want float64 }{
		{0.5, 1, 1, 0.02},   // ½ · 0.1 · 0.8 · 0.5
		{0.5, 0.5, 1, 0.02}, // more often than weekly is not more consistent
		{0.5, 2, 1, 0.01},   // a fortnight halves it
		{0.75, 1, 1, 0.01},  // half the room to grow
		{0.5, 1, 2, 0.04},
		{0.5, 1, 0, 0},
	} {
		d := dyad()
		d.Trust, d.Gap, k.Strength, d.tend.genuine = c.trust, c.gap, c.strength, 1
		equal(t, "growth of trust", k.Change(&d, 0.8, 0.5), c.want)
	}
	rises(t, "growth by vulnerability", func(x float64) float64 { d := dyad(); d.tend.genuine = 1; return steady.Change(&d, logistic(x), 0.5) })
	rises(t, "growth by empathic response", func(x float64) float64 { d := dyad(); d.tend.genuine = 1; return steady.Change(&d, 0.5, logistic(x)) })
}

func TestTrustByConsistencyAndGenuineness(t *testing.T) {
	k := Trust{Strength: 1, Consistency: 0.25, Genuineness: 0.5}
	d := dyad()
	same(t, "no session missed", k.Missed(&d), 0)
	d.Seen.Missed = 1
	equal(t, "one missed", k.Missed(&d), -0.5*0.2)
	d.Seen.Missed = 3
	equal(t, "three missed", k.Missed(&d), -0.5*(0.75/1.75))
	equal(t, "average therapist", k.Genuine(&Therapist{}), 1)
	equal(t, "genuine therapist", k.Genuine(&Therapist{Genuineness: 2}), 1.5)
	equal(t, "therapist behind the role", k.Genuine(&Therapist{Genuineness: -2}), 0.5)
	k.Strength = 0
	same(t, "switched off", k.Missed(&d), 0)
}

var steady = Trust{Strength: 1, Growth: 0.1}

// With vulnerability and response constant, distrust shrinks geometrically:
// after n sessions (1 − 0.1·¼)ⁿ of it is left.
func TestTrustClosedForm(t *testing.T) {
	d := dyad()
	d.tend.genuine = 1
	for range 40 {
		d.Trust += steady.Change(&d, 0.5, 0.5)
	}
	equal(t, "trust after 40 sessions", d.Trust, 1-0.5*math.Pow(0.975, 40))
}

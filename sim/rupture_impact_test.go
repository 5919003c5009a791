package sim

import "testing"

func TestRuptureImpact(t *testing.T) {
	r := RuptureImpact{Confrontation: 1.5, Distress: 0.2, Relief: 0.75}
	equal(t, "k of a withdrawal", r.weight(Withdrawal), 1)
	equal(t, "k of a confrontation", r.weight(Confrontation), 1.5)
	d := dyad()
	same(t, "no rupture, no distress", r.OnSeverity(&d), 0)
	d.Rupture = Rupture{Open: true, Intensity: 0.5}
	equal(t, "distress", r.OnSeverity(&d), 0.1)
	d.Rupture.Recognised = 3
	equal(t, "distress once recognised", r.OnSeverity(&d), 0.025)
}

// A breach costs more than a kept promise earns: with the shipped parameters a
// withdrawal of mean intensity takes more trust than an ordinary session gives.
func TestBreachCostsMoreThanAPromiseEarns(t *testing.T) {
	m := Default()
	d := dyad()
	d.Gap = 1
	earned := m.Trust.Change(&d, m.Trust.Vulnerability(&d), m.Empathy.Response(&Therapist{}, NoMove))
	lost := -toward(d.Trust, -m.Impact.Trust/(1+m.Rupture.Smallness))
	if !(lost > earned) {
		t.Errorf("a breach takes %.3g of trust, a kept promise earns %.3g", lost, earned)
	}
}

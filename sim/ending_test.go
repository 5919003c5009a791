package sim

import "testing"

func TestDropout(t *testing.T) {
	x := Dropout{Strength: 1, Base: -2 * ln3, Early: ln3, Alliance: 4 * ln3, View: 0.25, Reference: 0.5, Rupture: 2 * ln3, Progress: 2 * ln3}
	d := dyad()
	d.Patient.IntakeSeverity = 9
	d.Severity = 9
	equal(t, "after session 1", x.Probability(&d).Value(), 0.25)
	d.Session = 1 << 60
	equal(t, "late", x.Probability(&d).Value(), 0.1)
	d.Rupture.Intensity = 0.5
	equal(t, "with a rupture", x.Probability(&d).Value(), 0.25)
	d.Bond, d.Tasks, d.Goals = 0.25, 0.25, 0.25
	equal(t, "and a weak alliance", x.Probability(&d).Value(), 0.5)
	d.Patient.Leniency = 1
	equal(t, "seen kindly", x.Probability(&d).Value(), 0.25)
	d.Severity = 4.5
	equal(t, "and half better", x.Probability(&d).Value(), 0.1)
	d.Severity = 18 // half of the room above is filled
	equal(t, "worse", x.Probability(&d).Value(), 0.5)
	x.Preference, d.Patient.Prefers, d.Therapist.CBT = 4*ln3, PrefersCBT, false
	equal(t, "in the approach not preferred", x.Probability(&d).Value(), 0.9)
	d.Therapist.CBT = true
	equal(t, "in that preferred", x.Probability(&d).Value(), 0.1)
	d.Patient.Prefers = PrefersPsychodynamic
	equal(t, "in the approach not preferred", x.Probability(&d).Value(), 0.9)
	x.Strength = 0
	same(t, "switched off", x.Probability(&d).Value(), 0)
}

func TestWellEnough(t *testing.T) {
	w := WellEnough{Chance: 0.4, Minimum: 4, Enough: 0.5, Slope: 4 * ln3, Burden: 9 * ln3}
	d := dyad()
	d.Patient.IntakeSeverity, d.Severity, d.Session = 12, 6, 3
	same(t, "too early", w.Probability(&d).Value(), 0)
	d.Session = 4
	equal(t, "half better, six points left", w.Probability(&d).Value(), 0.04)
	d.Severity = 3
	equal(t, "three quarters better, three points left", w.Probability(&d).Value(), 0.2)
	d.Patient.IntakeSeverity = 6
	equal(t, "half better, three points left", w.Probability(&d).Value(), 0.1)
	w.Chance = 0
	same(t, "switched off", w.Probability(&d).Value(), 0)
}

func TestProgress(t *testing.T) {
	d := dyad()
	d.Patient.IntakeSeverity = 9
	for severity, want := range map[float64]float64{9: 0, 4.5: 0.5, 18: -0.5, 0: 1, 27: -1} {
		d.Severity = severity
		equal(t, "progress", d.Progress(), want)
	}
}

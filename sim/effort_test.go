package sim

import "testing"

func TestEffort(t *testing.T) {
	e := Effort{Strength: 1, Symptoms: 0.4, Conscientious: 1}
	d := dyad()
	equal(t, "average", e.OnSeverity(&d, 1), -0.1) // 0.4 · ½ · ½
	d.Patient.Conscientiousness = 1
	equal(t, "conscientious", e.OnSeverity(&d, 1), -0.15) // · (1 + ½)
	d.Patient.Conscientiousness = -3
	equal(t, "not conscientious", e.OnSeverity(&d, 1), -0.025) // · (1 − ¾)
	falls(t, "drive by conscientiousness", func(x float64) float64 {
		d.Patient.Conscientiousness = x
		return e.OnSeverity(&d, 1)
	})
	e.Strength = 0
	if e.OnSeverity(&d, 1) != 0 {
		t.Error("switched off, effort still drives")
	}
}

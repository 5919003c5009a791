package sim

import "testing"

func TestTechnique(t *testing.T) {
	k := Technique{Strength: 1, Symptoms: 0.1, Skill: ln3, Compensation: 0.8}
	equal(t, "competence", k.Competence(&Therapist{}), 0.5)
	equal(t, "competent", k.Competence(&Therapist{Competence: 1}), 0.75)

	d := dyad()
	d.tend.competence, d.Work.Technique = 0.5, 1
	// C⁺ = ½ + 0.8·½·½ = 0.7; drive −0.1 · 0.7 · ½
	equal(t, "drive", k.OnSeverity(&d, 1), -0.035)
	equal(t, "weight", k.OnSeverity(&d, 2), -0.07)
	d.Work.Technique = 0.5
	equal(t, "half the time", k.OnSeverity(&d, 1), -0.0175)
	d.Work.Feedback = 1
	equal(t, "sharpened", k.OnSeverity(&d, 1), -0.035)
	off := k
	off.Strength = 0
	if off.OnSeverity(&d, 1) != 0 {
		t.Error("switched off, technique still drives")
	}
}

// A strong alliance partly makes up for a weak method: what competence is worth
// falls as the alliance rises, but never below nothing.
func TestCompensation(t *testing.T) {
	k := Technique{Strength: 1, Symptoms: 0.1, Compensation: 0.8}
	worth := func(alliance float64) float64 {
		d := dyad()
		d.Work.Technique, d.Bond, d.Goals = 1, alliance, alliance // tasks stay
		d.tend.competence = 0.2
		weak := k.OnSeverity(&d, 1)
		d.tend.competence = 0.8
		return weak - k.OnSeverity(&d, 1)
	}
	falls(t, "worth of competence by alliance", func(x float64) float64 { return worth(logistic(x)) })
	if w := worth(1); !(w > 0) {
		t.Errorf("with a full alliance competence is worth %g, want more than 0", w)
	}
}

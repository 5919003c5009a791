package sim

import "testing"

func TestReciprocal(t *testing.T) {
	r := Reciprocal{Symptoms: 0.3, Alliance: 0.2, Reference: 0.4, State: 0.3}
	d := dyad()
	d.tend.carries = 1
	same(t, "no change of symptoms yet", r.OnAlliance(&d), 0)
	d.Severity = 4.5
	equal(t, "relief of a third", r.OnAlliance(&d), 0.1)
	d.Patient.SymptomsToAlliance = 2
	equal(t, "… in whom it counts double", r.OnAlliance(&d), 0.2)
	d.Severity = 18
	equal(t, "worse by a sixth", r.OnAlliance(&d), -0.1)

	equal(t, "alliance above the reference", r.OnSeverity(&d, 1, 1), -0.02)
	equal(t, "weight", r.OnSeverity(&d, 3, 1), -0.06)
	d.Patient.AllianceToSymptoms = 0.5
	equal(t, "personal strength", r.OnSeverity(&d, 1, 1), -0.01)
	d.Bond, d.Tasks, d.Goals = 0.2, 0.3, 0.4
	equal(t, "alliance below the reference", r.OnSeverity(&d, 1, 1), 0.01)

	d.Shift = -0.1
	equal(t, "… half a dose, and below what the patient is used to", r.OnSeverity(&d, 1, 0.5), 0.005+0.015)

	d.tend.carries = 3
	equal(t, "… where the relationship carries three times as much", r.OnSeverity(&d, 1, 0.5), 0.06)

	off := Reciprocal{Reference: 0.4}
	if off.OnAlliance(&d) != 0 || off.OnSeverity(&d, 1, 1) != 0 {
		t.Errorf("switched off, the coupling still drives: %g, %g", off.OnAlliance(&d), off.OnSeverity(&d, 1, 1))
	}
}

func TestCarries(t *testing.T) {
	r := Reciprocal{Compensation: 2}
	equal(t, "a method at its best", r.Carries(1), 1)
	equal(t, "half of it", r.Carries(0.5), 1.25) // 1 + 2 · ⅛
	equal(t, "a tenth", r.Carries(0.1), 2.458)   // 1 + 2 · 0.729
	equal(t, "no method", r.Carries(0), 3)
	falls(t, "what the relationship carries by competence", func(x float64) float64 { return r.Carries(logistic(x)) })
	r.Compensation = 0
	same(t, "switched off", r.Carries(0.1), 1)
}

// The weaker the method, the more an alliance counts: a strong one makes up for more of
// it, and a weak one costs more.
func TestCompensation(t *testing.T) {
	m := settled()
	m.Technique = Technique{Skill: 1}
	m.Reciprocal = Reciprocal{Alliance: 0.2, Reference: 0.5, Compensation: 2}
	drive := func(alliance, competence float64) float64 {
		d := dyad()
		d.Bond, d.Tasks, d.Goals = alliance, alliance, alliance
		d.Therapist.Competence = competence
		m.tend(&d)
		return m.Reciprocal.OnSeverity(&d, 1, 1)
	}
	rises(t, "relief by a strong alliance, by competence", func(x float64) float64 { return drive(0.8, x) })
	falls(t, "harm by a weak alliance, by competence", func(x float64) float64 { return drive(0.2, x) })
	equal(t, "average competence", drive(0.75, 0), -0.0625) // −0.2 · ¼ · 1.25
	same(t, "an alliance at the reference", drive(0.5, -3), drive(0.5, 3))
	m.Reciprocal.Compensation = 0
	same(t, "without compensation", drive(0.8, -3), drive(0.8, 3))
}

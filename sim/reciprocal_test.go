package sim

import "testing"

func TestReciprocal(t *testing.T) {
	r := Reciprocal{Symptoms: 0.3, Alliance: 0.2, Reference: 0.4, State: 0.3}
	d := dyad()
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

	off := Reciprocal{Reference: 0.4}
	if off.OnAlliance(&d) != 0 || off.OnSeverity(&d, 1, 1) != 0 {
		t.Errorf("switched off, the coupling still drives: %g, %g", off.OnAlliance(&d), off.OnSeverity(&d, 1, 1))
	}
}

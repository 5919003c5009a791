package sim

import "testing"

func TestRuptureReports(t *testing.T) {
	r := RuptureReports{Patient: -ln3, PatientSlope: 2 * ln3, PatientLeniency: ln3,
		Therapist: -ln3, TherapistSlope: 2 * ln3, Seen: ln3, Observer: -ln9, ObserverSlope: 2 * ln9}
	d := dyad()
	equal(t, "patient, no rupture", r.ByPatient(&d, 0).Value(), 0.25)
	equal(t, "patient", r.ByPatient(&d, 0.5).Value(), 0.5)
	d.Patient.Leniency = 1
	equal(t, "lenient patient", r.ByPatient(&d, 0.5).Value(), 0.25)
	equal(t, "therapist, no rupture", r.ByTherapist(0, false).Value(), 0.25)
	equal(t, "therapist, unseen", r.ByTherapist(0.5, false).Value(), 0.5)
	equal(t, "therapist, seen", r.ByTherapist(0.5, true).Value(), 0.75)
	equal(t, "observer, no rupture", r.ByObserver(0).Value(), 0.1)
	equal(t, "observer", r.ByObserver(0.5).Value(), 0.5)
	equal(t, "observer, intense", r.ByObserver(1).Value(), 0.9)
}

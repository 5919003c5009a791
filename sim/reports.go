package sim

// RuptureReports: each rater reports a rupture above an own threshold. With I
// the greatest intensity of the rupture in the session (0: none),
//
//	P(patient)   = logistic(Patient + PatientSlope·I − PatientLeniency·l)
//	P(therapist) = logistic(Therapist + TherapistSlope·I + Seen·[recognised])
//	P(observer)  = logistic(Observer + ObserverSlope·I)
//
// with l the patient's leniency (SD). Patient and therapist report where they also
// answer the WAI-SR, the observer always.
type RuptureReports struct {
	Patient         float64
	PatientSlope    float64
	PatientLeniency float64
	Therapist       float64
	TherapistSlope  float64
	Seen            float64
	Observer        float64
	ObserverSlope   float64
}

// ByPatient is P(patient) for intensity i.
func (r *RuptureReports) ByPatient(d *Dyad, i float64) Probability {
	return Probability{1, r.Patient + r.PatientSlope*i - r.PatientLeniency*d.Patient.Leniency}
}

// ByTherapist is P(therapist) for intensity i of a rupture recognised or not.
func (r *RuptureReports) ByTherapist(i float64, recognised bool) Probability {
	x := r.Therapist + r.TherapistSlope*i
	if recognised {
		x += r.Seen
	}
	return Probability{1, x}
}

// ByObserver is P(observer) for intensity i.
func (r *RuptureReports) ByObserver(i float64) Probability {
	return Probability{1, r.Observer + r.ObserverSlope*i}
}

func (r *RuptureReports) describe() Mechanism {
	return Mechanism{
		Title: "Reports of ruptures", File: "reports.go",
		Meaning: "Patients report fewer ruptures than therapists, and these fewer than observers.",
		Params: []Param{
			{"reports.patient", &r.Patient, "log-odds", -8, 4, Calibrated, "R01", "the patient reports a rupture where there is none", nil},
			{"reports.patient_slope", &r.PatientSlope, "log-odds", 0, 20, Assumed, "R01", "… and by its intensity", nil},
			{"reports.patient_leniency", &r.PatientLeniency, "log-odds per SD", 0, 2, Assumed, "", "lenient patients report fewer", nil},
			{"reports.therapist", &r.Therapist, "log-odds", -8, 4, Assumed, "R04", "the therapist reports a rupture where there is none", nil},
			{"reports.therapist_slope", &r.TherapistSlope, "log-odds", 0, 20, Assumed, "R04", "… and by its intensity", nil},
			{"reports.seen", &r.Seen, "log-odds", 0, 8, Assumed, "", "a recognised rupture is reported", nil},
			{"reports.observer", &r.Observer, "log-odds", -8, 4, Assumed, "R02", "the observer codes a rupture where there is none", nil},
			{"reports.observer_slope", &r.ObserverSlope, "log-odds", 0, 20, Assumed, "R02", "… and by its intensity", nil},
		},
	}
}

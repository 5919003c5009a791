package sim

// Dropout is an unplanned ending: after session t the patient stays away with
//
//	P = Strength · logistic(Base + Early/t − Alliance·(A + View·l − Reference)
//	                        + Rupture·I − Progress·p + Preference·u)
//
// A is the alliance, which the patient sees through an own leniency l (SD), I
// the intensity of an open rupture (0: none), p progress ([Dyad.Progress]). Early
// makes most of it happen early. Of patients who prefer an approach, u is ½ where they are
// treated in the other and −½ where in the preferred one; of others it is 0.
type Dropout struct {
	Strength  float64
	Base      float64
	Early     float64
	Alliance  float64
	View      float64
	Reference float64
	Rupture   float64
	Progress  float64

	Preference float64
}

// Probability is P.
func (x *Dropout) Probability(d *Dyad) Probability {
	felt := d.Alliance() + x.View*d.Patient.Leniency - x.Reference
	p := Probability{x.Strength, x.Base + x.Early/float64(d.Session) - x.Alliance*felt +
		x.Rupture*d.Rupture.Intensity - x.Progress*d.Progress()}
	if d.Patient.Prefers != NoPreference {
		p.LogOdds += x.Preference * d.Patient.Prefers.Unmet(&d.Therapist)
	}
	return p
}

func (x *Dropout) describe() Mechanism {
	return Mechanism{
		Title: "Dropout", File: "ending.go",
		Meaning: "Patients leave unplanned mostly early, with a weak alliance, an open rupture, or no progress.",
		Switch:  []string{"dropout.strength"},
		Params: []Param{
			{"dropout.strength", &x.Strength, "factor", 0, 1, Assumed, "", "0: nobody drops out", nil},
			{"dropout.base", &x.Base, "log-odds per session", -9, 1, Calibrated, "X01", "risk of an average patient late in treatment", nil},
			{"dropout.early", &x.Early, "log-odds", 0, 4, Assumed, "X01", "further risk after the first session, falling as 1/t", nil},
			{"dropout.alliance", &x.Alliance, "log-odds", 0, 15, Calibrated, "X05", "kept by a good alliance", nil},
			{"dropout.view", &x.View, "proportion per SD", 0, 0.3, Assumed, "", "patients act on the alliance as they see it", nil},
			{"dropout.reference", &x.Reference, "proportion", 0, 1, Assumed, "", "alliance of the average patient", nil},
			{"dropout.rupture", &x.Rupture, "log-odds", 0, 6, Assumed, "", "risk by an open rupture", nil},
			{"dropout.progress", &x.Progress, "log-odds", 0, 5, Assumed, "", "kept by progress", nil},
			{"dropout.preference", &x.Preference, "log-odds", 0, 3, Assumed, "swift2018 windle2020", "risk in the other approach against that in the preferred one, of patients who prefer one (population.preference_share)", nil},
		},
	}
}

// WellEnough is a planned early ending: treatment length responds to progress
// (the good-enough level). From session Minimum on both end it with
//
//	P = Chance · logistic(Slope · (p − Enough) − Burden · S/27)
//
// with p progress just before this session ([Dyad.Progress]) and S the latent severity:
// enough is an improvement that is enough for this patient, more easily where little is
// left.
type WellEnough struct {
	Chance  float64
	Minimum float64
	Enough  float64
	Slope   float64
	Burden  float64
}

// Probability is P after a session.
func (w *WellEnough) Probability(d *Dyad) Probability {
	if float64(d.Session) < w.Minimum {
		return Probability{}
	}
	return Probability{w.Chance, w.Slope*(d.Progress()-w.Enough) - w.Burden*d.Severity/PHQ9Max}
}

func (w *WellEnough) describe() Mechanism {
	return Mechanism{
		Title: "Ending early because well enough", File: "ending.go",
		Meaning: "Patient and therapist end treatment before its planned end once the patient is well.",
		Switch:  []string{"well_enough.chance"},
		Params: []Param{
			{"well_enough.chance", &w.Chance, "probability per session", 0, 1, Assumed, "barkham2006", "a patient who is clearly well ends treatment after this session; 0: nobody ends early", nil},
			{"well_enough.minimum", &w.Minimum, "session", 1, 100, Assumed, "", "first session after which it may happen", nil},
			{"well_enough.enough", &w.Enough, "proportion", -1, 1, Assumed, "", "progress at which half of that chance holds where nothing is left", nil},
			{"well_enough.slope", &w.Slope, "log-odds", 0, 30, Assumed, "", "how sharply it depends on progress", nil},
			{"well_enough.burden", &w.Burden, "log-odds", 0, 30, Assumed, "", "symptoms that are left keep patients", nil},
		},
	}
}

package sim

// WAI is the patient's WAI-SR (Hatcher & Gillaspy 2006): twelve items of 1 to 5,
// four each for goals, tasks and bond. The patient sees a facet x through an own
// leniency l, the day's mood o (common to the subscales) and an error:
//
//	y = Level + Slope·(x − ½) + Leniency·l + Occasion·o + Error·ε
//	sum of four items = 4 + ⌊17 · logistic(y)⌋
//
// which gives the negative skew and the ceiling that patients' ratings have. The
// bond is rated higher than the rest by BondLevel. Not answered with probability
// logistic(Missing − MissingAlliance·(A − ½)).
type WAI struct {
	Level           float64
	BondLevel       float64
	Slope           float64
	Leniency        float64
	Occasion        float64
	Error           float64
	Missing         float64
	MissingAlliance float64
}

// View is what the patient sees of a facet before the error, in log-odds.
func (w *WAI) View(p *Patient, facet, occasion float64) float64 {
	return w.Level + w.Slope*(facet-0.5) + w.Leniency*p.Leniency + w.Occasion*occasion
}

// Sum is the sum of four items, 4 to 20, for a view y in log-odds.
func (w *WAI) Sum(y float64) int { return 4 + subscaleSteps.of(y) }

// Unanswered is the probability that the patient's alliance scales are not answered.
func (w *WAI) Unanswered(d *Dyad) Probability {
	return Probability{1, w.Missing - w.MissingAlliance*(d.Alliance()-0.5)}
}

func (w *WAI) describe() Mechanism {
	return Mechanism{
		Title: "WAI-SR, patient", File: "wai.go",
		Meaning: "The patient rates goals, tasks and bond after each session, most near the upper end of the scale.",
		Rests:   "hatcher2006",
		Params: []Param{
			{"wai.level", &w.Level, "log-odds", -2, 4, Calibrated, "C20 D02", "rating of a facet of one half", nil},
			{"wai.bond_level", &w.BondLevel, "log-odds", -2, 2, Assumed, "", "the bond is rated higher", nil},
			{"wai.slope", &w.Slope, "log-odds", 0, 15, Calibrated, "A01 A09", "how much of the alliance the rating shows", nil},
			{"wai.leniency", &w.Leniency, "log-odds per SD", 0, 2, Calibrated, "A01 A09", "differences between patients in how kindly they rate", nil},
			{"wai.occasion", &w.Occasion, "log-odds per SD", 0, 2, Calibrated, "A09", "the day's mood", nil},
			{"wai.error", &w.Error, "log-odds per SD", 0, 2, Calibrated, "A09", "error of a subscale", nil},
			{"wai.missing", &w.Missing, "log-odds", -12, 2, Assumed, "", "not answered at an alliance of one half", nil},
			{"wai.missing_alliance", &w.MissingAlliance, "log-odds", -5, 5, Assumed, "", "answered more often where the alliance is good", nil},
		},
	}
}

// WAITherapist is the therapist's rating of the whole alliance, from a
// perspective of the therapist's own that gives way, as sessions pass, to how
// the patient sees it:
//
//	y = Level + Slope·(A − ½) + Leniency·l + Own·c·π + Converge·(1 − c)·v + Progress·q + Error·ε
//	c = 1 / (1 + (t − 1)/Pace),   sum of twelve items = 12 + ⌊49 · logistic(y)⌋
//
// l is the therapist's leniency, π the own view of this dyad (SD), v what is in the
// patient's view beside the alliance (leniency, mood, and a third of BondLevel), q
// the progress that scores show ([Dyad.SeenProgress]), t the sessions with this
// therapist, and c the share of the own view that is left. Not answered with probability logistic(Missing).
type WAITherapist struct {
	Level    float64
	Slope    float64
	Leniency float64
	Own      float64
	Converge float64
	Pace     float64
	Progress float64
	Error    float64
	Missing  float64
}

// Sum is the sum of twelve items, 12 to 60, for the patient's view v and error e.
func (w *WAITherapist) Sum(d *Dyad, v, e float64) int {
	c := 1 / (1 + float64(d.Met-1)/w.Pace)
	y := w.Level + w.Slope*(d.Alliance()-0.5) + w.Leniency*d.Therapist.Leniency +
		w.Own*c*d.perspective + w.Converge*(1-c)*v + w.Progress*d.SeenProgress() + w.Error*e
	return 12 + totalSteps.of(y)
}

// Unanswered is the probability that the therapist does not answer.
func (w *WAITherapist) Unanswered() Probability { return Probability{1, w.Missing} }

func (w *WAITherapist) describe() Mechanism {
	return Mechanism{
		Title: "WAI-SR, therapist", File: "wai.go",
		Meaning: "The therapist rates the alliance lower than the patient, and comes closer to the patient's view as sessions pass.",
		Rests:   "hatcher2006",
		Params: []Param{
			{"wai_therapist.level", &w.Level, "log-odds", -3, 4, Calibrated, "D02", "rating of an alliance of one half", nil},
			{"wai_therapist.slope", &w.Slope, "log-odds", 0, 15, Calibrated, "D01", "how much of the alliance the rating shows", nil},
			{"wai_therapist.leniency", &w.Leniency, "log-odds per SD", 0, 2, Assumed, "", "differences between therapists in how kindly they rate", nil},
			{"wai_therapist.own", &w.Own, "log-odds per SD", 0, 2, Calibrated, "D01", "the therapist's own view of this dyad", nil},
			{"wai_therapist.converge", &w.Converge, "proportion", 0, 1, Assumed, "atzilslonim2015", "share of the patient's view that the therapist takes over in the end", nil},
			{"wai_therapist.pace", &w.Pace, "sessions", 1, 50, Assumed, "", "sessions in which half of the own view has given way", nil},
			{"wai_therapist.progress", &w.Progress, "log-odds", 0, 3, Assumed, "", "therapists rate the alliance higher where scores show progress", nil},
			{"wai_therapist.error", &w.Error, "log-odds per SD", 0, 2, Assumed, "", "error of measurement", nil},
			{"wai_therapist.missing", &w.Missing, "log-odds", -12, 2, Assumed, "", "not answered", nil},
		},
	}
}

// WAIObserver is an observer's rating from the recording, in which the leniency of
// patient and therapist has no part:
//
//	sum of twelve items = 12 + ⌊49 · logistic(Level + Slope·(A − ½) + Error·ε)⌋
type WAIObserver struct {
	Level float64
	Slope float64
	Error float64
}

// Sum is the sum of twelve items, 12 to 60.
func (w *WAIObserver) Sum(d *Dyad, e float64) int {
	return 12 + totalSteps.of(w.Level+w.Slope*(d.Alliance()-0.5)+w.Error*e)
}

func (w *WAIObserver) describe() Mechanism {
	return Mechanism{
		Title: "WAI-SR, observer", File: "wai.go",
		Meaning: "An observer rates the alliance from the recording.",
		Rests:   "hatcher2006",
		Params: []Param{
			{"wai_observer.level", &w.Level, "log-odds", -3, 4, Assumed, "", "rating of an alliance of one half", nil},
			{"wai_observer.slope", &w.Slope, "log-odds", 0, 15, Assumed, "", "how much of the alliance the rating shows", nil},
			{"wai_observer.error", &w.Error, "log-odds per SD", 0, 2, Assumed, "", "error of measurement", nil},
		},
	}
}

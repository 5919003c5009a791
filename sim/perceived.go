package sim

// Perceived is the patient's report of the therapist's empathy, positive regard
// and genuineness after session 3, as on a scale of sixteen items of 1 to 5:
//
//	y = Level + Trait·z + Relationship·(A − ½) + Leniency·l + Error·ε
//	sum of sixteen items = 16 + ⌊65 · logistic(y)⌋
//
// z is the therapist's empathy, warmth or genuineness (SD), A the alliance and l
// the patient's leniency. For empathy, which shows in being understood, the
// relationship counts in full; for the other two by Spread of it.
type Perceived struct {
	Level        float64
	Trait        float64
	Relationship float64
	Spread       float64
	Leniency     float64
	Error        float64
}

// Mean is the item mean, 1 to 5, for a trait z, weight w of the relationship and
// a normal error.
func (q *Perceived) Mean(d *Dyad, z, w, e float64) float64 {
	y := q.Level + q.Trait*z + w*q.Relationship*(d.Alliance()-0.5) + q.Leniency*d.Patient.Leniency + q.Error*e
	return float64(16+perceivedSteps.of(y)) / 16
}

func (q *Perceived) describe() Mechanism {
	return Mechanism{
		Title: "Perceived empathy, regard and genuineness", File: "perceived.go",
		Meaning: "After session 3 the patient reports how empathic, warm and genuine the therapist is.",
		Params: []Param{
			{"perceived.level", &q.Level, "log-odds", -2, 4, Assumed, "", "report on an average therapist", nil},
			{"perceived.trait", &q.Trait, "log-odds per SD", 0, 2, Assumed, "P01 P03 P05", "how much of the trait shows", nil},
			{"perceived.relationship", &q.Relationship, "log-odds", 0, 15, Calibrated, "P01", "how much the alliance colours the report", nil},
			{"perceived.spread", &q.Spread, "factor", 0, 1, Calibrated, "P03 P05", "… of regard and genuineness, compared with empathy", nil},
			{"perceived.leniency", &q.Leniency, "log-odds per SD", 0, 2, Assumed, "", "how kindly the patient rates", nil},
			{"perceived.error", &q.Error, "log-odds per SD", 0, 3, Assumed, "", "error of measurement", nil},
		},
	}
}

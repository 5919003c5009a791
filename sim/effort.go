package sim

// Effort: what the patient does between sessions. Goals that are shared are the
// patient's own, and hope makes the effort seem worthwhile:
//
//	drive on severity = −Strength · Symptoms · w · G · H · (1 + b(Conscientious·c)) · dose
//
// G is agreement on goals, H hope, c conscientiousness (SD), b(y) = y / (1 + |y|), w the
// weight of work between sessions in the approach, and dose that of work ([Frequency]).
type Effort struct {
	Strength      float64
	Symptoms      float64
	Conscientious float64
}

// OnSeverity is the drive on severity per dose, 0 or less, for weight w.
func (e *Effort) OnSeverity(d *Dyad, w float64) float64 {
	return -e.Strength * e.Symptoms * w * d.Goals * d.Hope * (1 + bounded(e.Conscientious*d.Patient.Conscientiousness))
}

var byEffort = &Cause{Name: "effort", Better: "the patient's own work between sessions"}

func (e *Effort) describe() Mechanism {
	return Mechanism{
		Title: "Effort between sessions", File: "effort.go",
		Meaning: "What patients do between sessions: agreement on goals makes the goals their own, hope and conscientiousness carry the work. More in CBT.",
		Switch:  []string{"effort.strength"},
		Enters:  []*Cause{byEffort},
		Params: []Param{
			{"effort.strength", &e.Strength, "factor", 0, 2, Assumed, "", "0 switches the effect of effort between sessions off", nil},
			{"effort.symptoms", &e.Symptoms, "drive", 0, 1, Assumed, "P07 O14", "relief by full effort in a week", nil},
			{"effort.conscientious", &e.Conscientious, "per SD", 0, 1, Assumed, "", "conscientious patients do more", nil},
		},
	}
}

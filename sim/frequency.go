package sim

// Frequency is how often patient and therapist meet. What a session gives is
// worked through until the next one, with diminishing returns:
//
//	dose(Δ) = Δ · (1 + HalfTime) / (Δ + HalfTime)
//
// with Δ the weeks to the next session, so that a weekly session counts 1, two
// sessions a week more than one but less than two, and a break wastes time.
type Frequency struct {
	PerWeek   float64
	TaperFrom float64
	TaperGap  float64
	HalfTime  float64
}

// Dose is dose(Δ).
func (f *Frequency) Dose(weeks float64) float64 {
	return weeks * (1 + f.HalfTime) / (weeks + f.HalfTime)
}

// Gap is the planned time in weeks from session t to the next.
func (f *Frequency) Gap(t int) float64 {
	if f.tapered(t) {
		return f.TaperGap
	}
	return 1 / f.PerWeek
}

func (f *Frequency) tapered(t int) bool { return f.TaperFrom > 0 && float64(t) >= f.TaperFrom }

func (f *Frequency) describe() Mechanism {
	return Mechanism{
		Title: "Frequency", File: "frequency.go",
		Meaning: "How often patient and therapist meet. Between two sessions the first one is worked through, so twice a week works faster than once, but less than twice as fast.",
		Params: []Param{
			{"care.sessions_per_week", &f.PerWeek, "per week", 0.25, 5, Assumed, "", "planned frequency", nil},
			{"care.taper_from", &f.TaperFrom, "session", 0, 500, Assumed, "", "from this session on the taper gap holds; 0: no taper", nil},
			{"care.taper_gap", &f.TaperGap, "weeks", 0.25, 12, Assumed, "", "planned time between tapered sessions", nil},
			{"care.half_time", &f.HalfTime, "weeks", 0.05, 10, Assumed, "bruijniks2020", "time in which half of the possible effect of a session is worked through", nil},
		},
	}
}

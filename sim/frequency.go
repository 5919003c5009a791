package sim

// Frequency is how often patient and therapist meet, and what a session then gives.
// The next session builds on what is still present of the last one, and every
// session finds less left to do than the one before (the negatively accelerated
// dose-response of psychotherapy):
//
//	dose         = (1 + Forgetting) / (1 + Forgetting·Δ) / (1 + Waning·(t − 1))
//	dose of work = (1 + Forgetting) / (1 + Forgetting·Δ) / (1 + Working·(t − 1))
//
// with Δ the weeks to the next session and t the number of sessions held, so that a
// first session with a week to follow counts 1, sessions close together count more
// each, and a break costs. The phase model has remoralisation first: what hope and a new
// relationship give is soon given (dose). To learn to live otherwise takes longer, so
// that work (technique, exploration and effort between sessions) wanes more slowly (dose
// of work). Waning and Working 0: every session gives the same. Forgetting 0: it does
// not matter how far sessions lie apart.
type Frequency struct {
	PerWeek    float64
	TaperFrom  float64
	TaperGap   float64
	Forgetting float64
	Waning     float64
	Working    float64
}

// Presence is how much of a session counts with so many weeks to the next; 1 with one.
func (f *Frequency) Presence(weeks float64) float64 {
	return (1 + f.Forgetting) / (1 + f.Forgetting*weeks)
}

// Dose is the dose of session t for its presence.
func (f *Frequency) Dose(presence float64, t int) float64 {
	return presence / (1 + f.Waning*float64(t-1))
}

// Work is the dose of work of session t for its presence.
func (f *Frequency) Work(presence float64, t int) float64 {
	return presence / (1 + f.Working*float64(t-1))
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
		Meaning: "How often patient and therapist meet. Sessions close together build on one another; the first sessions bring the most, and each further one finds less left to do, by hope and relationship sooner than by work.",
		Params: []Param{
			{"care.sessions_per_week", &f.PerWeek, "per week", 0.25, 5, Assumed, "", "planned frequency", nil},
			{"care.taper_from", &f.TaperFrom, "session", 0, 500, Assumed, "", "from this session on the taper gap holds; 0: no taper", nil},
			{"care.taper_gap", &f.TaperGap, "weeks", 0.25, 12, Assumed, "", "planned time between tapered sessions", nil},
			{"care.forgetting", &f.Forgetting, "per week", 0, 3, Assumed, "bruijniks2020", "how much of a session is lost for the next one when time passes", nil},
			{"care.waning", &f.Waning, "per session", 0, 3, Calibrated, "N10 D28 D29 howard1986 stulz2013", "how much less each further session gives to hope and by the relationship", nil},
			{"care.working", &f.Working, "per session", 0, 3, Assumed, "howard1993", "how much less each further session gives by work: technique, exploration, effort between sessions", nil},
		},
	}
}

package sim

import "math"

// Care is what is offered: therapy or none, how long, how intensive, and after how
// long a wait. A session of less than full intensity gives that share of its dose
// ([Frequency]) to the symptoms; the alliance grows as ever. Where Plan is not 0,
// patient and therapist agree at the start on a number of sessions of their own, of
// Sessions at the most, after which treatment ends as planned:
//
//	N = min(Sessions, max(1, ⌊Plan · exp(PlanSpread · ε)⌋))
//
// with ε standard normal; where Plan is 0, N = Sessions. Plan as shipped was set so
// that patients who come at all hold on average about as many sessions, 7.8, as services
// report of those with two or more, 7.9.
type Care struct {
	Treatment        float64 // 0 none, 1 therapy
	Sessions         float64 // planned sessions, the treatment ends after them
	Plan             float64 // sessions that patients agree on, median; 0: all of Sessions
	PlanSpread       float64 // SD of its log
	Intensity        float64 // share of a full session that a session gives
	WaitingWeeks     float64 // wait before the first session of therapy
	WaitingListWeeks float64 // without therapy: weeks on the waiting list, assessed weekly
}

// Therapy says whether patients are treated.
func (c *Care) Therapy() bool { return c.Treatment != 0 }

// Agreed is N for a normal number.
func (c *Care) Agreed(e float64) float64 {
	if c.Plan == 0 {
		return c.Sessions
	}
	return min(c.Sessions, max(1, math.Floor(c.Plan*exp(c.PlanSpread*e))))
}

func (c *Care) describe() Mechanism {
	return Mechanism{
		Title: "What is offered", File: "care.go",
		Meaning: "Therapy or a waiting list, for how many sessions, and after how long a wait.",
		Params: []Param{
			{"care.treatment", &c.Treatment, "choice", 0, 1, Assumed, "", "whether patients are treated", []string{"none", "therapy"}},
			{"care.sessions", &c.Sessions, "sessions", 1, 500, Assumed, "", "planned sessions; treatment ends after them", nil},
			{"care.plan", &c.Plan, "sessions", 0, 500, Assumed, "iapt2022", "median number of sessions that patients and therapists agree on, up to those planned; set by hand so that about as many are held as services report; 0: all of them", nil},
			{"care.plan_spread", &c.PlanSpread, "log", 0, 2, Assumed, "", "differences between patients in that number (SD of the log)", nil},
			{"care.intensity", &c.Intensity, "proportion", 0.05, 1, Assumed, "", "what a session gives, as a share of a full one: guided self-help and short contacts give less", nil},
			{"care.waiting_weeks", &c.WaitingWeeks, "weeks", 0, 104, Assumed, "", "wait before the first session of therapy", nil},
			{"care.waiting_list_weeks", &c.WaitingListWeeks, "weeks", 1, 104, Assumed, "", "without therapy: weeks on the waiting list, assessed after each whole one", nil},
		},
	}
}

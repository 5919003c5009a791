package sim

// Phases divide a treatment: it is early up to session Early, ending in the last
// Ending planned sessions, and in the middle between them. A session that is
// both counts as early, but for the strain of the coming end ([Transition]).
type Phases struct {
	Early  float64
	Ending float64
}

// Phase of treatment.
type Phase uint8

const (
	AnyPhase Phase = iota
	Early
	Middle
	Ending
)

// PhaseNames are the words by which studies name the phases, in order.
var PhaseNames = []string{"any", "early", "middle", "ending"}

// PhaseWords say the same in a sentence about a session.
var PhaseWords = []string{"in any phase", "in the early phase", "in the middle of treatment", "in the last planned sessions"}

// Last says whether the session to come is one of the last of so many.
func (p *Phases) Last(d *Dyad, planned float64) bool {
	return float64(d.Session)+p.Ending >= planned
}

// Of is the phase of session t, which is one of the last planned or not.
func (p *Phases) Of(t int, last bool) Phase {
	switch {
	case float64(t) <= p.Early:
		return Early
	case last:
		return Ending
	}
	return Middle
}

func (p *Phases) describe() Mechanism {
	return Mechanism{
		Title: "Phases of treatment", File: "phases.go",
		Meaning: "Early, middle and ending: therapists check in and review goals in the middle, the coming end is a transition, and studies can tie actions to a phase.",
		Params: []Param{
			{"phases.early", &p.Early, "sessions", 0, 50, Assumed, "", "sessions of the early phase", nil},
			{"phases.ending", &p.Ending, "sessions", 0, 50, Assumed, "", "last planned sessions that are the ending", nil},
		},
	}
}

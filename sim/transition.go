package sim

// Transition: breaks, fewer sessions, a new therapist and the coming end strain
// the alliance; speaking about it keeps it. A session under a strain τ (0 to 1)
// has
//
//	drive on bond and tasks = −Strength · Cost · τ · (1 − Acknowledged·[spoken about])
//
// and until the next session, however long that is,
//
//	drive on severity = Strength · Distress · τ · (1 − Acknowledged·[spoken about])
//
// Before every session but the first there is a break, of BreakWeeks beyond the
// plan, with probability BreakProbability. τ is the largest of those that apply:
// BreakStrain after a gap of BreakWeeks beyond the plan or more, for which missed
// sessions count as well; TaperStrain in the first session after the gap of a taper, wider
// or not, or after a gap that a rule has made wider; EndingStrain in the last Ending planned sessions ([Phases]), also in
// those that count as early; NewStrain in the first NewSessions sessions with a new
// therapist. The strain that is felt,
// Strength · τ · (1 − Acknowledged·[spoken about]), also makes a rupture likelier
// ([RuptureRisk]).
type Transition struct {
	Strength         float64
	Cost             float64
	Acknowledged     float64
	Distress         float64
	BreakStrain      float64
	BreakWeeks       float64
	BreakProbability float64
	TaperStrain      float64
	EndingStrain     float64
	NewStrain        float64
	NewSessions      float64
}

// Strain is τ of the session about to be held, for the planned gap before it.
func (t *Transition) Strain(d *Dyad, f *Frequency, planned float64) float64 {
	tau := 0.0
	if d.Session > 1 && d.Gap >= planned+t.BreakWeeks {
		tau = t.BreakStrain
	}
	if f.TaperFrom > 0 && float64(d.Session) == f.TaperFrom+1 || d.Fewer {
		tau = max(tau, t.TaperStrain)
	}
	if d.Seen.OnLast {
		tau = max(tau, t.EndingStrain)
	}
	if d.Number > 0 && float64(d.Met) <= t.NewSessions {
		tau = max(tau, t.NewStrain)
	}
	return t.Strength * tau
}

// Felt is the strain that remains where the transition was spoken about or not.
func (t *Transition) Felt(tau float64, moves Move) float64 {
	if moves&AcknowledgeTransition != 0 {
		return tau * (1 - t.Acknowledged)
	}
	return tau
}

// Drive is the drive on bond and tasks under a felt strain, 0 or less.
func (t *Transition) Drive(d *Dyad) float64 { return -t.Cost * d.Strain }

// OnSeverity is the drive on severity after a session under a felt strain, 0 or more.
func (t *Transition) OnSeverity(d *Dyad) float64 { return t.Distress * d.Strain }

var byTransition = &Cause{Name: "transition", Down: "a transition strained it", Worse: "a transition weighed on the patient"}

func (t *Transition) describe() Mechanism {
	return Mechanism{
		Title: "Strain of a transition", File: "transition.go",
		Meaning: "Breaks, fewer sessions, a new therapist and the coming end strain bond and tasks, and weigh on the patient. Speaking about it takes most of the strain away.",
		Switch:  []string{"transition.strength"},
		Stays:   []string{"transition.break_weeks", "transition.break_probability"},
		Enters:  []*Cause{byTransition},
		Params: []Param{
			{"transition.strength", &t.Strength, "factor", 0, 1, Assumed, "", "0 switches the strain of transitions off", nil},
			{"transition.cost", &t.Cost, "drive", 0, 1, Assumed, "", "what a full strain takes from bond and tasks in a session", nil},
			{"transition.acknowledged", &t.Acknowledged, "proportion", 0, 1, Assumed, "", "share of the strain that speaking about it takes away", nil},
			{"transition.distress", &t.Distress, "drive", 0, 1, Assumed, "", "what a full strain adds to severity", nil},
			{"transition.break_strain", &t.BreakStrain, "proportion", 0, 1, Assumed, "", "strain after a break", nil},
			{"transition.break_weeks", &t.BreakWeeks, "weeks", 0.5, 12, Assumed, "", "length of a planned break beyond the plan; a gap that missed sessions make as much longer strains as well", nil},
			{"transition.break_probability", &t.BreakProbability, "probability per session", 0, 0.5, Assumed, "", "holidays and other planned breaks", nil},
			{"transition.taper_strain", &t.TaperStrain, "proportion", 0, 1, Assumed, "", "strain when sessions become fewer", nil},
			{"transition.ending_strain", &t.EndingStrain, "proportion", 0, 1, Assumed, "", "strain in the last planned sessions", nil},
			{"transition.new_strain", &t.NewStrain, "proportion", 0, 1, Assumed, "I08", "strain in the first sessions with a new therapist", nil},
			{"transition.new_sessions", &t.NewSessions, "sessions", 0, 50, Assumed, "", "sessions in which a therapist is new", nil},
		},
	}
}

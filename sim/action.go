package sim

// Move is something that a therapist does in a session beyond carrying on: a
// set of bits, so that one session can hold several.
type Move uint32

const (
	Validate              Move = 1 << iota // validate feelings, early alliance building
	ExplainTreatment                       // explain the treatment and its rationale
	GoalReview                             // review and renegotiate goals
	CheckIn                                // check in on the relationship
	NameDifference                         // name a difference of styles openly
	ExploreRupture                         // explore a suspected rupture
	CelebrateProgress                      // mark and celebrate progress
	Feedback                               // look at progress and alliance scores
	AcknowledgeTransition                  // speak about a break, a change or the coming end
	PushTechnique                          // more technique, less relationship
	ProposeTransfer                        // propose a change of therapist
	ChangeTherapist                        // the therapist leaves; another takes over next session
	Supervision                            // the therapist takes this dyad to supervision before the session
	NoMove                Move = 0
)

// MoveNames are the words by which studies name the moves, in the order of the bits.
var MoveNames = []string{
	"validate", "explain_treatment", "goal_review", "check_in", "name_difference",
	"explore_rupture", "celebrate_progress", "feedback", "acknowledge_transition",
	"push_technique", "propose_transfer", "change_therapist", "supervision",
}

// holds says whether the action falls on the session about to be held by d.
func (a *Action) holds(d *Dyad) bool {
	t := d.Session + 1
	every := max(1, a.Every)
	if t < a.From || a.To > 0 && t > a.To || (t-a.From)%every != 0 {
		return false
	}
	if a.Phase != AnyPhase && a.Phase != phase(t, d.Seen.OnLastThree) {
		return false
	}
	return a.When.holds(d)
}

func (c Condition) holds(d *Dyad) bool {
	s := &d.Seen
	switch c {
	case AllianceDrop:
		return s.WAIBefore > 0 && s.WAI < s.WAIBefore-0.5
	case LowAlliance:
		return s.WAI > 0 && s.WAI < 3.5
	case NoProgress:
		return d.Session >= 3 && s.PHQ9Intake-s.PHQ9 < 3
	case MissedSession:
		return s.Missed > 0
	}
	return true
}

// phase of session t.
func phase(t int, lastThree bool) Phase {
	switch {
	case t <= 4:
		return Early
	case lastThree:
		return Ending
	}
	return Middle
}

// Phase of the session just held, or being held.
func (d *Dyad) Phase() Phase { return phase(d.Session, d.Seen.OnLastThree) }

// SeenProgress is the share of the PHQ-9 at intake that is gone by the last answer.
func (d *Dyad) SeenProgress() float64 {
	if d.Seen.PHQ9Intake == 0 {
		return 0
	}
	return float64(d.Seen.PHQ9Intake-d.Seen.PHQ9) / float64(d.Seen.PHQ9Intake)
}

// Phase of treatment.
type Phase uint8

const (
	AnyPhase Phase = iota
	Early          // sessions 1 to 4
	Middle
	Ending // the last three planned sessions
)

// PhaseNames are the words for the phases, in order.
var PhaseNames = []string{"any", "early", "middle", "ending"}

// Condition is something that a therapist could see before a session.
type Condition uint8

const (
	Always        Condition = iota
	AllianceDrop            // the patient's last WAI-SR fell by more than half a point from the one before
	LowAlliance             // the patient's last WAI-SR is below 3.5
	NoProgress              // PHQ-9 now is not below intake by at least 3 points, from session 4 on
	MissedSession           // the patient missed the planned session before this one
)

// ConditionNames are the words for the conditions, in order.
var ConditionNames = []string{"always", "alliance_drop", "low_alliance", "no_progress", "missed_session"}

// Action is a move that a scenario prescribes: at sessions From, From+Every … To
// (To 0: no end; Every 0: each), in a phase, when a condition holds.
type Action struct {
	Move  Move
	From  int
	To    int
	Every int
	Phase Phase
	When  Condition
}

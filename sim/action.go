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
	NoMove                Move = 0
)

// MoveNames are the words by which studies name the moves, in the order of the bits.
var MoveNames = []string{
	"validate", "explain_treatment", "goal_review", "check_in", "name_difference",
	"explore_rupture", "celebrate_progress", "feedback", "acknowledge_transition",
	"push_technique", "propose_transfer", "change_therapist",
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

package sim

// Move is something that a therapist does in a session beyond carrying on: a
// set of bits, so that one session can hold several.
type Move uint32

// The moves, in the order of [Moves].
const (
	Validate Move = 1 << iota
	ExplainTreatment
	GoalReview
	CheckIn
	NameDifference
	ExploreRupture
	CelebrateProgress
	Feedback
	AcknowledgeTransition
	PushTechnique
	ProposeTransfer
	ChangeTherapist
	Supervision
	pastMoves
	NoMove Move = 0
)

// MoveText is what a move says of itself. Study files, `rapport show`, `replay`,
// the studio and the tests of moves without effect are made from it.
type MoveText struct {
	Name    string // by which studies call it
	Title   string // for a button
	Meaning string // what it does, for a clinician
	When    string // when it makes sense
	Did     string // "The therapist …"
	Aside   bool   // it takes no time of the session
	Imposed bool   // it happens to the dyad: no choice of the therapist in the room
	Effects string // the parameters, separated by spaces, that at 0 leave it without effect beside its time
}

// Moves are the moves, in the order of their bits.
var Moves = []MoveText{
	{Name: "validate", Title: "Validate feelings", Did: "validates feelings",
		Meaning: "Say that the patient's feelings make sense. Warms the bond and lets trust and hope grow.", When: "Counts most early.",
		Effects: "empathy.validate"},
	{Name: "explain_treatment", Title: "Explain the treatment", Did: "explains the treatment",
		Meaning: "Say how the treatment works and why. Helps agreement on tasks, and hope.", When: "Most of all at the start.",
		Effects: "tasks.explain hope.explain"},
	{Name: "goal_review", Title: "Renegotiate goals", Did: "reviews the goals",
		Meaning: "Look at the goals together and change them where needed. Raises agreement on goals.", When: "Where the goals no longer fit.",
		Effects: "goals.review goals.renewed goals.fitting"},
	{Name: "check_in", Title: "Check in on the relationship", Did: "checks in on the relationship",
		Meaning: "Ask how the work together feels. Warms the bond a little and brings hidden ruptures up.", When: "In any session.",
		Effects: "practice.warming recognition.check_in"},
	{Name: "name_difference", Title: "Name the difference", Did: "names a difference of styles openly",
		Meaning: "Say openly that your styles differ. Lowers what a mismatch costs from then on.", When: "Once, where styles differ.",
		Effects: "match.naming"},
	{Name: "explore_rupture", Title: "Explore a rupture", Did: "explores a suspected rupture",
		Meaning: "Ask what has come between you. Makes a rupture far likelier to be noticed and repaired.", When: "Where there is one.",
		Effects: "practice.warming recognition.explore repair.explore"},
	{Name: "celebrate_progress", Title: "Celebrate progress", Did: "celebrates progress",
		Meaning: "Mark what has become better. Raises hope.", When: "Where there is progress.",
		Effects: "hope.celebrate hope.savour"},
	{Name: "feedback", Title: "Look at the scores", Did: "looks at progress and alliance scores",
		Meaning: "Look at PHQ-9 and alliance scores together. Sharpens the work.", When: "Most of all where something goes wrong.",
		Effects: "feedback.strength recognition.feedback"},
	{Name: "acknowledge_transition", Title: "Prepare the ending or a change", Did: "speaks about the transition or the ending",
		Meaning: "Speak about a break, a change or the coming end. Takes away most of the strain.", When: "Where there is a transition.",
		Effects: "transition.acknowledged"},
	{Name: "push_technique", Title: "Push technique", Did: "pushes technique", Aside: true,
		Meaning: "More method, less relationship. Works on symptoms, cools the bond, and makes a rupture likelier.", When: "Where the alliance can bear it.",
		Effects: "practice.cooling practice.friction technique.push"},
	{Name: "propose_transfer", Title: "Propose a transfer", Did: "proposes a change of therapist",
		Meaning: "Offer to find another therapist.", When: "Accepted where the bond is weak.",
		Effects: "transfer.accept"},
	{Name: "change_therapist", Title: "Leave", Did: "leaves, and another takes over", Aside: true, Imposed: true,
		Meaning: "The therapist leaves; another takes over in the next session.", When: "Whenever it happens.",
		Effects: "transition.new_strain"},
	{Name: "supervision", Title: "Take it to supervision", Did: "takes the case to supervision", Aside: true,
		Meaning: "Talk the case over before the session. Helps to notice and repair a rupture.", When: "Where there is a rupture, or might be.",
		Effects: "recognition.supervised repair.supervised"},
}

// MoveNames are the names of the moves, in the order of their bits.
var MoveNames = func() (names []string) {
	for _, m := range Moves {
		names = append(names, m.Name)
	}
	return names
}()

// aside are the moves that take no time of the session.
var aside = func() (set Move) {
	for i, m := range Moves {
		if m.Aside {
			set |= 1 << i
		}
	}
	return set
}()

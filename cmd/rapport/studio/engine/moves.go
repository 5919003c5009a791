package engine

import (
	"slices"

	"rapport/sim"
)

// MoveText is a move of the therapist in words.
type MoveText struct {
	Key     string `json:"key"` // as in study files
	Name    string `json:"name"`
	Meaning string `json:"meaning"`
	Did     string `json:"did"` // "The therapist …"
	Offered bool   `json:"offered"`
}

// moveTexts are the moves in the order in which the page offers them.
var moveTexts = []MoveText{
	{"validate", "Validate feelings", "Say that the patient's feelings make sense. Warms the bond; counts most early.", "validates feelings", true},
	{"explain_treatment", "Explain the treatment", "Say how the treatment works and why. Helps agreement on tasks, and hope, most of all at the start.", "explains the treatment", true},
	{"goal_review", "Renegotiate goals", "Look at the goals together and change them where needed. Raises agreement on goals.", "reviews the goals", true},
	{"explore_rupture", "Explore a rupture", "Ask what has come between you. Makes a rupture far likelier to be noticed and repaired, where there is one.", "explores a suspected rupture", true},
	{"check_in", "Check in on the relationship", "Ask how the work together feels. Warms the bond a little and brings hidden ruptures up.", "checks in on the relationship", true},
	{"name_difference", "Name the difference", "Say openly that your styles differ. Lowers what a mismatch costs from then on.", "names a difference of styles openly", true},
	{"push_technique", "Push technique", "More method, less relationship. Works on symptoms, cools the bond, and makes a rupture likelier.", "pushes technique", true},
	{"celebrate_progress", "Celebrate progress", "Mark what has become better. Raises hope, where there is progress.", "celebrates progress", true},
	{"feedback", "Look at the scores", "Look at PHQ-9 and alliance scores together. Sharpens the work, most of all where something goes wrong.", "looks at progress and alliance scores", true},
	{"supervision", "Take it to supervision", "Talk the case over before the session. Helps to notice and repair a rupture.", "takes the case to supervision", true},
	{"acknowledge_transition", "Prepare the ending or a change", "Speak about a break, a change or the coming end. Takes away most of the strain of a transition, where there is one.", "speaks about the transition or the ending", true},
	{"propose_transfer", "Propose a transfer", "Offer to find another therapist. Accepted where the bond is weak.", "proposes a change of therapist", true},
	{"change_therapist", "Leave", "The therapist leaves; another takes over.", "leaves, and another takes over", false},
}

// moveText is the text of a move.
func moveText(key string) *MoveText {
	i := slices.IndexFunc(moveTexts, func(m MoveText) bool { return m.Key == key })
	if i < 0 {
		return nil
	}
	return &moveTexts[i]
}

// moveBits are the moves of these names; the error is a [Refusal].
func moveBits(names []string) (sim.Move, error) {
	moves := sim.NoMove
	for _, name := range names {
		i := slices.Index(sim.MoveNames, name)
		if i < 0 {
			return 0, refuse("there is no move %q", short(name))
		}
		moves |= 1 << i
	}
	return moves, nil
}

// moveNames are the names of these moves, in the order of the bits.
func moveNames(moves sim.Move) []string {
	names := []string{}
	for i, name := range sim.MoveNames {
		if moves&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

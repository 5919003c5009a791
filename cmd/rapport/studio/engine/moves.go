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

// moveTexts are the moves as the model describes them.
var moveTexts = func() []MoveText {
	all := make([]MoveText, len(sim.Moves))
	for i, m := range sim.Moves {
		all[i] = MoveText{Key: m.Name, Name: m.Title, Meaning: m.Meaning + " " + m.When, Did: m.Did, Offered: !m.Imposed}
	}
	return all
}()

// moveText is the text of a move; nil where there is none of that name.
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
			return 0, refuse("move", "name", short(name))
		}
		moves |= 1 << i
	}
	return moves, nil
}

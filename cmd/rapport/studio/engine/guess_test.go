package engine

import (
	"strings"
	"testing"
)

// Are the odds that a class reads those of the session that it saw, with the move that was
// chosen for it?
func TestOddsAreOfTheSessionHeld(t *testing.T) {
	r := request()
	r.Branches = r.Branches[:1]
	r.Branches[0].Moves = map[int][]string{}
	r.Guess = &Guess{Rupture: noRupture}
	for played := range 8 {
		r.Branches[0].Played = played
		if answer[AdviceReply](t, OpAdvice, r).Open {
			continue
		}
		plain := answer[GuessReply](t, OpGuess, r).Lines[0]
		r.Branches[0].Moves[played+1] = []string{"push_technique"}
		if told := answer[GuessReply](t, OpGuess, r).Lines[0]; told == plain {
			t.Errorf("session %d: %s, and the same where technique is pushed, which makes a rupture likelier", played+1, plain)
		}
		return
	}
	t.Fatal("a rupture is open before every session")
}

// Where a rupture is open already, does the score say why none begins?
func TestAGuessWhileARuptureIsOpen(t *testing.T) {
	r := request()
	r.Branches = r.Branches[:1]
	for i, s := range answer[CourseReply](t, OpCourse, r).Branches[0].Sessions[:13] {
		if s.Rupture == nil || s.Rupture.Resolved || s.Rupture.Forgotten {
			continue
		}
		r.Branches[0].Played = i + 1
		for _, rupture := range []string{noRupture, "withdrawal"} {
			r.Guess = &Guess{Rupture: rupture}
			if told := answer[GuessReply](t, OpGuess, r).Lines[0]; !strings.Contains(told, "open already") || strings.Contains(told, "of 100") || strings.Contains(told, "draw") {
				t.Errorf("session %d, guess %s: %s", i+2, rupture, told)
			}
		}
		return
	}
	t.Fatal("no rupture stays open: this test shows nothing")
}

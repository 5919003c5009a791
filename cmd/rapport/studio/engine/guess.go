package engine

import (
	"context"
	"fmt"
	"slices"

	"rapport/sim"
)

// Guess is what a class predicts of the next session of a branch before it is
// revealed.
type Guess struct {
	Rupture string `json:"rupture"` // none, withdrawal or confrontation
	Helps   string `json:"helps"`   // the move that helps most here; empty: none in particular
}

const noRupture = "none"

// GuessReply is a guess with its score.
type GuessReply struct {
	At      int      `json:"at"`
	Points  int      `json:"points"`
	Of      int      `json:"of"`
	Rupture string   `json:"rupture"` // what happened
	Lines   []string `json:"lines"`   // the explanations
}

// guess scores a guess: a point for whether a rupture begins, one for its kind
// where it does, and one for a move that is among the best.
func (e *Engine) guess(ctx context.Context, r *Request) (*GuessReply, error) {
	g := r.Guess
	if g == nil || !slices.Contains(append([]string{noRupture}, sim.KindNames[:]...), g.Rupture) {
		return nil, refuse("a guess says none, withdrawal or confrontation")
	}
	if g.Helps != "" && moveText(g.Helps) == nil {
		return nil, refuse("there is no move %q", short(g.Helps))
	}
	t, err := e.one(r)
	if err != nil {
		return nil, err
	}
	a, err := t.advise(ctx, guessLives)
	if err != nil {
		return nil, err
	}
	reply := &GuessReply{At: a.At}
	reply.Rupture = t.began(a.At)
	reply.scoreRupture(g, a.Rupture)
	reply.scoreMove(g, a)
	return reply, nil
}

// began is the kind of the rupture that begins in a session of the branch.
func (t *treatment) began(session int) string {
	b := *t.branch
	b.Played = session
	shown := *t
	shown.branch = &b
	view, _ := shown.play()
	if r := view.Sessions[session-1].Rupture; r != nil && r.Began {
		return r.Kind
	}
	return noRupture
}

func (g *GuessReply) scoreRupture(guess *Guess, c Chances) {
	g.Of = 1
	odds := fmt.Sprintf("Under other lucks, a rupture begins here in %.0f of 100 sessions (withdrawal %.0f, confrontation %.0f).",
		100*(c.Withdrawal+c.Confrontation), 100*c.Withdrawal, 100*c.Confrontation)
	guessed, happened := guess.Rupture != noRupture, g.Rupture != noRupture
	if guessed == happened {
		g.Points++
	}
	switch {
	case !happened && !guessed:
		g.Lines = append(g.Lines, "Right: no rupture began. "+odds)
	case !happened:
		g.Lines = append(g.Lines, "No rupture began. "+odds+" A good guess can be wrong: one session is one draw.")
	case !guessed:
		g.Lines = append(g.Lines, fmt.Sprintf("A %s rupture began. %s", g.Rupture, odds))
	}
	if !happened {
		return
	}
	g.Of++
	if guess.Rupture == g.Rupture {
		g.Points++
		g.Lines = append(g.Lines, fmt.Sprintf("Right: a %s rupture. %s", g.Rupture, odds))
	} else if guessed {
		g.Lines = append(g.Lines, fmt.Sprintf("A rupture, but of the other kind: %s. %s", g.Rupture, odds))
	}
}

func (g *GuessReply) scoreMove(guess *Guess, a *AdviceReply) {
	g.Of++
	i := slices.IndexFunc(a.Moves, func(m MoveAdvice) bool { return m.Move == guess.Helps })
	name := "carrying on"
	if guess.Helps != "" {
		name = "“" + moveText(guess.Helps).Name + "”"
	}
	if i >= 0 && a.Moves[i].Among {
		g.Points++
		g.Lines = append(g.Lines, fmt.Sprintf("The point for the move: %s is among the best here. %s", name, a.Text))
		return
	}
	g.Lines = append(g.Lines, fmt.Sprintf("No point for the move: %s is clearly not the best here. %s", name, a.Text))
}

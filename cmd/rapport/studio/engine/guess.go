package engine

import (
	"context"
	"slices"

	"rapport/analysis/words"
	"rapport/sim"
	"rapport/sim/record"
)

// Guess is what a class predicts of the next session of a branch before it is
// revealed.
type Guess struct {
	Rupture string `json:"rupture"` // none, withdrawal or confrontation
	Helps   string `json:"helps"`   // the move that helps most here, or none in particular; empty: not said
}

const (
	noRupture = "none"
	noMove    = "none" // carrying on
)

// GuessReply is a guess with its score.
type GuessReply struct {
	At      int      `json:"at"`
	Points  int      `json:"points"`
	Of      int      `json:"of"`
	Rupture string   `json:"rupture"` // what happened
	Lines   []string `json:"lines"`   // the explanations
}

// guess scores a guess: a point for whether a rupture begins, one for its kind
// where it does, and, where a move is named, one for a move that is among the best.
func (e *Engine) guess(ctx context.Context, r *Request) (*GuessReply, error) {
	g := r.Guess
	if g == nil || !slices.Contains(append([]string{noRupture}, sim.KindNames[:]...), g.Rupture) {
		return nil, refuse("guess")
	}
	if g.Helps != "" && g.Helps != noMove && moveText(g.Helps) == nil {
		return nil, refuse("move", "name", short(g.Helps))
	}
	t, err := e.one(r)
	if err != nil {
		return nil, err
	}
	a, err := t.advise(ctx, guessLives, sim.NoMove)
	if err != nil {
		return nil, err
	}
	reply := &GuessReply{At: a.At}
	reply.Rupture = t.began(a.At)
	odds, err := t.odds(a.Open)
	if err != nil {
		return nil, err
	}
	reply.scoreRupture(t.says, g, a.Open, odds)
	reply.scoreMove(t.says, g, a)
	return reply, nil
}

// began is the kind of the rupture that begins in a session of the branch.
func (t *treatment) began(session int) string {
	b := *t.branch
	b.Played = session
	shown := *t
	shown.branch = &b
	p := shown.begin()
	shown.play(p)
	if r := p.view.Sessions[session-1].Rupture; r != nil && r.Began {
		return r.Kind
	}
	return noRupture
}

// odds says in how many other lucks a rupture begins in the session as it was held, with
// the moves that were chosen for it, or that none can.
func (t *treatment) odds(open bool) (string, error) {
	if open {
		return t.says.Text("guess.open"), nil
	}
	var rows record.Rows
	here, err := t.played(&rows)
	if err != nil {
		return "", err
	}
	lives := make([]sim.Happened, guessLives)
	for life := range lives {
		c := *here // a copy is a branch
		bornAs(&c, t.simulation.Seed, life+1)
		rows.Reset()
		c.Next(t.model(), &rows, t.moves[c.Session+1])
		lives[life] = c.Last
	}
	c := chances(lives)
	return t.says.Text("guess.odds", "all", t.says.Number(100*(c.Withdrawal+c.Confrontation), 0),
		"withdrawal", t.says.Number(100*c.Withdrawal, 0), "confrontation", t.says.Number(100*c.Confrontation, 0)), nil
}

func (g *GuessReply) scoreRupture(says *words.Language, guess *Guess, open bool, odds string) {
	g.Of = 1
	guessed, happened := guess.Rupture != noRupture, g.Rupture != noRupture
	if guessed == happened {
		g.Points++
	}
	kind := ""
	if happened {
		g.Of++
		kind = says.Text("kind." + g.Rupture)
	}
	key := "guess.none"
	switch {
	case !happened && !guessed:
		key = "guess.none_right"
	case !happened && open:
		key = "guess.none_open"
	case happened && !guessed:
		key = "guess.missed"
	case happened && guess.Rupture == g.Rupture:
		g.Points++
		key = "guess.right"
	case happened:
		key = "guess.other_kind"
	}
	g.Lines = append(g.Lines, says.Text(key, "kind", kind, "odds", odds))
}

func (g *GuessReply) scoreMove(says *words.Language, guess *Guess, a *AdviceReply) {
	if guess.Helps == "" {
		return
	}
	g.Of++
	move := guess.Helps
	if move == noMove {
		move = ""
	}
	i := slices.IndexFunc(a.Moves, func(m MoveAdvice) bool { return m.Move == move })
	key := "guess.move_wrong"
	if i >= 0 && a.Moves[i].Among {
		g.Points++
		key = "guess.move_right"
	}
	g.Lines = append(g.Lines, says.Text(key, "move", says.Text("move_name."+guess.Helps), "advice", a.Text))
}

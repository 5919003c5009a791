package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mathext"

	"rapport/analysis/words"
	"rapport/sim"
	"rapport/sim/record"
)

// AdviceReply compares the moves that the therapist could make in the next
// session of a branch. It speaks about these two invented people in this model,
// never about a real patient.
type AdviceReply struct {
	At      int          `json:"at"` // the session in question
	Count   int          `json:"count"`
	Moves   []MoveAdvice `json:"moves"` // best first
	Best    string       `json:"best"`  // the move clearly better than carrying on; empty: none is
	Text    string       `json:"text"`
	Rupture Chances      `json:"rupture"` // in the next session, as this therapist would
	Open    bool         `json:"open"`    // a rupture is open before it: another deepens that one, and none begins
}

// MoveAdvice is what a move changes against "as this therapist would", over the
// same lucks; intervals hold jointly for all moves (95 %, Bonferroni).
type MoveAdvice struct {
	Move     string `json:"move"`     // empty: as this therapist would; several, joined by +: those of the request
	Severity Mean   `json:"severity"` // latent, last session, points; below 0 is better
	Alliance Mean   `json:"alliance"` // after the session in question; above 0 is better
	Open     Mean   `json:"open"`     // share of lives with an open rupture three sessions later, or at the end; below 0 is better
	Dropout  Mean   `json:"dropout"`  // share of lives; below 0 is better
	Among    bool   `json:"among"`    // not clearly worse than the best
}

// Chances of a rupture's beginning, shares of lives.
type Chances struct {
	Withdrawal    float64 `json:"withdrawal"`
	Confrontation float64 `json:"confrontation"`
}

// lived is one life with one move.
type lived struct {
	severity, alliance, open, dropout float64
	happened                          sim.Happened
}

const (
	adviceLives = 600
	guessLives  = 300
)

func (e *Engine) advice(ctx context.Context, r *Request) (*AdviceReply, error) {
	t, err := e.one(r)
	if err != nil {
		return nil, err
	}
	count := r.Count
	if count == 0 {
		count = adviceLives
	}
	together, err := moveBits(r.Together)
	if err != nil {
		return nil, err
	}
	return t.advise(ctx, count, together)
}

// one is the branch that the request singles out.
func (e *Engine) one(r *Request) (*treatment, error) {
	if r.Branch < 0 || r.Branch >= len(r.Branches) {
		return nil, refuse("no_such_branch", "branch", r.Branch)
	}
	all, err := e.treatments(r)
	if err != nil {
		return nil, err
	}
	if !all[r.Branch].model().Care.Therapy() {
		return nil, refuse("waiting_moves")
	}
	return &all[r.Branch], nil
}

// advise lives on from the last session played, with each move in the next one, and with
// those made together.
func (t *treatment) advise(ctx context.Context, count int, together sim.Move) (*AdviceReply, error) {
	if count < 2 || count > maxLives {
		return nil, refuse("lives", "lives", count, "least", 2, "most", maxLives)
	}
	m := t.model()
	var rows record.Rows
	here, err := t.played(&rows)
	if err != nil {
		return nil, err
	}
	options := options(together)
	if work := float64(count*len(options)) * (m.Care.Sessions - float64(here.Session)); work > maxWork {
		return nil, refuse("work", "work", fmt.Sprintf("%.0f", work), "most", maxWork)
	}
	all := make([][]lived, len(options))
	for life := range count {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for k, move := range options {
			rows.Reset()
			all[k] = append(all[k], t.liveOn(here, move, life+1, &rows))
		}
	}
	reply := compared(t.says, here.Session+1, count, options, all)
	reply.Open = here.Rupture.Open
	return reply, nil
}

// played is the course as far as the branch is played; the error is a [Refusal] where none follows.
func (t *treatment) played(rows *record.Rows) (*sim.Course, error) {
	m, here := t.model(), &sim.Course{}
	here.Start(m, t.who)
	for !here.Ended && here.Session < t.branch.Played {
		here.Next(m, rows, t.moves[here.Session+1])
	}
	if here.Ended {
		return nil, refuse("ended")
	}
	return here, nil
}

// options are carrying on, every move that is offered, and several together.
func options(together sim.Move) []sim.Move {
	all := []sim.Move{sim.NoMove}
	for _, text := range moveTexts {
		if move, _ := moveBits([]string{text.Key}); text.Offered {
			all = append(all, move)
		}
	}
	if together != sim.NoMove && !slices.Contains(all, together) {
		all = append(all, together)
	}
	return all
}

// liveOn lives one life from here to its end: after the move, as this therapist would, whatever
// the branch does in later sessions.
func (t *treatment) liveOn(here *sim.Course, move sim.Move, life int, rows *record.Rows) lived {
	m, c := t.model(), *here // a copy is a branch
	bornAs(&c, t.simulation.Seed, life)
	going := c.Next(m, rows, move)
	l := lived{alliance: c.Alliance(), open: share(c.Rupture.Open), happened: c.Last}
	for later := c.Session + 3; going; {
		going = c.Next(m, rows, sim.NoMove)
		if c.Session <= later {
			l.open = share(c.Rupture.Open)
		}
	}
	l.severity = c.Severity
	l.dropout = share(strings.HasSuffix(c.Ending, sim.DroppedOut))
	return l
}

// share is 1 where something holds, else 0.
func share(holds bool) float64 {
	if holds {
		return 1
	}
	return 0
}

// compared are the moves against the first, as the therapist would.
func compared(says *words.Language, at, count int, options []sim.Move, all [][]lived) *AdviceReply {
	z := mathext.NormalQuantile(1 - 0.025/float64(len(options)-1))
	a := &AdviceReply{At: at, Count: count, Rupture: chances(happenedIn(all[0]))}
	difference := func(k int, of func(lived) float64) Mean {
		x := make([]float64, count)
		for i := range x {
			x[i] = of(all[k][i]) - of(all[0][i])
		}
		return meanOf(x, z)
	}
	for k, move := range options {
		a.Moves = append(a.Moves, MoveAdvice{Move: strings.Join(words.MoveNames(move), "+"),
			Severity: difference(k, func(l lived) float64 { return l.severity }),
			Alliance: difference(k, func(l lived) float64 { return l.alliance }),
			Open:     difference(k, func(l lived) float64 { return l.open }),
			Dropout:  difference(k, func(l lived) float64 { return l.dropout })})
	}
	slices.SortStableFunc(a.Moves, func(x, y MoveAdvice) int {
		switch {
		case x.Severity.Value < y.Severity.Value:
			return -1
		case x.Severity.Value > y.Severity.Value:
			return 1
		}
		return 0
	})
	best := a.Moves[0]
	for i := range a.Moves {
		a.Moves[i].Among = a.Moves[i].Severity.Low <= best.Severity.High
	}
	a.Text = verdict(says, a, best)
	if best.Severity.High < 0 {
		a.Best = best.Move
	}
	return a
}

// happenedIn is what happened in the session in question of each life.
func happenedIn(lives []lived) []sim.Happened {
	all := make([]sim.Happened, len(lives))
	for i, l := range lives {
		all[i] = l.happened
	}
	return all
}

func chances(lives []sim.Happened) Chances {
	var c Chances
	for _, happened := range lives {
		if happened.Began {
			if happened.Kind == sim.Withdrawal {
				c.Withdrawal++
			} else {
				c.Confrontation++
			}
		}
	}
	c.Withdrawal /= float64(len(lives))
	c.Confrontation /= float64(len(lives))
	return c
}

// named are the moves of an answer by their names.
func named(says *words.Language, moves string) string {
	var all []string
	for move := range strings.SplitSeq(moves, "+") {
		all = append(all, says.Text("move_name."+move))
	}
	return strings.Join(all, " + ")
}

// verdict says what the comparison shows and what it does not.
func verdict(says *words.Language, a *AdviceReply, best MoveAdvice) string {
	among := 0
	for _, m := range a.Moves {
		if m.Among {
			among++
		}
	}
	if best.Move == "" || best.Severity.High >= 0 {
		return says.Text("advice.none", "lucks", a.Count, "session", a.At)
	}
	text := says.Text("advice.best", "lucks", a.Count, "move", named(says, best.Move), "session", a.At,
		"value", says.Signed(best.Severity.Value, 2), "low", says.Signed(best.Severity.Low, 2), "high", says.Signed(best.Severity.High, 2))
	if best.Severity.Value > -0.25 {
		text += " " + says.Text("advice.little")
	}
	if among > 1 {
		text += " " + says.Text("advice.others", "n", among-1)
	}
	return text
}

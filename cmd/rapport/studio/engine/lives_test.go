package engine

import (
	"cmp"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rapport/sim"
	"rapport/sim/record"
)

// Are lives repeatable, ordered and of the same two people?
func TestLives(t *testing.T) {
	r := request()
	r.Count = 400
	reply := answer[LivesReply](t, OpLives, r)
	if !reflect.DeepEqual(reply, answer[LivesReply](t, OpLives, r)) {
		t.Error("the same lives differ")
	}
	for i, v := range reply.Branches {
		if v.Sessions[0].Held != r.Count {
			t.Errorf("branch %d: %d lives held session 1, want %d", i, v.Sessions[0].Held, r.Count)
		}
		for _, s := range v.Sessions {
			for name, q := range s.Fan {
				if !slices.IsSorted(q[:]) {
					t.Errorf("branch %d, session %d, %s: percentiles %v are not ascending", i, s.Number, name, q)
				}
			}
		}
		for name, s := range v.Shares {
			if s.Low > s.Value || s.Value > s.High || s.Low < 0 || s.High > 1 {
				t.Errorf("branch %d, %s: %+v", i, name, s)
			}
		}
	}
	r.Count = 1 // one life is the one that the seed names
	own := answer[CourseReply](t, OpCourse, r).Branches[0]
	for k, s := range answer[LivesReply](t, OpLives, r).Branches[0].Sessions {
		if s.Fan["bond"][2] != own.Sessions[k].True.Bond {
			t.Errorf("session %d: life 0 has bond %v, the course %v", k+1, s.Fan["bond"][2], own.Sessions[k].True.Bond)
		}
	}
}

// Is a person the same under every luck of the sessions?
func TestLivesKeepThePersons(t *testing.T) {
	r := request()
	all, err := New(nil).treatments(r)
	if err != nil {
		t.Fatal(err)
	}
	m := all[0].model()
	var first, c sim.Course
	first.Start(m, all[0].who)
	for life := range 20 {
		var rows record.Rows
		c.Start(m, all[0].who)
		bornAs(&c, all[0].simulation.Seed, life)
		if c.Dyad != first.Dyad {
			t.Fatalf("life %d begins with other people", life)
		}
		c.Next(m, &rows, sim.NoMove)
		if c.Dyad.Patient != first.Dyad.Patient || c.Dyad.Therapist != first.Dyad.Therapist {
			t.Fatalf("life %d has other people", life)
		}
	}
}

// Is carrying on compared with itself no different, and is the list complete and sorted?
func TestAdvice(t *testing.T) {
	r := request()
	r.Branches[0].Played, r.Count = 3, 60
	a := answer[AdviceReply](t, OpAdvice, r)
	if a.At != 4 || len(a.Moves) != len(moveTexts) { // all but leaving, and none
		t.Fatalf("advice on session %d with %d moves", a.At, len(a.Moves))
	}
	if !slices.IsSortedFunc(a.Moves, func(x, y MoveAdvice) int { return int(math.Copysign(1, x.Severity.Value-y.Severity.Value)) }) {
		t.Error("the best move is not first")
	}
	moved := false
	for _, m := range a.Moves {
		if m.Move == "" && (m.Severity != Mean{} || m.Alliance != Mean{} || m.Open != Mean{} || m.Dropout != Mean{}) {
			t.Errorf("carrying on differs from itself: %+v", m)
		}
		moved = moved || m.Move == "validate" && m.Alliance.Low > 0
	}
	if !moved {
		t.Error("validating does not raise the alliance of the session")
	}
	if a.Text == "" || a.Rupture.Withdrawal+a.Rupture.Confrontation <= 0 {
		t.Errorf("no verdict or no chance of a rupture: %+v", a)
	}
}

// Are means, their intervals and the chances of a rupture as worked by hand?
func TestLivesAreCountedByHand(t *testing.T) {
	if m := meanOf([]float64{1, 2, 3, 6}, 2); m.Value != 3 || math.Abs(m.Low-(3-math.Sqrt(14./3))) > 1e-12 || math.Abs(m.High-(3+math.Sqrt(14./3))) > 1e-12 {
		t.Errorf("mean %+v, want 3 ± √(14/3)", m) // z = 2; squares 4+1+0+9 over 3, of four values
	}
	begins := func(k sim.Kind) sim.Happened { return sim.Happened{Began: true, Kind: k} }
	open := begins(sim.Confrontation)
	open.Began = false
	if c := chances([]sim.Happened{begins(sim.Withdrawal), begins(sim.Confrontation), begins(sim.Confrontation), open}); c != (Chances{Withdrawal: 0.25, Confrontation: 0.5}) {
		t.Errorf("%+v, want 1 and 2 of 4", c)
	}
	var c sim.Course
	c.Seen.PHQ9Intake, c.Seen.PHQ9, c.Transfers = 10, 5, 1
	var f fan
	f.add(&c, nil)
	c.Seen.PHQ9, c.Transfers = 16, 0
	f.add(&c, nil)
	for name, want := range map[string]int{"response": 1, "remission": 0, "worse": 1, "transfer": 1, "open": 0, "dropout": 0} {
		if f.counts[name] != want {
			t.Errorf("%s in %d of two lives, want %d", name, f.counts[name], want)
		}
	}
}

// Does treatment go on as this therapist would after the session in question, as the page
// says, where the branch has moves in later sessions?
func TestAdviceGoesOnAsTheTherapistWould(t *testing.T) {
	r := request()
	r.Branches[0].Played, r.Count = 3, 40
	r.Branches[0].Moves = nil
	plain := answer[AdviceReply](t, OpAdvice, r)
	r.Branches[0].Moves = map[int][]string{5: {"explore_rupture"}, 6: {"push_technique"}}
	if a := answer[AdviceReply](t, OpAdvice, r); !reflect.DeepEqual(a, plain) {
		t.Errorf("in session 4: %s\nwhere sessions 5 and 6 have moves: %s", plain.Text, a.Text)
	}
}

// Are moves made together compared as one, beside each alone, which stays what it is?
func TestAdviceOnMovesTogether(t *testing.T) {
	r := request()
	r.Branches[0].Played, r.Count = 3, 60
	alone := map[string]MoveAdvice{}
	for _, m := range answer[AdviceReply](t, OpAdvice, r).Moves {
		alone[m.Move] = m
	}
	r.Together = []string{"check_in", "validate"}
	several := 0
	for _, m := range answer[AdviceReply](t, OpAdvice, r).Moves {
		switch before, ok := alone[m.Move]; {
		case ok && (m.Severity.Value != before.Severity.Value || m.Alliance.Value != before.Alliance.Value):
			t.Errorf("%q alone is another: %+v, before %+v", m.Move, m, before)
		case !ok && slices.Equal(slices.Sorted(strings.SplitSeq(m.Move, "+")), r.Together):
			several++
			if m.Alliance.Value <= alone["validate"].Alliance.Value || m.Alliance.Value <= alone["check_in"].Alliance.Value {
				t.Errorf("both bring %v, validating %v, checking in %v", m.Alliance, alone["validate"].Alliance, alone["check_in"].Alliance)
			}
		case !ok:
			t.Errorf("%q was not asked for", m.Move)
		}
	}
	if several != 1 {
		t.Errorf("two moves stand in %d answers", several)
	}
	r.Together = []string{"validate", "validate"}
	if again := answer[AdviceReply](t, OpAdvice, r); len(again.Moves) != len(alone) {
		t.Errorf("one move said twice makes %d answers of %d", len(again.Moves), len(alone))
	}
}

// Does a right guess earn more than a wrong one, in every session?
func TestGuess(t *testing.T) {
	r := request()
	views := answer[CourseReply](t, OpCourse, r).Branches[0]
	seen := map[string]bool{}
	for played := range 6 {
		happened := noRupture
		if u := views.Sessions[played].Rupture; u != nil && u.Began {
			happened = u.Kind
		}
		if seen[happened] {
			continue // one session of each is enough
		}
		seen[happened] = true
		r.Branches[0].Played = played
		points := map[string]int{}
		for _, guess := range []string{noRupture, "withdrawal", "confrontation"} {
			r.Guess = &Guess{Rupture: guess, Helps: noMove}
			reply := answer[GuessReply](t, OpGuess, r)
			if reply.Rupture != happened || reply.Points > reply.Of || len(reply.Lines) < 2 {
				t.Fatalf("session %d, guess %s: %+v, want %s", played+1, guess, reply, happened)
			}
			points[guess] = reply.Points
		}
		for guess, n := range points {
			if guess != happened && n >= points[happened] {
				t.Errorf("session %d: %s earns %d points, the right guess %s %d", played+1, guess, n, happened, points[happened])
			}
		}
	}
	if len(seen) < 2 {
		t.Errorf("the course has %v alone: no guess of a rupture was scored", seen)
	}
}

// Is what is counted of a life what the course itself says, where the score has fallen to
// just half as well?
func TestALifeIsCountedAsItsCourse(t *testing.T) {
	if testing.Short() {
		t.Skip("no goroutine starts here: left out of short runs, which look for races")
	}
	r := threeBranches()
	r.Branches, r.Count = r.Branches[:1], 1
	half := 0
	for seed := range uint64(150) {
		r.Cast.Seed = seed
		own := answer[CourseReply](t, OpCourse, r).Branches[0].Outcome
		shares := answer[LivesReply](t, OpLives, r).Branches[0].Shares
		if own.PHQ9Intake == 2*own.PHQ9Last {
			half++
		}
		for name, is := range map[string]bool{"response": own.Response, "remission": own.Remission, "worse": own.Deteriorate,
			"unrepaired": own.Ruptures > own.Resolved, "dropout": strings.HasSuffix(own.Ending, sim.DroppedOut)} {
			if shares[name].Value != share(is) {
				t.Errorf("luck %d: a share of %g for %s, and the course says %v (%+v)", seed, shares[name].Value, name, is, own)
			}
		}
	}
	if half == 0 {
		t.Error("no score falls to just half: this test shows nothing of it")
	}
}

// Does the move that stands first in advice earn a point where it is guessed, and the last,
// clearly worse one none?
func TestABestMoveEarnsItsPoint(t *testing.T) {
	r := request()
	r.Branches[0].Played = 3
	r.Count = guessLives
	a := answer[AdviceReply](t, OpAdvice, r)
	among := 0
	for _, m := range a.Moves {
		if m.Among {
			among++
		}
	}
	if !a.Moves[0].Among || among == len(a.Moves) {
		t.Fatalf("%d of %d moves are among the best, the first of them: %v", among, len(a.Moves), a.Moves[0].Among)
	}
	scored := func(helps string) GuessReply {
		r.Guess = &Guess{Rupture: noRupture, Helps: helps}
		return answer[GuessReply](t, OpGuess, r)
	}
	named := func(m MoveAdvice) string { return cmp.Or(m.Move, noMove) }
	best, last := scored(named(a.Moves[0])), scored(named(a.Moves[len(a.Moves)-1]))
	if best.Points != last.Points+1 {
		t.Errorf("the best move earns %d points, the worst %d", best.Points, last.Points)
	}
	// A guess that names no move is none of carrying on: no point is asked for.
	if unsaid := scored(""); unsaid.Points != last.Points || unsaid.Of != last.Of-1 || len(unsaid.Lines) != len(last.Lines)-1 {
		t.Errorf("without a word on the move %d of %d points, with a wrong one %d of %d: %s", unsaid.Points, unsaid.Of, last.Points, last.Of, unsaid.Lines)
	}
	on := scored(noMove)
	carrying := slices.IndexFunc(a.Moves, func(m MoveAdvice) bool { return m.Move == "" })
	if earns := on.Points > last.Points; earns != a.Moves[carrying].Among || on.Of != last.Of {
		t.Errorf("carrying on earns %d of %d points, the worst move %d of %d", on.Points, on.Of, last.Points, last.Of)
	}
}

// Is advice of the moves that are compared alone, whatever the branch does in the session that is asked about?
func TestAdviceLeavesTheMovesOfItsSession(t *testing.T) {
	r := request()
	r.Branches = r.Branches[:1]
	r.Cast.Sessions, r.Branches[0].Played, r.Count = 5, 3, 40
	alone := answer[AdviceReply](t, OpAdvice, r)
	r.Branches[0].Moves = map[int][]string{4: {"validate"}}
	if here := answer[AdviceReply](t, OpAdvice, r); !reflect.DeepEqual(here.Moves, alone.Moves) {
		t.Error("what the branch does in the session that is asked about counts besides the moves that are compared")
	}
}

package lesson

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// Bounds of the steps: an address of the studio names no step beyond, and a branch has a
// letter.
const (
	maxSteps    = 99
	maxBranches = 8
)

// steps checks the stopping points in their order: each try makes a branch.
func (d *decoder) steps(l *Lesson, known *Known) {
	branches := 1
	for i := range l.Steps {
		at := fmt.Sprintf("steps[%d]", i)
		if n := d.places[at]; n != nil {
			l.Steps[i].Where = Place{n.Line, n.Column}
		}
		branches = d.step(at, l, &l.Steps[i], branches, known)
	}
}

// step checks a stopping point and returns how many branches there are after it.
func (d *decoder) step(at string, l *Lesson, s *Step, branches int, known *Known) int {
	d.among(at+".view", s.View, viewNames)
	d.within(at+".minutes", s.Minutes, 0, 90)
	d.moves(at+".try", s.Try, known)
	d.place(at+".at", l, s)
	if s.Tries() || d.unsure(at, "try") {
		branches++
		if s.Tries() {
			d.tries(at+".try", l, s)
		}
		if branches > maxBranches {
			d.fault(at+".try", "", fmt.Sprintf("want at most %d branches, A to %c", maxBranches, 'A'+maxBranches-1), "")
		}
	}
	d.guesses(at, s)
	d.left(at, s, branches)
	return branches
}

// left demands a branch that is there: the one that is shown, or that the step leaves.
func (d *decoder) left(at string, s *Step, branches int) {
	there := "there is A alone; a step with try makes another"
	if branches > 1 {
		there = fmt.Sprintf("branches here: A to %c; a step with try makes another", 'A'+min(branches, maxBranches)-1)
	}
	switch i := BranchOf(s.Branch); {
	case s.Branch == "" && s.View == "compare" && !s.Tries() && !d.unsure(at, "branch") && !d.unsure(at, "try"):
		d.fault(at, "", "compare puts A beside another branch, and none is named", "say branch: B")
	case s.Branch == "":
	case i < 0 || i >= branches:
		d.fault(at+".branch", strconv.Quote(s.Branch), "there is no such branch yet", there)
	case s.Tries() && i == branches-1:
		d.fault(at+".branch", strconv.Quote(s.Branch), "this step makes that branch, and cannot leave it", "say which earlier one it leaves")
	case s.View == "compare" && i == 0 && !s.Tries():
		d.fault(at+".branch", strconv.Quote(s.Branch), "compare puts A beside another branch", there)
	}
}

// guesses demands a next session to guess at, in a view that asks for the guess.
func (d *decoder) guesses(at string, s *Step) {
	switch {
	case !s.Guess:
	case s.At == "end":
		d.fault(at+".guess", "", "no session follows the end", "let the class guess before a session")
	case s.View != "" && s.View != "session":
		d.fault(at+".guess", "", "the class guesses where sessions are held, not in the view "+s.View, "leave out view")
	}
}

// tries demands a session that is held where a step makes another move.
func (d *decoder) tries(at string, l *Lesson, s *Step) {
	switch {
	case s.At == "intake" || s.At == "end":
		d.fault(at, "", "no session is held here", "try a move at a session, or at the rupture")
	case s.At == "before rupture" && l.Find.From < 2 && l.Find.Ruptures() && !d.unsure("find", "from"):
		d.fault(at, "", "the rupture may begin in session 1, before which no session is held", "say from: 2 in find")
	}
}

// BranchOf is the number of a branch by its letter; -1: none.
func BranchOf(letter string) int {
	if len(letter) != 1 || letter[0] < 'A' || letter[0] > 'H' {
		return -1
	}
	return int(letter[0] - 'A')
}

var numbered = regexp.MustCompile(`^session (\d+)$`)

// SessionAt is the number of a step at "session N"; 0 where it is at another place.
func SessionAt(at string) int {
	n := 0
	if parts := numbered.FindStringSubmatch(at); parts != nil {
		n, _ = strconv.Atoi(parts[1]) // digits by the expression; too many give the greatest
	}
	return n
}

// place demands a place that every course of this story has.
func (d *decoder) place(at string, l *Lesson, s *Step) {
	f := &l.Find
	sessions := cmp.Or(l.Cast.Sessions, defaultSessions)
	sure := max(f.Held, map[bool]int{true: f.From}[f.Ruptures()])
	unsure := d.unsure("find", "rupture")
	switch n := SessionAt(s.At); {
	case s.At == "" && d.places[at] == nil: // missing, and said so
	case n > sessions && d.unsure("cast", "sessions"):
	case n > sessions: // said even where find promises as many
		d.fault(at, strconv.Quote(s.At), fmt.Sprintf("the treatment has %d sessions", sessions), "")
	case n > sure && (unsure || d.unsure("find", "held") || d.unsure("find", "from")):
	case n > sure:
		d.fault(at, strconv.Quote(s.At), "this session may not be held", fmt.Sprintf("say held: %d in find", n))
	case n > 0 || s.At == "intake" || s.At == "end":
	case (s.At == "rupture" || s.At == "before rupture") && !f.Ruptures() && !unsure:
		d.fault(at, strconv.Quote(s.At), "find looks for no rupture", "")
	case s.At == "repair" && (f.Repaired == nil || !*f.Repaired) && !d.unsure("find", "repaired"):
		d.fault(at, strconv.Quote(s.At), "find looks for no repair", "say repaired: true in find")
	case !slices.Contains(places, s.At) || s.At == "session":
		d.fault(at, strconv.Quote(s.At), "unknown place", hint(s.At, places, "there are")+" (session with a number, such as session 3)")
	}
}

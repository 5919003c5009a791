package engine

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rapport/analysis/words"
	"rapport/cmd/rapport/studio/lesson"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim"
	"rapport/sim/record"
)

// Does the story of every lesson still happen, within the lucks that are tried, and
// does each step show a session that is held?
func TestLessonsFindTheirStories(t *testing.T) {
	if testing.Short() {
		t.Skip("no goroutine starts here: left out of short runs, which look for races")
	}
	if len(shippedLessons()) < 6 {
		t.Fatalf("%d lessons ship", len(shippedLessons()))
	}
	for _, l := range shippedLessons() {
		found, err := findStory(context.Background(), l)
		if err != nil {
			t.Error(err)
			continue
		}
		t.Logf("%s: %s", l.Name, found)
		if err := found.check(l); err != nil {
			t.Errorf("%s: %v", l.Name, err)
		}
		e := New(nil)
		reply, err := e.lesson(context.Background(), &Request{Lesson: l.Name})
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range reply.Steps {
			course, err := e.course(context.Background(), &Request{Cast: reply.Cast, Branches: s.Branches})
			if err != nil {
				t.Fatalf("%s, step %d: %v", l.Name, i, err)
			}
			if held := len(course.Branches[s.Current].Sessions); s.View == "session" && held != s.Session {
				t.Errorf("%s, step %d stands at session %d, and %d are held", l.Name, i, s.Session, held)
			}
		}
	}
}

// Is what the page tells of a lesson's rupture what the lesson looked for?
func TestLessonIsToldAsItWasSought(t *testing.T) {
	for _, l := range shippedLessons() {
		if !l.Find.Ruptures() {
			continue
		}
		found, err := findStory(context.Background(), l)
		if err != nil {
			t.Fatal(err)
		}
		reply := answer[CourseReply](t, OpCourse, &Request{Cast: found.cast, Branches: []Branch{{Parent: -1, Played: 60}}})
		s := reply.Branches[0].Sessions[found.rupture-1]
		if s.Rupture == nil || !s.Rupture.Began || l.Find.Rupture != "any" && s.Rupture.Kind != l.Find.Rupture {
			t.Errorf("%s: session %d has the rupture %+v", l.Name, found.rupture, s.Rupture)
			continue
		}
		noticed, repaired := false, false
		for _, later := range reply.Branches[0].Sessions[found.rupture-1:] {
			if later.Rupture == nil || later.Number > found.rupture && later.Rupture.Began {
				break
			}
			noticed, repaired = noticed || later.Rupture.Recognised, repaired || later.Rupture.Resolved
			if later.Rupture.Resolved || later.Rupture.Forgotten {
				break
			}
		}
		if f := &l.Find; f.Noticed != nil && *f.Noticed != noticed || f.Repaired != nil && *f.Repaired != repaired {
			t.Errorf("%s: noticed %v, repaired %v", l.Name, noticed, repaired)
		}
	}
}

// Does `rapport run` of a lesson's last step give the sessions that its page shows?
func TestLessonsAreRuns(t *testing.T) {
	e := New(nil)
	for _, l := range shippedLessons() {
		reply, err := e.lesson(context.Background(), &Request{Lesson: l.Name})
		if err != nil {
			t.Fatal(err)
		}
		r := &Request{Cast: reply.Cast, Branches: slices.Clone(reply.Steps[len(reply.Steps)-1].Branches)}
		for i := range r.Branches {
			r.Branches[i].Played = 60
		}
		sessions, _, err := e.rows(r)
		if err != nil {
			t.Fatal(err)
		}
		if run, _ := runOf(t, r); !reflect.DeepEqual(sessions, run) {
			t.Errorf("%s: the run holds other sessions than the page", l.Name)
		}
	}
}

// Is every session of every lesson told as `rapport replay` tells it, which finds the
// branch's moves in the study, and how it ended?
func TestLessonsAreToldAsByReplay(t *testing.T) {
	if testing.Short() {
		t.Skip("no goroutine starts here: left out of short runs, which look for races")
	}
	e, read := New(nil), 0
	for _, l := range shippedLessons() {
		reply, err := e.lesson(context.Background(), &Request{Lesson: l.Name})
		if err != nil {
			t.Fatal(err)
		}
		for step := range reply.Steps {
			r := &Request{Cast: reply.Cast, Branches: slices.Clone(reply.Steps[step].Branches)}
			for i := range r.Branches {
				r.Branches[i].Played = 60
			}
			views := answer[CourseReply](t, OpCourse, r).Branches
			for i, s := range simulationsOf(t, r) {
				told, ended := toldAlone(t, s)
				for k, session := range views[i].Sessions {
					if read++; session.Told != told[k] {
						t.Errorf("%s, step %d, branch %d, session %d: %q, by replay %q", l.Name, step, i, k+1, session.Told, told[k])
					}
				}
				if len(told) != len(views[i].Sessions) || views[i].Outcome.Text != ended {
					t.Errorf("%s, step %d, branch %d: %d sessions, %q; by replay %d, %q", l.Name, step, i, len(views[i].Sessions), views[i].Outcome.Text, len(told), ended)
				}
			}
		}
	}
	t.Logf("%d sessions read", read)
}

// toldAlone tells a simulated course, without moves beyond those of its study.
func toldAlone(t *testing.T, s *population.Simulation) (told []string, ended string) {
	t.Helper()
	who, err := s.Case(0, 0)
	if err != nil {
		t.Fatal(err)
	}
	m := &s.Setting.Model
	var c sim.Course
	var rows record.Rows
	c.Start(m, who)
	for going := true; going; {
		var held words.Session
		held, going = words.Hold(m, &c, &rows, sim.NoMove)
		told = append(told, words.English.Tell(&held))
	}
	var whole record.Rows
	new(sim.Course).Simulate(m, who, &whole)
	return told, words.English.Outcome(&whole.Patients[0], float64(whole.Sessions[0].Week), whole.Ruptures)
}

// Is every lesson complete in both languages?
func TestLessonsSpeakBothLanguages(t *testing.T) {
	for _, l := range shippedLessons() {
		if got := l.Languages(); !slices.Equal(got, []string{"en", "es"}) {
			t.Errorf("configs/lessons/%s.yaml is in %v: give each of its texts in en and es", l.Name, got)
		}
	}
}

// Is a story that never happens refused, with a word?
func TestStoryThatNeverHappens(t *testing.T) {
	l := *shippedLessons()[0]
	most := 1.0
	l.Find = lesson.Find{Story: lesson.Story{Values: []lesson.Value{{Facet: "bond", Session: 1, Above: &most}}}}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := findStory(ctx, &l); err == nil {
		t.Error("a search goes on though nobody waits")
	}
}

// own is a lesson of a trainer's own, of which A ends early, and B goes on.
func own(t *testing.T, steps string) *lesson.Lesson {
	t.Helper()
	text := `title: A test
summary: It is short.
minutes: 5
goals: [To see]
cast: {patient: sceptical, therapist: clear-guide}
find: {rupture: any, from: 3, ending: dropout, instead: {move: explore_rupture, rupture: any, repaired: true, ending: completed}}
debrief: [Think]
sheet: [Prepare]
steps:
  - {at: rupture, title: It opens, say: Look}
  - {at: rupture, title: It is explored, say: Look, try: explore_rupture}
` + steps
	l, err := lesson.Parse("own.yaml", []byte(text), LessonKnown())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Does a step at the end show the end of each branch, though the one of the story ends
// long before the others?
func TestEndIsThatOfEachBranch(t *testing.T) {
	l := own(t, "  - {at: end, title: B, say: Look, branch: B}\n  - {at: end, title: Both, say: Look, view: compare, branch: B}\n  - {at: end, title: A, say: Look}\n")
	if err := CheckLesson(context.Background(), l); err != nil {
		t.Fatal(err)
	}
	e := WithLesson(nil, l)
	reply, err := e.lesson(context.Background(), &Request{Lesson: l.Name})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range reply.Steps[2:] {
		course, err := e.course(context.Background(), &Request{Cast: reply.Cast, Branches: s.Branches})
		if err != nil {
			t.Fatal(err)
		}
		at := course.Branches[s.Current]
		if !at.Ended || s.Session != len(at.Sessions) || s.View == "compare" && !course.Branches[0].Ended {
			t.Errorf("%s stands at session %d of %d, ended: %t", s.Title, s.Session, len(at.Sessions), at.Ended)
		}
	}
	if a, b := reply.Steps[4].Session, reply.Steps[2].Session; a >= b {
		t.Errorf("A ends after session %d, B after %d: this lesson proves nothing", a, b)
	}
}

// Is it told, with its line, where a step cannot be held as the lesson says in the luck that was found?
func TestStepsThatCannotBeHeld(t *testing.T) {
	left := own(t, "")
	left.Steps[1].At, left.Steps[1].Branch = "session 16", "" // A has left before
	for _, c := range []struct {
		name string
		l    *lesson.Lesson
		want string
	}{
		{"a session that is not held", left, "11:5: steps[1]: stands at session 16, and branch A ends after session"},
		{"a guess at what was shown", own(t, "  - {at: before rupture, title: Guess, say: Look, guess: true}\n"), "12:5: steps[2]: guess: branch A has been shown up to session 3, so that session 3 is no secret"},
		{"a guess after the last", own(t, "  - {at: rupture, title: Guess, say: Look, guess: true}\n"), "12:5: steps[2]: guess: branch A ends after session 3, and no session follows"},
	} {
		var faults study.Faults
		if err := CheckLesson(context.Background(), c.l); !errors.As(err, &faults) || len(faults) != 1 {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		faults[0].File = "own.yaml"
		if !strings.HasPrefix(faults[0].String(), "own.yaml:"+c.want) {
			t.Errorf("%s: %v", c.name, faults)
		}
	}
}

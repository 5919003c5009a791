package engine

import (
	"context"
	"reflect"
	"slices"
	"testing"

	"rapport/analysis/words"
	"rapport/cmd/rapport/studio/lesson"
	"rapport/scenarios/population"
	"rapport/sim"
	"rapport/sim/record"
)

// Does the story of every lesson still happen, within the lucks that are tried, and
// does each step show a session that is held?
func TestLessonsFindTheirStories(t *testing.T) {
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
			t.Errorf("%s is in %v", l.Name, got)
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

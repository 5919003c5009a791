package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"rapport/cmd/rapport/studio/lesson"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim"
)

// story is a lesson's story as it was found.
type story struct {
	cast    Cast
	rupture int // the session in which the rupture begins; 0: none is looked for
	repair  int // in which it is repaired; 0: it is not
	held    int
}

// session is where a step stands.
func (s *story) session(at string) int {
	switch at {
	case "intake":
		return 0
	case "rupture":
		return s.rupture
	case "before rupture":
		return s.rupture - 1
	case "repair":
		return s.repair
	case "end":
		return s.held
	}
	return lesson.SessionAt(at)
}

// lucks is how many lucks are tried to find a story.
const lucks = 10_000

// stories are the stories found so far: each is looked for once.
type stories struct {
	mu    sync.Mutex
	found map[*lesson.Lesson]*story
}

func (s *stories) of(ctx context.Context, l *lesson.Lesson) (*story, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found := s.found[l]; found != nil {
		return found, nil
	}
	found, err := findStory(ctx, l)
	if err != nil {
		return nil, err
	}
	if s.found == nil {
		s.found = map[*lesson.Lesson]*story{}
	}
	s.found[l] = found
	return found, nil
}

// CheckLesson says whether the story of a lesson happens in any luck, and whether each
// step can be held as the file says in the first one in which it does. The error is
// [study.Faults], which name no file, where something stands wrong in it.
func CheckLesson(ctx context.Context, l *lesson.Lesson) error {
	found, err := findStory(ctx, l)
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return study.Faults{{Line: l.Find.Where.Line, Column: l.Find.Where.Column, Path: "find", Message: refusal.Message}}
	} else if err != nil {
		return err
	}
	return found.check(l)
}

// check says which steps cannot be held as the file says.
func (found *story) check(l *lesson.Lesson) error {
	stage := []Branch{{Parent: -1, Moves: map[int][]string{}}}
	var faults study.Faults
	for i := range l.Steps {
		s := &l.Steps[i]
		held, err := heldOf(found.cast, stage)
		if err != nil {
			return err
		}
		before := stage
		at := max(0, lesson.BranchOf(s.Branch))
		var session int
		stage, _, session = found.staged(stage, held, s)
		message := ""
		switch {
		case session > held[at]:
			message = fmt.Sprintf("stands at session %d, and branch %c ends after session %d in the luck that is found", session, 'A'+at, held[at])
		case s.Guess && !s.Tries() && before[at].Played > session:
			message = fmt.Sprintf("guess: branch %c has been shown up to session %d, so that session %d is no secret", 'A'+at, before[at].Played, session+1)
		case s.Guess && session == held[at]:
			message = fmt.Sprintf("guess: branch %c ends after session %d, and no session follows", 'A'+at, session)
		}
		if message != "" {
			faults = append(faults, study.Fault{Line: s.Where.Line, Column: s.Where.Column, Path: fmt.Sprintf("steps[%d]", i), Message: message})
		}
	}
	if len(faults) > 0 {
		return faults
	}
	return nil
}

// findStory tries luck after luck.
func findStory(ctx context.Context, l *lesson.Lesson) (*story, error) {
	cast := Cast{Patient: Person{l.Cast.Patient, l.Cast.PatientTraits}, Therapist: Person{l.Cast.Therapist, l.Cast.TherapistTraits},
		Approach: l.Cast.Approach, PerWeek: l.Cast.PerWeek, Sessions: l.Cast.Sessions, Taper: l.Cast.Taper}
	all, err := (&Engine{}).treatments(&Request{Cast: cast, Branches: []Branch{{Parent: -1}}})
	if err != nil {
		return nil, err
	}
	parts := partsOf(&l.Find)
	for cast.Seed = 1; cast.Seed <= lucks; cast.Seed++ {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		t, err := all[0].lucky(cast.Seed)
		if err != nil {
			return nil, err
		}
		if found, err := t.storyOf(l, parts); found != nil || err != nil {
			if found != nil {
				found.cast = cast
			}
			return found, err
		}
	}
	var alone []string
	for _, p := range parts {
		alone = append(alone, fmt.Sprintf("%s %d", p.key, p.lucks))
	}
	return nil, refuse("story", "name", l.Name, "lucks", lucks, "parts", strings.Join(alone, ", "))
}

// part is a part of a story, by its key in the file, and in how many lucks it happens: where
// the whole never does, that says of which part to ask less.
type part struct {
	key   string
	story lesson.Story
	lucks int
}

func partsOf(f *lesson.Find) []part {
	rupture := f.Story
	rupture.Ending, rupture.Held, rupture.Values = "", 0, nil
	var parts []part
	for _, p := range []part{{key: "rupture", story: rupture}, {key: "ending", story: lesson.Story{Ending: f.Ending}},
		{key: "held", story: lesson.Story{Held: f.Held}}, {key: "values", story: lesson.Story{Values: f.Values}}} {
		if s := &p.story; s.Rupture != "" || s.Ending != "" || s.Held > 0 || len(s.Values) > 0 {
			parts = append(parts, p)
		}
	}
	if f.Instead != nil {
		parts = append(parts, part{key: "find without instead", story: f.Story})
	}
	return parts
}

// lucky is the treatment with another luck.
func (t *treatment) lucky(seed uint64) (*treatment, error) {
	s, other := t.simulation, *t
	other.simulation = &population.Simulation{Scenario: s.Scenario, Seed: seed, Patients: s.Patients, Replications: s.Replications,
		Setting: s.Setting, Rules: s.Rules, Weeks: s.Weeks, Instruments: s.Instruments, Record: s.Record}
	var err error
	if other.who, err = other.simulation.Case(0, 0); err != nil {
		return nil, refuse("study", "why", err)
	}
	return &other, nil
}

// storyOf is the story that the treatment tells; nil where it tells another. It counts which
// parts it has.
func (t *treatment) storyOf(l *lesson.Lesson, parts []part) (*story, error) {
	told := t.tale()
	for i := range parts {
		if _, ok := told.is(&parts[i].story); ok {
			parts[i].lucks++
		}
	}
	rupture, ok := told.is(&l.Find.Story)
	if !ok {
		return nil, nil
	}
	s := &story{rupture: rupture, held: len(told.beats)}
	if rupture > 0 {
		_, s.repair = told.follow(rupture)
	}
	in := l.Find.Instead
	if in == nil {
		return s, nil
	}
	session := in.Session
	if session == 0 {
		session = rupture
	}
	bits, err := moveBits(in.Move)
	if err != nil {
		return nil, err
	}
	other, otherwise := in.Story, *t
	otherwise.moves = map[int]sim.Move{session: bits}
	other.From = max(other.From, session)
	if other.Ruptures() && other.To == 0 {
		other.To = other.From // the rupture of the same session
	}
	if _, ok := otherwise.tale().is(&other); !ok {
		return nil, nil
	}
	return s, nil
}

// String is what was found, in a line.
func (s *story) String() string {
	var all []string
	for _, c := range []struct {
		name string
		n    int
	}{{"rupture", s.rupture}, {"repair", s.repair}, {"held", s.held}} {
		if c.n > 0 {
			all = append(all, fmt.Sprintf("%s %d", c.name, c.n))
		}
	}
	return fmt.Sprintf("luck %d: %s", s.cast.Seed, strings.Join(all, ", "))
}

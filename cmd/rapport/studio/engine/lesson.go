package engine

import (
	"context"
	"slices"
	"sync"

	"rapport/cmd/rapport/studio/lesson"
	"rapport/configs"
)

// LessonKnown is what a lesson may name.
func LessonKnown() *lesson.Known {
	keys := func(all []Vignette) (names []string) {
		for i := range all {
			names = append(names, all[i].Key)
		}
		return names
	}
	bounds := func(all []Trait) map[string][2]float64 {
		m := map[string][2]float64{}
		for i := range all {
			m[all[i].Key] = [2]float64{all[i].Min, all[i].Max}
		}
		return m
	}
	k := &lesson.Known{Patients: keys(patients), Therapists: keys(therapists), PatientTraits: bounds(patientTraits), TherapistTraits: bounds(therapistTraits)}
	for _, m := range moveTexts {
		if m.Offered {
			k.Moves = append(k.Moves, m.Key)
		}
	}
	return k
}

// shippedLessons are the lessons of the program.
var shippedLessons = sync.OnceValue(func() []*lesson.Lesson {
	var all []*lesson.Lesson
	for _, name := range configs.Lessons() {
		text, err := configs.Lesson(name)
		if err == nil {
			var l *lesson.Lesson
			if l, err = lesson.Parse(name+".yaml", text, LessonKnown()); err == nil {
				all = append(all, l)
			}
		}
		if err != nil {
			panic("studio: " + err.Error()) // it is in the binary
		}
	}
	return all
})

// LessonCard is a lesson on the first screen, in every language that it has.
type LessonCard struct {
	Name    string            `json:"name"`
	Title   map[string]string `json:"title"`
	Summary map[string]string `json:"summary"`
	Minutes int               `json:"minutes"`
}

// LessonCards are the cards of the trainer's own lesson, if any, and of those
// that ship.
func LessonCards(own *lesson.Lesson) []LessonCard {
	var cards []LessonCard
	for _, l := range allLessons(own) {
		cards = append(cards, LessonCard{l.Name, l.Title, l.Summary, l.Minutes})
	}
	return cards
}

// allLessons puts the trainer's own lesson first, in place of a shipped one of
// its name.
func allLessons(own *lesson.Lesson) []*lesson.Lesson {
	if own == nil {
		return shippedLessons()
	}
	all := []*lesson.Lesson{own}
	for _, l := range shippedLessons() {
		if l.Name != own.Name {
			all = append(all, l)
		}
	}
	return all
}

// LessonReply is a lesson with its story found, in one language.
type LessonReply struct {
	Name    string       `json:"name"`
	Title   string       `json:"title"`
	Summary string       `json:"summary"`
	Minutes int          `json:"minutes"`
	Goals   []string     `json:"goals"`
	Debrief []string     `json:"debrief"`
	Sheet   []string     `json:"sheet"`
	Cast    Cast         `json:"cast"` // with the luck that was found
	Steps   []LessonStep `json:"steps"`
}

// LessonStep is a stopping point as the page shows it.
type LessonStep struct {
	Title     string   `json:"title"`
	Say       string   `json:"say"`
	Questions []string `json:"questions"`
	Listen    string   `json:"listen"`
	Minutes   int      `json:"minutes"`
	View      string   `json:"view"`
	Truth     bool     `json:"truth"`
	Guess     bool     `json:"guess"`
	Branches  []Branch `json:"branches"`
	Current   int      `json:"current"`
	Session   int      `json:"session"`
}

// lesson finds the story of a lesson and says how the page shows each step.
func (e *Engine) lesson(ctx context.Context, r *Request) (*LessonReply, error) {
	i := slices.IndexFunc(e.lessons, func(l *lesson.Lesson) bool { return l.Name == r.Lesson })
	if i < 0 {
		return nil, refuse("lesson", "name", short(r.Lesson))
	}
	l := e.lessons[i]
	found, err := e.stories.of(ctx, l)
	if err != nil {
		return nil, err
	}
	in := func(texts []lesson.Text) []string {
		all := []string{}
		for _, t := range texts {
			all = append(all, t.In(r.Language))
		}
		return all
	}
	reply := &LessonReply{Name: l.Name, Title: l.Title.In(r.Language), Summary: l.Summary.In(r.Language), Minutes: l.Minutes,
		Goals: in(l.Goals), Debrief: in(l.Debrief), Sheet: in(l.Sheet), Cast: found.cast, Steps: []LessonStep{}}
	stage := []Branch{{Parent: -1, Moves: map[int][]string{}}}
	for k := range l.Steps {
		s := &l.Steps[k]
		step := LessonStep{Title: s.Title.In(r.Language), Say: s.Say.In(r.Language), Questions: in(s.Questions), Listen: s.Listen.In(r.Language),
			Minutes: s.Minutes, View: s.View, Truth: s.Truth, Guess: s.Guess}
		held, err := heldOf(found.cast, stage)
		if err != nil {
			return nil, err
		}
		stage, step.Current, step.Session = found.staged(stage, held, s)
		step.Branches = slices.Clone(stage)
		reply.Steps = append(reply.Steps, step)
	}
	return reply, nil
}

// heldOf is how many sessions each branch has.
func heldOf(cast Cast, stage []Branch) ([]int, error) {
	all, err := (&Engine{}).treatments(&Request{Cast: cast, Branches: stage})
	if err != nil {
		return nil, err
	}
	held := make([]int, len(all))
	for i := range all {
		held[i] = len(all[i].tale().beats)
	}
	return held, nil
}

// staged are the branches as a step shows them, which of them is at hand, and in which
// session it stands; the end is each branch's own. held is how many sessions each has.
func (found *story) staged(stage []Branch, held []int, s *lesson.Step) (branches []Branch, current, session int) {
	stage = slices.Clone(stage)
	current, session = max(0, lesson.BranchOf(s.Branch)), found.session(s.At)
	if s.Tries() {
		stage = append(stage, Branch{Parent: current, At: session, Moves: map[int][]string{session: s.Try}})
		for n, moves := range stage[current].Moves {
			if n < session {
				stage[len(stage)-1].Moves[n] = moves
			}
		}
		if stage[current].Played < session {
			stage[current].Played = session
		}
		current = len(stage) - 1
	}
	for i := range stage {
		if i == current || s.View != "session" {
			to := session
			if s.At == "end" {
				to = held[i] // no step tries a move at the end: each branch is one of before
			}
			stage[i].Played = max(stage[i].Played, to)
		}
	}
	if s.At == "end" {
		session = held[current]
	}
	return stage, current, session
}

package lesson

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of what is shown on phones beside what is told of the session: they take 2,000
// letters and 10 questions (package class).
const (
	maxLetters   = 1200
	maxQuestions = 10
)

// texts are the texts of the lesson by their paths.
func (l *Lesson) texts() map[string]Text {
	all := map[string]Text{"title": l.Title, "summary": l.Summary}
	list := func(at string, texts []Text) {
		for i, t := range texts {
			all[fmt.Sprintf("%s[%d]", at, i)] = t
		}
	}
	list("goals", l.Goals)
	list("debrief", l.Debrief)
	list("sheet", l.Sheet)
	for i := range l.Steps {
		s, at := &l.Steps[i], fmt.Sprintf("steps[%d]", i)
		all[at+".title"], all[at+".say"] = s.Title, s.Say
		if s.Listen != nil {
			all[at+".listen"] = s.Listen
		}
		list(at+".questions", s.Questions)
	}
	return all
}

// Languages are the codes of the languages in which the lesson is written; one
// empty code where the file does not say.
func (l *Lesson) Languages() []string { return slices.Sorted(maps.Keys(l.Title)) }

// texts demands every text in the languages of the title, none empty, and none that no
// phone would show.
func (d *decoder) texts(l *Lesson) {
	want := l.Languages()
	for at, t := range l.texts() {
		if d.places[at] == nil {
			continue // missing, and said so
		}
		if len(t) == 0 {
			d.fault(at, "", "empty", "")
		}
		for _, code := range slices.Sorted(maps.Keys(t)) {
			here := at
			if code != "" {
				here = join(at, code)
			}
			if n := utf8.RuneCountInString(t[code]); n == 0 {
				d.fault(here, "", "empty", "")
			} else if n > maxLetters {
				d.fault(here, "", fmt.Sprintf("%d letters: want at most %d", n, maxLetters), "a class reads it from the wall, and on phones")
			}
		}
		if has := slices.Sorted(maps.Keys(t)); len(want) > 0 && !slices.Equal(has, want) {
			d.fault(at, "", "the title is in "+languageNames(want)+", this in "+languageNames(has), "give every text in the same languages")
		}
	}
	for i := range l.Steps {
		if n := len(l.Steps[i].Questions); n > maxQuestions {
			d.fault(fmt.Sprintf("steps[%d].questions", i), "", fmt.Sprintf("%d questions: want at most %d", n, maxQuestions), "")
		}
	}
}

func languageNames(codes []string) string {
	if slices.Equal(codes, []string{""}) {
		return "one language"
	}
	return strings.Join(codes, " and ")
}

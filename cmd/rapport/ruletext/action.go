package ruletext

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/analysis/words"
	"rapport/scenarios/study"
	"rapport/sim"
)

// Sentences are what a scenario prescribes, a sentence to each action and rule.
func Sentences(l *words.Language, s *study.Scenario, scores []sim.ScoreText) []string {
	all := []string{}
	say := func(text string) {
		first, size := utf8.DecodeRuneInString(text)
		all = append(all, string(unicode.ToUpper(first))+text[size:]+".")
	}
	for i := range s.Actions {
		say(Action(l, &s.Actions[i]))
	}
	for i := range s.Rules {
		say(Rule(l, &s.Rules[i], scores))
	}
	return all
}

// Action is such as "at session 7 the therapist checks in on the
// relationship, when the patient's alliance score has dropped".
func Action(l *words.Language, a *study.PlannedAction) string {
	text := sessionsText(l, "at", a.Sessions) + " "
	if a.Phase != "" && a.Phase != "any" {
		text += l.Text("rule.phase."+a.Phase) + " "
	}
	text += l.Text("rule.moves", "moves", movesText(l, a.Move))
	if a.When != "" && a.When != "always" {
		text += l.Text("rule.when", "why", l.Text("rule.sees."+a.When))
	}
	return text
}

// sessionsText is such as "before sessions 3, 5 and 7": where is before or at.
func sessionsText(l *words.Language, where string, s study.Sessions) string {
	return l.Text("rule."+where, "sessions", whichSessions(l, s))
}

func whichSessions(l *words.Language, s study.Sessions) string {
	switch {
	case len(s.List) == 1:
		return l.Text("rule.session", "session", s.List[0])
	case len(s.List) > 0:
		return l.Text("rule.sessions", "sessions", numbered(l, s.List))
	case s.From == 0 || s.From == 1 && s.To == 0 && s.Every <= 1:
		return l.Text("rule.every")
	}
	text := l.Text("rule.every") + l.Text("rule.from", "from", s.From)
	if s.To > 0 {
		text += l.Text("rule.to", "to", s.To)
	}
	if s.Every > 1 {
		text += l.Text("rule.steps", "step", s.Every)
	}
	return text
}

// numbered is such as "3, 5 and 7".
func numbered(l *words.Language, sessions []int) string {
	all := make([]string, len(sessions))
	for i, n := range sessions {
		all[i] = strconv.Itoa(n)
	}
	return l.Enumerate(all)
}

func number(l *words.Language, v float64) string {
	return decimal(l, strconv.FormatFloat(v, 'g', -1, 64))
}

// decimal writes a number as the language does.
func decimal(l *words.Language, text string) string {
	return strings.Replace(text, ".", l.Text("decimal"), 1)
}

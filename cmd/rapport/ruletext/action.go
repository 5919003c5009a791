package ruletext

import (
	"fmt"
	"slices"
	"strconv"

	"rapport/analysis/words"
	"rapport/scenarios/study"
	"rapport/sim"
)

// named is the word for the name of a phase or condition.
func named(name string, names, words []string) string { return words[slices.Index(names, name)] }

// Action is such as "at session 7 the therapist checks in on the
// relationship, when the patient's alliance score has dropped".
func Action(a *study.PlannedAction) string {
	var moves []string
	for _, m := range a.Move {
		moves = append(moves, words.English.Move(m))
	}
	text := sessionsText(a.Sessions) + " "
	if a.Phase != "" && a.Phase != "any" {
		text += named(a.Phase, sim.PhaseNames, sim.PhaseWords) + " "
	}
	text += "the therapist " + words.English.Enumerate(moves)
	if a.When != "" && a.When != "always" {
		text += ", when " + named(a.When, sim.ConditionNames, sim.ConditionWords)
	}
	return text
}

func sessionsText(s study.Sessions) string {
	switch {
	case len(s.List) > 0:
		return "at " + numbered(s.List)
	case s.From == 0 || s.From == 1 && s.To == 0 && s.Every <= 1:
		return "at every session"
	}
	text := "at every session"
	if s.Every > 1 {
		text = fmt.Sprintf("at every %d sessions", s.Every)
	}
	text += fmt.Sprintf(" from %d", s.From)
	if s.To > 0 {
		text += fmt.Sprintf(" to %d", s.To)
	}
	return text
}

// numbered is such as "sessions 3, 5 and 7".
func numbered(sessions []int) string {
	all := make([]string, len(sessions))
	for i, n := range sessions {
		all[i] = strconv.Itoa(n)
	}
	if len(all) == 1 {
		return "session " + all[0]
	}
	return "sessions " + words.English.Enumerate(all)
}

// sessions is how many there are.
func sessions(n int) string {
	if n == 1 {
		return "1 session"
	}
	return strconv.Itoa(n) + " sessions"
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

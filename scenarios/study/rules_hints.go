package study

import (
	"regexp"
	"slices"
	"strings"

	"rapport/configs"
	"rapport/sim"
	"rapport/sim/record/nearest"
)

// misplacedInRule is the hint for a key that stands at the wrong place of a rule, or a score that
// stands for a key; else nothing.
func (d *studyDecoder) misplacedInRule(name string, beside knownFields) string {
	rule, test, step := d.ruleFields(&PlannedRule{}), d.testFields(&PlannedTest{}), d.stepFields(&PlannedStep{})
	score := slices.Contains(sim.ScoreNames, name) || slices.Contains(configs.Instruments(), name)
	switch {
	case beside["missed_at_least"] != nil: // a test
		switch when := nearest.Name(name, []string{"sessions", "weeks"}); {
		case score:
			return "write {score: " + name + ", below: …}"
		case when != "":
			return "it is no test: say " + when + ": {from: …} beside when"
		case rule[name] != nil:
			return "it stands beside when, not in it"
		}
	case beside["randomise"] != nil: // a rule
		switch {
		case score:
			return "put it under when: {score: " + name + ", below: …}"
		case test[name] != nil:
			return "put it under when"
		case step[name] != nil:
			return "put it under do"
		}
	case beside["add_sessions"] != nil: // a step
		switch {
		case slices.Contains(sim.MoveNames, name):
			return "it is a move: write move: " + name
		case rule[name] != nil:
			return "it stands beside do, not in it"
		case test[name] != nil || score:
			return "it is a test: put it under when, beside do"
		}
	}
	return ""
}

// stepHint is how a word in place of a step is written.
func stepHint(word string) string {
	switch {
	case word == "end":
		return "write {end: true}"
	case slices.Contains(sim.MoveNames, word):
		return "write {move: " + word + "}"
	}
	return ""
}

var (
	compared = regexp.MustCompile(`^([a-z0-9_]+) *(>=|<=|>|<|above|below|over|under) *([0-9]+(?:\.[0-9]+)?)$`)
	spanned  = regexp.MustCompile(`^([0-9]+) *(?:-|–|to|\.\.) *([0-9]+)$`)
	each     = regexp.MustCompile(`^every +([0-9]+)$`)
)

// conditionHint is how a comparison in place of the word of a condition is written.
func conditionHint(word string) string {
	of := compared.FindStringSubmatch(word)
	if of == nil {
		return ""
	}
	key, but := "below", ""
	if slices.Contains([]string{">", ">=", "above", "over"}, of[2]) {
		key = "above"
	}
	if strings.HasSuffix(of[2], "=") {
		but = ", which does not hold at " + of[3] + " itself"
	}
	return "write {score: " + of[1] + ", " + key + ": " + of[3] + "}" + but
}

// sessionsHint is how a span of sessions in words is written.
func sessionsHint(word string) string {
	if of := spanned.FindStringSubmatch(word); of != nil {
		return "write {from: " + of[1] + ", to: " + of[2] + "}"
	}
	if of := each.FindStringSubmatch(word); of != nil {
		return "write {every: " + of[1] + "}"
	}
	return ""
}

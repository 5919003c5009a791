package study

import (
	"strings"
	"testing"
)

// What is said of a rule or an action at another place, or as people say it, is told how to be
// written, once.
func TestRulesAreToldHowToBeWritten(t *testing.T) {
	for said, want := range map[string]string{
		"rules: [{when: {session: 4, score: phq9, above: 9}, do: {end: true}}]": "when.session: unknown key; it is no test: say sessions: {from: …} beside when",
		"rules: [{when: {weeks: 4, score: phq9, above: 9}, do: {end: true}}]":   "when.weeks: unknown key; it is no test: say weeks: {from: …} beside when",
		"rules: [{when: {phq9: 9}, do: {end: true}}]":                           "when.phq9: unknown key; write {score: phq9, below: …}",
		"rules: [{when: {score: phq9, above: 9, once: true}, do: {end: true}}]": "when.once: unknown key; it stands beside when, not in it",
		"rules: [{when: phq9 > 9, do: {end: true}}]":                            `when = "phq9 > 9": want one of always, alliance_drop, low_alliance, no_progress, missed_session, or a test; write {score: phq9, above: 9}`,
		"rules: [{when: phq9 >= 10, do: {end: true}}]":                          "write {score: phq9, above: 10}, which does not hold at 10 itself",
		"rules: [{when: wai_patient below 3.5, do: {end: true}}]":               "write {score: wai_patient, below: 3.5}",
		"rules: [{wai_patient: {below: 3}, do: {end: true}}]":                   "rules[0].wai_patient: unknown key; put it under when: {score: wai_patient, below: …}",
		"rules: [{improved_less_than: 3, do: {end: true}}]":                     "rules[0].improved_less_than: unknown key; put it under when",
		"rules: [{when: low_alliance, move: check_in, do: {end: true}}]":        "rules[0].move: unknown key; put it under do",
		"rules: [{when: low_alliance, do: {end: true, sessions: 4}}]":           "do.sessions: unknown key; it stands beside do, not in it",
		"rules: [{do: {end: true, score: phq9}}]":                               "do.score: unknown key; it is a test: put it under when, beside do",
		"rules: [{when: low_alliance, do: {check_in: true, move: feedback}}]":   "do.check_in: unknown key; it is a move: write move: check_in",
		"rules: [{when: low_alliance, do: end}]":                                `do: want a mapping of keys to values, got the text "end"; write {end: true}`,
		"rules: [{when: low_alliance, do: check_in}]":                           "write {move: check_in}",
		"actions: [check_in]":                            "actions[0]: want a mapping of keys to values, got the text \"check_in\"; write {move: check_in, sessions: …}",
		"actions: [{move: check_in, sessions: 3-8}]":     "got the text \"3-8\"; write {from: 3, to: 8}",
		"actions: [{move: check_in, sessions: every 2}]": "write {every: 2}",
	} {
		_, err := Parse("x", []byte("question: why\nscenarios: [{name: a}, {name: b, "+said+"}]\n"), Overrides{NoEnvironment: true})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s:\n%v\nwant %s, alone", said, err, want)
		}
	}
}

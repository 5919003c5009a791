package study

import (
	"strings"
	"testing"

	"rapport/configs"
)

// What is possible each by itself but never together is explained.
func TestImpossibleCombinations(t *testing.T) {
	for scenario, want := range map[string]string{
		"set: {care.treatment: none}\n    actions: [{move: validate}]":                                "x:5:5: scenarios[0].actions: never happen: without therapy there is no therapist; remove them, or set care.treatment: therapy",
		"actions: [{move: feedback, when: no_progress, sessions: 1}]":                                 "x:4:32: scenarios[0].actions[0].when = no_progress: never holds up to session 1: progress is judged from session 4 on",
		"actions: [{move: feedback, when: alliance_drop, sessions: {from: 1, to: 2}}]":                "scenarios[0].actions[0].when = alliance_drop: never holds up to session 2: a drop takes the reports of two sessions",
		"actions: [{move: feedback, when: low_alliance, sessions: 1}]":                                "scenarios[0].actions[0].when = low_alliance: never holds up to session 1: the first report is given after session 1",
		"actions: [{move: feedback, when: missed_session, sessions: 1}]":                              "scenarios[0].actions[0].when = missed_session: never holds",
		"actions: [{move: check_in, sessions: [3, 20]}]":                                              "scenarios[0].actions[0].sessions = 20: never happens: treatment is planned for 16 sessions",
		"set: {care.sessions: 6}\n    actions: [{move: check_in, sessions: {from: 7}}]":               "scenarios[0].actions[0].sessions = 7: never happens: treatment is planned for 6 sessions",
		"actions: [{move: check_in, sessions: {from: 6}, phase: early}]":                              "scenarios[0].actions[0].phase = early: never happens in sessions 6 to 16 of 16: the early phase is sessions 1 to 4, the ending the last 3, the middle what lies between",
		"set: {phases.early: 6, phases.ending: 10}\n    actions: [{move: check_in, phase: middle}]":   "scenarios[0].actions[0].phase = middle: never happens in sessions 1 to 16 of 16: the early phase is sessions 1 to 6, the ending the last 10, the middle what lies between",
		"set: {care.sessions: 6}\n    actions: [{move: check_in, phase: middle}]":                     "scenarios[0].actions[0].phase = middle: never happens in sessions 1 to 6 of 6: the early phase is sessions 1 to 4, the ending the last 3, the middle what lies between",
		"actions: [{move: acknowledge_transition, phase: ending, sessions: [5, 13]}]":                 "scenarios[0].actions[0].phase = ending: never happens in sessions 5 to 13 of 16",
		"set: {care.treatment: none}\n    rules: [{do: {move: validate}}]":                            "x:5:5: scenarios[0].rules: never happen: without therapy there is no therapist; remove them, or set care.treatment: therapy",
		"rules: [{sessions: 17, do: {end: true}}]":                                                    "scenarios[0].rules[0].sessions = 17: never happens: treatment is planned for 16 sessions",
		"rules: [{sessions: 2, when: {score: phq9, improved_at_least: 3, over: 4}, do: {end: true}}]": "scenarios[0].rules[0].when: never holds up to session 2: a change over 4 sessions is there before session 5",
		"rules: [{sessions: 1, when: {score: wai_patient, below: 3}, do: {move: check_in}}]":          "scenarios[0].rules[0].when: never holds up to session 1: the first answer is there before session 2",
		"rules: [{sessions: 1, when: {score: phq9, worsened_at_least: 3}, do: {end: true}}]":          "scenarios[0].rules[0].when: never holds up to session 1: a change takes two answers",
		"rules: [{sessions: {to: 3}, when: {missed_at_least: 7}, do: {end: true}}]":                   "scenarios[0].rules[0].when: never holds up to session 3: at most three planned sessions are missed before each session held, none before the first",
		"rules: [{when: [{score: phq9, above: 9}, {score: phq9, below: 9}], do: {end: true}}]":        "scenarios[0].rules[0].when[1]: never holds together with the test before: no score is above 9 and below 9; two rules say either",
		"rules: [{sessions: 2, phase: middle, do: {move: check_in}}]":                                 "scenarios[0].rules[0].phase = middle: never happens in sessions 2 to 2 of 16",
		"set: {care.taper_from: 16}":                                                                  "scenarios[0].set.care.taper_from = 16: never tapers: treatment is planned for 16 sessions",
		"set: {care.waiting_list_weeks: 4}":                                                           "scenarios[0].set.care.waiting_list_weeks: counts only where care.treatment is none; a wait before therapy is care.waiting_weeks",
		"set: {care.waiting_weeks: 4, care.treatment: none}":                                          "scenarios[0].set.care.waiting_weeks: counts only where there is therapy, and care.treatment is none here; how long patients wait is care.waiting_list_weeks",
	} {
		_, err := Parse("x", []byte("question: why\nscenarios:\n  - name: a\n    "+scenario+"\n"), Overrides{NoEnvironment: true})
		if err == nil || strings.Count(err.Error(), "\n") > 0 || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\n%v\nwant %s", scenario, err, want)
		}
	}
}

// What can happen at the edge of those rules is accepted.
func TestPossibleCombinations(t *testing.T) {
	for _, scenario := range []string{
		"actions: [{move: feedback, when: no_progress, sessions: 4}]",
		"actions: [{move: feedback, when: alliance_drop, sessions: {from: 1, to: 3}}]",
		"actions: [{move: check_in, sessions: 16}, {move: check_in, phase: ending, sessions: [5, 14]}]",
		"set: {care.sessions: 8}\n    actions: [{move: check_in, phase: middle}]",
		"set: {care.sessions: 3}\n    actions: [{move: check_in, phase: early}]",
		"set: {care.taper_from: 15}",
		"rules: [{do: {add_sessions: 4}}, {sessions: 20, do: {end: true}}]",
		"rules: [{sessions: 4, when: {missed_at_least: 7}, do: {end: true}}]",
		"rules: [{sessions: 1, when: {score: phq9, improved_less_than: 3}, do: {move: validate}}]",
		"set: {care.sessions: 500}\n    actions: [{move: check_in, sessions: {from: 100, every: 50}}]",
	} {
		if _, err := Parse("x", []byte("question: why\nscenarios:\n  - name: a\n    "+scenario+"\n"), Overrides{NoEnvironment: true}); err != nil {
			t.Errorf("%s:\n%v", scenario, err)
		}
	}
	const varied = "question: why\ndesign: {kind: grid, parameters: {care.sessions: [4, 20], care.treatment: [none, therapy]}}\n" +
		"scenarios: [{name: a, actions: [{move: check_in, sessions: 18}]}]\n"
	if _, err := Parse("x", []byte(varied), Overrides{NoEnvironment: true}); err != nil {
		t.Errorf("what the design varies is not impossible: %v", err)
	}
}

// An override can make a shipped study impossible; then the line is named.
func TestOverridesMakeImpossible(t *testing.T) {
	text, err := configs.Read("early-alliance")
	if err != nil {
		t.Fatal(err)
	}
	_, err = Parse("early-alliance", text, Overrides{NoEnvironment: true, Set: []string{"care.sessions=8"}})
	if err == nil || !strings.Contains(err.Error(), "planned for 8 sessions") {
		t.Errorf("error %v: want that sessions 9 to 12 never happen", err)
	}
}

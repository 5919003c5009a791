package study

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"rapport/configs"
)

// What is possible each by itself but never together is explained.
func TestImpossibleCombinations(t *testing.T) {
	for scenario, want := range map[string]string{
		"set: {care.treatment: none}\n    actions: [{move: validate}]":                                                                "x:5:5: scenarios[0].actions: never happen: without therapy there is no therapist; remove them, or set care.treatment: therapy",
		"actions: [{move: feedback, when: no_progress, sessions: 1}]":                                                                 "x:4:32: scenarios[0].actions[0].when = no_progress: never holds up to session 1: progress is judged from session 4 on",
		"actions: [{move: feedback, when: alliance_drop, sessions: {from: 1, to: 2}}]":                                                "scenarios[0].actions[0].when = alliance_drop: never holds up to session 2: a drop takes the reports of two sessions",
		"actions: [{move: feedback, when: low_alliance, sessions: 1}]":                                                                "scenarios[0].actions[0].when = low_alliance: never holds up to session 1: the first report is given after session 1",
		"actions: [{move: feedback, when: missed_session, sessions: 1}]":                                                              "scenarios[0].actions[0].when = missed_session: never holds",
		"actions: [{move: check_in, sessions: [3, 20]}]":                                                                              "scenarios[0].actions[0].sessions = 20: never happens: treatment is planned for 16 sessions",
		"set: {care.sessions: 6}\n    actions: [{move: check_in, sessions: {from: 7}}]":                                               "scenarios[0].actions[0].sessions = 7: never happens: treatment is planned for 6 sessions",
		"actions: [{move: check_in, sessions: {from: 6}, phase: early}]":                                                              "scenarios[0].actions[0].phase = early: never happens in sessions 6 to 16 of 16: the early phase is sessions 1 to 4, the ending the last 3, the middle what lies between",
		"set: {phases.early: 6, phases.ending: 10}\n    actions: [{move: check_in, phase: middle}]":                                   "scenarios[0].actions[0].phase = middle: never happens in sessions 1 to 16 of 16: the early phase is sessions 1 to 6, the ending the last 10, the middle what lies between",
		"set: {care.sessions: 6}\n    actions: [{move: check_in, phase: middle}]":                                                     "scenarios[0].actions[0].phase = middle: never happens in sessions 1 to 6 of 6: the early phase is sessions 1 to 4, the ending the last 3, the middle what lies between",
		"actions: [{move: acknowledge_transition, phase: ending, sessions: [5, 13]}]":                                                 "scenarios[0].actions[0].phase = ending: never happens in sessions 5 to 13 of 16",
		"set: {care.treatment: none}\n    rules: [{do: {move: validate}}]":                                                            "x:5:5: scenarios[0].rules: never happen: without therapy there is no therapist; remove them, or set care.treatment: therapy",
		"rules: [{sessions: 20, when: no_progress, do: {add_sessions: 10}}]":                                                          "scenarios[0].rules[0].sessions = 20: never happens: treatment is planned for 16 sessions",
		"rules: [{sessions: 17, do: {end: true}}]":                                                                                    "scenarios[0].rules[0].sessions = 17: never happens: treatment is planned for 16 sessions",
		"rules: [{sessions: 2, when: {score: phq9, improved_at_least: 3, over: 4}, do: {end: true}}]":                                 "scenarios[0].rules[0].when: never holds up to session 2: a change over 4 sessions is there before session 5",
		"rules: [{sessions: 1, when: {score: wai_patient, below: 3}, do: {move: check_in}}]":                                          "scenarios[0].rules[0].when: never holds up to session 1: the first answer is there before session 2",
		"rules: [{sessions: 1, when: {score: phq9, worsened_at_least: 3}, do: {end: true}}]":                                          "scenarios[0].rules[0].when: never holds up to session 1: a change takes two answers",
		"rules: [{sessions: {to: 3}, when: {missed_at_least: 7}, do: {end: true}}]":                                                   "scenarios[0].rules[0].when: never holds up to session 3: at most three planned sessions are missed before each session held, none before the first",
		"rules: [{when: [{score: phq9, above: 9}, {score: phq9, below: 9}], do: {end: true}}]":                                        "scenarios[0].rules[0].when[1]: never holds together with when[0]: no score is above 9 and below 9; two rules say either",
		"rules: [{sessions: 2, phase: middle, do: {move: check_in}}]":                                                                 "scenarios[0].rules[0].phase = middle: never happens in sessions 2 to 2 of 16",
		"set: {care.taper_from: 8}\n    rules: [{sessions: 8, do: {sessions_per_week: 0.25}}]":                                        "x:5:32: scenarios[0].rules[0].do.sessions_per_week = 0.25: changes nothing: from session 8 on sessions are tapered (care.taper_from); leave out the taper, and let a rule of its own space the sessions",
		"set: {care.taper_from: 8}\n    rules: [{name: p, sessions: 9, randomise: [{arm: a}, {arm: b, do: {sessions_per_week: 2}}]}]": "scenarios[0].rules[0].randomise[1].do.sessions_per_week = 2: changes nothing: from session 8 on",
		"set: {care.sessions: 12, care.taper_from: 15}\n    rules: [{sessions: 12, do: {add_sessions: 3}}]":                           "scenarios[0].set.care.taper_from = 15: never tapers: treatment is planned for 15 sessions",
		"rules: [{when: {score: phq9, improved_less_than: 5}, do: {end: true}}]":                                                      "scenarios[0].rules[0].when: holds before session 1 of everybody, when nothing can have changed yet; say from which session on, such as sessions: {from: 4}",
		"rules: [{when: {score: wai_patient, improved_less_than: 1}, do: {therapist: next}}]":                                         "scenarios[0].rules[0].when: holds before session 2 of everybody",
		"set: {care.sessions_per_week: 0.25, care.taper_from: 8}":                                                                     "scenarios[0].set.care.taper_from = 8: tapers nothing: the gap between sessions is 4 before and 2 after it, in weeks; leave it out, or let the gap after it be wider: care.taper_gap",
		"set: {care.taper_from: 8, care.taper_gap: 1}":                                                                                "scenarios[0].set.care.taper_gap = 1: tapers nothing: the gap between sessions is 1 before and 1 after it, in weeks",
		"set: {care.taper_from: 16}":                                                   "scenarios[0].set.care.taper_from = 16: never tapers: treatment is planned for 16 sessions",
		"set: {care.waiting_list_weeks: 4}":                                            "scenarios[0].set.care.waiting_list_weeks: counts only where care.treatment is none; a wait before therapy is care.waiting_weeks",
		"rules: [{sessions: 5, do: {end: true}}, {sessions: 8, do: {move: check_in}}]": "scenarios[0].rules[1].sessions = 8: never happens: rule 1 ends every treatment after session 5",
		"actions: [{move: check_in, sessions: 9}]\n    rules: [{name: cut, sessions: 2, randomise: [{arm: a, do: {end: true}}, {arm: b, do: {end: true, move: check_in}}]}]": "scenarios[0].actions[0].sessions = 9: never happens: rule cut ends every treatment after session 2",
		"rules: [{when: [{score: phq9, improved_at_least: 5}, {score: phq9, worsened_at_least: 1}], do: {end: true}}]":                                                       "scenarios[0].rules[0].when[1]: never holds together with when[0]: no change is both",
		"rules: [{when: [{score: phq9, improved_less_than: 3, over: 2}, {score: phq9, improved_at_least: 3, over: 2}], do: {end: true}}]":                                    "no change is both",
		"rules: [{name: p, sessions: 3, randomise: [{arm: a}, {arm: b}]}, {when: [{rule: p, arm: a}, {rule: p, arm: b}], do: {end: true}}]":                                  "scenarios[0].rules[1].when[1]: never holds together with when[0]: a patient is in one arm of p",
		"rules: [{name: p, sessions: 6, randomise: [{arm: a}, {arm: b}]}, {sessions: 5, when: {rule: p, arm: a}, do: {end: true}}]":                                          "scenarios[0].rules[1].when: never holds up to session 5: rule p randomises before session 6 at the earliest",
		"rules: [{sessions: 6, when: {rule: p, arm: a}, do: {end: true}}, {name: p, sessions: 6, randomise: [{arm: a}, {arm: b}]}]":                                          "rule p randomises before session 6 at the earliest, after this one",
		"rules: [{weeks: {to: 4}, sessions: {from: 8}, do: {move: check_in}}]":                                                                                               "scenarios[0].rules[0].weeks.to = 4: never holds: session 8 is not before week 7",
		"rules: [{weeks: {from: 95}, do: {move: check_in}}]":                                                                                                                 "scenarios[0].rules[0].weeks.from = 95: never holds: session 16, the last one, is not after week 90",
		"set: {attendance.strength: 0}\n    rules: [{when: {missed_at_least: 1}, do: {move: check_in}}]":                                                                     "scenarios[0].rules[0].when: never holds: no session is missed, as attendance.strength is 0",
		"rules: [{when: [{score: phq9, above: 9}, {score: phq9, below: 10}], do: {end: true}}]":                                                                              "no score is above 9 and below 10",
		"set: {care.treatment: none, population.places: 3}":                                                                                                                  "scenarios[0].set.population.places: counts only with care.treatment: therapy",
		"rules: [{sessions: 16, do: {sessions_per_week: 2, move: check_in}}]":                                                                                                "x:4:33: scenarios[0].rules[0].do.sessions_per_week = 2: changes nothing: session 16 is the last one planned, and this follows it; let the rule act before an earlier session",
		"rules: [{sessions: {from: 16}, when: {score: phq9, above: 9}, do: {therapist: next}}]":                                                                              "do.therapist = next: changes nothing: session 16 is the last one planned",
		"rules: [{name: p, sessions: 16, randomise: [{arm: a, do: {add_sessions: 2}}, {arm: b, do: {intensity: 0.5}}]}]":                                                     "scenarios[0].rules[0].randomise[1].do.intensity = 0.5: changes nothing: session 16 is the last one planned, and",
		"rules: [{name: stop, sessions: 8, do: {end: true}}, {sessions: 8, do: {add_sessions: 4}}]":                                                                          "scenarios[0].rules[1].do.add_sessions = 4: changes nothing: rule stop ends every treatment after session 8; let",
		"rules: [{sessions: 8, do: {end: true}}, {sessions: 8, do: {intensity: 0.5}}]":                                                                                       "scenarios[0].rules[1].do.intensity = 0.5: changes nothing: rule 1 ends every treatment after session 8, and this follows it",
		"rules: [{sessions: 6, do: {sessions_per_week: 2}}, {name: b, sessions: 6, do: {sessions_per_week: 0.5}}]":                                                           "scenarios[0].rules[0].do.sessions_per_week = 2: changes nothing: rule b says 0.5 before the same session, and the later rule has its way; keep one of the two, or let them act under different conditions",
		"rules: [{sessions: 6, when: no_progress, do: {approach: cbt}}, {sessions: [6, 9], once: false, do: {approach: other}}]":                                             "rules[0].do.approach = cbt: changes nothing: rule 2 says other",
		"rules: [{sessions: {from: 5}, when: no_progress, do: {therapist: next}}, {sessions: {from: 5}, when: no_progress, do: {therapist: record}}]":                        "rules[0].do.therapist = next: changes nothing: rule 2 says record",
		"set: {population.choosers: 0.5}":                    "scenarios[0].set.population.choosers: counts only with population.assignment: match or traits or approach",
		"set: {population.training_fades: 5}":                "scenarios[0].set.population.training_fades: counts only with population.training",
		"set: {care.taper_gap: 3}":                           "scenarios[0].set.care.taper_gap: counts only with care.taper_from",
		"set: {population.assignment: approach}":             "scenarios[0].set.population.assignment = approach: nobody prefers an approach; say how many do: population.preference_share",
		"set: {care.waiting_weeks: 4, care.treatment: none}": "scenarios[0].set.care.waiting_weeks: counts only where there is therapy, and care.treatment is none here; how long patients wait is care.waiting_list_weeks",
	} {
		_, err := Parse("x", []byte("question: why\nscenarios:\n  - name: a\n    "+scenario+"\n"), Overrides{NoEnvironment: true})
		if err == nil || strings.Count(err.Error(), "\n") > 0 || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\n%v\nwant %s", scenario, err, want)
		}
		opens(t, "question: why\nscenarios:\n  - name: a\n    "+scenario+"\n")
	}
}

// opens expects that a run of the study, which an earlier version took, stays open.
func opens(t *testing.T, text string) {
	t.Helper()
	made, err := Recorded("x", []byte(text))
	if err != nil {
		t.Errorf("%s:\na run of it is lost: %v", text, err)
		return
	}
	_, simulated := made.Simulations()
	resolved, unresolved := made.Resolved()
	if err := errors.Join(simulated, unresolved); err != nil {
		t.Errorf("%s:\na run of it cannot be told: %v", text, err)
	}
	again, err := Recorded("x", resolved)
	if err != nil || !reflect.DeepEqual(again, made) {
		t.Errorf("%s:\nits resolved form is another study: %v", text, err)
	}
}

// What is refused for saying nothing, or for what readers of its run would mistake, loses no
// run that was made of it.
func TestRunsOfRefusedStudiesStayOpen(t *testing.T) {
	const two = "question: why\nscenarios: [{name: a}, {name: b, set: {care.sessions: 8}}]\n"
	for _, text := range []string{
		two + "trial: {compare: [a, c], allocation: [1, 1, 1], looks: [0.5]}\n",
		two + "contrasts: [{name: x, difference: [a, a], minus: [b, a]}, {name: y, difference: [a, b], minus: [a, b]}]\n",
		two + "instruments: [{name: phq-9, construct: severity, high: ill, range: [0, 27], mean: 15, sd: 5}]\n",
		two + "instruments: [{name: x, construct: distress, high: ill, range: [0, 20], mean: 11, sd: 3, ruptured: 15, reliable_change: 30, scale_profile: 1}]\n",
		two + "instruments: [{name: x, construct: rupture, high: ill, range: [0, 20], mean: 11, sd: 3, ruptured: 9}]\n",
		"question: why\nscenarios: [{name: \"8\", actions: [{move: [check_in, check_in]}]}]\n",
		"question: why\nscenarios: [{name: a, rules: [{when: {score: phq9, above: 27}, do: {end: true, intensity: 0.5, match: {patient: openness, therapist: warmth}}}]}]\n",
		"question: why\nscenarios: [{name: a, rules: [{when: {score: phq9, above: 9, over: 3}, do: {end: true}}]}]\n",
		"question: why\nscenarios: [{name: a, rules: [{name: p, when: {rule: p, arm: x}, randomise: [{arm: x}, {arm: y}]}]}]\n",
	} {
		if _, err := Parse("x", []byte(text), Overrides{NoEnvironment: true}); err == nil {
			t.Errorf("%s: accepted where it is to be run", text)
		}
		opens(t, text)
	}
	made, err := Recorded("x", []byte("question: why\nset: {technique.compensation: 1, care.sessions: 9}\nscenarios: [{name: a}]\n"))
	if err != nil || len(made.Set) != 1 {
		t.Errorf("a parameter that has gone since: %v, %v", made, err)
	}
	for text, want := range map[string]string{
		two + "set: {care.sessions: -1}\n":                            "want a whole number, 1 to 500",
		two + "contrasts: [{name: x, difference: [a], minus: [b]}]\n": "want two scenarios",
		two + "replications: 0\n":                                     "want a whole number from 1",
	} {
		if _, err := Recorded("x", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s, which no run can have", text, err, want)
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
		"set: {care.sessions: 12, care.taper_from: 12}\n    rules: [{sessions: 12, do: {add_sessions: 3}}]",
		"set: {care.taper_from: 8}\n    rules: [{sessions: 7, do: {sessions_per_week: 2}}]",
		"set: {care.taper_from: 8, care.taper_gap: 1}\n    rules: [{sessions: 2, do: {sessions_per_week: 2}}]",
		"set: {care.taper_from: 8, care.taper_gap: 1.1}",
		"rules: [{do: {add_sessions: 4}}, {sessions: 20, do: {end: true}}]",
		"rules: [{sessions: 4, when: {missed_at_least: 7}, do: {end: true}}]",
		"rules: [{sessions: 1, when: {score: phq9, improved_less_than: 3}, do: {move: validate}}]",
		"rules: [{sessions: {from: 4}, when: {score: phq9, improved_less_than: 3}, do: {end: true}}]",
		"rules: [{when: {score: phq9, improved_less_than: 3}, do: {move: validate}, once: false}]",
		"rules: [{when: {score: phq9, improved_less_than: 0}, do: {end: true}}]",
		"rules: [{sessions: 5, when: {score: phq9, below: 5}, do: {end: true}}, {sessions: 8, do: {move: check_in}}]",
		"rules: [{when: [{score: phq9, above: 9}, {score: phq9, below: 11}], do: {end: true}}]",
		"rules: [{when: [{score: wai_patient, above: 3}, {score: wai_patient, below: 3.5}], do: {move: check_in}}]",
		"rules: [{when: [{score: phq9, improved_at_least: 0}, {score: phq9, worsened_at_least: 0}], do: {move: check_in}}]",
		"rules: [{when: [{score: phq9, improved_at_least: 5}, {score: phq9, worsened_at_least: 1, over: 2}], do: {end: true}}]",
		"rules: [{name: p, sessions: 6, randomise: [{arm: a}, {arm: b}]}, {sessions: 6, when: {rule: p, arm: a}, do: {end: true}}]",
		"rules: [{weeks: {to: 4}, sessions: {from: 8}, do: {move: check_in}}, {sessions: 1, do: {sessions_per_week: 2}}]",
		"set: {population.places: 3}\n    rules: [{weeks: {from: 200}, do: {move: check_in}}]",
		"set: {population.assignment: traits, population.match_patient: openness, population.choosers: 0.5}",
		"rules: [{sessions: 16, do: {sessions_per_week: 2}}, {sessions: 16, when: {score: phq9, above: 9}, do: {add_sessions: 4}}]",
		"rules: [{sessions: 16, do: {therapist: next, add_sessions: 4}}, {sessions: 16, do: {move: check_in}}]",
		"rules: [{sessions: 6, do: {intensity: 0.5}}, {sessions: 6, when: no_progress, do: {intensity: 1}}]",
		"rules: [{sessions: 6, when: no_progress, do: {intensity: 0.5}}, {sessions: {from: 5}, do: {intensity: 1}}]",
		"rules: [{sessions: {from: 5}, when: no_progress, do: {intensity: 0.5}}, {sessions: {from: 5}, do: {intensity: 1}}]",
		"rules: [{sessions: 6, do: {intensity: 0.5}}, {sessions: 6, do: {approach: other}}]",
		"set: {care.sessions: 500}\n    actions: [{move: check_in, sessions: {from: 100, every: 50}}]",
	} {
		if _, err := Parse("x", []byte("question: why\nscenarios:\n  - name: a\n    "+scenario+"\n"), Overrides{NoEnvironment: true}); err != nil {
			t.Errorf("%s:\n%v", scenario, err)
		}
	}
}

// What never happens at some points of a design is told, and what happens at none is refused.
func TestWhatADesignLeavesIdle(t *testing.T) {
	const text = "question: why\ndesign: {kind: grid, parameters: {care.sessions: [4, 20], care.treatment: [none, therapy]}}\n" +
		"scenarios: [{name: a, actions: [{move: check_in, sessions: 18}]}, {name: b, rules: [{sessions: %d, do: {end: true}}]}]\n"
	s, err := Parse("x", fmt.Appendf(nil, text, 20), Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatalf("what happens at some points is not impossible: %v", err)
	}
	told := s.IdleAtPoints()
	for i, want := range []IdleAt{
		{"scenarios[0].actions", "", "never happen: without therapy there is no therapist", []int{1, 3}},
		{"scenarios[1].rules", "", "never happen: without therapy there is no therapist", []int{1, 3}},
		{"scenarios[0].actions[0].sessions", "18", "never happens: treatment is planned for 4 sessions", []int{2}},
		{"scenarios[1].rules[0].sessions", "20", "never happens: treatment is planned for 4 sessions", []int{2}},
	} {
		if i >= len(told) || !reflect.DeepEqual(told[i], want) {
			t.Errorf("%+v\nwant %+v", told, want)
		}
	}
	never := strings.Replace(fmt.Sprintf(text, 21), "[none, therapy]", "[therapy]", 1)
	_, err = Parse("x", []byte(never), Overrides{NoEnvironment: true})
	if want := "x:3:86: scenarios[1].rules[0].sessions = 21: never happens: treatment is planned for 4 sessions"; err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "actions") {
		t.Errorf("%v\nwant %s alone", err, want)
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

// What can never happen is told once, under however many parameter sets the study is run.
func TestImpossibleUnderSetsIsToldOnce(t *testing.T) {
	const text = "question: why\nplausible: 3\nscenarios: [{name: a, rules: [{sessions: 40, do: {end: true}}]}]\n"
	_, err := Parse("x", []byte(text), Overrides{NoEnvironment: true})
	if err == nil || strings.Count(err.Error(), "never happens") != 1 {
		t.Errorf("%v\nwant one fault", err)
	}
}

// What is wrong by itself in one scenario does not hide what can never happen in another.
func TestBothStagesAtOnce(t *testing.T) {
	const text = `question: why
scenarios:
  - name: a
    rules: [{when: {score: phq8, above: 3}, do: {end: true}}]
  - name: b
    rules: [{sessions: 40, do: {end: true}}]
contrasts:
  - {name: x, difference: [a, b], minus: [b, c]}
`
	_, err := Parse("x", []byte(text), Overrides{NoEnvironment: true})
	for _, want := range []string{`x:4:21: scenarios[0].rules[0].when.score = "phq8"`, "x:6:14: scenarios[1].rules[0].sessions = 40: never happens", `x:8:46: contrasts[0].minus[1] = "c"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
	if strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("%v\nwant three faults", err)
	}
	for _, wrong := range []string{"replications: 0", "assessments: {weeks: [8, 4]}", "record: {truth: exakt}", "title: [a]"} {
		text := "question: why\nscenarios: [{name: b, rules: [{sessions: 40, do: {end: true}}]}]\n" + wrong + "\n"
		if _, err := Parse("x", []byte(text), Overrides{NoEnvironment: true}); err == nil || !strings.Contains(err.Error(), "never happens") {
			t.Errorf("%s hides that something never happens:\n%v", wrong, err)
		}
	}
}

// A contrast through paths takes the same two scenarios with the same paths blocked.
func TestBlockedInBoth(t *testing.T) {
	const text = "question: why\nscenarios: [{name: a}, {name: b, set: {rupture.base: -1}}, {name: a0, set: {%s}}, {name: b0, set: {rupture.base: -1, reciprocal.alliance: 0}}]\n" +
		"contrasts: [{name: x, difference: [b, a], through: [%s]}]\n"
	for _, c := range []struct{ set, through, want string }{
		{"reciprocal.alliance: 0", "b0, a0", ""},
		{"reciprocal.alliance: 0, bond.strength: 0", "b0, a0", "with the same paths blocked in both, but bond.strength is not the same"},
		{"reciprocal.alliance: 0", "a0, b0", "want b and a, in this order, with the same paths blocked in both, but rupture.base is not the same"},
		{"rupture.base: -1", "a0, a", "contrasts[0].through: nothing is blocked"},
	} {
		_, err := Parse("x", fmt.Appendf(nil, text, c.set, c.through), Overrides{NoEnvironment: true})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s through %s: %v, want %s", c.set, c.through, err, c.want)
		}
		made, err := Recorded("x", fmt.Appendf(nil, text, c.set, c.through))
		if err != nil {
			t.Errorf("%s through %s: a run of it is lost: %v", c.set, c.through, err)
			continue
		}
		if sound, wrong := made.SoundContrasts(); len(sound)+len(wrong) != 1 || (len(sound) == 1) != (c.want == "") {
			t.Errorf("%s through %s: of a run %v is told, left out is %v", c.set, c.through, sound, wrong)
		}
	}
}

// A path that is made stronger or weaker is not blocked: its share would be that of another.
func TestPathsAreBlockedWhole(t *testing.T) {
	const text = "question: why\nscenarios: [{name: a}, {name: b, set: {repair.skill: 1}}, {name: a0, set: {%[1]s}}, {name: b0, set: {repair.skill: 1, %[1]s}}]\n" +
		"contrasts: [{name: x, difference: [b, a], through: [b0, a0]}]\n"
	for blocked, want := range map[string]string{
		"reciprocal.alliance: 0":                        "",
		"reciprocal.alliance: 0, technique.symptoms: 0": "",
		"rupture.base: -6":                              "",
		"reciprocal.alliance: 1.5":                      "x:3:43: contrasts[0].through: reciprocal.alliance = 1.5 blocks no path: what is told to go through it would be another share; block it in both: set: {reciprocal.alliance: 0}",
		"reciprocal.alliance: 0.01":                     "reciprocal.alliance = 0.01 blocks no path",
		"reciprocal.alliance: 0, rupture.base: 0":       "rupture.base = 0 blocks no path: what is told to go through it would be another share; block it in both: set: {rupture.base: -6}",
		"population.assignment: match":                  "population.assignment = match blocks no path",
	} {
		_, err := Parse("x", fmt.Appendf(nil, text, blocked), Overrides{NoEnvironment: true})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", blocked, err, want)
		}
	}
}

// What the study says of all scenarios and counts in none is explained; where one has what it
// needs, it counts.
func TestSettingsThatCountNowhere(t *testing.T) {
	const two = "question: why\nscenarios:\n  - name: a\n  - {name: b, set: {population.training: 1}}\n"
	for text, want := range map[string]string{
		two + "set: {population.arrivals: 2}":            "x:5:7: set.population.arrivals: counts only with population.places or population.training_week",
		two + "population: {load_from: 30}":              "x:5:14: population.load_from: counts only with population.load_cost, which no scenario has",
		two + "set: {care.taper_gap: 3}":                 "x:5:7: set.care.taper_gap: counts only with care.taper_from, which no scenario has",
		two + "set: {care.waiting_list_weeks: 30}":       "x:5:7: set.care.waiting_list_weeks: counts only with care.treatment: none, which no scenario has",
		two + "set: {care.taper_from: 16}":               "x:5:7: set.care.taper_from = 16: never tapers: no scenario plans more than 16 sessions",
		two + "set: {population.assignment: approach}":   "x:5:7: set.population.assignment = approach: nobody prefers an approach; say how many do: population.preference_share",
		two + "set: {population.training_trait: warmth}": "",
		two + "set: {population.places: 3}":              "",
		two + "set: {population.arrivals: 2}\ndesign: {kind: grid, parameters: {population.places: [2, 4]}}": "",
	} {
		_, err := Parse("x", []byte(text), Overrides{NoEnvironment: true})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\n%v\nwant %s", text, err, want)
		}
		opens(t, text)
	}
}

// What a trial says of its arms is said of each of them, and its outcome is of a week in which
// somebody is asked.
func TestATrialSaysAsMuchOfEachArm(t *testing.T) {
	const two = "question: why\nscenarios: [{name: a}, {name: b, set: {care.sessions: 8}}]\ntrial: {compare: [a, b], %s}\n"
	for said, want := range map[string]string{
		"allocation: [2, 1, 1]":    "x:3:26: trial.allocation = 3: want one number for each of the 2 scenarios of compare",
		"attrition: [0, 0.1, 0.1]": "trial.attrition = 3: want one number for each of the 2 scenarios of compare",
		"allocation: [2, 1]":       "",
		"attrition: [0.1]":         "",
		"attrition: [0, 0.1]":      "",
		"outcome: phq9_week_17":    "x:3:26: trial.outcome = phq9_week_17: nobody is asked in week 17; everybody is asked in the weeks 4, 8, 12, 16, 26, 52; assessments",
		"outcome: weeks_well_17":   "x:3:26: trial.outcome = weeks_well_17: nobody is asked in week 17; everybody is asked in the weeks",
		"outcome: ors_week_016":    "nobody is asked in week 016",
		"outcome: phq9_week_16":    "",
		"outcome: wai_patient_5":   "",
	} {
		_, err := Parse("x", fmt.Appendf(nil, two, said), Overrides{NoEnvironment: true})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", said, err, want)
		}
	}
}

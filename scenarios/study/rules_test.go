package study

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"rapport/sim"
)

const rulesStudy = `question: why
scenarios:
  - name: a
    actions: [{move: check_in, sessions: 2}]
    rules:
      - when: low_alliance
        do: {move: check_in}
      - name: step-up
        sessions: {from: 4}
        weeks: {to: 12.5}
        when: [{score: phq9, improved_less_than: 5}, {missed_at_least: 2}]
        do: {add_sessions: 8, therapist: match, match: {patient: openness, therapist: warmth, like: opposite}}
      - name: point
        sessions: [6, 8]
        randomise: [{arm: stay}, {arm: other, do: {approach: other}}]
      - when: {rule: point, arm: other}
        do: {end: true}
        once: false
`

// Actions are rules, before those of the scenario's own; a rule of a list of sessions
// acts once in all of them.
func TestRulesInTheWordsOfTheModel(t *testing.T) {
	s, err := parseTest(rulesStudy, Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	arms := []sim.Arm{{Name: "stay", Share: 0.5, UpTo: 0.5}, {Name: "other", Share: 0.5, UpTo: 1, Do: sim.Step{Approach: sim.ToOther}}}
	want := []sim.Rule{
		{From: 2, To: 2, Do: sim.Step{Move: sim.CheckIn}},
		{Name: "1", Kept: true, When: []sim.Test{{Sees: sim.SeesCondition, Condition: sim.LowAlliance}}, Do: sim.Step{Move: sim.CheckIn}},
		{Name: "step-up", Kept: true, Once: 1, From: 4, Every: 1, ToWeek: 12.5,
			When: []sim.Test{{Sees: sim.SeesLess, Score: sim.ScorePHQ9, Value: 5}, {Sees: sim.SeesMissed, Value: 2}},
			Do:   sim.Step{Sessions: 8, Therapist: sim.MatchingTraits, By: sim.Matching{Patient: 4, Therapist: 0, Opposite: true}}},
		{Name: "point", Kept: true, Once: 2, From: 6, To: 6, Arms: arms},
		{Name: "point", Kept: true, Once: 2, From: 8, To: 8, Arms: arms},
		{Name: "4", Kept: true, When: []sim.Test{{Sees: sim.SeesArm, Arm: 1}}, Do: sim.Step{End: true}},
	}
	if got := s.Scenarios[0].Plan(); !reflect.DeepEqual(got, want) {
		t.Errorf("plan is\n%+v\nwant\n%+v", got, want)
	}
}

// Instruments of the study are scores for rules, with their own range and direction.
func TestRulesSeeInstruments(t *testing.T) {
	const text = "question: why\ninstruments: [ors, srs]\nscenarios:\n  - name: a\n    rules:\n      - {when: {score: %s}, do: {end: true}}\n"
	with := func(test string) (*Study, error) {
		return Parse("x", []byte(strings.Replace(text, "{score: %s}", test, 1)), Overrides{NoEnvironment: true})
	}
	s, err := with("{score: ors, improved_at_least: 5}")
	if err != nil {
		t.Fatal(err)
	}
	simulations, err := s.Simulations()
	if err != nil {
		t.Fatal(err)
	}
	want := sim.Test{Sees: sim.SeesBetter, Score: sim.ScoreInstruments, HighWell: true, Value: 5}
	if got := simulations[0].Rules[0].When[0]; got != want {
		t.Errorf("the test is %+v, want %+v", got, want)
	}
	for test, want := range map[string]string{
		"{score: ors, above: 40}":             "never holds: Outcome Rating Scale goes from 0 to 40",
		"{score: srs, below: 41}":             "want 0 to 40",
		"{score: orss, below: 4}":             `did you mean "ors"?`,
		"{score: cors, below: 4, over: true}": "want a whole number",
	} {
		if _, err := with(test); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", test, err, want)
		}
	}
	if _, err := Parse("x", []byte(strings.Replace(strings.Replace(text, "{score: %s}", "{score: srs, below: 36}", 1), "{when", "{sessions: 1, when", 1)), Overrides{NoEnvironment: true}); err == nil || !strings.Contains(err.Error(), "before session 2") {
		t.Errorf("an instrument that is asked after a session, before the first: %v", err)
	}
}

// A last week of 0, which is that of no bound, has a way out.
func TestALastWeekOfZero(t *testing.T) {
	_, err := Parse("x", []byte("question: why\nscenarios: [{name: a, rules: [{weeks: {to: 0}, do: {end: true}}]}]\n"), Overrides{NoEnvironment: true})
	const want = "x:2:40: scenarios[0].rules[0].weeks.to = 0: want more than 0 (weeks since entry); leave it out for no last week, or say sessions: 1"
	if err == nil || err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
}

// A score in tenths that is the bound of a rule lies neither above nor below it.
func TestARuleOfAScoreAtItsBound(t *testing.T) {
	const mood = "instruments: [{name: mood, construct: distress, high: ill, range: [0, 4], step: 0.1, mean: 1.8, sd: 0.7}]\n"
	for bound, want := range map[string]func(score float64) bool{
		"above: 1.1": func(score float64) bool { return score > 1.15 },
		"below: 1.3": func(score float64) bool { return score < 1.25 },
	} {
		rows := rowsOf(t, clinic+"    rules:\n      - {when: {score: mood, "+bound+"}, once: false, do: {sessions_per_week: 1}}\n"+mood)
		type asked struct {
			patient int64
			session int32
		}
		acted, at := map[asked]bool{}, 0
		for _, d := range rows.Decisions {
			acted[asked{d.Patient, d.Session}] = true
		}
		for _, s := range rows.Scores {
			if s.Session == nil {
				continue
			}
			if math.Abs(float64(s.Score)-1.2) < 0.15 {
				at++
			}
			if did := acted[asked{s.Patient, *s.Session}]; did != want(float64(s.Score)) {
				t.Fatalf("%s: patient %d, session %d, score %g: the rule acted: %v", bound, s.Patient, *s.Session, s.Score, did)
			}
		}
		if at < 100 {
			t.Errorf("%s: %d scores about the bound, too few to tell", bound, at)
		}
	}
}

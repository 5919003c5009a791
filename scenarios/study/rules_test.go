package study

import (
	"reflect"
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

package ruletext

import (
	"testing"

	"rapport/analysis/words"
	"rapport/scenarios/study"
	"rapport/sim"
)

// Is every session of an action or rule told, and none that is not meant?
func TestWhichSessionsAreTold(t *testing.T) {
	for want, s := range map[string]study.Sessions{
		"every session":                           {From: 1, Every: 1},
		"session 4":                               {List: []int{4}},
		"sessions 3, 5 and 7":                     {List: []int{3, 5, 7}},
		"every session from 2":                    {From: 2},
		"every session from 1 to 8":               {From: 1, To: 8},
		"every session from 1 in steps of 2":      {From: 1, Every: 2},
		"every session from 3 to 9":               {From: 3, To: 9, Every: 1},
		"every session from 3 to 9 in steps of 3": {From: 3, To: 9, Every: 3},
	} {
		if got := whichSessions(words.English, s); got != want {
			t.Errorf("%+v: %q, want %q", s, got, want)
		}
	}
	if got := whichSessions(words.English, study.Sessions{}); got != "every session" {
		t.Errorf("without a word on sessions: %q", got)
	}
}

// Is an action told with its phase and condition, where it has one?
func TestActionsAreTold(t *testing.T) {
	move := words.English.Move("check_in")
	for want, a := range map[string]study.PlannedAction{
		"at session 7 the therapist " + move: {Sessions: study.Sessions{List: []int{7}}, Move: []string{"check_in"}, Phase: "any", When: "always"},
		"at every session " + words.English.Text("rule.phase.middle") + " the therapist " + move + " and " + words.English.Move("validate") + ", when the patient's alliance score is low": {
			Move: []string{"check_in", "validate"}, Phase: "middle", When: "low_alliance"},
	} {
		if got := Action(words.English, &a); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Is everything that a step does told, and nothing else?
func TestStepsAreTold(t *testing.T) {
	for want, x := range map[string]*study.PlannedStep{
		"carry on": nil,
		"the therapist " + words.English.Move("check_in"):                                                    {Move: []string{"check_in"}},
		"1 session more is planned":                                                                          {AddSessions: 1},
		"they meet once a week from now on":                                                                  {SessionsPerWeek: 1},
		"they meet 0.5 times a week from now on":                                                             {SessionsPerWeek: 0.5},
		"after this session it and each later one give 62.5 % of a full one":                                 {Intensity: 0.625},
		"after this session the work goes on in the other approach and the next colleague takes over":        {Approach: "other", Therapist: "next"},
		"treatment ends after this session":                                                                  {End: true},
		"after this session the colleague takes over whose warmth is most similar to the patient's openness": {Match: &study.PlannedMatch{Patient: "openness", Therapist: "warmth"}},
	} {
		if got := stepText(words.English, x); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Is what must be seen told with its value, whichever way it is put, and when a rule may act?
func TestTestsAreTold(t *testing.T) {
	two := 2.5
	for want, x := range map[string]study.PlannedTest{
		"PHQ-9 is above 2.5": {Score: "phq9", Above: &two},
		"PHQ-9 is below 2.5": {Score: "phq9", Below: &two},
		"PHQ-9 has worsened by at least 2.5 points since intake":          {Score: "phq9", WorsenedAtLeast: &two},
		"PHQ-9 has improved by at least 2.5 points over the last session": {Score: "phq9", ImprovedAtLeast: &two, Over: 1},
		"the patient's alliance score has dropped":                        {Condition: "alliance_drop"},
		"first has brought the patient to switch":                         {Rule: "first", Arm: "switch"},
	} {
		if got := testText(words.English, &x, sim.Scores); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for want, w := range map[string]study.RuleWeeks{"": {}, "from week 4 on": {From: 4}, "up to week 8": {To: 8}, "in weeks 4 to 8": {From: 4, To: 8}} {
		if got := weeksText(words.English, w); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	r := study.PlannedRule{Phase: sim.PhaseNames[sim.AnyPhase], Once: true, Randomise: []study.PlannedArm{{Arm: "a", Share: 0.25}, {Arm: "b", Share: 0.75, Do: &study.PlannedStep{End: true}}}}
	const want = "before every session: chance decides between a (25 %: carry on) and b (75 %: treatment ends after this session); once"
	if got := Rule(words.English, &r, sim.Scores); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

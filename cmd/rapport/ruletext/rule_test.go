package ruletext

import (
	"testing"

	"rapport/scenarios/study"
	"rapport/sim"
	"rapport/sim/record"
)

// What a decision did and why is told from the rule that the table of decisions names.
func TestDecisionsAreTold(t *testing.T) {
	five := 5.0
	rules := []study.PlannedRule{
		{Sessions: study.Sessions{List: []int{4}}, When: []study.PlannedTest{{Score: "phq9", Below: &five}}, Do: &study.PlannedStep{End: true}},
		{Name: "second", When: []study.PlannedTest{{Score: "phq9", ImprovedLessThan: &five, Over: 3}, {MissedAtLeast: 2}},
			Randomise: []study.PlannedArm{{Arm: "stay"}, {Arm: "switch", Do: &study.PlannedStep{Therapist: "record"}}}},
	}
	for _, c := range []struct{ decided, arm, seen, done string }{
		{"1", "none", "PHQ-9 is below 5", "treatment ends after this session"},
		{"second", "stay", "PHQ-9 has improved by less than 5 points over the last 3 sessions and 2 or more planned sessions were missed", "carry on"},
		{"second", "switch", "PHQ-9 has improved by less than 5 points over the last 3 sessions and 2 or more planned sessions were missed", "the colleague with the best record takes over"},
	} {
		r := find(rules, c.decided)
		if r == nil {
			t.Fatalf("no rule %s", c.decided)
		}
		if why, what := seen(r, sim.Scores), done(r, c.arm); why != c.seen || what != c.done {
			t.Errorf("%s, %s: %q, %q", c.decided, c.arm, why, what)
		}
	}
	told := Decision(&record.Decision{Rule: "second", Arm: "switch", Probability: 0.5}, rules, sim.Scores)
	if want := "Rule second acts, as PHQ-9 has improved by less than 5 points over the last 3 sessions and 2 or more planned sessions were missed: " +
		"chance decides for switch, which 50 % of the patients get: the colleague with the best record takes over."; told != want {
		t.Errorf("%q, want %q", told, want)
	}
	if find(rules, "2") != nil {
		t.Error("a rule with a name is found by its number, which stands in no table")
	}
	const all = "before session 4, when PHQ-9 is below 5: treatment ends after this session; each time"
	if text := Rule(&rules[0], sim.Scores); text != all {
		t.Errorf("%q, want %q", text, all)
	}
}

package ruletext

import (
	"strings"
	"testing"

	"rapport/analysis/words"
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
		{"second", "switch", "PHQ-9 has improved by less than 5 points over the last 3 sessions and 2 or more planned sessions were missed", "after this session the colleague with the best record takes over"},
	} {
		r := find(rules, c.decided)
		if r == nil {
			t.Fatalf("no rule %s", c.decided)
		}
		if why, what := seen(words.English, r, sim.Scores), done(words.English, r, c.arm); why != c.seen || what != c.done {
			t.Errorf("%s, %s: %q, %q", c.decided, c.arm, why, what)
		}
	}
	told := Decision(words.English, &record.Decision{Rule: "second", Arm: "switch", Probability: 0.5}, rules, sim.Scores)
	if want := "Rule second acts, as PHQ-9 has improved by less than 5 points over the last 3 sessions and 2 or more planned sessions were missed: " +
		"chance decides for switch, which 50 % of the patients get: after this session the colleague with the best record takes over."; told != want {
		t.Errorf("%q, want %q", told, want)
	}
	if find(rules, "2") != nil {
		t.Error("a rule with a name is found by its number, which stands in no table")
	}
	const all = "before session 4, when PHQ-9 is below 5: treatment ends after this session; each time"
	if text := Rule(words.English, &rules[0], sim.Scores); text != all {
		t.Errorf("%q, want %q", text, all)
	}
}

// What has changed since the first answer is not called so since intake where intake comes
// before it, or may not have been answered.
func TestChangesCountFromTheFirstAnswer(t *testing.T) {
	half := 0.5
	r := study.PlannedRule{Sessions: study.Sessions{From: 3, To: 9, Every: 3}, Do: &study.PlannedStep{End: true}}
	for score, since := range map[string]string{
		"phq9":        "before every session from 3 to 9 in steps of 3, when PHQ-9 has improved by at least 0.5 points since intake",
		"wai_patient": "when the patient's WAI-SR has improved by at least 0.5 item mean since the first answer in treatment",
	} {
		r.When = []study.PlannedTest{{Score: score, ImprovedAtLeast: &half}}
		if got := Rule(words.English, &r, sim.Scores); !strings.Contains(got, since) {
			t.Errorf("%q, want %q in it", got, since)
		}
	}
}

// A whole rule is told in Spanish, with its numbers as they are written there.
func TestRulesAreToldInSpanish(t *testing.T) {
	half := 0.5
	r := study.PlannedRule{Name: "second", Sessions: study.Sessions{From: 3, Every: 2}, Weeks: study.RuleWeeks{From: 4}, Phase: "middle", Once: true,
		When: []study.PlannedTest{{Score: "wai_patient", WorsenedAtLeast: &half, Over: 1}, {Condition: "no_progress"}},
		Randomise: []study.PlannedArm{{Arm: "stay"}, {Arm: "switch", Do: &study.PlannedStep{AddSessions: 4, SessionsPerWeek: 1.5,
			Match: &study.PlannedMatch{Patient: "openness", Therapist: "flexibility", Like: "opposite"}}}}}
	const want = "second: antes de cada sesión desde la 3 en pasos de 2 a partir de la semana 4 en la mitad del tratamiento, cuando el WAI-SR del paciente ha empeorado " +
		"al menos 0,5 de media por ítem en la última sesión y el PHQ-9 no muestra avances: el azar decide entre stay (50 %: se sigue igual) y " +
		"switch (50 %: se prevén 4 sesiones más, desde ahora se ven 1,5 veces por semana y tras esta sesión se hace cargo el colega cuyo rasgo «flexibilidad» es el más opuesto al rasgo «apertura» del paciente); una sola vez"
	if got := Rule(words.In("es"), &r, sim.Scores); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

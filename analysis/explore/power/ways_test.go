package power

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"rapport/analysis/data"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

// Four ways beside the truth for a score, three for yes or no; none where an outcome
// rests on sessions, or where there are several differences.
func TestWaysWithMissingAnswers(t *testing.T) {
	two := []string{"a", "b"}
	score := powerOutcome{week: 16, missing: []string{missingComplete, missingLOCF}}
	for name, c := range map[string]struct {
		o    Options
		want string
	}{
		"score":    {Options{Detect: PowerContrast, Scenarios: two, Outcome: "phq9_week_16", Estimator: estimateMMRM, outcome: score}, "ancova complete, ancova locf, mmrm , ancova nobody"},
		"t-test":   {Options{Detect: PowerContrast, Scenarios: two, Outcome: "phq9_week_16", Estimator: estimateTTest, outcome: score}, "t-test complete, t-test locf, mmrm , t-test nobody"},
		"yes":      {Options{Detect: PowerContrast, Scenarios: two, Outcome: "response_week_16", Estimator: estimateANCOVA, outcome: powerOutcome{week: 16, missing: []string{missingFailure}}}, "ancova failure, ancova nobody"},
		"sessions": {Options{Detect: PowerContrast, Scenarios: two, Outcome: "phq9_last"}, ""},
		"three":    {Options{Detect: PowerContrast, Scenarios: []string{"a", "b", "c"}, Outcome: "phq9_week_16", outcome: score}, ""},
	} {
		var got []string
		c.o.Study = &study.Study{Assessments: study.Assessments{Weeks: []int{16}}}
		for _, o := range c.o.byEveryWay() {
			got = append(got, o.Estimator+" "+o.Missing)
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", name, strings.Join(got, ", "), c.want)
		}
	}
}

// The bias of a way is held against the same trials with nobody missing.
func TestBiasOfWays(t *testing.T) {
	found := func(estimate float64, patients int) verdict {
		return verdict{estimate: estimate, ok: true, hit: estimate < -1, patients: patients}
	}
	made := []trialMade{{verdicts: []verdict{found(9, 1), found(-0.5, 80), found(-1, 100)}}, {verdicts: []verdict{found(9, 1), found(-1.5, 60), found(-2, 100)}},
		{verdicts: []verdict{found(9, 1), {patients: 70}, found(-3, 100)}}}
	w := waysFound([]*Options{{Missing: missingComplete}, {Missing: missingNobody}}, made)
	if len(w) != 2 || w[0].Estimate != -1 || w[0].Bias != 0.5 || w[0].BiasLow != 0.5 || w[0].Analysed != 70 || w[1].Estimate != -2 || w[1].Bias != 0 || !(math.Abs(float64(w[0].Power)-1.0/3) <= 1e-9) {
		t.Errorf("%+v", w)
	}
	p := &Power{Scenarios: []string{"a", "b"}, Check: &Trials{Trials: 3, Patients: 100, Ways: w}}
	var text bytes.Buffer
	if err := p.writeWays(&text); err != nil || !strings.Contains(text.String(), "nobody missing (the truth)") || !strings.Contains(text.String(), "+0.500 (+0.500 to +0.500)") {
		t.Errorf("%v\n%s", err, text.String())
	}
	said, err := json.Marshal(p.Check)
	if err != nil || !strings.Contains(string(said), `"missing_answers":[{"way":"complete cases"`) {
		t.Errorf("%v %s", err, said)
	}
}

// Of a way that no trial allowed no power is told, and of one that some did not allow, how many.
func TestAWayThatNoTrialAllowed(t *testing.T) {
	made := []trialMade{{verdicts: []verdict{{}, {ok: true, hit: true, estimate: 1}}}, {verdicts: []verdict{{}, {}}}}
	w := waysFound([]*Options{{Estimator: estimateMixed, Missing: missingComplete}, {Missing: missingNobody}}, made)
	if w[0].Untested != 2 || !math.IsNaN(float64(w[0].Power)) || w[1].Untested != 1 || w[1].Power != 0.5 {
		t.Errorf("%+v", w)
	}
	p := &Power{Scenarios: []string{"a", "b"}, Check: &Trials{Trials: 2, Ways: w}}
	var text bytes.Buffer
	err := p.writeWays(&text)
	if lines := strings.Split(text.String(), "\n"); err != nil || !strings.Contains(lines[2], "not testable") || strings.Contains(lines[2], "%") || !strings.Contains(lines[3], "50.0 %, 1 not testable") {
		t.Errorf("%v\n%s", err, text.String())
	}
	said, err := json.Marshal(w[0])
	if err != nil || !strings.Contains(string(said), `"untestable":2,"power":null,"low":null,"high":null`) {
		t.Errorf("%v %s", err, said)
	}
}

// Who is lost to those who assess is not lost to the truth.
func TestAttritionLeavesTheTruth(t *testing.T) {
	c := &data.Course{Patient: &record.Patient{PHQ9Entry: 20, PHQ9Intake: 20}, Assessments: []record.Assessment{
		{Week: 4, PHQ9: record.PHQ9Value(15), TrueSeverity: 15}, {Week: 16, PHQ9: record.PHQ9Value(8), TrueSeverity: 8}}}
	o := &Options{outcome: powerOutcome{week: 16}}
	o.cut(c, 16, 0.5)
	if !math.IsNaN(c.Assessed(16)) || c.Assessed(4) != 15 || c.Everybody(16) != 8 {
		t.Errorf("answers %v, %v; truth %v", c.Assessed(4), c.Assessed(16), c.Everybody(16))
	}
}

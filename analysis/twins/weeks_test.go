package twins

import (
	"strings"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/sim/record"
)

// A line per week, a column per scenario, three scenarios to a table; what rests on the
// last session is told apart, and marked where courses end at different times.
func TestWeeksAsATable(t *testing.T) {
	effect := func(name string, a, b float64, binary bool) ScenarioEffect {
		e := ScenarioEffect{Outcome: CompareOutcome{Name: name, Binary: binary}, MeanBaseline: a, MeanScenario: b}
		e.Difference.Value, e.Difference.Low, e.Difference.High = b-a, b-a-1, b-a+1
		return e
	}
	c := Comparison{Baseline: "weekly"}
	for _, name := range []string{"a", "b", "c", "d"} {
		c.Scenarios = append(c.Scenarios, ScenarioComparison{Scenario: name, Effects: []ScenarioEffect{
			effect("phq9_week_8", 12, 11, false), effect("phq9_week_52", 10, 10.5, false), effect("phq9_last", 10, 12, false), effect("weeks", 15, 8, false)}})
	}
	var b strings.Builder
	if err := c.WriteWeeks(&b, []int{8, 52}); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(b.String()), " ")
	for _, want := range []string{"PHQ-9, points weekly a b c week 8", "PHQ-9, points weekly d week 8", "week 52 10.00 10.50 +0.500 (−0.500 to +1.500)",
		"last session 10.00 12.00 +2.000", "15.0 (weekly), 8.0 (a), 8.0 (b)"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	if strings.Contains(text, "response: ") {
		t.Error("an outcome that nobody has is told")
	}
	for i := range c.Scenarios {
		c.Scenarios[i].Effect("weeks").MeanScenario = 15.2
	}
	b.Reset()
	if err := c.WriteWeeks(&b, []int{8}); err != nil || strings.Contains(b.String(), "different times") {
		t.Errorf("courses that end alike are marked: %v\n%s", err, b.String())
	}
	waits := &c.Scenarios[1]
	waits.Effects = append(waits.Effects, effect("weeks_to_leaving_52", 40, 49, false))
	waits.Effects[len(waits.Effects)-1].Twins, waits.Waits[1], waits.Waiting[1] = 9, 6, 0.25
	waits.Effects[0].Outcome.Week = 8
	b.Reset()
	if err := c.WriteWeeks(&b, []int{8}); err != nil {
		t.Fatal(err)
	}
	text = strings.Join(strings.Fields(b.String()), " ")
	for _, want := range []string{"b: in week 8, 0 % of the patients under the baseline and 25 % under the scenario still wait", "b: weeks to leaving count from entry"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}

// Where a run records no truth that would stand for missing answers, nothing at a week is
// called everybody's.
func TestSilenceIsTold(t *testing.T) {
	for truth, called := range map[float32]string{10: "everybody", 0: "those who answered"} {
		dir, sample := t.TempDir(), runtest.StandardSample
		sample.Patients = 60
		for _, name := range []string{"a", "b"} {
			rows := sample.Draw()
			rows.Assessments = nil
			for i := range rows.Patients {
				a := record.Assessment{Patient: rows.Patients[i].Patient, Week: 16, Phase: record.PhaseEnded, TrueSeverity: truth}
				if i%3 > 0 {
					a.PHQ9 = record.PHQ9Value(i % 20)
				}
				rows.Assessments = append(rows.Assessments, a)
			}
			runtest.WriteRun(t, dir, name, rows)
		}
		runtest.List(t, dir, 16)
		run, err := data.Read(dir)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Compare(run, CompareOptions{TrialN: 100})
		if err != nil {
			t.Fatal(err)
		}
		var text, weeks strings.Builder
		if err := c.WriteText(&text, ""); err != nil {
			t.Fatal(err)
		}
		if err := c.WriteWeeks(&weeks, []int{16}); err != nil {
			t.Fatal(err)
		}
		told := strings.Contains(strings.Join(strings.Fields(text.String()+weeks.String()), " "), "20 of 60 patients did not answer at week 16")
		if !strings.Contains(text.String(), called+" at the last assessment") || strings.Contains(weeks.String(), "Everybody who entered") == (truth == 0) || told != (truth == 0) {
			t.Errorf("latent severity %v: %s\n%s", truth, text.String(), weeks.String())
		}
	}
}

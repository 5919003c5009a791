package twins

import (
	"math"
	"slices"
	"strings"
	"testing"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/sim/record"
)

// An outcome is marked where it does not compare like with like, and only there.
func TestMarks(t *testing.T) {
	of := func(name string, week int, a, b float64) ScenarioEffect {
		return ScenarioEffect{Outcome: CompareOutcome{Name: name, Label: name, Week: week}, MeanBaseline: a, MeanScenario: b}
	}
	s := ScenarioComparison{Effects: []ScenarioEffect{of("response_week_8", 8, 0.4, 0.6), of("relapse_week_8", 8, 0, 0), of("relapse_week_16", 16, 0.1, 0.2),
		of("phq9_week_16", 16, 9, 9), of("phq9_last", 0, 9, 8), of("dropout", 0, 0.2, 0.2), of("weeks", 0, 12, 6)}}
	s.mark()
	for i := range s.Effects {
		e := &s.Effects[i]
		want := map[string]string{"phq9_last": "week 12.0 under the baseline and 6.0 under", "relapse_week_16": "20.0 points of a hundred apart at week 8"}[e.Outcome.Name]
		if want == "" && e.Mark != "" || !strings.Contains(e.Mark, want) {
			t.Errorf("%s is marked %q, want %q in it", e.Outcome.Name, e.Mark, want)
		}
	}
	if said := s.OthersRelapse(); !strings.Contains(said, "20.0 points of a hundred apart at week 8") || strings.Contains(said, "weeks well") {
		t.Errorf("said %q", said)
	}
	s.Effects[0].MeanScenario, s.Effects[6].MeanScenario = 0.41, 12.2
	if s.mark(); slices.ContainsFunc(s.Effects, func(e ScenarioEffect) bool { return e.Mark != "" }) || s.OthersRelapse() != "" {
		t.Errorf("courses that end alike, of whom as many respond, are marked: %+v", s.Effects)
	}
}

// A difference in relapse that is known so well that one point more in response explains
// it is marked; one known less well is not.
func TestRelapseIsMarkedWhereResponseExplainsIt(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		marked    bool
	}{{0.0012, 0.0047, true}, {-0.01, 0.016, false}, {math.NaN(), math.NaN(), false}} {
		s := ScenarioComparison{Effects: []ScenarioEffect{
			{Outcome: CompareOutcome{Name: "response_week_12", Week: 12}, MeanBaseline: 0.468, MeanScenario: 0.480},
			{Outcome: CompareOutcome{Name: "relapse_week_52", Week: 52}, MeanBaseline: 0.138, MeanScenario: 0.141, Difference: analysis.Result{Value: 0.003, Low: c.low, High: c.high}},
		}}
		s.mark()
		if mark := s.Effects[1].Mark; (mark != "") != c.marked || c.marked && !strings.Contains(mark, "1.2 points of a hundred apart at week 12") {
			t.Errorf("from %v to %v it is marked %q, want a mark: %v", c.low, c.high, mark, c.marked)
		}
	}
}

// Courses that end at the same time on average, all of them together under one scenario
// and one by one under the other, do not end alike.
func TestEndsThatSpreadAreMarked(t *testing.T) {
	s := ScenarioComparison{Effects: []ScenarioEffect{{Outcome: CompareOutcome{Name: "phq9_last"}}, {Outcome: CompareOutcome{Name: "weeks"}, MeanBaseline: 8, MeanScenario: 8.1}}, spread: [2]float64{4.2, 0.1}}
	s.mark()
	if want := "in week 8.0 under the baseline and 8.1 under the scenario, with standard deviations of 0.1 to 4.2 weeks"; !strings.Contains(s.Effects[0].Mark, want) {
		t.Errorf("marked %q, want %q in it", s.Effects[0].Mark, want)
	}
	s.spread[1], s.Effects[0].Mark = 4, ""
	if s.mark(); s.Effects[0].Mark != "" {
		t.Errorf("courses that end alike are marked %q", s.Effects[0].Mark)
	}
}

// Change that counts from session 1 is marked where somebody waits for it, and told.
func TestWaitsAreMarked(t *testing.T) {
	of := func(name string) ScenarioEffect {
		return ScenarioEffect{Outcome: CompareOutcome{Name: name, Label: name}}
	}
	s := ScenarioComparison{Effects: []ScenarioEffect{of("response"), of("remission"), of("weeks"), of("reliable_improvement")}, Waits: [2]float64{0, 17.6}}
	s.mark()
	for _, e := range s.Effects {
		counts := e.Outcome.Name == "response" || e.Outcome.Name == "reliable_improvement"
		if (e.Mark != "") != counts || counts && !strings.Contains(e.Mark, "week 0.0 under the baseline and 17.6 under the scenario") {
			t.Errorf("%s is marked %q", e.Outcome.Name, e.Mark)
		}
	}
	if said := s.BeginsApart(); !strings.HasPrefix(said, "by session, response, reliable_improvement count from") {
		t.Errorf("said %q", said)
	}
	if s.Waits[1] = 0.2; s.BeginsApart() != "" {
		t.Errorf("said of courses that begin at entry: %q", s.BeginsApart())
	}
}

// Who waits for session 1 cannot leave, and may not have begun at the primary week: both
// are told, with how long the wait is; of a waiting list, which has no session 1, none is.
func TestWaitsAreTold(t *testing.T) {
	of := func(name string, week int, a, b float64) ScenarioEffect {
		return ScenarioEffect{Outcome: CompareOutcome{Name: name, Label: name, Week: week}, Twins: 9, MeanBaseline: a, MeanScenario: b}
	}
	s := ScenarioComparison{Effects: []ScenarioEffect{of("phq9_week_16", 16, 9, 11), of("weeks_to_leaving_52", 0, 40, 49), of("sessions_held", 0, 8, 7)},
		Waits: [2]float64{0, 17.6}, Waiting: [2]float64{0, 0.8}}
	s.mark()
	if mark := s.Effects[1].Mark; !strings.Contains(mark, "17.6 under the scenario, and nobody leaves while waiting") {
		t.Errorf("weeks to leaving are marked %q", mark)
	}
	if said := s.StillWaiting(); said != "in week 16, 0 % of the patients under the baseline and 80 % under the scenario still wait for session 1" {
		t.Errorf("said %q", said)
	}
	const wait = "session 1 comes after 17.6 weeks, on average, instead of 0.0"
	if said := s.answer("a"); !strings.Contains(said, wait) {
		t.Errorf("said %q, want %q in it", said, wait)
	}
	s.Waits = [2]float64{8, 8.2}
	if said := s.LeaveLater(); said != "" {
		t.Errorf("said of waits that are alike: %q", said)
	}
	s.Waits = [2]float64{0, 17.6}
	s.Effects[1].Twins, s.Effects[2].MeanBaseline, s.Waiting[1] = 0, 0, 0.004
	if said := s.answer("a") + s.LeaveLater() + s.StillWaiting(); strings.Contains(said, "session 1") {
		t.Errorf("said against a waiting list: %q", said)
	}
}

// Of the twins' sessions follows who waits at the primary week.
func TestWhoWaitsAtThePrimaryWeek(t *testing.T) {
	s := newSide(atWeek(4), 4)
	for _, begins := range []float32{0, 3.5, 4, 9} {
		s.add(&data.Course{Patient: &record.Patient{Ending: "completed"}, Sessions: []record.Session{{Week: begins}}})
	}
	if s.length() != 0 {
		t.Errorf("courses of one session last %.1f weeks, want 0", s.length())
	}
	s.take(&data.Course{Patient: &record.Patient{Ending: "completed"}, Sessions: []record.Session{{Week: 2}, {Week: 7}}})
	if s.length() != 1 {
		t.Errorf("one course of five lasts from week 2 to 7, and all %.1f weeks on average, want 1", s.length())
	}
	if s.waiting() != 0.4 {
		t.Errorf("%.2f wait in week 4 for sessions in weeks 0, 2, 3.5, 4 and 9, want 0.4", s.waiting())
	}
}

// Times up to a week are there once each, and that to a relapse only where an
// assessment after the landmark could show one before the end.
func TestTimesUntilAWeek(t *testing.T) {
	for _, c := range []struct {
		until, times int
	}{{16, 3}, {26, 3}, {52, 4}} {
		n := 0
		for _, o := range OutcomesAt([]int{8, 16, 26, 52}, 16, c.until) {
			if o.Until > 0 {
				n++
				if o.Until != c.until || o.Unit != "weeks" || o.bySession() || !strings.HasSuffix(o.Name, o.Label[strings.LastIndex(o.Label, " ")+1:]) {
					t.Errorf("%+v", o)
				}
			}
		}
		if n != c.times {
			t.Errorf("up to week %d there are %d times, want %d", c.until, n, c.times)
		}
	}
}

func TestLinesAreWrapped(t *testing.T) {
	text := strings.Repeat("word ", 60)
	got := wrapped(text)
	if strings.ReplaceAll(got, "\n", " ") != strings.TrimSpace(text) || strings.Count(got, "\n") != 2 {
		t.Errorf("%q", got)
	}
}

// Without truth those who did not answer at the primary week are left out, which is said.
func TestWhoDidNotAnswerIsTold(t *testing.T) {
	s := ScenarioComparison{Twins: 40, Effects: []ScenarioEffect{{Outcome: CompareOutcome{Name: "phq9_week_16", Label: "PHQ-9", Week: 16}, Twins: 31}}}
	if said := s.silence(); !strings.Contains(said, "9 of 40 patients did not answer at week 16") {
		t.Errorf("said %q", said)
	}
	if said := s.answer("a"); !strings.Contains(said, "Only those who answered are compared") {
		t.Errorf("said %q", said)
	}
	if s.Effects[0].Twins = 40; s.silence() != "" {
		t.Errorf("said where everybody is compared: %q", s.silence())
	}
}

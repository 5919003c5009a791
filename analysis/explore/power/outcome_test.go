package power

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"rapport/analysis/data"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

// What the analyst has of patients who left.
func TestMissingOutcomes(t *testing.T) {
	score := func(v int) *int32 { return record.PHQ9Value(v) }
	course := func(ending string, intake, last int32, response bool, phq ...*int32) *data.Course {
		c := &data.Course{Patient: &record.Patient{Ending: ending, PHQ9Entry: intake, PHQ9Intake: intake, PHQ9Last: last, Response: response}}
		for i, v := range phq {
			c.Sessions = append(c.Sessions, record.Session{Session: int32(i + 1), PHQ9: v})
		}
		return c
	}
	stayed := course("completed", 20, 9, true, score(20), nil, score(15), score(14), score(12), score(11), nil, score(9))
	gone := course("transferred_then_dropout", 20, 10, true, score(20), score(17), score(12), nil, score(10))
	late := course("dropout", 20, 9, true, score(20), score(18), score(15), score(14), score(12), score(11), score(10), score(9))
	well := course("well_enough", 20, 4, true, score(20), score(9), score(4))
	for _, x := range []struct {
		outcome, missing string
		c                *data.Course
		want             float64
	}{
		{"phq9_last", missingComplete, stayed, 9}, {"phq9_last", missingComplete, gone, math.NaN()}, {"phq9_last", missingLOCF, gone, 10},
		{"phq9_last", missingComplete, well, 4}, {"response", missingFailure, gone, 0}, {"response", missingLOCF, gone, 1},
		{"response", missingFailure, stayed, 1}, {"dropout", missingComplete, gone, 1}, {"dropout", missingComplete, well, 0},
	} {
		for i := range powerOutcomes {
			if o := &powerOutcomes[i]; o.name == x.outcome {
				if got := o.value(x.c, x.missing); got != x.want && !(math.IsNaN(got) && math.IsNaN(x.want)) {
					t.Errorf("%s, %s, %s: %g, want %g", x.outcome, x.missing, x.c.Patient.Ending, got, x.want)
				}
			}
		}
	}
	for name, x := range map[string]struct {
		c    *data.Course
		want []float64
	}{"stayed": {stayed, []float64{20, 14, 11, 9}}, "gone": {gone, []float64{17, 12}}, "left at the very end": {late, []float64{18, 14, 11}}, "well": {well, []float64{9, 4, 4, 4}}} {
		if got := visitsOf(x.c, 8, 4); !slices.Equal(got, x.want) {
			t.Errorf("assessments, %s: %v, want %v", name, got, x.want)
		}
	}
}

// A relapse is seen by the answers that were given, and by everybody's where nobody is missing.
func TestRelapseAtAWeek(t *testing.T) {
	asked := func(scores ...int) *data.Course { // at weeks 4, 8 …; -1: not answered, in truth well again
		c := &data.Course{Patient: &record.Patient{PHQ9Entry: 20}}
		for i, v := range scores {
			a := record.Assessment{Week: int32(4 * (i + 1)), TrueSeverity: 1}
			if v >= 0 {
				a.PHQ9 = record.PHQ9Value(v)
			}
			c.Assessments = append(c.Assessments, a)
		}
		return c
	}
	o := trialOptions(t, "usual", "better")
	o.Study.Assessments.Weeks = []int{4, 8, 12, 16}
	all := o.outcomes()
	at := slices.IndexFunc(all, func(x powerOutcome) bool { return x.name == "relapse_week_16" })
	if slices.ContainsFunc(all, func(x powerOutcome) bool { return x.name == "relapse_week_4" }) {
		t.Error("a relapse at the first week, before which nobody can have responded")
	}
	none := math.NaN()
	for _, x := range []struct {
		scores                  []int
		complete, locf, nobodys float64
	}{
		{[]int{15, 9, 9, 15}, 1, 1, 1},      // 6 above the lowest
		{[]int{15, 9, 9, 14}, 0, 0, 0},      // 5 above it
		{[]int{15, 12, 11, 20}, 0, 0, 0},    // never a response
		{[]int{3, 9, 15, 9}, 0, 0, 0},       // a relapse that is over
		{[]int{15, 9, 15, -1}, none, 1, 0},  // in one when last seen, and well since
		{[]int{15, -1, -1, 15}, 0, 0, 1},    // the response was not seen
		{[]int{-1, -1, -1, -1}, none, 0, 0}, // never seen
		{[]int{2, 7, 7, 8}, 0, 0, 0},        // below 10
	} {
		c := asked(x.scores...)
		for missing, want := range map[string]float64{missingComplete: x.complete, missingLOCF: x.locf, missingNobody: x.nobodys} {
			if got := all[at].value(c, missing); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
				t.Errorf("%v, %s: %g, want %g", x.scores, missing, got, want)
			}
		}
	}
	o.outcome = all[at]
	if !strings.Contains(o.respondsBefore(), "relapse_week_16 needs a response at an earlier week") {
		t.Errorf("told %q", o.respondsBefore())
	}
}

// A line of the CSV for each step, with as many cells as the header names.
func TestPowerCSV(t *testing.T) {
	o := trialOptions(t, "usual", "better")
	o.Sizes = []int64{8, 40} // with two patients per therapist, and one therapist per arm
	p := detected(t, o)
	var b bytes.Buffer
	if err := p.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(lines) != 1+len(p.Points) || strings.Join(lines[0], ",") != strings.Join(powerHeader, ",") {
		t.Fatalf("%d lines for %d steps: %v", len(lines), len(p.Points), err)
	}
	if lines[1][0] != stageAsked || lines[1][8] != "60" || lines[1][12] != "" {
		t.Errorf("trials that cannot be tested: %v", lines[1])
	}
}

// Five of a hundred trials without an effect have a p value below the threshold.
func TestThresholdHeldToAlpha(t *testing.T) {
	var null, trials Trials
	for i := range 100 {
		null.p = append(null.p, float64(100-i)/1000) // 0.001 … 0.1: ten times too small
	}
	trials.p = []float64{0.0005, 0.004, 0.0059, 0.0061, 0.04}
	s := sized(&trials, &null, 0.05)
	if s.Threshold != 0.006 || s.Power != 0.6 || !(s.Low < 0.6 && s.High > 0.6) {
		t.Errorf("%+v", s)
	}
}

// A cancelled analysis ends with the cause.
func TestPowerEndsWhenCancelled(t *testing.T) {
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	o := trialOptions(t, "usual", "better")
	o.Progress = func(PowerProgress) { cancel(cause) }
	if _, err := Detect(ctx, o); !errors.Is(err, cause) {
		t.Errorf("error %v", err)
	}
}

// All that is wrong is told at once.
func TestPowerFaults(t *testing.T) {
	o := trialOptions(t, "usaul", "better")
	o.Outcome, o.Estimator, o.Arms, o.Vary, o.Alpha, o.Trials, o.Therapists = "respons", "ancoba", "nestled", "patient", 0.7, 3, 7
	err := o.Check()
	for _, want := range []string{`scenario "usaul": did you mean "usual"?`, `outcome "respons" is unknown: did you mean "response"?`,
		`estimator "ancoba" is unknown: did you mean "ancova"?`, `arms "nestled" is unknown: did you mean "nested"?`,
		`what to vary, "patient" is unknown: did you mean "patients"?`, "alpha = 0.7: want above 0 and below 0.5", "trials = 3: want 20 to 100000",
		"therapists = 7 and caseload = 5: give one of them"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q in it", err, want)
		}
	}
	for want, set := range map[string]func(*Options){
		"scenario waiting is a waiting list":                     func(o *Options) { o.Scenarios, o.Outcome = []string{"waiting", "usual"}, "dropout" },
		"patients = 41: want an even number":                     func(o *Options) { o.Sizes = []int64{41} },
		"estimator mmrm needs the score of every assessment":     func(o *Options) { o.Outcome, o.Estimator = "response", estimateMMRM },
		"missing = locf: estimator mmrm takes what was assessed": func(o *Options) { o.Missing = missingLOCF },
		"1 named to compare (usual)":                             func(o *Options) { o.Scenarios = []string{"usual"} },
		"scenario usual cannot be compared with itself":          func(o *Options) { o.Scenarios = []string{"usual", "usual"} },
		"sessions = 4: they vary, so they cannot be fixed":       func(o *Options) { o.Vary, o.Sessions = VarySessions, 4 },
		"sessions = 3: scenario better: actions[0].sessions = 5: never happens: treatment is planned for 3 sessions": func(o *Options) {
			plan := *o.Study
			plan.Scenarios = slices.Clone(plan.Scenarios)
			k := slices.IndexFunc(plan.Scenarios, func(s study.Scenario) bool { return s.Name == "better" })
			plan.Scenarios[k].Actions = []study.PlannedAction{{Move: []string{"validate"}, Sessions: study.Sessions{List: []int{5}}}}
			o.Study, o.Sessions = &plan, 3
		},
		"patients = 40 is given twice":                           func(o *Options) { o.Sizes = []int64{40, 40} },
		"patients = 1000: caseloads of 250, want 1 to 200":       func(o *Options) { o.Sizes, o.Caseload, o.Therapists = []int64{1000}, 0, 4 },
		"20 therapists for 8 patients":                           func(o *Options) { o.Sizes, o.Caseload, o.Therapists = []int64{8}, 0, 20 },
		"what to detect, \"contrasts\" is unknown: did you mean": func(o *Options) { o.Detect = "contrasts" },
		"up to 3000000 sessions in scenario usual":               func(o *Options) { o.Sizes, o.Sessions = []int64{60_000}, 100 },
		"patients = 200000: want 8 to 100000":                    func(o *Options) { o.Sizes = []int64{200_000} },
		"a power analysis needs a study":                         func(o *Options) { o.Study = nil },
		"patients from 1000 to 1000: want a range":               func(o *Options) { o.From = 1000 },
	} {
		o := trialOptions(t, "usual", "better")
		set(&o)
		if err := o.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q in it", err, want)
		}
	}
}

// Sizes beyond what was simulated are told with two digits.
func TestRoundly(t *testing.T) {
	for size, want := range map[float64]string{0: "0", 7.4: "7", 84.6: "85", 994: "990", 24_870: "25000"} {
		if got := roundly(size); got != want {
			t.Errorf("%g: %s, want %s", size, got, want)
		}
	}
}

// At a week everybody is asked, those who left, too; what is missing is an answer.
func TestOutcomesAtAWeek(t *testing.T) {
	o := &Options{Study: &study.Study{Assessments: study.Assessments{Weeks: []int{8, 16}}}}
	c := &data.Course{Patient: &record.Patient{Ending: "dropout", PHQ9Entry: 20, PHQ9Intake: 20}, Assessments: []record.Assessment{
		{Week: 8, PHQ9: record.PHQ9Value(9)}, {Week: 16}}}
	for _, x := range []struct {
		outcome, missing string
		want             float64
	}{
		{"phq9_week_8", missingComplete, 9}, {"phq9_week_16", missingComplete, math.NaN()}, {"phq9_week_16", missingLOCF, 9},
		{"response_week_8", missingComplete, 1}, {"response_week_16", missingFailure, 0}, {"response_week_16", missingLOCF, 1},
		{"remission_week_8", missingFailure, 0},
		{"reliable_improvement_week_8", missingComplete, 1}, {"reliable_improvement_week_16", missingFailure, 0},
		{"reliable_deterioration_week_8", missingComplete, 0}, {"reliable_deterioration_week_16", missingComplete, math.NaN()},
	} {
		k := slices.IndexFunc(o.outcomes(), func(p powerOutcome) bool { return p.name == x.outcome })
		if k < 0 {
			t.Fatalf("there is no outcome %s", x.outcome)
		}
		if got := o.outcomes()[k].value(c, x.missing); got != x.want && !(math.IsNaN(got) && math.IsNaN(x.want)) {
			t.Errorf("%s, %s: %g, want %g", x.outcome, x.missing, got, x.want)
		}
	}
}

// The mixed model by weeks has a patient's answers up to the last that was given; one
// that is lacking between others lies on the line between its neighbours.
func TestAnswersByWeek(t *testing.T) {
	asked := func(scores ...int) *data.Course {
		c := &data.Course{Patient: &record.Patient{PHQ9Entry: 20, PHQ9Intake: 20}}
		for i, x := range scores {
			a := record.Assessment{Week: []int32{4, 8, 16, 26}[i]}
			if x >= 0 {
				a.PHQ9 = record.PHQ9Value(x)
			}
			c.Assessments = append(c.Assessments, a)
		}
		return c
	}
	phq9 := powerOutcome{answer: (*data.Course).Assessed, first: entry}
	for _, x := range []struct {
		c    *data.Course
		want []float64
	}{
		{asked(18, 12, 9, 7), []float64{18, 12, 9}}, // week 26 lies behind the outcome
		{asked(-1, 12, -1, -1), []float64{16, 12}},
		{asked(18, -1, 9, -1), []float64{18, 15, 9}},
		{asked(-1, -1, -1, 3), []float64{}},
	} {
		if got := phq9.answersAt(x.c, []int{4, 8, 16}); !slices.Equal(got, x.want) {
			t.Errorf("answers %v, want %v", got, x.want)
		}
	}
}

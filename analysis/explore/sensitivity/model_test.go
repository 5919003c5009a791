package sensitivity

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"rapport/scenarios/study"
)

const sensitiveStudy = `
question: What matters?
population: {patients: 30}
scenarios:
  - name: as-usual
  - {name: trained, set: {population.therapist_repair_skill_mean: 1}}
`

func sensitiveOptions(t *testing.T, factors ...string) Options {
	t.Helper()
	study, err := study.Parse("study.yaml", []byte(sensitiveStudy), study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Study: study, Samples: 4, Patients: 20, Workers: 2}
	for _, text := range factors {
		f, err := ParseFactor(study, text)
		if err != nil {
			t.Fatal(err)
		}
		o.Factors = append(o.Factors, f)
	}
	return o
}

func asJSON(t *testing.T, s *Sensitivity) string {
	t.Helper()
	var b bytes.Buffer
	if err := errors.Join(s.WriteJSON(&b), s.WritePoints(&b), s.WriteText(&b)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The result is the same with any number of workers, after any interruption, and
// tells a mechanism that acts from one that cannot.
func TestSensitivityOfTheModel(t *testing.T) {
	for _, method := range sensitivityMethods {
		o := sensitiveOptions(t, "technique.symptoms=0:0.1", "care.sessions=4:10", "reports.observer")
		o.Method = method
		whole, err := Analyse(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		want := asJSON(t, whole)
		o.Workers = 1
		if again, err := Analyse(t.Context(), o); err != nil || asJSON(t, again) != want {
			t.Errorf("%s: one worker finds something else (%v)", method, err)
		}
		o.Journal, o.Workers = filepath.Join(t.TempDir(), "journal"), 2
		resumed, evaluations := interrupted(t, o)
		if asJSON(t, resumed) != want {
			t.Errorf("%s: interrupted and resumed, it finds something else", method)
		}
		if evaluations > whole.Evaluations {
			t.Errorf("%s: %d evaluations, interrupted and resumed: want at most %d", method, evaluations, whole.Evaluations)
		}
		checkOutcomes(t, whole)
	}
}

// interrupted runs until a few evaluations are done, and then again; it counts
// the evaluations that were really made.
func interrupted(t *testing.T, o Options) (*Sensitivity, int) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stop")
	var made atomic.Int64
	o.Progress = func(done, _ int) {
		made.Add(1)
		if done == 5 {
			cancel(stop)
		}
	}
	if _, err := Analyse(ctx, o); !errors.Is(err, stop) {
		t.Fatalf("error %v: want the cause of the interruption", err)
	}
	found, err := Analyse(t.Context(), func() Options {
		o.Progress = func(int, int) { made.Add(1) }
		return o
	}())
	if err != nil {
		t.Fatal(err)
	}
	return found, int(made.Load())
}

func checkOutcomes(t *testing.T, s *Sensitivity) {
	t.Helper()
	size := func(outcome, factor int) float64 {
		if s.Method == Sobol {
			return s.Outcomes[outcome].Sobol[factor].Total.Value
		}
		return s.Outcomes[outcome].Morris[factor].MuStar.Value
	}
	for k, o := range s.Outcomes {
		switch o.Outcome {
		case "phq9_last", "sessions_held":
			if size(k, 2) != 0 || !(size(k, 1) > 0) {
				t.Errorf("%s: %s depends by %v on planned sessions and by %v on the observer's threshold: want the first alone",
					s.Method, o.Outcome, size(k, 1), size(k, 2))
			}
		}
	}
	var b bytes.Buffer
	if err := s.WritePoints(&b); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(lines) != 1+s.Evaluations || strings.Join(lines[0][:5], " ") != "evaluation technique.symptoms care.sessions reports.observer phq9_last" {
		t.Errorf("%d lines, %v (%v): want the points with their outcomes", len(lines), lines[0], err)
	}
}

// Differences are twin by twin: a factor that acts alike in both scenarios, and
// not through repair, hardly moves the effect of training.
func TestSensitivityOfADifference(t *testing.T) {
	o := sensitiveOptions(t, "repair.skill=0:1", "recognition.skill=0:1")
	o.Scenario, o.Against, o.Outcomes = "trained", "as-usual", []string{"resolved_share"}
	found, err := Analyse(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if x := found.Outcomes[0]; len(found.Outcomes) != 1 || !(x.Max > 0) || x.Min < -0.2 || !(x.Morris[0].MuStar.Value > 0) {
		t.Errorf("%+v: want that training acts through skill", x)
	}
}

func TestBadSensitivityOptions(t *testing.T) {
	o := sensitiveOptions(t, "population.therapist_repair_skill_mean", "rupture.base=0:9", "rupture.base")
	o.Method, o.Samples, o.Scenario, o.Outcomes = "sobel", 2, "traned", []string{"phq9_lst"}
	_, err := Analyse(t.Context(), o)
	for _, want := range []string{
		`method "sobel" is unknown: want morris or sobol`, "samples = 2: want at least 4", `no scenario "traned": did you mean "trained"?`,
		`outcome "phq9_lst" is unknown: did you mean "phq9_last"?`, "parameter rupture.base: 0 to 9 is out of its range: want -6 to 3",
		"parameter rupture.base is named twice",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error\n%v\nwant %s", err, want)
		}
	}
	o = sensitiveOptions(t, "population.therapist_repair_skill_mean")
	o.Scenario = "trained"
	if _, err := Analyse(t.Context(), o); err == nil || !strings.Contains(err.Error(), "is set by scenario trained itself") {
		t.Errorf("error %v: want that the scenario sets it", err)
	}
}

func TestParseFactor(t *testing.T) {
	plan := sensitiveOptions(t).Study
	plan.Set = study.Values{"rupture.base": -1}
	for text, want := range map[string]Factor{
		"rupture.base":               {Name: "rupture.base", Unit: "log-odds per session", From: -1.5, To: -0.5},
		" care.sessions=8:20":        {Name: "care.sessions", Unit: "sessions", From: 8, To: 20, Whole: true},
		"population.assignment":      {Name: "population.assignment", Unit: "choice", Values: []float64{0, 1, 2, 3, 4}, Whole: true},
		"population.severity_mean":   {Name: "population.severity_mean", Unit: "points", From: 10.75, To: 20.25},
		"care.waiting_weeks":         {Name: "care.waiting_weeks", Unit: "weeks", From: 0, To: 5.2},
		"practice.own_check_in=-4:0": {Name: "practice.own_check_in", Unit: "log-odds", From: -4, To: 0},
	} {
		got, err := ParseFactor(plan, text)
		if got.To = math.Round(got.To*1e9) / 1e9; err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v (%v): want %+v", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"rupture.bas": `did you mean "rupture.base"?`, "rupture.base=1": "want NAME=FROM:TO", "rupture.base=a:b": "want NAME=FROM:TO", "rupture.base=-1_0:2": "want NAME=FROM:TO", "rupture.base=-inf:2": "want NAME=FROM:TO",
		"population.assignment=0:1": "is a choice and has no range",
	} {
		if _, err := ParseFactor(plan, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v: want %s", text, err, want)
		}
	}
}

// A study's design says what varies, where nothing else does.
func TestFactorsOfADesign(t *testing.T) {
	const text = "question: why\ndesign: {kind: halton, points: 9, parameters: {rupture.base: {from: -1, to: 1}, population.assignment: [random, match]}}\n"
	study, err := study.Parse("study.yaml", []byte(text), study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	found, err := Analyse(t.Context(), Options{Study: study, Samples: 4, Patients: 10, Outcomes: []string{"ruptures"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Factors) != 2 || found.Factors[0].To != 1 || !slices.Equal(found.Factors[1].Values, []float64{0, 1}) || found.Evaluations != 12 {
		t.Errorf("%+v: want the two parameters of the design", found.Factors)
	}
	if without := factorsOf(sensitiveOptions(t).Study); len(without) < 10 {
		t.Errorf("%d factors without a design: want the calibrated parameters", len(without))
	}
}

// The journal of one analysis serves no other.
func TestSensitivityJournalIsItsOwn(t *testing.T) {
	o := sensitiveOptions(t, "rupture.base")
	o.Journal = filepath.Join(t.TempDir(), "journal")
	if _, err := Analyse(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	o.Scenario = "trained"
	if _, err := Analyse(t.Context(), o); err == nil || !strings.Contains(err.Error(), "the journal of another sensitivity analysis") {
		t.Errorf("error %v: want that the journal is another's", err)
	}
	if err := os.WriteFile(o.Journal, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Analyse(t.Context(), o); err == nil || !strings.Contains(err.Error(), "is no journal of a sensitivity analysis") {
		t.Errorf("error %v: want that it is no journal", err)
	}
}

// Where rules look at a score of an instrument, evaluations depend on what the instrument
// is: those that were made with another one are not taken for those of this one.
func TestSensitivityJournalKnowsInstruments(t *testing.T) {
	o := sensitiveOptions(t, "rupture.base")
	of, err := study.Parse("study.yaml", []byte(`
question: What matters?
population: {patients: 30}
instruments: [ors]
scenarios:
  - {name: stopping, rules: [{when: {score: ors, above: 25}, do: {end: true}}]}
`), study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	o.Study, o.Journal = of, filepath.Join(t.TempDir(), "journal")
	analyse := func() string {
		found, err := Analyse(t.Context(), o)
		if err != nil {
			return err.Error()
		}
		return asJSON(t, found)
	}
	before := analyse()
	if again := analyse(); again != before {
		t.Errorf("the same analysis, resumed, finds something else:\n%s\n%s", before, again)
	}
	of.Instruments[0].Mean += 8
	if resumed := analyse(); !strings.Contains(resumed, "the journal of another sensitivity analysis") {
		t.Error("patients score 8 points higher, and the evaluations of before are taken: want that the journal is another's")
	}
	if o.Journal = ""; analyse() == before {
		t.Error("a higher score does not end treatment sooner: the rule sees no score, so this test shows nothing")
	}
}

// An outcome that nobody has is told so, and the others are analysed.
func TestSensitivityWithoutTheOutcome(t *testing.T) {
	study, err := study.Parse("study.yaml", []byte("question: why\nscenarios: [{name: w, set: {care.treatment: none}}]\n"),
		study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	f, err := ParseFactor(study, "natural.recovery")
	if err != nil {
		t.Fatal(err)
	}
	for _, method := range sensitivityMethods {
		found, err := Analyse(t.Context(), Options{Study: study, Samples: 4, Patients: 30, Factors: []Factor{f},
			Method: method, Outcomes: []string{"dropout", "phq9_last"}})
		if err != nil {
			t.Fatal(err)
		}
		text := asJSON(t, found)
		if !strings.Contains(text, "dropout: no course has this outcome") || !strings.Contains(text, "last PHQ-9 (points): mean ") {
			t.Errorf("%s:\n%s", method, text)
		}
	}
}

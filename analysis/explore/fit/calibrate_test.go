package fit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"rapport/analysis"
	"rapport/analysis/explore"
	"rapport/scenarios/study"
)

// routine is a study of routine care alone.
func routine(set study.Values) *study.Study {
	return &study.Study{Question: "Does the fit find the way back?", Seed: 1, Replications: 1,
		Population: study.StudyPopulation{Patients: 300}, Scenarios: []study.Scenario{{Name: explore.RoutineCare, Set: set}}}
}

// wanted are findings on routine care whose bands are v ± one standard error.
func wanted(t *testing.T, s *study.Study, seed uint64, patients int64, estimators ...string) []analysis.Finding {
	t.Helper()
	var text strings.Builder
	text.WriteString("id,finding,scenarios,kind,estimator,arguments,accept_low,accept_high\n")
	for i, e := range estimators {
		name, arguments, _ := strings.Cut(e, " ")
		fmt.Fprintf(&text, "F%d,%s,%s,band,%s,%s,-1000,1000\n", i, name, explore.RoutineCare, name, arguments)
	}
	findings, err := analysis.LoadFindings(strings.NewReader(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	l, err := newLaboratory(s, findings, nil, 2)
	if err != nil {
		t.Fatal(err)
	}
	r, err := l.run(t.Context(), explore.Trial{Seed: seed, Patients: patients})
	if err != nil {
		t.Fatal(err)
	}
	for i := range findings {
		findings[i].Accept = analysis.Interval{Low: r[i].Value - r[i].SE, High: r[i].Value + r[i].SE}
	}
	return findings
}

// asksForNumbers leaves a test out of short runs, which look for races: what it fits is of
// the same goroutines as the smaller fits of other tests.
func asksForNumbers(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("a fit of this size is left out of short runs")
	}
}

// Data are simulated with three parameters moved, on another luck, and the fit
// starts from the shipped values. What it may be off is sampling error: that of
// the data and of the simulation, by the slopes of the findings at the truth.
func TestCalibrateRecoversKnownParameters(t *testing.T) {
	asksForNumbers(t)
	truth := study.Values{"rupture.base": 1.5, "wai.level": 2, "population.severity_mean": 12}
	const patients = 700
	findings := wanted(t, routine(truth), 99, patients,
		"rupture_prevalence rater=observer", "distribution session=3", "intake_mean")
	o := Options{Study: routine(nil), Findings: findings, Seed: 1, Patients: patients, Scored: patients, Lucks: 2,
		Parameters: []string{"rupture.base", "wai.level", "population.severity_mean"}, Generations: 6, Ridge: -1}
	c, err := Calibrate(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	firm, err := Identify(t.Context(), Options{Study: routineSet(truth), Findings: findings, Seed: 99, Patients: patients, Lucks: 2, Parameters: o.Parameters}, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range c.Parameters {
		// Bands are one standard error wide on either side, so the reach at which the
		// findings move by one half-width is one standard error of the parameter.
		se := (firm.Parameters[i].Together[1] - firm.Parameters[i].Together[0]) / 2
		near(t, p.Name, p.Final, truth[p.Name], 4.5*math.Sqrt2*se)
		if start := p.Start; math.Abs(start-truth[p.Name]) < 4.5*math.Sqrt2*se {
			t.Errorf("%s starts at %g, within the tolerance %g of the truth: the test could not fail", p.Name, start, 4.5*math.Sqrt2*se)
		}
	}
	if !(c.Loss < c.StartLoss/20) {
		t.Errorf("loss %g, began at %g", c.Loss, c.StartLoss)
	}
}

// routineSet sets values for the whole study, so that they stay free to fit.
func routineSet(set study.Values) *study.Study {
	s := routine(nil)
	s.Set = study.Values{}
	s.Population.Set = study.Values{}
	for name, v := range set {
		if short, ok := strings.CutPrefix(name, "population."); ok {
			s.Population.Set[short] = v
		} else {
			s.Set[name] = v
		}
	}
	return s
}

// small is a calibration that takes a moment.
func small(t *testing.T) Options {
	return Options{Study: routine(nil), Findings: wanted(t, routine(study.Values{"wai.level": 1.1}), 5, 60, "distribution session=3", "pre_post_d"),
		Patients: 60, Scored: 60, Lucks: 2, Descents: 2, Generations: 2, Population: 4, Polishes: 1,
		Parameters: []string{"wai.level", "technique.symptoms"}, Command: "rapport calibrate"}
}

// bytesOf is all that a calibration writes.
func bytesOf(t *testing.T, o Options) string {
	t.Helper()
	c, err := Calibrate(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := errors.Join(c.WriteParameters(&b), c.WriteRecord(&b)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestCalibrateGivesTheSameBytes(t *testing.T) {
	o := small(t)
	o.Workers = 1
	once := bytesOf(t, o)
	o.Workers = 3
	if bytesOf(t, o) != once {
		t.Error("three workers give other bytes than one")
	}
	o.Journal = filepath.Join(t.TempDir(), "journal")
	if bytesOf(t, o) != once {
		t.Error("a journal changes the bytes")
	}
	if bytesOf(t, o) != once {
		t.Error("a calibration from its journal gives other bytes")
	}
	o.Seed = 2
	o.Journal = ""
	if bytesOf(t, o) == once {
		t.Error("another seed gives the same bytes")
	}
}

// The parameter file, pasted into a study, is what was scored.
func TestParameterFileIsASet(t *testing.T) {
	c, err := Calibrate(t.Context(), small(t))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := c.WriteParameters(&b); err != nil {
		t.Fatal(err)
	}
	text := "question: Does it load?\npopulation:\n  patients: 60\nscenarios:\n  - name: routine-care\n" + b.String()
	study, err := study.Parse("fitted.yaml", []byte(text), study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, p := range c.Parameters {
		if study.Set[p.Name] != p.Final || rounded(p.Final) != p.Final {
			t.Errorf("%s: the file says %v, the record %v", p.Name, study.Set[p.Name], p.Final)
		}
	}
	l, err := newLaboratory(study, small(t).Findings, nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	r, err := l.run(t.Context(), explore.Trial{Seed: 1, Patients: 60})
	if err != nil {
		t.Fatal(err)
	}
	for i := range r {
		if got := c.Scorecard.Rows[i].Result.Value; got != r[i].Value {
			t.Errorf("finding %d: scored %v, the study gives %v", i, got, r[i].Value)
		}
	}
}

func TestCalibrateTellsAllFaultsAtOnce(t *testing.T) {
	_, err := Calibrate(t.Context(), Options{Parameters: []string{"wai.levl", "rupture.base", "rupture.base", "care.treatment", "xyz"},
		Patients: 3, Lucks: 1, Population: 2, Step: -1, Weights: map[string]float64{"A10": 2, "X01": -1}})
	for _, want := range []string{`"wai.levl" is unknown: did you mean "wai.level"?`, "rupture.base is named twice", "care.treatment is a choice (none, therapy)",
		`"xyz" is unknown`, "patients = 3", "lucks = 1", "population = 2", "step = -1",
		`weight of "A10": there is no such finding`, "weight of X01 = -1"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q:\n%v", want, err)
		}
	}
}

func TestCalibrateRefusesStudiesThatDoNotServe(t *testing.T) {
	o := small(t)
	o.Study = routine(study.Values{"wai.level": 1})
	if _, err := Calibrate(t.Context(), o); err == nil || !strings.Contains(err.Error(), "wai.level is set by every scenario") {
		t.Errorf("a parameter that the scenario sets: %v", err)
	}
	o = small(t)
	o.Study = routine(nil)
	o.Study.Scenarios[0].Name = "another"
	if _, err := Calibrate(t.Context(), o); err == nil || !strings.Contains(err.Error(), `needs scenario "routine-care"`) {
		t.Errorf("a scenario that is not there: %v", err)
	}
	o = small(t)
	for i := range o.Findings {
		o.Findings[i].Kind = analysis.Note
	}
	if _, err := Calibrate(t.Context(), o); err == nil || !strings.Contains(err.Error(), "no band and no direction") {
		t.Errorf("nothing but notes: %v", err)
	}
}

func TestCalibrateStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	o := small(t)
	steps := 0
	o.Progress = func(Progress) { steps++; cancel() }
	if _, err := Calibrate(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
	if steps != 1 {
		t.Errorf("%d steps after the context ended, want none", steps-1)
	}
}

// By default everything that the table calls Calibrated is fitted, to every shipped band and direction.
func TestDefaultsFitWhatIsCalledCalibrated(t *testing.T) {
	var o Options
	study, err := explore.EvidenceStudy()
	if err != nil {
		t.Fatal(err)
	}
	o.Study = study
	o.fill()
	if err := o.faults(); err != nil {
		t.Error(err)
	}
	if len(o.Parameters) < 20 {
		t.Errorf("only %d parameters are Calibrated", len(o.Parameters))
	}
	if _, err := newLaboratory(study, o.Findings, o.Parameters, 1); err != nil {
		t.Errorf("the evidence study lacks what the shipped findings need: %v", err)
	}
}

func TestMissedNamesWhatLiesOutside(t *testing.T) {
	v := 0.5
	c := Calibration{Targets: []FittedTarget{{Finding: "A", Inside: true, Value: &v}, {Finding: "B", Check: "falls", Value: &v}, {Finding: "C"}}}
	if err := c.Missed(); err == nil || err.Error() != "B falls: 0.5\nC: NaN" {
		t.Errorf("missed %v", err)
	}
	c.Targets = c.Targets[:1]
	if err := c.Missed(); err != nil {
		t.Errorf("missed %v, want nothing", err)
	}
}

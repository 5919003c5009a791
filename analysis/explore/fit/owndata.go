package fit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/explore"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

// ownScenario is the name of the scenario that stands for a user's data.
const ownScenario = "own-data"

// Loss of a target from data, and of a parameter one prior standard deviation
// from its start: with both, the loss is the negative log posterior for normal
// sampling errors and priors.
const (
	ownPull  = 2   // (v - data)² / (2 SE²), in half-widths of 2 SE
	ownRidge = 0.5 // y² / 2
)

// Sizes below which the data do not support a target.
const (
	leastUnits      = 20 // patients or rows that enter an estimator
	leastTherapists = 20
)

// ownData is what a user's table asks for.
type ownData struct {
	findings []analysis.Finding
	targets  []target
	values   []float64 // in the data, in the order of targets
	planned  int
	weeks    []int // of assessments
	weekly   bool  // the table has no sessions

	read func(*record.Rows) (*data.Data, error) // reads a simulation like the table; nil: as it is
}

// DataFit is a calibration to a user's own data.
type DataFit struct {
	Patients    int           `json:"patients"`
	Therapists  int           `json:"therapists"` // 0 where the table does not tell
	Sessions    int           `json:"sessions"`
	Rows        []ComparedRow `json:"compared"`
	Unsupported []string      `json:"unsupported"` // targets that the data do not support, and why
	Notes       []string      `json:"notes"`       // what the table was taken for, where that is not plain
	Calibration *Calibration  `json:"calibration"`
	Study       study.Study   `json:"-"` // that was fitted, without the fitted values
}

// ComparedRow is one number in the data and in the fitted simulation.
type ComparedRow struct {
	Name      string   `json:"name"`
	Data      float64  `json:"data"`
	SE        float64  `json:"se"` // sampling error of the data, by the delete-group jackknife
	Simulated *float64 `json:"simulated"`
	Off       *float64 `json:"off"` // (simulated - data) / SE
}

// CalibrateToData fits parameters to a user's own table: one row per session or
// per patient, with the columns that the mapping names. It derives what the data
// support ([DataFit.Unsupported] says what they do not), each number with its
// sampling error, and fits by the negative log posterior. Numbers that the data
// hardly tell therefore leave the parameters where they were.
//
// Findings of the options are not used; Study, where it is given, must have one
// scenario, whose length of treatment is then its own.
func CalibrateToData(ctx context.Context, table io.Reader, m Mapping, o Options) (*DataFit, error) {
	t, own, fit, err := askedOfOwn(table, m, &o)
	if err != nil {
		return nil, err
	}
	fit.Study = *o.Study
	if fit.Calibration, err = Calibrate(ctx, o); err != nil {
		return nil, err
	}
	for i, target := range fit.Calibration.Targets {
		row := ComparedRow{Name: own.findings[own.targets[i].finding].Text, Data: own.values[i],
			SE: own.targets[i].halfWidth() / 2, Simulated: target.Value}
		if target.Value != nil {
			off := (*target.Value - row.Data) / row.SE
			row.Off = &off
		}
		t.inOwnUnits(&row, &own.findings[own.targets[i].finding], own.targets[i])
		fit.Rows = append(fit.Rows, row)
	}
	return fit, nil
}

// askedOfOwn reads a table and makes the options of a fit to what it supports.
func askedOfOwn(table io.Reader, m Mapping, o *Options) (*ownTable, *ownData, *DataFit, error) {
	t, d, err := readOwn(table, m)
	if err != nil {
		return nil, nil, nil, &TableError{err}
	}
	if d.Len() == 0 {
		return nil, nil, nil, &TableError{t.nobody()}
	}
	fit := &DataFit{Patients: d.Len(), Therapists: t.therapists, Sessions: len(d.Sessions), Notes: t.Notes}
	own := &ownData{planned: t.planned, weeks: t.weeksAsked(), weekly: t.weekly}
	if len(t.asked) > 0 {
		own.read = t.read
	}
	own.derive(d, fit)
	if len(own.targets) == 0 {
		return nil, nil, nil, fmt.Errorf("the data support no target: %s", strings.Join(fit.Unsupported, "; "))
	}
	err = t.options(o, own)
	if t.therapists < leastTherapists {
		t.Notes = append(t.Notes, t.independent())
	}
	fit.Notes = t.Notes
	return t, own, fit, err
}

// nobody says why no patient is left.
func (t *ownTable) nobody() error {
	if t.weekly {
		return errors.New("no patient has a symptom score at week 0, that of intake, from which change is counted: where the weeks of the table begin with 1, take 1 from each")
	}
	return errors.New("no patient has a symptom score: look whether --column symptoms=YOURS names the column that holds it")
}

// derive computes every target that the data support.
func (o *ownData) derive(d *data.Data, fit *DataFit) {
	all := slices.Clone(questions)
	if o.weekly {
		all = slices.DeleteFunc(all, func(a askable) bool { return a.estimator != "intake_mean" })
		fit.Unsupported = append(fit.Unsupported, "alliance, sessions, leaving: the table has weeks and no sessions")
	}
	for _, week := range o.weeks {
		all = append(all, askable{fmt.Sprintf("symptoms at week %d, everybody, mean", week), "assessed_mean", fmt.Sprintf("week=%d", week), ""})
		all = append(all, askable{fmt.Sprintf("symptoms below 10 at week %d, share", week), "well_share", fmt.Sprintf("week=%d", week), ""})
	}
	for _, a := range all {
		f := analysis.Finding{ID: fmt.Sprintf("D%02d", len(o.findings)+1), Text: a.text, Kind: analysis.Band, Scenarios: []string{ownScenario},
			Estimator: a.estimator, Arguments: a.arguments, Accept: analysis.Interval{Low: math.Inf(-1), High: math.Inf(1)}}
		t := target{finding: len(o.findings), id: f.ID, check: theValue, pull: ownPull}
		if a.part != "" {
			t.check, t.name = onePart, a.part
		}
		v, se, reason := a.measured(&f, t, d, fit.Therapists)
		if reason != "" {
			fit.Unsupported = append(fit.Unsupported, a.text+": "+reason)
			continue
		}
		t.low, t.high = v-2*se, v+2*se
		f.Published = fmt.Sprintf("%.3g ± %.2g", v, se)
		if t.check == theValue {
			f.Accept = analysis.Interval{Low: t.low, High: t.high}
		} else {
			f.Kind = analysis.Note // its value is another target's
		}
		o.findings, o.targets, o.values = append(o.findings, f), append(o.targets, t), append(o.values, v)
	}
}

// measured is the number in the data with its sampling error, or the reason why
// there is none.
func (a *askable) measured(f *analysis.Finding, t target, d *data.Data, therapists int) (v, se float64, reason string) {
	t.finding = 0
	value := func(part *data.Data) (float64, analysis.Result, error) {
		r, err := analysis.Evaluate(f, part)
		return t.of([]analysis.Result{r}), r, err
	}
	v, r, err := value(d)
	switch {
	case err != nil && strings.HasPrefix(a.estimator, "dropout_") && d.Absent["patients.ending"]:
		return v, 0, "the planned session is not known (--planned-sessions)"
	case err != nil: // the number of a finding of one's own says nothing
		return v, 0, strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(err.Error(), "finding "+f.ID), ":"), " ")
	case r.N < leastUnits:
		return v, 0, fmt.Sprintf("only %s, want %d", data.Counted(r.N, "unit"), leastUnits)
	case a.estimator == "therapist_share" && therapists < leastTherapists:
		return v, 0, fmt.Sprintf("only %s, want %d", data.Counted(therapists, "therapist"), leastTherapists)
	}
	se = groupError(d, therapists, func(part *data.Data) float64 { v, _, _ := value(part); return v })
	if math.IsNaN(v) || !(se > rounding*max(1, math.Abs(v))) {
		return v, 0, "no sampling error can be had"
	}
	return v, se, ""
}

// rounding is how much of a value a sum may be off: a score that does not vary has no error.
const rounding = 1e-12

// jackknifeGroups is the largest number of groups of [groupError].
const jackknifeGroups = 40

// groupError is the delete-group jackknife standard error of a value over
// groups of patients, those of one therapist together where enough of these are known
// (a patient without one is alone):
// SE² = (G-1)/G Σ (θ(g) - mean θ)². NaN where a part allows no value.
func groupError(d *data.Data, known int, value func(*data.Data) float64) float64 {
	g := int64(min(jackknifeGroups, d.Len()))
	group := func(c data.Course) int64 { return c.Patient.Patient % g }
	if known >= leastTherapists {
		therapists := map[int64]bool{}
		for c := range d.Courses() {
			therapists[c.Patient.Therapist] = true
		}
		g = int64(min(jackknifeGroups, len(therapists)))
		group = func(c data.Course) int64 { return c.Patient.Therapist % g }
	}
	theta := make([]float64, g)
	mean := 0.0
	for k := range theta {
		theta[k] = value(d.Select(func(c data.Course) bool { return group(c) != int64(k) }))
		mean += theta[k] / float64(g)
	}
	ss := 0.0
	for _, v := range theta {
		ss += (v - mean) * (v - mean)
	}
	return math.Sqrt(ss * float64(g-1) / float64(g))
}

// independent says what sampling errors leave out where therapists are too few, or not known.
func (t *ownTable) independent() string {
	known := fmt.Sprintf("the table has fewer than %d therapists (%d)", leastTherapists, t.therapists)
	if t.therapists == 0 {
		known = "the table does not tell therapists"
	}
	return known + ": the SE takes patients as independent, and is too small where therapists differ"
}

// options makes the study and the parameters of the fit.
func (t *ownTable) options(o *Options, own *ownData) error {
	o.own, o.Findings = own, own.findings
	if o.Study == nil {
		set, told := t.setting()
		if told != "" {
			t.Notes = append(t.Notes, told)
		}
		o.Study = &study.Study{Question: "Which parameters reproduce the data?", Seed: 1, Replications: 1,
			Population: study.StudyPopulation{Patients: 4000},
			Scenarios:  []study.Scenario{{Name: ownScenario, Description: "The setting of the data.", Set: set}}}
	}
	if len(o.Study.Scenarios) != 1 {
		return errors.New("a study that is fitted to data must have one scenario, the setting of the data")
	}
	renamed := *o.Study
	renamed.Scenarios = slices.Clone(o.Study.Scenarios)
	renamed.Scenarios[0].Name = ownScenario
	weeks := slices.Concat(renamed.Assessments.Weeks, own.weeks)
	slices.Sort(weeks)
	renamed.Assessments.Weeks = slices.Compact(weeks)
	t.asked.addTo(&renamed)
	o.Study = &renamed
	if o.Parameters == nil && t.weekly {
		o.Parameters = t.asked.fitted(slices.Clone(weeklyParameters))
	}
	if o.Parameters == nil {
		o.Parameters = t.asked.fitted(slices.Clone(ownParameters))
		if t.planned > 0 {
			o.Parameters = append(o.Parameters, "dropout.base", "dropout.alliance")
		}
		if t.therapists >= leastTherapists {
			o.Parameters = append(o.Parameters, "therapist.symptoms")
		}
	}
	explore.Standard(&o.Ridge, ownRidge)
	return nil
}

// WriteText writes data and fitted simulation side by side.
func (f *DataFit) WriteText(w io.Writer) error {
	var b strings.Builder
	b.WriteString(data.Counted(f.Patients, "patient") + ", " + data.Counted(f.Sessions, "session"))
	if f.Therapists > 0 {
		b.WriteString(", " + data.Counted(f.Therapists, "therapist"))
	}
	fmt.Fprintf(&b, "\n\n%-48s %10s %8s %10s %8s\n", "", "data", "SE", "simulated", "off (SE)")
	for _, r := range f.Rows {
		simulated, off := "–", "–"
		if r.Simulated != nil {
			simulated, off = explore.Number(*r.Simulated), fmt.Sprintf("%+.1f", *r.Off)
		}
		fmt.Fprintf(&b, "%-48s %10s %8s %10s %8s\n", r.Name, explore.Number(r.Data), fmt.Sprintf("%.2g", r.SE), simulated, off)
	}
	fmt.Fprintf(&b, "\n%-34s %10s %10s %8s  %s\n", "parameter", "start", "fitted", "moved", "unit")
	for _, p := range f.Calibration.Parameters {
		fmt.Fprintf(&b, "%-34s %10s %10s %+8.1f  %s\n", p.Name, explore.Number(p.Start), explore.Number(p.Final), p.PriorSDs, p.Unit)
	}
	b.WriteString("\nmoved: in prior standard deviations\n")
	for i, n := range f.Notes {
		if i == 0 {
			b.WriteString("\nHow the table was read:\n")
		}
		b.WriteString("  " + n + "\n")
	}
	for i, u := range f.Unsupported {
		if i == 0 {
			b.WriteString("\nNot supported by the data:\n")
		}
		b.WriteString("  " + u + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

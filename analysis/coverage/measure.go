package main

import (
	"math"
	"math/rand/v2"
	"runtime"
	"sync"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/twins"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

const (
	baseline  = "as-usual"
	truthSeed = 987_654
	firstSeed = 1000
)

// compared are the scenarios that are held against the baseline: a strong effect
// and one that hardly anybody notices.
var compared = []string{"trained", "supervised"}

// simulated are all scenarios of one study.
type simulated map[string]*data.Data

// simulate runs the study in memory. The trait agreeableness of the baseline's rows
// is drawn anew, so that it moves nothing.
func simulate(s *study.Study, seed uint64, z size) (simulated, error) {
	own := *s
	own.Seed, own.Population.Patients, own.Replications = seed, z.patients, z.replications
	all, err := own.Simulations()
	if err != nil {
		return nil, err
	}
	out := simulated{}
	for _, one := range all {
		var rows record.Rows
		one.Block(&rows, 0, one.Courses())
		d, err := data.FromRows(&rows)
		if err != nil {
			return nil, err
		}
		d.Scenario = one.Scenario
		out[one.Scenario] = d
	}
	return out, nil
}

// nonsense gives the patients of a scenario a trait that moves nothing.
func nonsense(d *data.Data, seed uint64) {
	luck := rand.New(rand.NewPCG(seed, 17))
	for i := range d.List {
		d.List[i].Patient.Agreeableness = float32(luck.NormFloat64())
	}
}

// results are all intervals and tests of one study.
type results struct {
	comparisons map[string]twins.ScenarioComparison
	card        analysis.Scorecard
}

func evaluate(s simulated, seed uint64) (r results, err error) {
	r.comparisons = map[string]twins.ScenarioComparison{}
	r.card = analysis.Score(ofUsualCare(), func(string) (*data.Data, error) { return s[baseline], nil })
	nonsense(s[baseline], seed)
	for _, name := range compared {
		nonsense(s[name], seed)
		t, err := twins.PairTwins(s[baseline], s[name])
		if err != nil {
			return r, err
		}
		if r.comparisons[name], err = t.Compare([]string{"agreeableness"}, twins.DefaultTrialN); err != nil {
			return r, err
		}
	}
	return r, nil
}

// ofUsualCare are the findings that ask for routine care alone.
func ofUsualCare() (some []analysis.Finding) {
	for _, f := range analysis.Findings() {
		if len(f.Scenarios) == 1 && f.Scenarios[0] == "routine-care" {
			some = append(some, f)
		}
	}
	return some
}

// measure counts over seeds, as many studies at a time as there are cores.
func measure(s *study.Study, sizes []size, truth int64) (*table, error) {
	large, err := simulate(s, truthSeed, size{truth, 1, 1})
	if err != nil {
		return nil, err
	}
	truths, err := evaluate(large, truthSeed)
	if err != nil {
		return nil, err
	}
	var t table
	for at, z := range sizes {
		all, errs := make([]results, z.studies), make([]error, z.studies)
		var wait sync.WaitGroup
		slots := make(chan struct{}, runtime.GOMAXPROCS(0))
		for i := range z.studies {
			slots <- struct{}{}
			wait.Go(func() {
				defer func() { <-slots }()
				seed := uint64(firstSeed + i)
				var one simulated
				if one, errs[i] = simulate(s, seed, z); errs[i] == nil {
					all[i], errs[i] = evaluate(one, seed)
				}
			})
		}
		wait.Wait()
		for i := range all {
			if errs[i] != nil {
				return nil, errs[i]
			}
			t.compare(&truths, &all[i], at, len(sizes))
			t.scores(&truths, &all[i], at, len(sizes))
		}
	}
	return &t, nil
}

// compare counts the intervals and tests of compare.
func (t *table) compare(truth, got *results, at, sizes int) {
	for _, name := range compared {
		want, have := truth.comparisons[name], got.comparisons[name]
		for k := range want.Effects {
			w, h := &want.Effects[k], &have.Effects[k]
			row := "compare, " + name + ": " + w.Outcome.Label
			t.interval(row, w.Difference.Value, h.Difference, at, sizes)
			if !w.Outcome.Binary {
				t.interval(row+", d", w.Standardised.Value, h.Standardised, at, sizes)
			}
		}
		for k := range have.Subgroups {
			if g := &have.Subgroups[k]; g.Outcome.Name == "phq9_last" {
				p := g.Interaction.P
				t.add("compare, "+name+": for whom, a trait that moves nothing (test)", at, sizes, true, !math.IsNaN(p), p < 0.05)
			}
		}
	}
}

func (t *table) interval(row string, truth float64, r analysis.Result, at, sizes int) {
	if math.IsNaN(truth) {
		return
	}
	t.add(row, at, sizes, false, !math.IsNaN(r.Low), r.Low <= truth && truth <= r.High)
}

// scores counts the intervals of validate.
func (t *table) scores(truth, got *results, at, sizes int) {
	for i := range truth.card.Rows {
		w, h := &truth.card.Rows[i], &got.card.Rows[i]
		if w.Err != nil {
			continue
		}
		row := "validate, " + w.Finding.ID + ": " + w.Finding.Estimator
		v := w.Result.Value
		t.add(row, at, sizes, false, h.Err == nil && !math.IsNaN(h.Low), h.Low <= v && v <= h.High)
	}
}

package main

import (
	"math"
	"math/rand/v2"
	"slices"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/explore"
	"rapport/analysis/twins"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

const (
	baseline  = "as-usual"
	truthSeed = 1_000_000
	firstSeed = 1000
)

// compared are the scenarios that are held against the baseline: a strong effect
// and one that hardly anybody notices.
var compared = []string{"trained", "supervised"}

// simulated are all scenarios of one study.
type simulated map[string]*data.Data

// simulate runs the study in memory, of its scenarios those that are asked for.
func simulate(s *study.Study, seed uint64, z size) (simulated, error) {
	own := *s
	own.Seed, own.Population.Patients, own.Replications = seed, z.patients, z.replications
	all, err := own.Simulations()
	if err != nil {
		return nil, err
	}
	out := simulated{}
	for _, one := range all {
		if one.Scenario != baseline && !slices.Contains(compared, one.Scenario) {
			continue
		}
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

// values are what the intervals of one study should hold, without these: an interval
// takes thirty times the work.
func values(s *study.Study, seed uint64, z size) (all []found, err error) {
	sim, err := simulate(s, seed, z)
	if err != nil {
		return nil, err
	}
	for _, name := range compared {
		t, err := twins.PairTwins(sim[baseline], sim[name])
		if err != nil {
			return nil, err
		}
		c, err := t.Compare(nil, twins.DefaultTrialN)
		if err != nil {
			return nil, err
		}
		all = append(all, ofComparison(name, &c)...)
	}
	for _, f := range ofUsualCare() {
		none := explore.Maybe(math.NaN())
		if r, err := analysis.Evaluate(&f, sim[baseline]); err == nil {
			all = append(all, found{Row: rowOf(&f), Value: explore.Maybe(r.Value), Low: none, High: none, P: none})
		}
	}
	return all, nil
}

// rowOf is the row of a finding.
func rowOf(f *analysis.Finding) string { return "validate, " + f.ID + ": " + f.Estimator }

// evaluate is all intervals and tests of one study.
func evaluate(s *study.Study, seed uint64, z size) (all []found, err error) {
	sim, err := simulate(s, seed, z)
	if err != nil {
		return nil, err
	}
	card := analysis.Score(ofUsualCare(), func(string) (*data.Data, error) { return sim[baseline], nil })
	nonsense(sim[baseline], seed)
	for _, name := range compared {
		nonsense(sim[name], seed)
		t, err := twins.PairTwins(sim[baseline], sim[name])
		if err != nil {
			return nil, err
		}
		c, err := t.Compare([]string{"agreeableness"}, twins.DefaultTrialN)
		if err != nil {
			return nil, err
		}
		all = append(all, ofComparison(name, &c)...)
	}
	for i := range card.Rows {
		h := &card.Rows[i]
		f := found{Row: rowOf(&h.Finding),
			Value: explore.Maybe(math.NaN()), Low: explore.Maybe(h.Low), High: explore.Maybe(h.High), P: explore.Maybe(math.NaN()), Marked: h.Rough()}
		if h.Err == nil {
			f.Value = explore.Maybe(h.Result.Value)
		}
		all = append(all, f)
	}
	return all, nil
}

// ofComparison are the intervals and tests of compare.
func ofComparison(name string, c *twins.ScenarioComparison) (all []found) {
	interval := func(row string, r analysis.Result) {
		all = append(all, found{row, explore.Maybe(r.Value), explore.Maybe(r.Low), explore.Maybe(r.High), explore.Maybe(math.NaN()), false, len(r.Warnings) > 0})
	}
	for k := range c.Effects {
		e := &c.Effects[k]
		row := "compare, " + name + ": " + e.Outcome.Label
		interval(row, e.Difference)
		if !e.Outcome.Binary {
			interval(row+", d", e.Standardised)
		}
	}
	for k := range c.Subgroups {
		g := &c.Subgroups[k]
		if g.Outcome.Name != "phq9_last" && g.Outcome.Name != "response" {
			continue
		}
		none := explore.Maybe(math.NaN())
		all = append(all, found{"compare, " + name + ": for whom, a trait that moves nothing, " + g.Outcome.Label + " (test)",
			none, none, none, explore.Maybe(g.Interaction.P), true, math.IsNaN(g.Interaction.P)})
	}
	return all
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

package twins

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"rapport/analysis/data"
)

// CompareOptions says how to compare the scenarios of a run.
type CompareOptions struct {
	Baseline  string   // scenario to compare with; empty: the first of the run
	Traits    []string // by which to look at subgroups; nil: a few that ship
	Subgroups []string // outcomes whose effects are looked at in them; nil: all
	TrialN    int      // patients per arm of the trial whose power is told; at least 2
	Brief     bool     // of outcomes that are not shown ([ScenarioComparison.Shown]) the means alone are worked out
	Scenarios []string // which to compare; nil: all but the baseline

	Until []int // weeks up to which times to events are counted; nil: the last at which everybody is assessed

	Contrasts []Contrast // of differences, over four scenarios of the run

	// Evidence, where set, lets a run under plausible sets say what would settle an answer.
	Evidence *Evidence

	// Watch, where set, sees the courses as they are read.
	Watch *Watch

	// Twins, where set, is given the twins of every comparison in turn, before the
	// memory that they hold is let go.
	Twins func(*Twins) error
}

// DefaultTrialN is the patients per arm of a usual trial.
const DefaultTrialN = 100

// Comparison is every scenario of a run against its baseline.
type Comparison struct {
	Baseline  string
	Primary   string // name of the primary outcome: PHQ-9 at the last assessment within the planned treatment, everybody; the last PHQ-9 where nobody was assessed
	Scenarios []ScenarioComparison
	Contrasts []ContrastResult

	Strategies []Strategies // within the scenarios that randomise
	Sets       []OverSets   // of a run under plausible sets: every contrast, outcome by outcome
}

// ScenarioComparison is one scenario against the baseline.
type ScenarioComparison struct {
	Scenario      string
	Twins         int         // patients × replications that both scenarios have
	Replications  int         // of the twins
	Strangers     int         // twins who differ before treatment: the scenarios set their populations differently
	Parted        int         // twins whose sessions differ at all
	PartedSession float64     // median of the first session at which they do; 0 without
	Unit          ClusterUnit // which twins count as dependent
	Clusters      int
	spread        [2]float64       // standard deviations of the week of the last session, under baseline and scenario
	Waits         [2]float64       // mean weeks from entry to session 1, under baseline and scenario
	Waiting       [2]float64       // share of the patients who still wait for it at the primary week
	Effects       []ScenarioEffect // by outcome, as [OutcomesAt] lists them
	Subgroups     []Subgroups      // by trait, then outcome
	Warnings      []error
}

// Compare compares scenarios of a run with one of them, patient by patient. Their
// tables are read side by side and not kept; the twins of one comparison are in
// memory at a time.
//
// Its error holds every fault of the options.
func Compare(run *data.Run, o CompareOptions) (*Comparison, error) {
	traits, err := o.check(run)
	if err != nil {
		return nil, err
	}
	o.Brief = o.Brief && run.Sets() == 0 // over sets every outcome is told
	c := &Comparison{Baseline: o.Baseline, Primary: PrimaryOutcome(run, o.Baseline)}
	all, err := pairAll(run, o.Baseline, o.Scenarios, run.Primary(o.Baseline), o.Until, o.Watch)
	if err != nil {
		return nil, err
	}
	for i, twins := range all {
		all[i] = nil // the memory of one is let go before the next
		c.Scenarios = append(c.Scenarios, twins.compare(traits, &o))
		if o.Twins != nil {
			if err := o.Twins(twins); err != nil {
				return nil, err
			}
		}
	}
	for _, name := range append([]string{o.Baseline}, o.Scenarios...) {
		within, err := strategiesOf(run, name)
		if err != nil {
			return nil, err
		}
		if within != nil {
			c.Strategies = append(c.Strategies, *within)
		}
	}
	if c.Contrasts, err = contrasts(run, o.Contrasts, run.Primary(o.Baseline)); err == nil && run.Sets() > 0 {
		c.Sets, err = overSets(run, &o, c)
	}
	return c, err
}

// Rows is how many rows are read to compare scenarios of a run.
func (o *CompareOptions) Rows(run *data.Run) (n int64) {
	baseline, others := o.Baseline, o.Scenarios
	if baseline == "" && len(run.Scenarios) > 0 {
		baseline = run.Scenarios[0]
	}
	if others == nil {
		others = run.Scenarios
	}
	n = run.Rows(baseline)
	for _, s := range others {
		if s != baseline {
			n += run.Rows(s)
		}
	}
	for i := range o.Contrasts {
		n += run.Rows(o.Contrasts[i].Scenarios()...)
	}
	return n * int64(1+run.Sets())
}

// PrimaryOutcome is the name of the outcome by which a run is judged first.
func PrimaryOutcome(run *data.Run, baseline string) string {
	if week := run.Primary(baseline); week > 0 {
		return fmt.Sprintf("phq9_week_%d", week)
	}
	return "phq9_last"
}

// OutcomesOf lists what the scenarios of a run can be compared on, times to events up to
// any week at which everybody was asked among it.
func OutcomesOf(run *data.Run, baseline string) ([]CompareOutcome, error) {
	return outcomesOf(run, baseline, baseline, run.Primary(baseline), run.Weeks(baseline, baseline))
}

// lastWeek is the last of the weeks, alone; none where there are none.
func lastWeek(weeks []int) []int { return weeks[max(0, len(weeks)-1):] }

// Check completes the options: baseline and scenarios where none are named. Its
// error holds every fault.
func (o *CompareOptions) Check(run *data.Run) error {
	_, err := o.check(run)
	return err
}

// check completes the options and finds the traits.
func (o *CompareOptions) check(run *data.Run) ([]Trait, error) {
	var faults []error
	if o.Baseline == "" && len(run.Scenarios) > 0 {
		o.Baseline = run.Scenarios[0]
	}
	if !slices.Contains(run.Scenarios, o.Baseline) {
		faults = append(faults, fmt.Errorf("baseline: %w: %q%s", data.ErrNoScenario, o.Baseline, data.NearestOrAll(o.Baseline, run.Scenarios)))
	}
	for _, s := range o.Scenarios {
		switch {
		case !slices.Contains(run.Scenarios, s):
			faults = append(faults, fmt.Errorf("%w: %q%s", data.ErrNoScenario, s, data.NearestOrAll(s, run.Scenarios)))
		case s == o.Baseline:
			faults = append(faults, fmt.Errorf("scenario %s is the baseline: it does not differ from itself; name another one, or another baseline", s))
		}
	}
	faults = append(faults, twice("scenario", o.Scenarios), twice("trait", o.Traits))
	if o.TrialN < 2 {
		faults = append(faults, fmt.Errorf("a trial of %d patients per arm: want at least 2", o.TrialN))
	}
	if o.Traits == nil {
		o.Traits = defaultTraits
	}
	var traits []Trait
	for _, name := range o.Traits {
		t, err := findTrait(name)
		traits, faults = append(traits, t), append(faults, err)
	}
	if o.Scenarios == nil {
		o.Scenarios = slices.DeleteFunc(slices.Clone(run.Scenarios), func(s string) bool { return s == o.Baseline })
	}
	if len(o.Scenarios) == 0 && len(run.Scenarios) == 1 {
		faults = append(faults, fmt.Errorf("the run has the scenario %s alone: there is nothing to compare it with", o.Baseline))
	}
	return traits, errors.Join(faults...)
}

// twice refuses a name that is there again: it would be told, written and corrected for as
// another one.
func twice(what string, names []string) error {
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return fmt.Errorf("%s %s is named twice", what, name)
		}
	}
	return nil
}

// compare computes the effects of one pair of scenarios.
func (t *Twins) compare(traits []Trait, o *CompareOptions) ScenarioComparison {
	s := ScenarioComparison{Scenario: t.Scenario, Twins: t.Len(), Unit: t.clusters.unit, Clusters: t.clusters.n, Waits: t.waits, Waiting: t.waiting, Strangers: t.strangers}
	s.Parted, s.PartedSession = t.Parted()
	seen := map[int32]bool{}
	for _, p := range t.patients {
		seen[p.Replication] = true
	}
	s.Replications = len(seen)
	outcomes := t.outcomes
	s.Effects = make([]ScenarioEffect, len(outcomes))
	grouped, place := 0, make([]int, len(outcomes)) // -1: not looked at in subgroups
	for k := range outcomes {
		if place[k] = -1; o.Subgroups == nil || slices.Contains(o.Subgroups, outcomes[k].Name) {
			place[k] = grouped
			grouped++
		}
	}
	s.Subgroups = make([]Subgroups, len(traits)*grouped)
	by := t.rankAll(traits)
	data.InParallel(len(outcomes), func(k int) {
		both := t.pairs(k)
		defer both.letGo()
		s.Effects[k] = t.effectOf(k, both, o)
		if outcomes[k].Name == "weeks" {
			s.spread = spreads(both)
		}
		for i := range by {
			if place[k] >= 0 {
				s.Subgroups[i*grouped+place[k]] = t.subgroups(by[i], k, both)
			}
		}
	})
	s.mark()
	for k := range grouped {
		var tests []*Interaction
		for i := k; i < len(s.Subgroups); i += grouped {
			tests = append(tests, &s.Subgroups[i].Interaction)
		}
		adjust(tests)
	}
	s.warn(t)
	return s
}

// rankAll ranks the twins by every trait, once for all that have the same patients.
func (t *Twins) rankAll(traits []Trait) []*ranked {
	by := make([]*ranked, len(traits))
	data.InParallel(len(traits), func(i int) {
		if t.base != nil {
			by[i] = t.base.ranked[traits[i].Name]
		}
		if by[i] == nil {
			by[i] = t.rank(traits[i])
		}
	})
	for i, r := range by {
		if t.base != nil {
			t.base.ranked[traits[i].Name] = r
		}
	}
	return by
}

// spreads are the standard deviations of an outcome under both scenarios.
func spreads(both *pairs) (sd [2]float64) {
	for i, m := range both.under {
		sd[i] = math.Sqrt(m.variance)
	}
	return sd
}

// Effect returns the effect on the named outcome, nil where there is none.
func (s *ScenarioComparison) Effect(outcome string) *ScenarioEffect {
	for i := range s.Effects {
		if s.Effects[i].Outcome.Name == outcome {
			return &s.Effects[i]
		}
	}
	return nil
}

// Compare computes all effects of these twins, and for whom by the named traits.
func (t *Twins) Compare(by []string, trialN int) (s ScenarioComparison, err error) {
	var traits []Trait
	var faults []error
	for _, name := range by {
		trait, err := findTrait(name)
		traits, faults = append(traits, trait), append(faults, err)
	}
	if err := errors.Join(faults...); err != nil {
		return s, err
	}
	return t.compare(traits, &CompareOptions{TrialN: trialN}), nil
}

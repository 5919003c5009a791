package twins

import (
	"slices"

	"rapport/analysis/data"
	"rapport/analysis/descriptive"
	"rapport/sim/record"
)

// Twins are the patients of two scenarios, each paired with itself: the same
// person with the same luck under either. It holds outcomes, not sessions, some
// hundred bytes to a patient, and the patients of the baseline.
type Twins struct {
	Baseline, Scenario string // names of the scenarios

	outcomes   []CompareOutcome
	patients   []*record.Patient // under the baseline, in the order of its table
	others     []therapistKey    // therapist under the scenario
	shared     [][]therapistKey  // therapists beside that under the baseline by whom twins are dependent
	clinics    clinicsApart
	parts      []int32     // first session at which the twins part, 0: never
	under      [2][]column // outcomes under baseline and scenario, by outcome
	clusters   clusters
	seats      [2]*caseloads      // of baseline and scenario
	base       *known             // of the baseline; nil where the twins are not all its patients
	therapists []record.Therapist // of the baseline, for their traits

	waits   [2]float64 // mean weeks from entry to session 1 under baseline and scenario
	waiting [2]float64 // share of patients who then still waited at the primary week
	lasts   [2]float64 // mean weeks from session 1 to the last
	kept    [2]float64 // weeks for which a place is kept; 0: places are not limited

	strangers int        // twins who differ before treatment
	entry     [2]float64 // mean PHQ-9 at entry under baseline and scenario
}

// PairTwins pairs the patients that both scenarios have, by replication and
// number. It fails where they have none in common.
func PairTwins(baseline, scenario *data.Data) (*Twins, error) {
	weeks := common(baseline.Weeks(), scenario.Weeks())
	outcomes := OutcomesAt(weeks, 0, lastWeek(weeks)...)
	p := newPairing(newSide(outcomes, baseline.Len()), baseline.Len())
	p.base.addAll(baseline)
	p.take(baseline, scenario, 0)
	t := &Twins{Baseline: baseline.Scenario, Scenario: scenario.Scenario, outcomes: outcomes, therapists: baseline.Therapists}
	return t, t.take(p)
}

// seat sorts the twins by their therapists.
func (t *Twins) seat() {
	if t.base != nil {
		t.seats[0] = t.base.seats(t.patients)
	} else {
		t.seats[0] = seatsOf(t.patients)
	}
	t.seats[1] = caseloadsOf(t.Len(), func(i int) therapistKey { return t.others[i] })
}

// Len is the number of twins.
func (t *Twins) Len() int { return len(t.patients) }

// Parted counts the twins whose sessions differ at all, and returns the median of
// the first sessions that do; 0 where none does.
func (t *Twins) Parted() (n int, medianSession float64) {
	var at []float64
	for _, s := range t.parts {
		if s > 0 {
			at = append(at, float64(s))
		}
	}
	if len(at) == 0 {
		return 0, 0
	}
	return len(at), descriptive.Median(at)
}

// find is the place of the outcome of that name among all, or -1.
func (t *Twins) find(outcome string) int {
	return slices.IndexFunc(t.outcomes, func(o CompareOutcome) bool { return o.Name == outcome })
}

// common are the weeks that both lists hold.
func common(a, b []int) []int {
	return slices.DeleteFunc(slices.Clone(a), func(week int) bool { return !slices.Contains(b, week) })
}

// Differences are the outcome under the scenario minus that under the baseline,
// twin by twin; NaN where either has none. It panics at an unknown outcome.
func (t *Twins) Differences(outcome string) []float64 {
	k := t.find(outcome)
	if k < 0 {
		panic("analysis: unknown outcome " + outcome)
	}
	d := make([]float64, t.Len())
	for i := range d {
		d[i] = t.under[1][k].at(i) - t.under[0][k].at(i)
	}
	return d
}

// partingSession is the number of the first session whose rows differ in any
// column, or that only one of the two has; 0 where all are equal.
func partingSession(a, b []record.Session) int32 {
	for i := range min(len(a), len(b)) {
		if !record.Same(&a[i], &b[i]) {
			return min(a[i].Session, b[i].Session)
		}
	}
	switch n := min(len(a), len(b)); {
	case len(a) > n:
		return a[n].Session
	case len(b) > n:
		return b[n].Session
	}
	return 0
}

package twins

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"rapport/analysis/data"
	"rapport/analysis/descriptive"
	"rapport/sim/record"
)

// Twins are the patients of two scenarios, each paired with itself: the same
// person with the same luck under either. It holds outcomes, not sessions, some
// 600 bytes to a patient.
type Twins struct {
	Baseline, Scenario string // names of the scenarios

	outcomes   []CompareOutcome
	patients   []*record.Patient // under the baseline, in the order of its table
	others     []therapistKey    // therapist under the scenario
	parts      []int32           // first session at which the twins part, 0: never
	under      [2][][]float64    // outcomes under baseline and scenario, by outcome and twin; NaN: none
	clusters   clusters
	seats      [2]*caseloads      // of baseline and scenario
	therapists []record.Therapist // of the baseline, for their traits

	strangers int // twins who differ before treatment
}

// PairTwins pairs the patients that both scenarios have, by replication and
// number. It fails where they have none in common.
func PairTwins(baseline, scenario *data.Data) (*Twins, error) {
	weeks := common(baseline.Weeks(), scenario.Weeks())
	outcomes := OutcomesAt(weeks, 0, lastWeek(weeks)...)
	p := newPairing(outcomes, min(baseline.Len(), scenario.Len()))
	data.EachPair(baseline, scenario, p.add)
	t := &Twins{Baseline: baseline.Scenario, Scenario: scenario.Scenario, outcomes: outcomes, therapists: baseline.Therapists}
	return t, t.take([]*pairing{p})
}

// pairRun is PairTwins of two scenarios of a run, whose tables are read once, side
// by side, and never held.
func pairRun(run *data.Run, baseline, scenario string, until []int) (*Twins, error) {
	parts := run.Parts(baseline, scenario)
	outcomes := outcomesOf(run, baseline, scenario, until)
	pieces, errs := make([]*pairing, parts), make([]error, parts)
	data.InParallel(parts, func(i int) {
		pieces[i] = newPairing(outcomes, run.PartCourses(baseline, i, parts))
		errs[i] = pieces[i].read(run, baseline, scenario, i, parts)
	})
	t := &Twins{Baseline: baseline, Scenario: scenario, outcomes: outcomes}
	var err error
	t.therapists, err = run.Therapists(baseline)
	if err := errors.Join(append(errs, err)...); err != nil {
		return nil, err
	}
	return t, t.take(pieces)
}

// pairing gathers twins in the order of the patients.
type pairing struct {
	outcomes  []CompareOutcome
	patients  []record.Patient // under the baseline
	others    []therapistKey   // under the scenario
	parts     []int32
	under     [2][][]float64
	strangers int

	weekly weekly   // of the course at hand
	places [2][]int // of outcomes by week among the assessments of the course before
}

// newPairing makes room for so many twins, and for more where there are more.
func newPairing(outcomes []CompareOutcome, room int) *pairing {
	p := &pairing{outcomes: outcomes, patients: make([]record.Patient, 0, room), others: make([]therapistKey, 0, room), parts: make([]int32, 0, room)}
	for side := range p.under {
		p.under[side] = make([][]float64, len(p.outcomes))
		p.places[side] = make([]int, len(p.outcomes))
		for k := range p.under[side] {
			p.under[side][k] = make([]float64, 0, room)
		}
	}
	return p
}

func (p *pairing) add(a, b *data.Course) {
	p.patients = append(p.patients, *a.Patient)
	p.others = append(p.others, keyOf(b.Patient))
	p.parts = append(p.parts, partingSession(a.Sessions, b.Sessions))
	if !record.SamePerson(a.Patient, b.Patient) {
		p.strangers++
	}
	p.take(0, a)
	p.take(1, b)
}

// take keeps the outcomes of a course.
func (p *pairing) take(side int, c *data.Course) {
	p.weekly.read(c)
	for k := range p.outcomes {
		o := &p.outcomes[k]
		var v float64
		if o.byWeek != nil {
			v = o.byWeek(c, p.weekly.at(c, o.Week, &p.places[side][k]))
		} else {
			v = o.of(c)
		}
		p.under[side][k] = append(p.under[side][k], v)
	}
}

// read pairs the twins of a part of two scenarios.
func (p *pairing) read(run *data.Run, baseline, scenario string, part, parts int) error {
	var sides [2]*data.CourseReader
	var at [2]*data.Course
	for i, name := range []string{baseline, scenario} {
		reader, err := run.CoursesOf(name, part, parts)
		if err != nil {
			return err
		}
		defer reader.Close()
		sides[i] = reader
		if at[i], err = reader.Next(); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
	}
	for at[0] != nil || at[1] != nil {
		step := [2]bool{true, true}
		switch {
		case at[1] == nil || at[0] != nil && at[0].Key().Less(at[1].Key()):
			step[1] = false
		case at[0] == nil || at[1].Key().Less(at[0].Key()):
			step[0] = false
		default:
			p.add(at[0], at[1])
		}
		for i := range sides {
			var err error
			if !step[i] {
				continue
			}
			if at[i], err = sides[i].Next(); err != nil && !errors.Is(err, io.EOF) {
				return err
			}
		}
	}
	return nil
}

// take joins the pieces, in order.
func (t *Twins) take(pieces []*pairing) error {
	n, outcomes := 0, len(t.outcomes)
	for _, p := range pieces {
		n += len(p.patients)
	}
	if n == 0 {
		return fmt.Errorf("scenarios %s and %s have no patient in common: there is nothing to compare", t.Baseline, t.Scenario)
	}
	others := make([]therapistKey, 0, n)
	t.patients, t.parts = make([]*record.Patient, 0, n), make([]int32, 0, n)
	for side := range t.under {
		t.under[side] = make([][]float64, outcomes)
	}
	for _, p := range pieces {
		for i := range p.patients {
			t.patients = append(t.patients, &p.patients[i])
		}
		t.parts, others = append(t.parts, p.parts...), append(others, p.others...)
		t.strangers += p.strangers
	}
	for side := range t.under {
		for k := range outcomes {
			if len(pieces) == 1 {
				t.under[side][k] = pieces[0].under[side][k]
				continue
			}
			joined := make([]float64, 0, n)
			for _, p := range pieces {
				joined = append(joined, p.under[side][k]...)
				p.under[side][k] = nil
			}
			t.under[side][k] = joined
		}
	}
	t.others = others
	t.clusters = clusterTwins(t.patients, others)
	t.seat()
	return nil
}

// seat sorts the twins by their therapists.
func (t *Twins) seat() {
	t.seats[0] = caseloadsOf(t.Len(), func(i int) therapistKey { return keyOf(t.patients[i]) })
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
		d[i] = t.under[1][k][i] - t.under[0][k][i]
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

package twins

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// pairRun is [PairTwins] of two scenarios of a run, whose tables are read once, side by
// side, and never held.
func pairRun(run *data.Run, baseline, scenario string, until []int) (*Twins, error) {
	all, err := pairAll(run, baseline, []string{scenario}, until, nil)
	if err != nil {
		return nil, err
	}
	return all[0], all[0].pair()
}

// pairAll pairs some scenarios with one of a run. All are read in step, once, and twins
// share what the baseline says of them. [Twins.pair] completes each in its turn.
func pairAll(run *data.Run, baseline string, scenarios []string, until []int, watch *Watch) ([]*Twins, error) {
	outcomes := make([][]CompareOutcome, len(scenarios))
	for i, name := range scenarios {
		outcomes[i] = outcomesOf(run, baseline, name, until)
	}
	parts := run.Parts(append([]string{baseline}, scenarios...)...)
	pieces, errs := make([][]*pairing, parts), make([]error, parts)
	data.InParallel(parts, func(i int) {
		pieces[i] = pairingsOf(outcomes, run.PartCourses(baseline, i, parts))
		errs[i] = readInStep(run, baseline, scenarios, pieces[i], watch, i, parts)
	})
	therapists, err := run.Therapists(baseline)
	if err := errors.Join(append(errs, err)...); err != nil {
		return nil, err
	}
	all := make([]*Twins, len(scenarios))
	for i, name := range scenarios {
		all[i] = &Twins{Baseline: baseline, Scenario: name, outcomes: outcomes[i], therapists: therapists}
		for _, piece := range pieces {
			all[i].pieces = append(all[i].pieces, piece[i])
		}
	}
	return all, nil
}

// pairing gathers twins in the order of the patients.
type pairing struct {
	base      *side          // of all patients under the baseline; other pairings may have the same
	at        []int32        // places of the twins among them
	scenario  *side          // of the twins, without patients
	others    []therapistKey // under the scenario
	parts     []int32
	strangers int
}

// newPairing makes room for so many twins, and for more where there are more.
func newPairing(base *side, room int) *pairing {
	return &pairing{base: base, scenario: newSide(base.outcomes, room), at: make([]int32, 0, room),
		others: make([]therapistKey, 0, room), parts: make([]int32, 0, room)}
}

// pairingsOf makes one for each list of outcomes. Equal lists share the baseline's side.
func pairingsOf(outcomes [][]CompareOutcome, room int) []*pairing {
	all := make([]*pairing, len(outcomes))
	for i, list := range outcomes {
		same := slices.IndexFunc(outcomes[:i], func(other []CompareOutcome) bool {
			return slices.EqualFunc(other, list, func(a, b CompareOutcome) bool { return a.Name == b.Name })
		})
		if same >= 0 {
			all[i] = newPairing(all[same].base, room)
		} else {
			all[i] = newPairing(newSide(list, room), room)
		}
	}
	return all
}

// add takes in a course of the scenario, and that of its twin, which the baseline's side
// took in last.
func (p *pairing) add(a, b *data.Course) {
	p.at = append(p.at, int32(len(p.base.patients)-1))
	p.others = append(p.others, keyOf(b.Patient))
	p.parts = append(p.parts, partingSession(a.Sessions, b.Sessions))
	if !record.SamePerson(a.Patient, b.Patient) {
		p.strangers++
	}
	p.scenario.take(b)
}

// reading is a scenario whose courses pass by.
type reading struct {
	*data.CourseReader
	see func(*data.Course)
	at  *data.Course // nil behind the last
}

func (r *reading) next() (err error) {
	if r.at, err = r.Next(); errors.Is(err, io.EOF) {
		r.at, err = nil, nil
	}
	return err
}

// comparedFrom are the columns from which scenarios are compared: all of patients and
// sessions, by which twins part.
func comparedFrom(table, column string) bool { return table != "ruptures" && column != "phase" }

// readInStep reads a part of the baseline and of all scenarios, and pairs each of these.
func readInStep(run *data.Run, baseline string, scenarios []string, pairings []*pairing, watch *Watch, part, parts int) error {
	all := make([]reading, 1+len(scenarios))
	for i, name := range append([]string{baseline}, scenarios...) {
		reader, err := run.CoursesOf(name, part, parts, watch.columns)
		if err != nil {
			return err
		}
		defer reader.Close()
		all[i].CourseReader, all[i].see = reader, watch.see(i, part, parts)
		if err := all[i].next(); err != nil {
			return err
		}
	}
	var bases []*side
	for _, p := range pairings {
		if !slices.Contains(bases, p.base) {
			bases = append(bases, p.base)
		}
	}
	first := &all[0]
	for first.at != nil {
		first.see(first.at)
		for _, base := range bases {
			base.add(first.at)
		}
		for i := range pairings {
			if err := pairings[i].step(first.at, &all[1+i]); err != nil {
				return err
			}
		}
		if err := first.next(); err != nil {
			return err
		}
	}
	for i := range all { // what has no twin is read for its faults
		for all[i].at != nil {
			all[i].see(all[i].at)
			if err := all[i].next(); err != nil {
				return err
			}
		}
	}
	return nil
}

// step pairs a course of the baseline with its twin, if there is one, and goes on behind.
func (p *pairing) step(a *data.Course, other *reading) error {
	for other.at != nil && !a.Key().Less(other.at.Key()) {
		if other.at.Key() == a.Key() {
			p.add(a, other.at)
		}
		other.see(other.at)
		if err := other.next(); err != nil {
			return err
		}
	}
	return nil
}

// pair joins the pieces of twins that were read.
func (t *Twins) pair() error {
	pieces := t.pieces
	t.pieces = nil
	return t.take(pieces)
}

// wait works out how long courses wait for session 1 under baseline and scenario.
func (t *Twins) wait(pieces []*pairing) {
	var waited, courses [2]float64
	for _, p := range pieces {
		for i, s := range [2]*side{p.base, p.scenario} {
			waited[i], courses[i] = waited[i]+s.waited, courses[i]+s.courses
		}
	}
	for i := range waited {
		t.waits[i] = waited[i] / max(1, courses[i])
	}
}

// take joins pieces, in order.
func (t *Twins) take(pieces []*pairing) error {
	n := 0
	for _, p := range pieces {
		n += len(p.at)
	}
	if n == 0 {
		return fmt.Errorf("scenarios %s and %s have no patient in common: there is nothing to compare", t.Baseline, t.Scenario)
	}
	others := make([]therapistKey, 0, n)
	t.wait(pieces)
	t.patients, t.parts = make([]*record.Patient, 0, n), make([]int32, 0, n)
	t.base = pieces[0].base.known
	var sides [2][]*side
	var places [2][][]int32
	var faults []error
	for _, p := range pieces {
		at := p.at
		if len(p.at) == len(p.base.patients) {
			at = nil
		} else {
			t.base = nil
		}
		for i, s := range [2]*side{p.base, p.scenario} {
			sides[i], faults = append(sides[i], s), append(faults, s.fault)
		}
		places[0], places[1] = append(places[0], at), append(places[1], nil)
		for _, at := range p.at {
			t.patients = append(t.patients, &p.base.patients[at])
		}
		t.parts, others = append(t.parts, p.parts...), append(others, p.others...)
		t.strangers += p.strangers
	}
	if err := errors.Join(faults...); err != nil {
		return err
	}
	for i := range sides {
		t.under[i] = outcomesFrom(sides[i], places[i])
	}
	t.others = others
	t.clusters = clusterTwins(t.patients, others)
	t.seat()
	return nil
}

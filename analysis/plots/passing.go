package plots

import (
	"errors"
	"maps"
	"slices"

	"rapport/analysis"
	"rapport/analysis/data"
)

// passing is what is kept of the courses of a run as they pass by, all scenarios side by
// side, part by part.
type passing struct {
	run   *data.Run
	names []string
	step  int64 // every so many-th course of the first scenario is in the sample
	parts []*together
}

// together is a part of all scenarios, whose courses pass in order: a patient's under the
// first one before the same patient's under the others.
type together struct {
	at        int64 // courses of the first scenario before the next one
	sampled   who   // the last one
	candidate who   // the last one
	all       []kept
}

// kept is what is kept of a part of a scenario.
type kept struct {
	tally    data.Tally
	life     analysis.Life
	times    [len(events)]analysis.Survival
	sample   []data.Course
	patterns Patterns // of treatment, where no scenario before treats anybody; of waiting
	ruptured candidates
	others   map[who]data.Course // of patients who are candidates under a scenario before
}

// who names a patient of a replication.
type who struct {
	replication int32
	patient     int64
}

func whoIs(c *data.Course) who { return who{c.Patient.Replication, c.Patient.Patient} }

// nobody is no patient.
var nobody = who{-1, -1}

func newPassing(run *data.Run, names []string) *passing {
	return &passing{run: run, names: names, step: max(1, run.Courses(names[0])/sampled), parts: make([]*together, run.Parts(names...))}
}

// sees is what sees the courses of a part of a scenario; the first one is asked for first.
func (p *passing) sees(scenario, part, _ int) func(*data.Course) {
	if scenario == 0 {
		p.parts[part] = &together{at: p.run.CoursesBefore(p.names[0], part), sampled: nobody, candidate: nobody, all: make([]kept, len(p.names))}
	}
	t := p.parts[part]
	return func(c *data.Course) {
		if scenario == 0 {
			if t.at%p.step == 0 && t.at/p.step < sampled {
				t.sampled = whoIs(c)
			}
			t.at++
		}
		t.see(scenario, c)
	}
}

func (t *together) see(scenario int, c *data.Course) {
	k, is := &t.all[scenario], whoIs(c)
	k.tally.Add(c)
	k.life.Add(c)
	for i := range events {
		if weeks, event, ok := events[i].time(c); ok {
			k.times[i].Add(weeks, event)
		}
	}
	if !c.Treated() || !t.before(scenario, func(k *kept) bool { return k.patterns.treated > 0 }) {
		k.patterns.Add(c)
	}
	if is == t.sampled {
		k.sample = append(k.sample, detached(*c))
	}
	switch {
	case is == t.candidate:
		if k.others == nil {
			k.others = map[who]data.Course{}
		}
		k.others[is] = detached(*c)
	case len(c.Sessions) < 4 || len(c.Ruptures) == 0:
	case t.before(scenario, func(k *kept) bool { return k.ruptured != nil }):
	case k.ruptured.add(c):
		t.candidate = is
	}
}

// before says whether something holds of a scenario before one.
func (t *together) before(scenario int, holds func(*kept) bool) bool {
	for i := range scenario {
		if holds(&t.all[i]) {
			return true
		}
	}
	return false
}

// join adds what was kept of another part.
func (k *kept) join(o *kept) {
	k.tally.Join(&o.tally)
	k.life.Join(&o.life)
	for i := range events {
		k.times[i].Join(&o.times[i])
	}
	k.sample = append(k.sample, o.sample...)
	k.patterns.Join(&o.patterns)
	k.ruptured.join(o.ruptured)
	if k.others == nil {
		k.others = map[who]data.Course{}
	}
	maps.Copy(k.others, o.others)
}

// candidates are courses with ruptures, by the change of PHQ-9: how many, and the first
// few.
type candidates map[int32]*sameChange

type sameChange struct {
	n     int
	first []data.Course
}

// add takes in a course, and says whether it was kept.
func (all *candidates) add(c *data.Course) bool {
	if *all == nil {
		*all = candidates{}
	}
	of := all.of(c.Patient.PHQ9Last - c.Patient.PHQ9Intake)
	of.n++
	if len(of.first) == marked {
		return false
	}
	of.first = append(of.first, detached(*c))
	return true
}

func (all candidates) of(change int32) *sameChange {
	if all[change] == nil {
		all[change] = &sameChange{}
	}
	return all[change]
}

func (all *candidates) join(o candidates) {
	if *all == nil && o != nil {
		*all = candidates{}
	}
	for change, more := range o {
		of := all.of(change)
		of.n += more.n
		of.first = append(of.first, more.first[:min(len(more.first), marked-len(of.first))]...)
	}
}

// chosen are courses at equal distances from the best to the worst change.
func (all candidates) chosen() (list []data.Course) {
	n := 0
	for _, of := range all {
		n += of.n
	}
	rank, passed := 0, 0
	for _, change := range slices.Sorted(maps.Keys(all)) {
		of := all[change]
		passed += of.n
		for _, c := range of.first {
			if at := rank; n <= marked && at < passed || n > marked && rank < marked && at*(n-1)/(marked-1) < passed {
				list, rank = append(list, c), rank+1
			}
		}
	}
	return list
}

// take takes what was kept of the scenarios.
func (m *Material) take(run *data.Run, p *passing) error {
	all := make([]kept, len(p.names))
	for _, t := range p.parts {
		for i := range all {
			all[i].join(&t.all[i])
		}
	}
	m.Scenarios = make([]Scenario, len(all))
	errs := make([]error, len(all))
	data.InParallel(len(all), func(i int) {
		s, k := &m.Scenarios[i], &all[i]
		s.Name, s.Summary, s.Life, s.Sample = p.names[i], k.tally.Summary(run, p.names[i]), k.life.Table(), k.sample
		for e := range events {
			s.Events[e] = k.times[e].Table()
		}
		s.Ledger, errs[i] = run.Ledger(p.names[i])
	})
	treats := false
	for i := range all {
		patterns := &all[i].patterns
		if treats { // some parts of a scenario before may treat nobody
			patterns = &Patterns{waiting: patterns.waiting}
		}
		if treats = treats || patterns.treated > 0; patterns.treated > 0 || patterns.waits() {
			m.Scenarios[i].Patterns = patterns
		}
	}
	m.mark(all)
	return errors.Join(errs...)
}

// mark marks courses of the first scenario that has candidates, and the same patients'
// under the next one that has a therapy.
func (m *Material) mark(all []kept) {
	first := slices.IndexFunc(all, func(k kept) bool { return k.ruptured != nil })
	if first < 0 {
		return
	}
	for _, c := range all[first].ruptured.chosen() {
		m.Marked = append(m.Marked, Pair{Scenario: m.Scenarios[first].Name, One: c})
	}
	for i := first + 1; i < len(all); i++ {
		if len(m.Scenarios[i].Life) == 0 {
			continue
		}
		for k := range m.Marked {
			mark := &m.Marked[k]
			mark.Other = m.Scenarios[i].Name
			if two, ok := all[i].others[whoIs(&mark.One)]; ok {
				mark.Two = &two
			}
		}
		return
	}
}

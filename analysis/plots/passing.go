package plots

import (
	"errors"
	"maps"
	"slices"

	"rapport/analysis"
	"rapport/analysis/data"
)

// passing is what is kept of the courses of a run as they pass by, part by part, all
// scenarios side by side.
type passing struct {
	names []string
	step  int64 // every so many-th course of the first scenario is in the sample
	at    int64 // courses of the first scenario before the next one
	all   []kept

	treating, rupturing int // the first scenario with such a course; behind all: none so far

	sampled, marked map[who]bool // patients whose courses are kept under every scenario
}

// kept is what is kept of a scenario.
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

func newPassing(run *data.Run, names []string) *passing {
	return &passing{names: names, step: max(1, run.Courses(names[0])/sampled), all: make([]kept, len(names)),
		treating: len(names), rupturing: len(names), sampled: map[who]bool{}, marked: map[who]bool{}}
}

// see takes in a part of the scenarios.
func (p *passing) see(part []*data.Data) {
	for scenario, d := range part {
		for i := range d.List {
			if c := &d.List[i]; scenario == 0 {
				if p.at%p.step == 0 && p.at/p.step < sampled {
					p.sampled[whoIs(c)] = true
				}
				p.at++
			}
			p.add(scenario, &d.List[i])
		}
	}
}

func (p *passing) add(scenario int, c *data.Course) {
	k, is := &p.all[scenario], whoIs(c)
	k.tally.Add(c)
	k.life.Add(c)
	for i := range events {
		if weeks, event, ok := events[i].time(c); ok {
			k.times[i].Add(weeks, event)
		}
	}
	if treated := c.Treated(); !treated || scenario <= p.treating {
		k.patterns.Add(c)
		if treated {
			p.treating = scenario
		}
	}
	if p.sampled[is] {
		k.sample = append(k.sample, detached(*c))
	}
	switch {
	case p.marked[is]:
		if k.others == nil {
			k.others = map[who]data.Course{}
		}
		k.others[is] = detached(*c)
	case len(c.Sessions) >= 4 && len(c.Ruptures) > 0 && scenario <= p.rupturing:
		if p.rupturing = scenario; k.ruptured.add(c) {
			p.marked[is] = true
		}
	}
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
	all := p.all
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
	for i := range all {
		patterns := &all[i].patterns
		if i > p.treating { // what was gathered before another scenario treated somebody
			patterns = &Patterns{waiting: patterns.waiting}
		}
		if patterns.treated > 0 || patterns.waits() {
			m.Scenarios[i].Patterns = patterns
		}
	}
	m.mark(all, p.rupturing)
	return errors.Join(errs...)
}

// mark marks courses of the first scenario that has candidates, and the same patients'
// under the next one that has a therapy.
func (m *Material) mark(all []kept, first int) {
	if first == len(all) {
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

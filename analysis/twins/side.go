package twins

import (
	"slices"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// side is what the courses of one scenario say of their outcomes.
type side struct {
	outcomes []CompareOutcome
	patients []record.Patient // of the baseline
	entry    []uint8          // PHQ-9 by patient
	weeks    []weekScores     // of the outcomes by week
	under    []scores         // of other outcomes; empty of those by week
	known    *known           // for all twins that have the baseline's patients

	waited, courses float64 // weeks from entry to session 1, in all, and of how many

	weekly weekly // of the course at hand
	fault  error  // the first course with a PHQ-9 that is none
}

func newSide(outcomes []CompareOutcome, room int) *side {
	s := &side{outcomes: outcomes, under: make([]scores, len(outcomes)), known: &known{make([]float64, len(outcomes)), map[string]*ranked{}}, entry: make([]uint8, 0, room)}
	for k := range s.under {
		if o := &outcomes[k]; o.byWeek == nil {
			s.under[k].few = make([]uint8, 0, room)
		} else if s.week(o.Week) < 0 {
			s.weeks = append(s.weeks, weekScores{week: o.Week, of: make([]coded, 0, room)})
		}
	}
	return s
}

// week is the place of a week among those of outcomes; -1 of none of them.
func (s *side) week(week int) int {
	return slices.IndexFunc(s.weeks, func(w weekScores) bool { return w.week == week })
}

// add takes in a course with its patient.
func (s *side) add(c *data.Course) {
	s.patients = append(s.patients, *c.Patient)
	s.take(c)
}

// take keeps the outcomes of a course.
func (s *side) take(c *data.Course) {
	s.weekly.read(c)
	if s.fault == nil {
		s.fault = s.weekly.inRange(c)
	}
	if len(c.Sessions) > 0 {
		s.waited, s.courses = s.waited+float64(c.Sessions[0].Week), s.courses+1
	}
	s.entry = append(s.entry, uint8(c.Patient.PHQ9Entry))
	for i := range s.weeks {
		s.weeks[i].add(c, s.weekly)
	}
	for k := range s.outcomes {
		if o := &s.outcomes[k]; o.byWeek == nil {
			s.under[k].add(o.of(c))
		}
	}
}

// outcomesFrom are the values of the outcomes of some sides, one behind the other, of each of
// the patients at some places of it (nil: all).
func outcomesFrom(sides []*side, at [][]int32) []column {
	first := sides[0]
	entry := oneBehindOther(sides, at, func(s *side) []uint8 { return s.entry })
	weeks := make([][]coded, len(first.weeks))
	for k := range weeks {
		weeks[k] = oneBehindOther(sides, at, func(s *side) []coded { return s.weeks[k].of })
	}
	all := make([]column, len(first.outcomes))
	for k := range all {
		if o := &first.outcomes[k]; o.byWeek != nil {
			all[k] = &weekOutcome{entry, weeks[first.week(o.Week)], o.byWeek}
		} else {
			all[k] = scoresFrom(sides, at, k)
		}
	}
	return all
}

// scoresFrom is outcomesFrom of an outcome that does not rest on one week. All take a byte
// to a value, or none does.
func scoresFrom(sides []*side, at [][]int32, k int) *scores {
	if slices.ContainsFunc(sides, func(s *side) bool { return s.under[k].many != nil }) {
		return &scores{many: oneBehindOther(sides, at, func(s *side) []float64 { return s.under[k].all() })}
	}
	return &scores{few: oneBehindOther(sides, at, func(s *side) []uint8 { return s.under[k].few })}
}

// oneBehindOther lays the values of some sides one behind the other. Those of one side alone
// are shared.
func oneBehindOther[T any](sides []*side, at [][]int32, of func(*side) []T) []T {
	lists, n := make([][]T, len(sides)), 0
	for i, s := range sides {
		lists[i] = of(s)
		if n += len(at[i]); at[i] == nil {
			n += len(lists[i])
		}
	}
	if len(lists) == 1 && at[0] == nil {
		return slices.Clip(lists[0])
	}
	all := make([]T, 0, n)
	for i, list := range lists {
		if at[i] == nil {
			all = append(all, list...)
		}
		for _, place := range at[i] {
			all = append(all, list[place])
		}
	}
	return all
}

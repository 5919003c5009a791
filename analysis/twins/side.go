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
	lasted          float64 // weeks from session 1 to the last, in all
	still           float64 // of them, who had not begun treatment by the week of the first outcome

	weekly weekly // of the course at hand
	fault  error  // the first course with a PHQ-9 that is none
}

func newSide(outcomes []CompareOutcome, room int) *side {
	s := &side{outcomes: outcomes, under: make([]scores, len(outcomes)), known: newKnown(len(outcomes)), entry: make([]uint8, 0, room)}
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

// addAll takes in courses with their patients.
func (s *side) addAll(d *data.Data) {
	for i := range d.List {
		s.add(&d.List[i])
	}
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
		begins := float64(c.Sessions[0].Week)
		s.waited, s.courses = s.waited+begins, s.courses+1
		s.lasted += float64(c.Sessions[len(c.Sessions)-1].Week) - begins
		if week := s.outcomes[0].Week; week > 0 && c.Treated() && begins >= float64(week) {
			s.still++
		}
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

// wait is how many weeks courses wait for session 1, on average.
func (s *side) wait() float64 { return s.waited / max(1, s.courses) }

// length is how many weeks courses last from session 1 to the last, on average.
func (s *side) length() float64 { return s.lasted / max(1, s.courses) }

// waiting is the share of courses that had not begun by the week of the first outcome.
func (s *side) waiting() float64 { return s.still / max(1, s.courses) }

// meanOf is the mean of scores.
func meanOf(scores []uint8) float64 {
	sum := 0
	for _, x := range scores {
		sum += int(x)
	}
	return float64(sum) / float64(len(scores))
}

// columns are the values of the outcomes, of the patients at some places (nil: of all).
func (s *side) columns(at []int32) []column {
	entry := picked(s.entry, at)
	weeks := make([][]coded, len(s.weeks))
	for k := range weeks {
		weeks[k] = picked(s.weeks[k].of, at)
	}
	all := make([]column, len(s.outcomes))
	for k := range all {
		if o := &s.outcomes[k]; o.byWeek != nil {
			all[k] = &weekOutcome{entry, weeks[s.week(o.Week)], o.byWeek}
		} else {
			all[k] = &scores{picked(s.under[k].few, at), picked(s.under[k].many, at)}
		}
	}
	return all
}

// picked are the values at some places (nil: all of them, shared).
func picked[T any](all []T, at []int32) []T {
	if at == nil || all == nil {
		return all
	}
	some := make([]T, len(at))
	for i, place := range at {
		some[i] = all[place]
	}
	return some
}

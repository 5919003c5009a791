package main

import (
	"time"

	"rapport/sim"
	"rapport/sim/luck"
	"rapport/sim/record"
)

// The engine's side of the comparison with c/loop.c: the same people, the same
// order, the same work.
const (
	modelSessions = 16   // held with each dyad, a week apart
	rowsBlock     = 1000 // courses whose rows are kept before their memory is used again
)

// lap is one repetition of a loop.
type lap struct {
	sessions int64
	spent    time.Duration
	sum      float64 // depends on every session
}

// begun are the dyads of a sample at intake.
func (s *sample) begun() []sim.Dyad {
	dyads := make([]sim.Dyad, len(s.cases))
	for i := range s.cases {
		c := &s.cases[i]
		var n luck.Noise
		c.Luck.At(&n, 0)
		dyads[i] = s.model.Begin(c.Patient, c.Clinic[c.Assigned], &n)
	}
	return dyads
}

// runModel advances every dyad, from its beginning, by sixteen weekly sessions,
// without measurement.
func (s *sample) runModel(begun []sim.Dyad) float64 {
	sum := 0.0
	var n luck.Noise
	for i := range begun {
		d := begun[i]
		for t := 1; t <= modelSessions; t++ {
			s.cases[i].Luck.At(&n, t)
			s.model.Pass(&d, &n, 1)
			s.model.Session(&d, &n, sim.NoMove, 1)
		}
		sum += d.Bond + d.Tasks + d.Goals + d.Trust + d.Hope + d.Severity
	}
	return sum
}

func (s *sample) timeModel(repeats int) []lap {
	begun := s.begun()
	laps := make([]lap, repeats)
	for i := range laps {
		before := time.Now()
		sum := s.runModel(begun)
		laps[i] = lap{int64(len(begun)) * modelSessions, time.Since(before), sum}
	}
	return laps
}

// runCourses simulates whole courses with measurement and columns, as a run does.
func (s *sample) runCourses(c *sim.Course, to *record.Columns) (sessions int64, sum float64) {
	for from := 0; from < len(s.cases); from += rowsBlock {
		to.Reset()
		for i := from; i < min(from+rowsBlock, len(s.cases)); i++ {
			c.Fill(&s.model, s.cases[i], to)
		}
		held := to.Sessions.Len()
		sessions += int64(held)
		sum += float64(to.Sessions.TrueSeverity[held-1]) + float64(to.Ruptures.Len())
	}
	return sessions, sum
}

func (s *sample) timeCourses(repeats int) []lap {
	var c sim.Course
	var columns record.Columns
	s.runCourses(&c, &columns) // the first time takes the memory
	laps := make([]lap, repeats)
	for i := range laps {
		before := time.Now()
		sessions, sum := s.runCourses(&c, &columns)
		laps[i] = lap{sessions, time.Since(before), sum}
	}
	return laps
}

package twins

import (
	"fmt"
	"math"
	"slices"

	"rapport/analysis"
	"rapport/analysis/data"
)

// assessed is what an assessment by week says of a course.
type assessed struct {
	score   float64 // as [data.OfEverybody]; NaN where nobody was asked
	relapse bool    // of somebody who had responded at an earlier week
}

// weekly are the assessments of a course, in order.
type weekly []assessed

// read takes in the assessments of a course, into memory that is used again.
func (w *weekly) read(c *data.Course) {
	*w = (*w)[:0]
	lowest := math.Inf(1) // of the scores before that were a response
	for i := range c.Assessments {
		x := data.OfEverybody(&c.Assessments[i])
		*w = append(*w, assessed{x, x >= analysis.RelapseFrom && x-lowest >= analysis.RelapseRise})
		if data.Responded(float64(c.Patient.PHQ9Entry), x) {
			lowest = min(lowest, x)
		}
	}
}

// at is the assessment of a week. It is looked for first at its place in the course
// before, and the place is kept.
func (w weekly) at(c *data.Course, week int, place *int) assessed {
	if *place < len(w) && int(c.Assessments[*place].Week) == week {
		return w[*place]
	}
	for i := range w {
		if int(c.Assessments[i].Week) == week {
			*place = i
			return w[i]
		}
	}
	return assessed{score: math.NaN()}
}

// phqScores is how many values the PHQ-9 has.
const phqScores = 28

// coded is an assessment in a byte: 0 where nobody was asked, else 1, twice the score, and
// 1 more for a relapse.
type coded uint8

// codes is how many there are.
const codes = 1 + 2*phqScores

func (a assessed) code() coded {
	switch {
	case math.IsNaN(a.score):
		return 0
	case a.relapse:
		return coded(2 + 2*int(a.score))
	}
	return coded(1 + 2*int(a.score))
}

func (c coded) assessed() assessed {
	if c == 0 {
		return assessed{score: math.NaN()}
	}
	return assessed{float64((c - 1) / 2), c%2 == 0}
}

// weekScores are the assessments of a week by patient, from which all outcomes of the week
// are read.
type weekScores struct {
	week  int
	place int // of the week among the assessments of the course before
	of    []coded
}

// add takes in the next patient.
func (s *weekScores) add(c *data.Course, w weekly) {
	s.of = append(s.of, w.at(c, s.week, &s.place).code())
}

// inRange says which PHQ-9 of a course is none; nil: all are.
func (w weekly) inRange(c *data.Course) error {
	is := func(x float64) bool { return x >= 0 && x < phqScores || math.IsNaN(x) }
	if entry := c.Patient.PHQ9Entry; !is(float64(entry)) {
		return fmt.Errorf("patient %d: a PHQ-9 of %d at entry, want 0 to %d", c.Patient.Patient, entry, phqScores-1)
	}
	for i, at := range w {
		if !is(at.score) {
			return fmt.Errorf("patient %d: a PHQ-9 of %v at week %d, want 0 to %d", c.Patient.Patient, at.score, c.Assessments[i].Week, phqScores-1)
		}
	}
	return nil
}

// weekOutcome are the values of an outcome that rests on the assessment of a week, and on
// the PHQ-9 at entry.
type weekOutcome struct {
	entry  []uint8
	of     []coded
	become func(entry float64, at assessed) float64
}

func (o *weekOutcome) at(i int) float64 {
	return o.become(float64(o.entry[i]), o.of[i].assessed())
}

func (o *weekOutcome) fill(to []float64) []float64 {
	var known [phqScores][codes]float64 // there are fewer answers than patients
	for entry := range known {
		for code := range known[entry] {
			known[entry][code] = o.become(float64(entry), coded(code).assessed())
		}
	}
	at := len(to)
	to = slices.Grow(to, len(o.of))[:at+len(o.of)]
	for i, code := range o.of {
		to[at+i] = known[o.entry[i]][code]
	}
	return to
}

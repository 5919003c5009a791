package twins

import (
	"math"

	"rapport/analysis"
	"rapport/analysis/data"
)

// assessed is what an assessment by week says of a course.
type assessed struct {
	score  float64 // as [data.OfEverybody]; NaN where nobody was asked
	lowest float64 // of the scores before that were a response; +Inf without
}

// relapsed says whether somebody who had responded at an earlier week is ill again.
func (a assessed) relapsed() float64 {
	switch {
	case math.IsNaN(a.score):
		return a.score
	case a.score < analysis.RelapseFrom:
		return 0
	}
	return yesNo(a.score-a.lowest >= analysis.RelapseRise)
}

// weekly are the assessments of a course, in order.
type weekly []assessed

// read takes in the assessments of a course, into memory that is used again.
func (w *weekly) read(c *data.Course) {
	*w = (*w)[:0]
	lowest := math.Inf(1)
	for i := range c.Assessments {
		x := data.OfEverybody(&c.Assessments[i])
		*w = append(*w, assessed{x, lowest})
		if 2*x <= float64(c.Patient.PHQ9Entry) {
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
	return assessed{score: math.NaN(), lowest: math.Inf(1)}
}

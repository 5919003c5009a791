package analysis

import (
	"fmt"
	"math"
	"slices"

	"rapport/analysis/data"
	"rapport/analysis/descriptive"
)

// intervals sets the intervals of the value and of the checks' margins.
func (r *ScoreRow) intervals(given []*data.Data, alone [][]float64) {
	se, df, ok := groupErrors(alone)
	if !ok {
		se, df = jackknifeOf(given, enoughCourses, r.Finding.measured)
	}
	t := descriptive.T95(df)
	if r.Low, r.High = r.Result.Low, r.Result.High; !r.Result.own {
		r.Low, r.High = interval(r.Result, se[0], t)
	}
	if r.Result.cut != nil {
		r.overSteps(se[0], se[1], t)
	}
	margins := r.Result.measured()
	for k := 2; k < len(margins); k++ {
		ends := [2]float64{math.NaN(), math.NaN()} // of a margin that is the same in all parts: its value decides
		switch {
		case k >= len(se) || !(se[k] > 0) && (math.IsNaN(se[k]) || given[0].Len() < enoughPatients): // no error can be had: it may be anything
			ends = [2]float64{math.Inf(-1), math.Inf(1)}
		case se[k] > 0:
			ends = [2]float64{margins[k] - t*se[k], margins[k] + t*se[k]}
		}
		r.margins = append(r.margins, ends)
	}
}

// overSteps makes the interval of a share that jumps within the error of its threshold
// hold that of the share at either end of that error, and says so. Where the error
// passes several steps of the scale, groups differ by them, and the interval knows it
// already. The threshold itself is let go: what it refers to is not needed any more.
func (r *ScoreRow) overSteps(se, ofThreshold, t float64) {
	c := r.Result.cut
	r.Result.cut = nil
	if math.IsNaN(r.Low) || !(ofThreshold > 0) {
		return
	}
	ends, jump := c.jump(t * ofThreshold)
	if least, most := min(ends[0], ends[1]), max(ends[0], ends[1]); jump > 0 && jump >= (most-least)/2 {
		for _, share := range ends {
			other := r.Result
			other.Value = share
			if low, high := interval(other, se, t); !math.IsNaN(low) {
				r.Low, r.High = min(r.Low, low), max(r.High, high)
			}
		}
		r.Result.warn("the threshold, %s ± %s, lies so near a step of the scale that the share is %s or %s: the interval holds both",
			figure(c.at), figure(t*ofThreshold), figure(least), figure(most))
	}
}

// jump is the share at both ends of an error of the threshold, and its largest change
// over a sixteenth of that.
func (c *cut) jump(reach float64) (ends [2]float64, largest float64) {
	const parts = 16
	before := c.share(c.at - reach)
	ends[0] = before
	for i := 1; i <= parts; i++ {
		share := c.share(c.at + reach*(2*float64(i)/parts-1))
		largest = max(largest, math.Abs(share-before))
		before = share
	}
	ends[1] = before
	return ends, largest
}

// fewEvents is how many patients with, and how many without, a share needs for its
// interval to be relied on.
const fewEvents = 5

// Rough says that the interval rests on too little to be relied on: a share, or a
// ratio of shares, of fewer than five patients, or of all but fewer than five; a time that
// fewer than five twins have another one of; or what asks for more patients than there are.
func (r *ScoreRow) Rough() bool { return r.rough() != "" }

// rough says on what too little the interval rests; empty where it can be relied on.
func (r *ScoreRow) rough() string {
	x := &r.Result
	switch {
	case math.IsNaN(r.Low):
		return ""
	case x.events != nil && slices.Min(x.events) < fewEvents:
		return fmt.Sprintf("fewer than %d patients with (or without) it", fewEvents)
	case x.differ != nil && *x.differ < fewEvents:
		return fmt.Sprintf("fewer than %d twins who differ", fewEvents)
	case x.few > 0:
		return fmt.Sprintf("%d patients", x.few)
	}
	return ""
}

// measured is what has an error in what the finding gives.
func (f *Finding) measured(given []*data.Data) []float64 {
	x, _ := Evaluate(f, given...)
	return x.measured()
}

// measured is what has an error: the value, its threshold (0 where there is none) and
// what the checks ask.
func (r *Result) measured() []float64 {
	all := []float64{r.Value, 0}
	if r.cut != nil {
		all[1] = r.cut.at
	}
	for _, c := range r.Checks {
		all = append(all, c.Margin)
	}
	return all
}

// interval is the 95 % interval of a value with this standard error and t; never
// of zero width. That of a ratio is symmetric on the scale of its logarithm, that of a
// correlation on Fisher's. That of a share is the score interval (Wilson 1927) of the number
// of patients which, were they independent, would give the standard error, with t
// in place of the normal point (Korn & Graubard 1998, Survey Methodology
// 24:193-201, but not cut at N: with few caseloads t pays for a standard error that
// came out small by chance, and paying twice makes intervals far too wide). Where
// the standard error is 0 it is that of N independent patients.
func interval(r Result, se, t float64) (low, high float64) {
	v := r.Value
	switch {
	case r.scale == ofShare && r.N > 0 && 0 <= v && v <= 1:
		return shareInterval(v, se, t, r.N)
	case !(se > 0):
		return math.NaN(), math.NaN()
	case r.scale == ofRatio && v > 0:
		return v * math.Exp(-t*se/v), v * math.Exp(t*se/v)
	case r.scale == ofFisher && -1 < v && v < 1:
		z, half := math.Atanh(v), t*se/(1-v*v)
		return math.Tanh(z - half), math.Tanh(z + half)
	}
	return v - t*se, v + t*se
}

// shareInterval is that of a share p of n.
func shareInterval(p, se, t float64, of int) (low, high float64) {
	n := float64(of)
	if se > 0 {
		n = p * (1 - p) / (se * se)
	} else {
		t = descriptive.Z95
	}
	if math.IsNaN(se) || !(n > 0) {
		return math.NaN(), math.NaN()
	}
	return descriptive.Score(p, n, t)
}

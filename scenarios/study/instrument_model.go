package study

import (
	"math"
	"slices"

	"rapport/sim"
)

// What the constructs look like in routine care, in log-odds, as the model is
// shipped, severity at session 1 and the alliance at session 3: published means and correlations are turned into the equation of
// [sim.Instrument] on this ground. A scenario that changes the population moves the
// scores, not the instrument.
var references = map[string]typical{
	"severity": {0.35, 0.89, 0.94}, "distress": {0.35, 0.89, 0.94},
	"patient": {1.36, 2.27, 0.945}, "therapist": {0.26, 1.34, 0.92}, "observer": {0.35, 0.72, 0.9},
}

// typical is the mean and SD of what a rater sees, and how closely the
// questionnaire that correlations are published with follows it.
type typical struct{ mean, sd, known float64 }

func (q *Instrument) reference() typical {
	if q.Construct == "alliance" {
		return references[q.Rater]
	}
	return references["severity"]
}

// shared is the correlation of the log-odds of a score with what the rater sees.
func (q *Instrument) shared() float64 {
	known := q.reference().known
	if known == 0 { // a rater that there is not
		return 0
	}
	return min(0.98, math.Abs(q.Correlation)/known)
}

// model is the instrument in the words of the model.
func (q *Instrument) model() sim.Instrument {
	m := sim.Instrument{
		Name: q.Name, Construct: sim.Construct(slices.Index(sim.ConstructNames, q.Construct)),
		Rater: sim.Rater(slices.Index(sim.RaterNames, q.Rater)), HighIsWell: q.High == "well",
		Low: q.Range[0], Step: q.Step, Steps: q.steps(), Missing: q.Missing,
		Items: sim.ItemModel{ScaleProfile: q.ScaleProfile, ScaleResidual: q.ScaleResidual},
	}
	for _, x := range q.Items {
		for range x.Times {
			m.Items.Items = append(m.Items.Items, sim.Item{Scale: x.Scale - 1, Loading: x.Loading, Profile: x.Profile,
				Residual: x.Residual, Thresholds: x.Thresholds})
		}
	}
	level, spread := q.logOdds(q.Mean, q.SD)
	m.Error = spread * math.Sqrt(1-q.retest())
	if q.Construct == ruptures {
		at, _ := q.levelOf(q.Ruptured, spread)
		m.Level, m.Slope = level, math.Abs(at-level)/0.5
		m.Person = spread * math.Sqrt(q.retest())
		return m
	}
	r, ref := q.shared(), q.reference()
	m.Slope = r * spread / ref.sd
	m.Person = spread * math.Sqrt(max(0, q.retest()-r*r))
	sign := 1.0
	if m.HighIsWell != (m.Construct == sim.MeasuresAlliance) {
		sign = -1
	}
	m.Level = level - sign*m.Slope*ref.mean
	return m
}

// logOdds are the mean and SD of normal log-odds that give scores of this mean and
// SD.
func (q *Instrument) logOdds(mean, sd float64) (level, spread float64) {
	spread = bisect(0, 8, func(x float64) bool {
		var got float64
		level, got = q.levelOf(mean, x)
		return got < sd
	})
	return level, spread
}

// levelOf is the mean of log-odds of this SD that gives scores of this mean, and the
// SD of the scores.
func (q *Instrument) levelOf(mean, spread float64) (level, sd float64) {
	level = bisect(-40, 40, func(x float64) bool {
		var got float64
		got, sd = q.moments(x, spread)
		return got < mean
	})
	return level, sd
}

// bisect is where low turns from true to false between two numbers. The last number
// that it tries is the one that it returns.
func bisect(from, to float64, low func(x float64) bool) (x float64) {
	for range 60 {
		x = (from + to) / 2
		if low(x) {
			from = x
		} else {
			to = x
		}
	}
	return x
}

// midpoints are points of the standard normal distribution over 8 SD, each with its weight.
var midpoints = func() (points [160]struct{ z, w float64 }) {
	for i := range points {
		z := -4 + (float64(i)+0.5)*8/float64(len(points))
		points[i].z, points[i].w = z, math.Exp(-z*z/2)
	}
	return points
}()

// moments are the mean and SD of scores with normal log-odds, by the midpoint rule
// over 8 SD.
func (q *Instrument) moments(level, spread float64) (mean, sd float64) {
	weights, square := 0.0, 0.0
	n := float64(q.steps() + 1)
	for i := range midpoints {
		z, w := midpoints[i].z, midpoints[i].w
		score := q.Range[0] + q.Step*(n/(1+math.Exp(-level-spread*z))-0.5)
		weights, mean, square = weights+w, mean+w*score, square+w*score*score
	}
	mean /= weights
	return mean, math.Sqrt(max(0, square/weights-mean*mean))
}

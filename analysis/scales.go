package analysis

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
)

// questionnaire is how the items of an instrument for the alliance fall on its scales.
type questionnaire struct {
	scales []string // of equally many items each, one after the other
	answer func(*data.AllianceItems) []int8
}

// questionnaires are those by name.
var questionnaires = map[string]*questionnaire{
	"wai": {[]string{"goals", "tasks", "bond"},
		func(q *data.AllianceItems) []int8 { return q.WAI[:] }},
	"calpas": {[]string{"commitment", "working capacity", "understanding", "consensus"},
		func(q *data.AllianceItems) []int8 { return q.CALPAS[:] }},
}

// items are the answers of the patients for whom the source has them, a slice for each item,
// and how many they are.
func (q *questionnaire) items(d *data.Data) (x [][]float64, n int) {
	for i := range d.List {
		if a := d.List[i].Alliance; a != nil {
			n++
			answers := q.answer(a)
			if x == nil {
				x = make([][]float64, len(answers))
			}
			for k, v := range answers {
				x[k] = append(x[k], float64(v))
			}
		}
	}
	return x, n
}

// scale returns the items of scale s.
func (q *questionnaire) scale(x [][]float64, s int) [][]float64 {
	each := len(x) / len(q.scales)
	return x[s*each : (s+1)*each]
}

// sums adds items person by person.
func sums(items [][]float64) []float64 {
	out := make([]float64, len(items[0]))
	for _, x := range items {
		for i, v := range x {
			out[i] += v
		}
	}
	return out
}

// alpha is Cronbach's alpha of k items, k/(k-1) (1 - Σ variance of an item / variance of
// the sum); NaN where the sum does not vary.
func alpha(items [][]float64) float64 {
	k, each := float64(len(items)), 0.0
	for _, x := range items {
		each += stat.Variance(x, nil)
	}
	return k / (k - 1) * (1 - each/stat.Variance(sums(items), nil))
}

// scaleAlpha is the mean of Cronbach's alphas of the scales of an instrument for the
// alliance at session 3; checks that each lies above a bound and below another. Details:
// each scale's, and that of all items. N is the patients who answered. (WAI-SR: Munder et al.
// 2010, Clin Psychol Psychother 17:231-239; CALPAS-P: Gaston 1991, Psychol Assess 3:68-74.)
//
// Trap: alpha rises with the spread of the patients, so that it belongs to a sample as
// much as to an instrument.
func scaleAlpha(d *data.Data, q *questionnaire, above, below float64) Result {
	x, n := q.items(d)
	if n < 4 {
		return Nothing(n, "alpha needs the items of at least 4 patients at session %d, there are %d", data.EarlySession, n)
	}
	out, mean := unsure(0, n).on(ofFisher), 0.0
	for s, name := range q.scales {
		a := alpha(q.scale(x, s))
		if math.IsNaN(a) {
			return Nothing(n, "no answer about %s varies", name)
		}
		mean += a / float64(len(q.scales))
		out.detail("alpha "+name, a)
		out.between("alpha of "+name, a, a, above, below)
	}
	out.Value = mean
	out.detail("alpha of all items", alpha(x))
	return out
}

// scaleCorrelation is the mean correlation of two scales of an instrument for the alliance
// at session 3; checks that each lies above a bound and below another: they have much in
// common, and yet are told apart. Details: the smallest and the largest. N is the patients
// who answered. (CALPAS-P: Gaston 1991, Psychol Assess 3:68-74.)
//
// Trap: the errors of measurement of both make a correlation smaller than that of what
// they measure.
func scaleCorrelation(d *data.Data, q *questionnaire, above, below float64) Result {
	x, n := q.items(d)
	if n < 4 {
		return Nothing(n, "scales correlate over at least 4 patients with items at session %d, there are %d", data.EarlySession, n)
	}
	scores := make([][]float64, len(q.scales))
	for s := range scores {
		scores[s] = sums(q.scale(x, s))
	}
	r := correlations(scores...)
	if hasNaN(r) {
		return Nothing(n, "a scale does not vary")
	}
	sum, low, high, pairs := 0.0, 1.0, -1.0, 0
	for i := range scores {
		for j := range i {
			sum, low, high, pairs = sum+r.At(i, j), min(low, r.At(i, j)), max(high, r.At(i, j)), pairs+1
		}
	}
	out := unsure(sum/float64(pairs), n).on(ofFisher)
	out.detail("smallest r", low)
	out.detail("largest r", high)
	out.between("every r", low, high, above, below)
	return out
}

// between checks that the smallest of some numbers lies above a bound, and the largest below
// another.
func (r *Result) between(name string, smallest, largest, above, below float64) {
	r.check(fmt.Sprintf("%s above %g", name, above), smallest-above)
	r.check(fmt.Sprintf("%s below %g", name, below), below-largest)
}

// bondApart is how much closer the patient's ratings of goals and tasks are to each other
// than the bond is to either: their correlation at a session minus the larger of the two
// with the bond. N is the patients who rated all three. (Falkenström, Hatcher & Holmqvist
// 2015, Psychol Assess 27:169-183.)
//
// Trap: goals and tasks are asked in like words, and part of what they share is that.
func bondApart(d *data.Data, session int) Result {
	goals, tasks := twoScores(d, data.WAIPatientGoals, data.WAIPatientTasks, session)
	_, bond := twoScores(d, data.WAIPatientGoals, data.WAIPatientBond, session)
	g, t, b := triples(goals, tasks, bond)
	n := len(g)
	if n < 4 {
		return Nothing(n, "at session %d only %d patients rated all three subscales", session, n)
	}
	r := correlations(g, t, b)
	if hasNaN(r) {
		return Nothing(n, "a subscale does not vary")
	}
	out := unsure(r.At(0, 1)-max(r.At(0, 2), r.At(1, 2)), n)
	out.asks(n)
	out.detail("r goals tasks", r.At(0, 1))
	out.detail("r goals bond", r.At(0, 2))
	out.detail("r tasks bond", r.At(1, 2))
	return out
}

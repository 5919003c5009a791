package analysis

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
)

// firstFactors is the share of the first eigenvalue in the correlation matrix of the
// patient's ratings of goals, tasks and bond, at that session of the set where it
// is smallest. Checks: at each session it reaches the given share. N is the
// patients at the session with the fewest. (Falkenström, Hatcher & Holmqvist 2015,
// Psychol Assess 27:169-183.)
//
// Trap: leniency and the day's mood are common to the subscales and make one
// factor, too; one dimension of ratings is no one dimension of the alliance.
func firstFactors(d *data.Data, set data.SessionSet, share float64) Result {
	out := unsure(math.Inf(1), math.MaxInt).on(ofShare)
	for _, span := range set {
		for session := span.From; session <= span.To; session++ {
			first, n := firstFactor(d, session)
			if math.IsNaN(first) {
				return Nothing(n, "at session %d only %d patients rated all three subscales, or one does not vary", session, n)
			}
			out.Value, out.N = min(out.Value, first), min(out.N, n)
			out.check(fmt.Sprintf("first factor at session %d reaches %s", session, data.Percent(share)), atLeast(first, share))
		}
	}
	if len(out.Checks) == 0 {
		return Nothing(0, "the set names no session")
	}
	out.asks(out.N)
	return out
}

// firstFactor is the share of the first eigenvalue at a session.
func firstFactor(d *data.Data, session int) (share float64, n int) {
	goals, tasks := twoScores(d, data.WAIPatientGoals, data.WAIPatientTasks, session)
	_, bond := twoScores(d, data.WAIPatientGoals, data.WAIPatientBond, session)
	x, y, z := triples(goals, tasks, bond)
	if len(x) < 4 {
		return math.NaN(), len(x)
	}
	r := correlations(x, y, z)
	var e mat.EigenSym
	if hasNaN(r) || !e.Factorize(r, false) {
		return math.NaN(), len(x)
	}
	values := e.Values(nil) // ascending
	return values[len(values)-1] / float64(len(values)), len(x)
}

// correlations is the correlation matrix of variables.
func correlations(x ...[]float64) *mat.SymDense {
	r := mat.NewSymDense(len(x), nil)
	for i := range x {
		for j := range i {
			r.SetSym(i, j, stat.Correlation(x[i], x[j], nil))
		}
		r.SetSym(i, i, 1)
	}
	return r
}

func hasNaN(m *mat.SymDense) bool {
	for i := range m.SymmetricDim() {
		for j := range i {
			if math.IsNaN(m.At(i, j)) {
				return true
			}
		}
	}
	return false
}

// phq9Items is the number of items of the PHQ-9.
const phq9Items = data.PHQ9Items

// itemsAtIntake are the items of the PHQ-9 at the first session or assessment, a
// slice per item, of the patients for whom the source has them.
func itemsAtIntake(d *data.Data) [][]float64 {
	x := make([][]float64, phq9Items)
	for i := range d.List {
		if q := d.List[i].Items; q != nil {
			for k := range x {
				x[k] = append(x[k], float64(q[k]))
			}
		}
	}
	return x
}

// itemCorrelation is the mean correlation r of two items of the PHQ-9 at intake.
// Details: the smallest and the largest, and standardised alpha, k r / (1 + (k-1) r)
// with k = 9. N is the patients. (Front Psychol 2025;16:1634804.)
//
// Trap: Pearson's r of items of four steps is smaller than that of what they
// measure, and more so for rare ones.
func itemCorrelation(d *data.Data) Result {
	x := itemsAtIntake(d)
	n := len(x[0])
	if n < 4 {
		return Nothing(n, "items correlate over at least 4 patients, there are %d", n)
	}
	r := correlations(x...)
	if hasNaN(r) {
		return Nothing(n, "an item does not vary")
	}
	sum, low, high := 0.0, 1.0, -1.0
	for i := range phq9Items {
		for j := range i {
			sum, low, high = sum+r.At(i, j), min(low, r.At(i, j)), max(high, r.At(i, j))
		}
	}
	const pairs = phq9Items * (phq9Items - 1) / 2
	mean := sum / pairs
	out := unsure(mean, n).on(ofFisher)
	out.detail("standardised alpha", phq9Items*mean/(1+(phq9Items-1)*mean))
	out.detail("smallest r", low)
	out.detail("largest r", high)
	return out
}

// itemTotal is the corrected item-total correlation (an item with the sum of the
// others) of item 2 of the PHQ-9 at intake, low mood, minus that of item 9,
// self-harm. Checks: item 2 has the highest, item 9 the lowest. Details: all nine. N
// is the patients. (Front Psychol 2025;16:1634804.)
//
// Trap: an item correlates with a total that it is part of; hence the others alone.
func itemTotal(d *data.Data) Result {
	x := itemsAtIntake(d)
	n := len(x[0])
	if n < 4 {
		return Nothing(n, "items correlate over at least 4 patients, there are %d", n)
	}
	var r [phq9Items]float64
	for k := range r {
		rest := make([]float64, n)
		for j := range x {
			for i := range rest {
				if j != k {
					rest[i] += x[j][i]
				}
			}
		}
		if r[k] = stat.Correlation(x[k], rest, nil); math.IsNaN(r[k]) {
			return Nothing(n, "item %d does not vary", k+1)
		}
	}
	const mood, harm = 1, 8
	out := unsure(r[mood]-r[harm], n)
	highest, lowest := math.Inf(-1), math.Inf(1)
	for k, v := range r {
		out.detail(fmt.Sprintf("item %d", k+1), v)
		if k != mood {
			highest = max(highest, v)
		}
		if k != harm {
			lowest = min(lowest, v)
		}
	}
	out.check("item 2 has the highest item-total r", r[mood]-highest)
	out.check("item 9 has the lowest item-total r", lowest-r[harm])
	return out
}

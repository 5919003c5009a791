package analysis

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
)

// criterionQuery defines a criterion rupture from the scores alone.
type criterionQuery struct {
	Measure data.Measure
	Window  data.Span // sessions that are looked at
	Drop    float64   // fall from the patient's previous answer that counts, in SD of the score over all patients and sessions of the window
	Regain  float64   // for V-shapes: share of the fall that must be regained
	Within  int       // for V-shapes: within so many sessions

	// Reliability of the score, 0 to 1, sets the error of measurement to
	// SD √(1 - reliability); 0 estimates it from the data.
	Reliability float64
}

// criterionRuptures is the share of patients with at least one criterion
// rupture: a session in which the score lies at least Drop standard deviations
// below the patient's own previous answer; the standard deviation is that of all
// scores of the window. N is the patients with two answers or more. Detail "by
// error alone": the share that would be found if every patient's true score
// followed the sample's mean course and only error of measurement varied, with
// the same answers present. Without a Reliability, the error variance comes from
// the data, as the mean of (x(t-1) - 2x(t) + x(t+1))²/6, which is free of level
// and of linear growth; as true fluctuation from session to session counts as
// error in it, the share is then an upper bound. (Criterion method: McLaughlin,
// Keller, Feeny, Youngstrom & Zoellner 2014, J Consult Clin Psychol 82:112-121;
// the size of the drop is this definition's own, because the abstract does not
// show it.)
//
// Trap: the more sessions, the more falls by chance; without the second share the
// first says little.
func criterionRuptures(d *data.Data, q criterionQuery) Result {
	p := panels(d, q.Window, 2, q.Measure.Reader())[0]
	fall := q.Drop * spread(&p)
	if !(fall > 0) {
		return Nothing(p.patients(), "no patient has two answers in the window, or the score does not vary")
	}
	r := proportion(p.withFall(fall), p.patients(), "patients with two answers")
	r.cut = &cut{fall, func(fall float64) float64 { return float64(p.withFall(fall)) / float64(p.patients()) }}
	r.detail("fall that counts", fall)
	sd := math.Sqrt(errorVariance(&p))
	if q.Reliability > 0 {
		sd = spread(&p) * math.Sqrt(1-min(q.Reliability, 1))
	}
	r.detail("error SD", sd)
	r.detail("by error alone", byErrorAlone(&p, sd, fall))
	return r
}

// vShapes is, among criterion ruptures, the share that is repaired: the score
// regains at least the share Regain of the fall within the given number of
// sessions. Each patient counts with the first rupture that leaves a session to
// regain in. N is those patients. Detail: the mean fall. (The V-shape: Stiles et
// al. 2004, J Couns Psychol 51:81-92; rupture–repair sequences from scores:
// Strauss et al. 2006, J Consult Clin Psychol 74:337-345. The thresholds are
// this definition's own.)
//
// Trap: a low score by error of measurement is followed by a higher one by
// regression to the mean, and then looks repaired.
func vShapes(d *data.Data, q criterionQuery) Result {
	p := panels(d, q.Window, 2, q.Measure.Reader())[0]
	fall := q.Drop * spread(&p)
	k, n, sum := q.regained(&p, fall)
	r := proportion(k, n, "criterion ruptures with a session after them")
	r.cut = &cut{fall, func(fall float64) float64 {
		k, n, _ := q.regained(&p, fall)
		return float64(k) / float64(n)
	}}
	r.detail("mean fall", sum/float64(n))
	return r
}

// withFall is how many patients have a fall.
func (p *panel) withFall(fall float64) (k int) {
	for i := range p.patients() {
		if firstFall(p.row(i), fall) >= 0 {
			k++
		}
	}
	return k
}

// regained is how many of n falls are regained, and the sum of these falls.
func (q *criterionQuery) regained(p *panel, fall float64) (k, n int, sum float64) {
	for i := range p.patients() {
		row := p.row(i)
		t := firstFall(row, fall)
		if t < 0 {
			continue
		}
		best := highest(row[t+1 : min(t+1+q.Within, len(row))])
		if math.IsNaN(best) {
			continue
		}
		depth := previous(row, t) - row[t]
		n++
		sum += depth
		if best-row[t] >= q.Regain*depth {
			k++
		}
	}
	return k, n, sum
}

// firstFall is the index of the first answer that lies at least fall below the
// answer before it, -1 where there is none.
func firstFall(row []float64, fall float64) int {
	before := math.NaN()
	for t, x := range row {
		if before-x >= fall {
			return t
		}
		if !math.IsNaN(x) {
			before = x
		}
	}
	return -1
}

// previous is the last answer before index t, NaN where there is none.
func previous(row []float64, t int) float64 {
	for t--; t >= 0; t-- {
		if !math.IsNaN(row[t]) {
			return row[t]
		}
	}
	return math.NaN()
}

// highest is the greatest answer, NaN where there is none.
func highest(row []float64) float64 {
	best := math.NaN()
	for _, x := range row {
		if !math.IsNaN(x) && !(x <= best) {
			best = x
		}
	}
	return best
}

// spread is the standard deviation of all answers of the panel.
func spread(p *panel) float64 {
	x := make([]float64, 0, len(p.cell))
	for _, v := range p.cell {
		if !math.IsNaN(v) {
			x = append(x, v)
		}
	}
	return stat.StdDev(x, nil)
}

// errorVariance estimates the error variance from second differences.
func errorVariance(p *panel) float64 {
	sum, n := 0.0, 0.0
	for i := range p.patients() {
		row := p.row(i)
		for t := 1; t+1 < len(row); t++ {
			if v := row[t-1] - 2*row[t] + row[t+1]; !math.IsNaN(v) {
				sum += v * v / 6
				n++
			}
		}
	}
	return sum / n
}

// byErrorAlone is the share of patients in whom normal error about the sample's
// mean course alone would produce a fall, with the same answers present. The
// numbers are drawn from a generator of fixed seed, so that the same data give the
// same share.
func byErrorAlone(p *panel, sd, fall float64) float64 {
	var course meanCourse
	for i := range p.patients() {
		for t, x := range p.row(i) {
			if !math.IsNaN(x) {
				course.add(t, x)
			}
		}
	}
	luck := rand.New(rand.NewPCG(1, 2))
	row := make([]float64, p.width)
	k := 0
	for i := range p.patients() {
		for t, x := range p.row(i) {
			row[t] = course.at(t) + sd*luck.NormFloat64()
			if math.IsNaN(x) {
				row[t] = x
			}
		}
		if firstFall(row, fall) >= 0 {
			k++
		}
	}
	return float64(k) / float64(p.patients())
}

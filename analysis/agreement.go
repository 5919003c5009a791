package analysis

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
)

// raterAgreement is the correlation of two raters' scores of the same session,
// one row per patient. N is the patients whom both rated. (Tryon, Collins
// Blackwell & Felleman Hammel 2007, Psychother Res 17:629-642.)
//
// Trap: pooling sessions mixes agreement about patients with agreement about
// growth; one session at a time does not.
func raterAgreement(d *data.Data, a, b data.Measure, session int) Result {
	x, y := twoScores(d, a, b, session)
	return pearson(x, y)
}

// raterDifference is the standardised mean difference between two raters of the
// same session,
//
//	d = (mean a - mean b) / √((SDa² + SDb²)/2),
//
// over the patients whom both rated, N. The standard error allows for the
// correlation of the two (Becker 1988, Br J Math Stat Psychol 41:257-278).
// (Tryon et al. 2007.)
func raterDifference(d *data.Data, a, b data.Measure, session int) Result {
	x, y := pairs(twoScores(d, a, b, session))
	n := len(x)
	if n < 4 {
		return Nothing(n, "a difference between raters needs at least 4 patients rated by both, there are %d", n)
	}
	mx, vx := stat.MeanVariance(x, nil)
	my, vy := stat.MeanVariance(y, nil)
	r := pairedDifference((mx-my)/math.Sqrt((vx+vy)/2), stat.Correlation(x, y, nil), n)
	r.detail("mean "+string(a), mx)
	r.detail("mean "+string(b), my)
	return r
}

// convergence is how much the agreement of two raters grows: their correlation
// at the late session minus that at the early one, over the patients rated by
// both at both. Details: the two correlations and the two absolute standardised
// differences. N is the patients. The standard error takes the two correlations
// as independent, which overstates it.
func convergence(d *data.Data, a, b data.Measure, early, late int) Result {
	x1, y1 := twoScores(d, a, b, early)
	x2, y2 := twoScores(d, a, b, late)
	for i := range x1 {
		if math.IsNaN(x1[i] + y1[i] + x2[i] + y2[i]) {
			x1[i], x2[i] = math.NaN(), math.NaN()
		}
	}
	first, second := pearson(x1, y1), pearson(x2, y2)
	if math.IsNaN(first.Value) || math.IsNaN(second.Value) {
		return Nothing(first.N, "only %d patients were rated by both at sessions %d and %d, or a rating does not vary", first.N, early, late)
	}
	r := estimate(second.Value-first.Value, math.Hypot(first.SE, second.SE), first.N)
	r.detail("r early", first.Value)
	r.detail("r late", second.Value)
	r.detail("d early", math.Abs(gap(x1, y1)))
	r.detail("d late", math.Abs(gap(x2, y2)))
	return r
}

// gap is the standardised mean difference of the pairs.
func gap(x, y []float64) float64 {
	x, y = pairs(x, y)
	mx, vx := stat.MeanVariance(x, nil)
	my, vy := stat.MeanVariance(y, nil)
	return (mx - my) / math.Sqrt((vx+vy)/2)
}

// twoScores reads two scores of a session, one entry per patient.
func twoScores(d *data.Data, a, b data.Measure, session int) (x, y []float64) {
	scoreA, scoreB := a.Reader(), b.Reader()
	x, y = make([]float64, len(d.List)), make([]float64, len(d.List))
	for i := range d.List {
		x[i], y[i] = d.List[i].Read(session, scoreA), d.List[i].Read(session, scoreB)
	}
	return x, y
}

// testRetest is the correlation of PHQ-9 at the first assessment and the given
// number of weeks later (the answer nearest to it, at most half a week off). N
// is the patients with both.
//
// Trap: true change between the two occasions lowers r as error does; and in a
// sample screened for a high score the range is restricted, which lowers it more.
func testRetest(d *data.Data, weeks float64) Result {
	x, y := make([]float64, 0, d.Len()), make([]float64, 0, d.Len())
	for i := range d.List {
		c := &d.List[i]
		if len(c.Sessions) > 0 {
			x = append(x, data.PHQ9Of(&c.Sessions[0]))
			y = append(y, c.Week(weeks, 0.5))
		}
	}
	return pearson(x, y)
}

// ceiling looks for a ceiling: the value is the skewness of the score at the
// session (adjusted Fisher–Pearson), and the checks are that it is negative and
// that at least the given share of scores stands at the scale's maximum. N is
// the patients. (Meier 2022.)
func ceiling(d *data.Data, m data.Measure, session int, share float64) Result {
	x := scores(d, m, session)
	if len(x) < 4 {
		return Nothing(len(x), "skewness needs at least 4 scores, there are %d", len(x))
	}
	top := 0
	for _, v := range x {
		if v >= m.Max()-1e-6 {
			top++
		}
	}
	at := float64(top) / float64(len(x))
	r := estimate(stat.Skew(x, nil), skewnessSE(len(x)), len(x))
	r.detail("share at maximum", at)
	r.check("skewness below zero", -r.Value)
	r.check("share at the maximum reaches "+data.Percent(share), atLeast(at, share))
	return r
}

// atLeast is the margin of value over bound where equality suffices.
func atLeast(value, bound float64) float64 {
	if value == bound {
		return math.SmallestNonzeroFloat64
	}
	return value - bound
}

// distribution is the mean of a score at a session with its standard deviation
// and, for the patient's WAI-SR, the correlations of goals with tasks and bond
// with tasks as parts. N is the patients.
func distribution(d *data.Data, m data.Measure, session int) Result {
	x := scores(d, m, session)
	if len(x) < 2 {
		return Nothing(len(x), "a distribution needs at least 2 scores, there are %d", len(x))
	}
	mean, sd := stat.MeanStdDev(x, nil)
	r := estimate(mean, sd/math.Sqrt(float64(len(x))), len(x))
	r.asks(len(x))
	r.detail("SD", sd)
	if m == data.WAIPatient {
		r.detail("r goals tasks", raterAgreement(d, data.WAIPatientGoals, data.WAIPatientTasks, session).Value)
		r.detail("r bond tasks", raterAgreement(d, data.WAIPatientBond, data.WAIPatientTasks, session).Value)
	}
	return r
}

// scores reads the answered scores of a session.
func scores(d *data.Data, m data.Measure, session int) []float64 {
	score := m.Reader()
	x := make([]float64, 0, d.Len())
	for i := range d.List {
		if v := d.List[i].Read(session, score); !math.IsNaN(v) {
			x = append(x, v)
		}
	}
	return x
}

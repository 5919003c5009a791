package analysis

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// wellAt is the share of patients whose PHQ-9 stands below the cut-off at a week
// and, where before is not 0, at that earlier week, too. N is the patients who
// answered at all these weeks. (Whiteford et al. 2013, Psychol Med 43:1569-1585;
// Mekonen et al. 2022, J Affect Disord 296:17-25.)
//
// Trap: one score below a cut-off is not the end of an episode; whoever stood just
// above it at intake may fall below it by error alone.
func wellAt(d *data.Data, week, before, cutoff int) Result {
	n, k := 0, 0
	for i := range d.List {
		c := &d.List[i]
		x, y := c.Assessed(week), 0.0
		if before > 0 {
			y = c.Assessed(before)
		}
		if math.IsNaN(x) || math.IsNaN(y) {
			continue
		}
		n++
		if x < float64(cutoff) && y < float64(cutoff) {
			k++
		}
	}
	return proportion(k, n, "patients with these answers")
}

// assessedMean is the mean PHQ-9 at a week of everybody who answered, whatever became
// of them. N is these. Detail: SD.
func assessedMean(d *data.Data, week int) Result {
	var x []float64
	for i := range d.List {
		if v := d.List[i].Assessed(week); !math.IsNaN(v) {
			x = append(x, v)
		}
	}
	if len(x) < 2 {
		return Nothing(len(x), "fewer than two patients answered at that week")
	}
	mean, sd := stat.MeanStdDev(x, nil)
	r := estimate(mean, sd/math.Sqrt(float64(len(x))), len(x))
	r.detail("SD", sd)
	return r
}

// responseOdds is the ratio of the odds of response (PHQ-9 at a week at most half of
// that at entry) in the first scenario to those in the second. Details: the two
// shares. N is the patients of both who answered. (Karyotaki et al. 2016, Depress
// Anxiety 33:370-383.)
func responseOdds(first, second *data.Data, week int) Result {
	share := func(d *data.Data) Result {
		n, k := 0, 0
		for i := range d.List {
			if x := d.List[i].Assessed(week); !math.IsNaN(x) {
				n++
				if data.Responded(float64(d.List[i].Patient.PHQ9Entry), x) {
					k++
				}
			}
		}
		return proportion(k, n, "patients who answered")
	}
	a, b := share(first), share(second)
	odds := func(r Result) (odds, variance float64) {
		p, n := r.Value, float64(r.N)
		return p / (1 - p), 1/(n*p) + 1/(n*(1-p))
	}
	oa, va := odds(a)
	ob, vb := odds(b)
	ratio := oa / ob
	if math.IsNaN(ratio) || math.IsInf(ratio, 0) || ratio == 0 {
		return Nothing(a.N+b.N, "all or none respond in a scenario")
	}
	spread := math.Sqrt(va + vb)
	r := Result{Value: ratio, SE: ratio * spread, Low: ratio * math.Exp(-1.96*spread), High: ratio * math.Exp(1.96*spread), N: a.N + b.N, scale: ofRatio}
	r.detail("response in the first", a.Value)
	r.detail("response in the second", b.Value)
	return r
}

// assessedDifference is how far the PHQ-9 at a week stands lower in the first
// scenario than in the second, in pooled standard deviations of that week, over
// everybody who answered. N is the patients of both. (Flückiger, Del Re, Munder,
// Heer & Wampold 2014, Clin Psychol Rev 34:367-375.)
func assessedDifference(first, second *data.Data, week int) Result {
	r := groupDifference(assessedScores(second, week), assessedScores(first, week))
	r.groupsAre("second", "first")
	return r
}

// assessedScores are the PHQ-9 of everybody who answered at a week.
func assessedScores(d *data.Data, week int) []float64 {
	var x []float64
	for i := range d.List {
		if v := d.List[i].Assessed(week); !math.IsNaN(v) {
			x = append(x, v)
		}
	}
	return x
}

// varianceRatio is the variance of the PHQ-9 at a week in the first scenario over
// that in the second, over everybody who answered. With a treatment against none,
// above 1 says that patients differ in what treatment does for them; below 1, that
// treatment makes them more alike. Details: both SDs. N is the patients of both. The
// standard error is that of the log of the ratio of normal variances. (Kaiser,
// Volkmann, Volkmann, Karyotaki, Cuijpers & Brakemeier 2022, Clin Psychol Sci Pract
// 29:294-303.)
func varianceRatio(first, second *data.Data, week int) Result {
	x, y := assessedScores(first, week), assessedScores(second, week)
	n := len(x) + len(y)
	if len(x) < 2 || len(y) < 2 {
		return Nothing(n, "%d and %d answered at week %d: want at least two of each", len(x), len(y), week)
	}
	vx, vy := stat.Variance(x, nil), stat.Variance(y, nil)
	if vx == 0 || vy == 0 {
		return Nothing(n, "everybody answered the same at week %d in one of the scenarios", week)
	}
	ratio, spread := vx/vy, math.Sqrt(2/float64(len(x)-1)+2/float64(len(y)-1))
	r := Result{Value: ratio, SE: ratio * spread, Low: ratio * math.Exp(-1.96*spread), High: ratio * math.Exp(1.96*spread), N: n, scale: ofRatio}
	r.detail("SD in the first", math.Sqrt(vx))
	r.detail("SD in the second", math.Sqrt(vy))
	return r
}

// differenceFades is the standardised difference of two scenarios at a week minus
// that at a later one. Details: the two. N is the patients of the later week.
// (Karyotaki et al. 2016; Flückiger et al. 2014.)
func differenceFades(first, second *data.Data, week, later int) Result {
	a, b := assessedDifference(first, second, week), assessedDifference(first, second, later)
	if math.IsNaN(a.Value) || math.IsNaN(b.Value) {
		return Nothing(b.N, "nobody answered at one of the weeks")
	}
	return difference(a, b, b.N, "difference then", "difference later")
}

// dropoutsLater is how much more those who left unplanned improve from their last
// PHQ-9 in treatment to a week than the others, in points. Details: the improvement of
// both and the share with a fall of at least six points from entry to below ten. N is
// the patients whose treatment ended before that week, and who answered. (Lopes,
// Gonçalves, Sinai & Machado 2018, Rev Bras Psiquiatr 40:123-127.)
//
// Trap: who leaves early leaves ill, so that regression to the mean alone lets them
// improve more.
func dropoutsLater(d *data.Data, week int) Result {
	var gain [2][]float64
	var well [2]float64
	for i := range d.List {
		c := &d.List[i]
		x := c.Assessed(week)
		if !c.Treated() || math.IsNaN(x) || float64(c.Patient.Weeks) >= float64(week) {
			continue
		}
		k := 0
		if c.DroppedOut() {
			k = 1
		}
		gain[k] = append(gain[k], float64(c.Patient.PHQ9Last)-x)
		if x < 10 && float64(c.Patient.PHQ9Entry)-x >= record.ReliableChange {
			well[k]++
		}
	}
	n := len(gain[0]) + len(gain[1])
	if len(gain[0]) < 2 || len(gain[1]) < 2 {
		return Nothing(n, "%d who left and %d others answered: want at least two of each", len(gain[1]), len(gain[0]))
	}
	m1, v1 := stat.MeanVariance(gain[1], nil)
	m0, v0 := stat.MeanVariance(gain[0], nil)
	r := estimate(m1-m0, math.Sqrt(v1/float64(len(gain[1]))+v0/float64(len(gain[0]))), n)
	r.detail("improvement of those who left", m1)
	r.detail("improvement of the others", m0)
	r.detail("share well of those who left", well[1]/float64(len(gain[1])))
	r.detail("share well of the others", well[0]/float64(len(gain[0])))
	return r
}

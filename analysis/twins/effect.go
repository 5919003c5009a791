package twins

import (
	"math"
	"rapport/analysis"
	"rapport/analysis/descriptive"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// ScenarioEffect is what a scenario does to one outcome, from twins.
type ScenarioEffect struct {
	Outcome CompareOutcome

	Twins        int     // pairs that have the outcome under both scenarios
	MeanBaseline float64 // over these pairs; a share for yes or no
	MeanScenario float64
	Difference   analysis.Result // scenario minus baseline
	Standardised analysis.Result // Cohen's d; Cohen's h for yes or no
	NNT          NNT             // for yes or no, else empty
	Trial        Trial
	// Saving is how many times fewer patients the twins needed than independent
	// samples: +Inf where all differences are equal.
	Saving float64
}

// effectOf computes the effect on outcome k.
//
// Difference: D = mean(b_i - a_i) over twins; its interval is cluster-robust
// ([clusters.covariance]). Standardised, with the standard deviations of patients,
// never of differences, so that it compares with trials:
//
//	d = D / √((SDa² + SDb²)/2)           h = 2 asin √pb - 2 asin √pa
//
// (Cohen 1988, Statistical Power Analysis, ch. 2 and 6), with the interval by the
// delta method. Saving is the variance that the difference would have without
// pairing, over that which it has:
//
//	(V(mean a) + V(mean b)) / V(D),
//
// all three cluster-robust; with independent patients and equal variances it is
// 1/(1 - correlation of twins).
//
// Trap: outcomes that not every course has (alliance at session 5, resolved share)
// compare the twins who have them under both scenarios, a selection that the
// scenarios themselves may shift.
func (t *Twins) effectOf(k, trialN int) ScenarioEffect {
	a, b := t.pairs(k)
	e := ScenarioEffect{Outcome: CompareOutcomes()[k]}
	e.Trial = trialOf(t.under[0][k], t.under[1][k], trialN)
	da, db, d := make([]float64, len(a)), make([]float64, len(a)), make([]float64, len(a))
	ma, va, n := moments(a)
	mb, vb, _ := moments(b)
	e.Twins, e.MeanBaseline, e.MeanScenario = n, ma, mb
	for i := range a {
		da[i], db[i] = (a[i]-ma)/float64(n), (b[i]-mb)/float64(n)
		d[i] = db[i] - da[i]
	}
	e.Difference = t.clusters.interval(mb-ma, d, n)
	if n == 0 {
		e.Difference = analysis.Nothing(0, "no twins have it under both scenarios")
	}
	if e.Outcome.Binary {
		e.Standardised = t.effectH(ma, mb, da, db, n)
		e.NNT = nntOf(e.Difference, e.Outcome.Better)
	} else {
		e.Standardised = t.effectD(a, b, ma, mb, (va+vb)/2, n)
	}
	apart, _ := t.clusters.covariance(da, db)
	e.Saving = (apart[0][0] + apart[1][1]) / (e.Difference.SE * e.Difference.SE)
	return e
}

// pairs are the values of outcome k under both scenarios, NaN on both sides where
// either has none.
func (t *Twins) pairs(k int) (a, b []float64) {
	a, b = make([]float64, t.Len()), make([]float64, t.Len())
	for i := range a {
		a[i], b[i] = t.under[0][k][i], t.under[1][k][i]
		if math.IsNaN(a[i]) || math.IsNaN(b[i]) {
			a[i], b[i] = math.NaN(), math.NaN()
		}
	}
	return a, b
}

// moments are mean, variance (n-1) and count of the values that are there.
func moments(x []float64) (mean, variance float64, n int) {
	kept := make([]float64, 0, len(x))
	for _, v := range x {
		if !math.IsNaN(v) {
			kept = append(kept, v)
		}
	}
	if len(kept) == 0 {
		return math.NaN(), math.NaN(), 0
	}
	mean, variance = stat.MeanVariance(kept, nil)
	if len(kept) == 1 {
		variance = math.NaN()
	}
	return mean, variance, len(kept)
}

// effectD is Cohen's d; the influence of a twin on d = D/s is
// (δ - D)/s - D/(2s³)·(((a-ma)² + (b-mb)²)/2 - s²), over n.
func (t *Twins) effectD(a, b []float64, ma, mb, s2 float64, n int) analysis.Result {
	diff, s := mb-ma, math.Sqrt(s2)
	if n < 2 || s == 0 {
		return analysis.Nothing(n, "the outcome does not vary")
	}
	u := make([]float64, len(a))
	for i := range a {
		square := ((a[i]-ma)*(a[i]-ma) + (b[i]-mb)*(b[i]-mb)) / 2
		u[i] = ((b[i]-a[i]-diff)/s - diff/(2*s*s2)*(square-s2)) / float64(n)
	}
	return t.clusters.interval(diff/s, u, n)
}

// effectH is Cohen's h; the influence of a twin is (b-pb)/√(pb(1-pb)) less the
// same of a, over n, which da and db hold already.
func (t *Twins) effectH(pa, pb float64, da, db []float64, n int) analysis.Result {
	sa, sb := math.Sqrt(pa*(1-pa)), math.Sqrt(pb*(1-pb))
	h := 2*math.Asin(math.Sqrt(pb)) - 2*math.Asin(math.Sqrt(pa))
	if !(sa > 0 && sb > 0) {
		r := analysis.Nothing(n, "all or none of the patients: the interval has no formula")
		r.Value = h
		return r
	}
	u := make([]float64, len(da))
	for i := range u {
		u[i] = db[i]/sb - da[i]/sa
	}
	return t.clusters.interval(h, u, n)
}

// NNT is a number needed to treat: how many patients must have the scenario
// instead of the baseline for one more to benefit, or to be harmed
// (Altman 1998, BMJ 317:1309-1312).
type NNT struct {
	Value float64 // 1/|difference|; +Inf without one, 0 where it does not apply
	Harm  bool    // the scenario harms: more bad or fewer good outcomes
	// Low and High are the ends of the 95 % interval. Where it crosses no
	// difference (Crosses), the interval is not between them: it runs from Low
	// to benefit upwards through infinity, which is no effect, down to High to harm.
	Low, High float64
	Crosses   bool
}

// nntOf inverts a difference of shares and its ends; better is the direction in
// which the outcome is good.
func nntOf(d analysis.Result, better int) NNT {
	gain, low, high := d.Value, d.Low, d.High
	if better < 0 {
		gain, low, high = -gain, -high, -low
	}
	n := NNT{Value: 1 / math.Abs(gain), Harm: gain < 0}
	switch {
	case low > 0:
		n.Low, n.High = 1/high, 1/low
	case high < 0:
		n.Low, n.High = -1/low, -1/high
	default:
		n.Low, n.High, n.Crosses = 1/math.Abs(high), 1/math.Abs(low), true
	}
	return n
}

// Trial is what a single trial with independent arms would make of the effect.
type Trial struct {
	PerArm int     // patients in each arm at the start
	Power  float64 // probability of p < 0.05, two-sided
	Needed float64 // patients per arm for a probability of 0.8; +Inf without an effect
}

// trialPower is the share of trials that should show an effect.
const trialPower = 0.8

// trialOf computes the trial from all courses of both scenarios, unpaired, by the
// normal approximation (Cohen 1988, ch. 2):
//
//	z = |mean b - mean a| / √(Va/na + Vb/nb),   power = Φ(z - 1.96) + Φ(-z - 1.96),
//
// where of n patients per arm those enter who have the outcome (the share that the
// simulation shows). Without an effect the power is the error of 5 %. The formula
// takes patients as independent; therapists' caseloads make real trials weaker.
func trialOf(a, b []float64, perArm int) Trial {
	ma, va, na := moments(a)
	mb, vb, nb := moments(b)
	t := Trial{PerArm: perArm, Power: math.NaN(), Needed: math.NaN()}
	if na < 2 || nb < 2 {
		return t
	}
	one := va*float64(len(a))/float64(na) + vb*float64(len(b))/float64(nb) // with one patient per arm
	if one == 0 {
		return t
	}
	norm := distuv.UnitNormal
	z := math.Abs(mb-ma) / math.Sqrt(one/float64(perArm))
	t.Power = norm.CDF(z-descriptive.Z95) + norm.CDF(-z-descriptive.Z95)
	root := descriptive.Z95 + norm.Quantile(trialPower)
	t.Needed = math.Ceil(root * root * one / ((mb - ma) * (mb - ma)))
	return t
}

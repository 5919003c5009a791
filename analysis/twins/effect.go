package twins

import (
	"cmp"
	"maps"
	"math"
	"rapport/analysis"
	"rapport/analysis/descriptive"
	"slices"

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
// ([clusters.covariance]), for yes or no by the score test ([clusters.shareInterval]).
// Where hardly any twins differ, other outcomes have no interval. Standardised, with the standard deviations of patients,
// never of differences, so that it compares with trials:
//
//	d = D / √((SDa² + SDb²)/2)           h = 2 asin √pb - 2 asin √pa
//
// (Cohen 1988, Statistical Power Analysis, ch. 2 and 6), d with the interval by
// the delta method, h with that of the difference. Saving is the variance that the difference would have without
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
	e := ScenarioEffect{Outcome: t.outcomes[k]}
	e.Trial = trialOf(t.under[0][k], t.under[1][k], trialN, t.alike(k))
	da, db, d := make([]float64, len(a)), make([]float64, len(a)), make([]float64, len(a))
	ma, va, n := moments(a)
	mb, vb, _ := moments(b)
	e.Twins, e.MeanBaseline, e.MeanScenario = n, ma, mb
	for i := range a {
		da[i], db[i] = (a[i]-ma)/float64(n), (b[i]-mb)/float64(n)
		d[i] = db[i] - da[i]
	}
	switch {
	case n == 0:
		e.Difference = analysis.Nothing(0, "no twins have it under both scenarios")
		e.Standardised = e.Difference
		e.NNT.Value = math.NaN()
	case e.Outcome.Binary:
		e.Difference = t.clusters.shareInterval(a, b, d)
		e.Standardised = betweenShares(ma, mb, e.Difference)
		e.NNT = nntOf(e.Difference, e.Outcome.Better)
		e.NNT.TooFew = differing(a, b) < fewDiffer(n)
	default:
		e.Difference = ofFew(t.clusters.interval(mb-ma, d, n), a, b)
		e.Standardised = ofFew(t.effectD(a, b, ma, mb, (va+vb)/2, n), a, b)
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
	TooFew    bool // hardly any twins differ: not estimable
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
// normal approximation (Cohen 1988, ch. 2), with therapists who treat in one arm
// only:
//
//	z = |mean b - mean a| / √(Va/na·(1+(m-1)ρa) + Vb/nb·(1+(m-1)ρb)),
//	power = Φ(z - 1.96) + Φ(-z - 1.96),
//
// where of n patients per arm those enter who have the outcome (the share that the
// simulation shows), and ρ is the share of variance between therapists with m
// patients each (alike holds 1+(m-1)ρ of both arms; 1 without therapists).
// Without an effect the power is the error of 5 %.
func trialOf(a, b []float64, perArm int, alike [2]float64) Trial {
	ma, va, na := moments(a)
	mb, vb, nb := moments(b)
	t := Trial{PerArm: perArm, Power: math.NaN(), Needed: math.NaN()}
	if na < 2 || nb < 2 {
		return t
	}
	one := alike[0]*va*float64(len(a))/float64(na) + alike[1]*vb*float64(len(b))/float64(nb) // with one patient per arm
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

// alike is by how much therapists multiply the variance of an arm's mean, under
// baseline and scenario: 1 + (m-1)ρ, with ρ from a one-way analysis of variance
// within replications, not below 0, and m the mean caseload.
func (t *Twins) alike(k int) (factor [2]float64) {
	for side := range factor {
		groups := map[therapistKey][]float64{}
		for i, v := range t.under[side][k] {
			key := keyOf(t.patients[i])
			if side == 1 {
				key = t.others[i]
			}
			if key.therapist >= 0 && !math.IsNaN(v) {
				groups[key] = append(groups[key], v)
			}
		}
		factor[side] = caseloadFactor(groups)
	}
	return factor
}

// caseloadFactor is 1 + (m-1)ρ of groups; 1 where it cannot be told.
func caseloadFactor(groups map[therapistKey][]float64) float64 {
	keys := make([]therapistKey, 0, len(groups))
	for key := range groups {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b therapistKey) int {
		return cmp.Or(cmp.Compare(a.replication, b.replication), cmp.Compare(a.therapist, b.therapist))
	})
	all, squares, within := 0.0, 0.0, 0.0
	replications := map[int32][]float64{}
	for _, key := range keys {
		x := groups[key]
		n := float64(len(x))
		all, squares = all+n, squares+n*n
		mean := stat.Mean(x, nil)
		for _, v := range x {
			within += (v - mean) * (v - mean)
		}
		replications[key.replication] = append(replications[key.replication], x...)
	}
	total := 0.0
	for _, r := range slices.Sorted(maps.Keys(replications)) {
		x := replications[r]
		mean := stat.Mean(x, nil)
		for _, v := range x {
			total += (v - mean) * (v - mean)
		}
	}
	k, r := float64(len(keys)), float64(len(replications))
	if k-r < 2 || all-k < 2 || within == 0 {
		return 1
	}
	size := (all - squares/all*r) / (k - r) // n0 of unequal groups, replications of like size
	between, inside := (total-within)/(k-r), within/(all-k)
	share := max(0, (between-inside)/(between+(size-1)*inside))
	return 1 + (all/k-1)*share
}

package twins

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"rapport/analysis"
	"rapport/analysis/descriptive"
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
	// samples: +Inf where all differences are equal, NaN where nothing tells it.
	Saving float64
	Mark   string // in words, where the outcome does not compare like with like; else empty
}

// effectOf computes the effect on outcome k.
//
// Difference: D = mean(b_i - a_i) over twins; its interval is cluster-robust
// ([influence.covariance]), for yes or no by the score test ([influence.shareInterval]).
// Where few twins differ, those of other outcomes are wider, or none ([paired.interval]). Standardised, with the standard deviations of patients,
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
func (t *Twins) effectOf(k int, both *pairs, o *CompareOptions) ScenarioEffect {
	e := ScenarioEffect{Outcome: t.outcomes[k]}
	under := both.under
	ma, mb, n := under[0].mean, under[1].mean, under[0].n
	e.Twins, e.MeanBaseline, e.MeanScenario = n, ma, mb
	if o.Brief && !e.Outcome.shown(t.outcomes[0].Week) {
		return e
	}
	e.Trial = trialOf(both.ofAll, t.Len(), o.TrialN, t.alike(k, both.all))
	p, of := t.clusters.pairUp(both, ma, mb)
	switch {
	case n == 0:
		e.Difference = analysis.Nothing(0, "no twins have it under both scenarios")
		e.Standardised = e.Difference
		e.NNT.Value = math.NaN()
	case e.Outcome.Binary:
		e.Difference = of[2].shareInterval(&p)
		e.Standardised = betweenShares(ma, mb, e.Difference)
		e.NNT = nntOf(e.Difference, e.Outcome.Better)
		e.NNT.TooFew = p.gained+p.lost < fewDiffer(n)
	default:
		e.Difference = p.interval(of[2], mb-ma, 1)
		e.Standardised = t.effectD(both, &p, ma, mb, (under[0].variance+under[1].variance)/2)
	}
	e.Saving = (of[0].variance() + of[1].variance()) / (e.Difference.SE * e.Difference.SE)
	return e
}

// pairs are the values of an outcome under both scenarios, NaN on both sides where
// either has none.
type pairs struct {
	a, b  []float64
	under [2]moments
	gaps  bool         // some have none
	all   [2][]float64 // as they are
	ofAll [2]moments
	rooms []*room // in which they are
}

// pairs are those of outcome k, good until they are let go.
func (t *Twins) pairs(k int) *pairs {
	p := &pairs{}
	for i := range p.all {
		x := t.under[i][k].fill(p.room())
		some := gaps(x)
		p.all[i], p.ofAll[i], p.gaps = x, momentsOf(x, some), p.gaps || some
		p.rooms[i].of = x
	}
	p.a, p.b, p.under = p.all[0], p.all[1], p.ofAll
	if !p.gaps {
		return p
	}
	p.a, p.b = append(p.room(), p.a...), append(p.room(), p.b...)
	p.rooms[2].of, p.rooms[3].of = p.a, p.b
	for i := range p.a {
		if math.IsNaN(p.a[i]) || math.IsNaN(p.b[i]) {
			p.a[i], p.b[i] = math.NaN(), math.NaN()
		}
	}
	p.under = [2]moments{momentsOf(p.a, true), momentsOf(p.b, true)}
	return p
}

// room is memory for values that is used again.
func (p *pairs) room() []float64 {
	r := roomOfValues.Get().(*room)
	p.rooms = append(p.rooms, r)
	return r.of[:0]
}

// letGo gives back the memory of the values.
func (p *pairs) letGo() {
	for _, r := range p.rooms {
		roomOfValues.Put(r)
	}
	*p = pairs{}
}

// gaps says that some values are not there.
func gaps(x []float64) bool { return slices.ContainsFunc(x, math.IsNaN) }

// moments are mean, variance (n-1) and count of the values that are there.
type moments struct {
	mean, variance float64
	n              int
}

// momentsOf are those of values, of which some may not be there.
func momentsOf(x []float64, gaps bool) moments {
	if gaps {
		x = slices.DeleteFunc(slices.Clone(x), math.IsNaN)
	}
	m := moments{math.NaN(), math.NaN(), len(x)}
	if len(x) > 0 {
		m.mean, m.variance = stat.MeanVariance(x, nil)
	}
	if len(x) == 1 {
		m.variance = math.NaN()
	}
	return m
}

// effectD is Cohen's d; the influence of a twin on d = D/s is
// (δ - D)/s - D/(2s³)·(((a-ma)² + (b-mb)²)/2 - s²), over n.
func (t *Twins) effectD(both *pairs, p *paired, ma, mb, s2 float64) analysis.Result {
	diff, s := mb-ma, math.Sqrt(s2)
	if p.n < 2 || s == 0 {
		return analysis.Nothing(p.n, "the outcome does not vary")
	}
	u := t.clusters.influence()
	for i, a := range both.a {
		if b := both.b[i]; !math.IsNaN(a) {
			square := ((a-ma)*(a-ma) + (b-mb)*(b-mb)) / 2
			u.add(t.clusters.of[i], ((b-a-diff)/s-diff/(2*s*s2)*(square-s2))/float64(p.n))
		}
	}
	return p.interval(u, diff/s, s)
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

// trialOf computes the trial from all courses of both scenarios, so many patients, unpaired, by the
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
func trialOf(of [2]moments, patients, perArm int, alike [2]float64) Trial {
	a, b := of[0], of[1]
	t := Trial{PerArm: perArm, Power: math.NaN(), Needed: math.NaN()}
	if a.n < 2 || b.n < 2 {
		return t
	}
	one := alike[0]*a.variance*float64(patients)/float64(a.n) + alike[1]*b.variance*float64(patients)/float64(b.n) // with one patient per arm
	if one == 0 {
		return t
	}
	norm := distuv.UnitNormal
	z := math.Abs(b.mean-a.mean) / math.Sqrt(one/float64(perArm))
	t.Power = norm.CDF(z-descriptive.Z95) + norm.CDF(-z-descriptive.Z95)
	root := descriptive.Z95 + norm.Quantile(trialPower)
	t.Needed = math.Ceil(root * root * one / ((b.mean - a.mean) * (b.mean - a.mean)))
	return t
}

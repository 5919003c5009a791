package twins

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"rapport/analysis"
	"rapport/analysis/runtest"
	"rapport/sim/record"
)

// twinsOf makes twins whose outcome number 0 has the values a and b.
func twinsOf(a, b []float64, cluster []int) *Twins {
	t := &Twins{outcomes: CompareOutcomes(), clusters: clusters{unit: OverCaseloads, of: cluster, n: slices.Max(cluster) + 1}}
	for side, values := range [][]float64{a, b} {
		t.under[side] = make([]column, len(CompareOutcomes()))
		for k := range t.under[side] {
			all := scoresOf(values)
			t.under[side][k] = &all
		}
	}
	for i := range a {
		t.patients = append(t.patients, &record.Patient{Patient: int64(i)})
		t.others = append(t.others, therapistKey{})
	}
	t.seat()
	return t
}

// scoresOf keeps values as a comparison does.
func scoresOf(values []float64) (s scores) {
	for _, v := range values {
		s.add(v)
	}
	return s
}

// effect is [Twins.effectOf] of a trial with 100 patients per arm.
func (t *Twins) effect(k int) ScenarioEffect {
	return t.effectOf(k, t.pairs(k), &CompareOptions{TrialN: 100})
}

// alone puts every twin into a cluster of its own.
func alone(n int) []int {
	c := make([]int, n)
	for i := range c {
		c[i] = i
	}
	return c
}

// With one patient to a cluster, the interval is that of the paired t-test, and d
// divides by the standard deviation of patients.
func TestEffectIsThePairedTTest(t *testing.T) {
	a, b := []float64{10, 12, 14, 20, 9}, []float64{9, 12, 11, 16, 7}
	e := twinsOf(a, b, alone(5)).effect(0)
	diff := []float64{-1, 0, -3, -4, -2}
	runtest.Near(t, "difference", e.Difference.Value, -2)
	se := stat.StdDev(diff, nil) / math.Sqrt(5)
	runtest.Near(t, "SE", e.Difference.SE, se)
	runtest.Near(t, "upper end", e.Difference.High, -2+distuv.StudentsT{Sigma: 1, Nu: 4}.Quantile(0.975)*se)
	runtest.Near(t, "d", e.Standardised.Value, -2/math.Sqrt((19+11.5)/2))
	runtest.Near(t, "means", e.MeanBaseline-e.MeanScenario, 2)
}

// With equal clusters, only the means of the clusters count.
func TestEqualClustersAreTheirMeans(t *testing.T) {
	a := make([]float64, 6)
	b := []float64{1, 3, 2, 6, 4, 8} // means 2, 4, 6
	e := twinsOf(a, b, []int{0, 0, 1, 1, 2, 2}).effect(0)
	runtest.Near(t, "difference", e.Difference.Value, 4)
	runtest.Near(t, "SE", e.Difference.SE, 2/math.Sqrt(3))
	runtest.Near(t, "lower end", e.Difference.Low, 4-distuv.StudentsT{Sigma: 1, Nu: 2}.Quantile(0.975)*2/math.Sqrt(3))
}

func TestSavingIsOneOverOneMinusCorrelation(t *testing.T) {
	a, b := []float64{1, 2, 3, 4}, []float64{2, 1, 4, 3} // equal variances, r = 0.6
	e := twinsOf(a, b, alone(4)).effect(0)
	runtest.Near(t, "saving", e.Saving, 1/(1-0.6))
	if same := twinsOf(a, a, alone(4)).effect(0); !math.IsInf(same.Saving, 1) || !math.IsNaN(same.Difference.Low) || len(same.Difference.Warnings) == 0 {
		t.Errorf("identical scenarios: saving %v, interval %v to %v", same.Saving, same.Difference.Low, same.Difference.High)
	}
}

// Twins without the outcome on either side stay out.
func TestMissingOutcomesStayOut(t *testing.T) {
	nan := math.NaN()
	e := twinsOf([]float64{1, nan, 3, 5}, []float64{2, 9, nan, 7}, alone(4)).effect(0)
	if e.Twins != 2 || e.Difference.N != 2 {
		t.Errorf("%d twins, want 2", e.Twins)
	}
	runtest.Near(t, "difference", e.Difference.Value, 1.5)
	none := twinsOf([]float64{nan, nan}, []float64{1, 2}, alone(2)).effect(0)
	if !math.IsNaN(none.Difference.Value) || len(none.Difference.Warnings) == 0 {
		t.Errorf("no twins: difference %v, warnings %v", none.Difference.Value, none.Difference.Warnings)
	}
}

// Thirds are cut among the twins who have the outcome: those without it are the upper half
// of the trait here, so that thirds of all would leave one empty.
func TestThirdsOfThoseWhoHaveTheOutcome(t *testing.T) {
	const n = 12
	a, b := make([]float64, n), make([]float64, n)
	for i := range n {
		if a[i], b[i] = float64(i), float64(i+i/2); i >= n/2 {
			b[i] = math.NaN()
		}
	}
	twins := twinsOf(a, b, alone(n))
	trait, err := findTrait("agreeableness")
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range twins.patients {
		p.Agreeableness = float32(i)
	}
	s := twins.subgroups(twins.rank(trait), 0, twins.pairs(0))
	for g, want := range []float64{0, 1, 2} {
		if got := s.Thirds[g]; got.Difference.N != 2 || got.Difference.Value != want || got.From != 2*want || got.To != 2*want+1 {
			t.Errorf("%s third: %d twins of %v to %v, difference %v; want 2 of %v to %v, %v", got.Name, got.Difference.N, got.From, got.To, got.Difference.Value, 2*want, 2*want+1, want)
		}
	}
}

// Cohen's h from 0.25 to 0.5; its ends are those of the difference around the mean
// share.
func TestStandardisedOfShares(t *testing.T) {
	a, b := []float64{0, 0, 0, 1}, []float64{0, 1, 0, 1}
	e := twinsOf(a, b, alone(4)).effect(1)
	runtest.Near(t, "h", e.Standardised.Value, math.Pi/2-math.Pi/3)
	share := func(p float64) float64 { return 2 * math.Asin(math.Sqrt(min(1, max(0, p)))) }
	runtest.Near(t, "upper end", e.Standardised.High, share(0.375+e.Difference.High/2)-share(0.375-e.Difference.High/2))
	runtest.Near(t, "SE", e.Standardised.SE, e.Difference.SE/math.Sqrt(0.375*0.625))
}

func TestNNT(t *testing.T) {
	good := nntOf(analysis.Result{Value: 0.1, Low: 0.05, High: 0.2}, 1)
	runtest.Near(t, "benefit", good.Value, 10)
	runtest.Near(t, "its low end", good.Low, 5)
	runtest.Near(t, "its high end", good.High, 20)
	if good.Harm || good.Crosses || good.String() != "10.0 (5.0 to 20.0) for one more to benefit" {
		t.Errorf("a benefit: %+v, %s", good, good)
	}
	// Of a bad outcome, less is a benefit.
	if n := nntOf(analysis.Result{Value: -0.1, Low: -0.2, High: -0.05}, -1); n != good {
		t.Errorf("fewer bad outcomes: %+v, want %+v", n, good)
	}
	if n := nntOf(analysis.Result{Value: -0.1, Low: -0.2, High: -0.05}, 1); !n.Harm || n.Low != 5 || n.High != 20 {
		t.Errorf("fewer good outcomes: %+v", n)
	}
	across := nntOf(analysis.Result{Value: 0.02, Low: -0.01, High: 0.05}, 1)
	if !across.Crosses || across.Low != 20 || across.High != 100 {
		t.Errorf("across no effect: %+v", across)
	}
	if want := "50.0 for one more to benefit; across no effect: 20.0 to benefit through ∞ to 100 to harm"; across.String() != want {
		t.Errorf("words %q, want %q", across, want)
	}
	if n := nntOf(analysis.Result{Value: 1. / 769, Low: 1. / 14126, High: 1. / 391}, 1); n.String() != "769 (391 to 14,000) for one more to benefit" {
		t.Errorf("a small benefit: %s", n)
	}
	for n, want := range map[float64]string{99.7: "99.7", 391.2: "391", 999.6: "1,000", 14126: "14,000", 1e20: "over a million", math.Inf(1): "∞"} {
		if got := patientsText(n); got != want {
			t.Errorf("%g patients are told as %q, want %q", n, got, want)
		}
	}
	if n := nntOf(analysis.Result{Low: -0.1, High: 0.1}, 1); n.String() != "no difference; the interval runs from 10.0 to benefit through ∞ to 10.0 to harm" {
		t.Errorf("no difference on average: %s", n)
	}
	if n := nntOf(analysis.Result{}, 1); n.String() != "not estimable: too few twins differ" {
		t.Errorf("no difference: %s", n)
	}
}

// Cohen (1988, table 2.4.1): d = 0.5 needs 64 per arm for a power of 0.8 by the
// t-test, 63 by the normal approximation.
func TestTrialPower(t *testing.T) {
	a, b := []float64{-1, 1}, []float64{-1, 1}
	for i := range a { // variance 1, difference 0.5
		a[i] *= math.Sqrt(0.5)
		b[i] = b[i]*math.Sqrt(0.5) + 0.5
	}
	of := func(a, b []float64, perArm int) Trial {
		return trialOf([2]moments{momentsOf(a, gaps(a)), momentsOf(b, gaps(b))}, len(a), perArm, [2]float64{1, 1})
	}
	trial := of(a, b, 64)
	if !(math.Abs(trial.Power-0.807) <= 0.0005) || trial.Needed != 63 {
		t.Errorf("power %.4f with 64, %v needed: want 0.807 and 63", trial.Power, trial.Needed)
	}
	if same := of(a, a, 64); !(math.Abs(same.Power-0.05) <= 1e-12) || !math.IsInf(same.Needed, 1) {
		t.Errorf("no effect: power %v, needed %v", same.Power, same.Needed)
	}
	// Half of the patients have the outcome: half as many enter.
	nan := math.NaN()
	if half := of(append(a, nan, nan), append(b, nan, nan), 128); !(math.Abs(half.Power-trial.Power) <= 1e-12) || half.Needed != 126 {
		t.Errorf("half answer: power %v, needed %v", half.Power, half.Needed)
	}
}

// Without dependence between thirds, the Wald statistic is Cochran's Q.
func TestInteractionIsCochransQ(t *testing.T) {
	luck := rand.New(rand.NewPCG(3, 1))
	n := 90
	a, b := make([]float64, n), make([]float64, n)
	for i := range a {
		a[i] = luck.NormFloat64()
		b[i] = a[i] + float64(i/30) + luck.NormFloat64()
	}
	twins := twinsOf(a, b, alone(n))
	for i, p := range twins.patients {
		p.Agreeableness = float32(i)
	}
	trait, err := findTrait("agreeableness")
	if err != nil {
		t.Fatal(err)
	}
	s := twins.subgroups(twins.rank(trait), 0, twins.pairs(0))
	w, wd, q := 0.0, 0.0, 0.0
	v, _ := together(influencesOf(twins, s, a, b))
	for g, third := range s.Thirds {
		if third.Difference.N != 30 || third.From != float64(30*g) || third.To != float64(30*g+29) {
			t.Errorf("third %d: %d twins from %v to %v", g, third.Difference.N, third.From, third.To)
		}
		w, wd = w+1/v[g][g], wd+third.Difference.Value/v[g][g]
	}
	for g, third := range s.Thirds {
		q += (third.Difference.Value - wd/w) * (third.Difference.Value - wd/w) / v[g][g]
	}
	runtest.Near(t, "F", s.Interaction.F, q/2*88/89)
	runtest.Near(t, "p", s.Interaction.P, 1-distuv.F{D1: 2, D2: 88}.CDF(q/2*88/89))
	same := twinsOf(a, a, alone(n))
	same.patients = twins.patients
	if got := same.subgroups(same.rank(trait), 0, same.pairs(0)).Interaction; !math.IsNaN(got.P) {
		t.Errorf("without any difference: p = %v, want none", got.P)
	}
}

// influencesOf repeats the influences of thirds by their definition.
func influencesOf(t *Twins, s Subgroups, a, b []float64) (out [3]*influence) {
	for g := range out {
		out[g] = t.clusters.influence()
		for i := 30 * g; i < 30*(g+1); i++ {
			out[g].add(t.clusters.of[i], (b[i]-a[i]-s.Thirds[g].Difference.Value)/30)
		}
	}
	return out
}

// The interval holds the true difference about as often as it says, although
// patients of a caseload are alike.
func TestIntervalCoversWithDependentPatients(t *testing.T) {
	luck := rand.New(rand.NewPCG(11, 2))
	const runs, caseloads, size = 1000, 30, 10
	covered, naive := 0, 0
	for range runs {
		a, b, cluster := make([]float64, caseloads*size), make([]float64, caseloads*size), make([]int, caseloads*size)
		for g := range caseloads {
			shared := luck.NormFloat64()
			for i := g * size; i < (g+1)*size; i++ {
				cluster[i] = g
				a[i] = luck.NormFloat64()
				b[i] = a[i] + 0.5 + shared + luck.NormFloat64()
			}
		}
		if r := twinsOf(a, b, cluster).effect(0).Difference; r.Low < 0.5 && 0.5 < r.High {
			covered++
		}
		if r := twinsOf(a, b, alone(len(a))).effect(0).Difference; r.Low < 0.5 && 0.5 < r.High {
			naive++
		}
	}
	// 4.5 standard errors of a proportion of 0.95 over 1000 runs are 0.031.
	if share := float64(covered) / runs; !(math.Abs(share-0.95) <= 0.031) {
		t.Errorf("the interval covers in %.3f of runs, want 0.95", share)
	}
	if share := float64(naive) / runs; share > 0.8 {
		t.Errorf("without clusters it covers in %.3f: the data show no dependence", share)
	}
}

// Which scenario stands first decides nothing but the sign.
func TestTheOtherWayRoundIsTheSame(t *testing.T) {
	luck := rand.New(rand.NewPCG(4, 4))
	const n = 120
	cluster, scores, shares := make([]int, n), [2][]float64{}, [2][]float64{}
	for i := range n {
		cluster[i] = i / 6
		for side := range 2 {
			x := math.Round(12 + 4*luck.NormFloat64() - 2*float64(side))
			scores[side], shares[side] = append(scores[side], x), append(shares[side], yesNo(x < 10))
		}
	}
	scores[0][3], shares[1][5] = math.NaN(), math.NaN()
	for k, o := range CompareOutcomes()[:2] { // the last PHQ-9, and a response
		of := scores
		if o.Binary {
			of = shares
		}
		there, back := twinsOf(of[0], of[1], cluster).effect(k), twinsOf(of[1], of[0], cluster).effect(k)
		mirror := func(what string, a, b *analysis.Result) {
			runtest.Near(t, o.Name+", "+what, a.Value, -b.Value)
			runtest.Near(t, o.Name+", its low end", a.Low, -b.High)
			runtest.Near(t, o.Name+", its high end", a.High, -b.Low)
		}
		mirror("difference", &there.Difference, &back.Difference)
		mirror("standardised", &there.Standardised, &back.Standardised)
		runtest.Near(t, o.Name+", its error", there.Difference.SE, back.Difference.SE)
		runtest.Near(t, o.Name+", power of a trial", there.Trial.Power, back.Trial.Power)
		runtest.Near(t, o.Name+", saving", there.Saving, back.Saving)
		if o.Binary {
			runtest.Near(t, o.Name+", number needed", there.NNT.Value, back.NNT.Value)
			if there.NNT.Harm == back.NNT.Harm {
				t.Errorf("%s: harm both ways: %v", o.Name, there.NNT)
			}
		}
	}
}

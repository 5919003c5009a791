package power

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// tPower is the power of a two-sided t test at alpha with noncentrality delta: the
// mean over the chi-squared of the standard error of the power that a normal
// estimate then has, at the middles of equal shares.
func tPower(delta, df, alpha float64) float64 {
	const pieces = 4000
	c := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.Quantile(1 - alpha/2)
	chi, norm, sum := distuv.ChiSquared{K: df}, distuv.UnitNormal, 0.0
	for i := range pieces {
		s := math.Sqrt(chi.Quantile((float64(i)+0.5)/pieces) / df)
		sum += norm.CDF(delta-c*s) + norm.CDF(-delta-c*s)
	}
	return sum / pieces
}

// repeats is how often a test repeats what it counts: in short runs, which look for
// races and not at numbers, a tenth of n. Tolerances follow from it.
func repeats(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}

// Two groups of 64 and d = 0.5: pwr 1.3 of R and statsmodels 0.15 of Python say
// 0.801459558.
func TestKnownPowerIsKnown(t *testing.T) {
	if got := tPower(0.5*math.Sqrt(32), 126, 0.05); !(math.Abs(got-0.801459558) <= 1e-5) {
		t.Errorf("power %.7f, want 0.801459558", got)
	}
}

// clusteredWorld draws trials of which the power is known: two arms of therapists
// with caseloads of one size and the same intake scores in each, normal errors. The
// difference of the arms is then that of therapists' means, by Student's t.
type clusteredWorld struct {
	therapists, caseload    int // of each arm
	effect, between, within float64
	luck                    *rand.Rand
}

func (w *clusteredWorld) draw() *powerSample {
	s := &powerSample{nested: true}
	for g := range 2 * w.therapists {
		arm := float64(g % 2)
		u := w.between * w.luck.NormFloat64()
		s.alone = append(s.alone, false)
		for i := range w.caseload {
			s.entry, s.arm, s.cluster = append(s.entry, float64(10+i)), append(s.arm, arm), append(s.cluster, g)
			s.y = append(s.y, 0.4*float64(i)+w.effect*arm+u+w.within*w.luck.NormFloat64())
		}
	}
	return s
}

// asSeries is the sample with one assessment.
func asSeries(s *powerSample) *powerSeries {
	out := &powerSeries{powerSample: *s, times: 1}
	for _, y := range s.y {
		out.visits = append(out.visits, []float64{y})
	}
	return out
}

// knownPower is that of the t test of therapists' means.
func (w *clusteredWorld) knownPower(effect float64) float64 {
	variance := 2 * (w.between*w.between + w.within*w.within/float64(w.caseload)) / float64(w.therapists)
	return tPower(effect/math.Sqrt(variance), float64(2*w.therapists-2), 0.05)
}

// share is the share of trials in which each test finds an effect.
func (w *clusteredWorld) share(trials int, tests map[string]func(*powerSample) verdict) map[string]float64 {
	found := map[string]float64{}
	for range trials {
		s := w.draw()
		for name, test := range tests {
			if v := test(s); v.ok && v.p < 0.05 {
				found[name] += 1 / float64(trials)
			}
		}
	}
	return found
}

// The tests that know of therapists have the power that they should and, without
// an effect, the error that they should; the one that does not errs too often. Of
// 2,000 trials a share lies within 4.5 standard errors. Beyond that, REML at the
// end of its range and Welch's degrees of freedom make a test a little more
// cautious than Student's t, in a hundredth of the trials here.
func TestTestsHaveTheKnownPower(t *testing.T) {
	const cautious = 0.01
	trials := repeats(2000)
	for _, effect := range []float64{0, 2.2} {
		w := &clusteredWorld{therapists: 8, caseload: 10, effect: effect, between: 1.5, within: 3.5, luck: rand.New(rand.NewPCG(7, 1))}
		want := w.knownPower(effect)
		error := 4.5 * math.Sqrt(want*(1-want)/float64(trials))
		found := w.share(trials, map[string]func(*powerSample) verdict{
			"ancova": (*powerSample).ancova, "mixed": (*powerSample).mixed, "t-test": (*powerSample).welch,
			"mmrm": func(s *powerSample) verdict { return asSeries(s).sequence() },
		})
		for _, name := range []string{"ancova", "mixed", "mmrm"} {
			if got := found[name]; got > want+error || got < want-error-cautious {
				t.Errorf("%s with effect %g: power %.4f, want %.4f within %.4f", name, effect, got, want, error)
			}
		}
		if effect == 0 && found["t-test"] < 2*want {
			t.Errorf("a t test that ignores therapists errs in %.3f of the trials, want more than twice alpha", found["t-test"])
		}
	}
}

// Without therapists who differ, Welch's test has the power of the two-sample t
// test; its degrees of freedom cost less than three in a thousand.
func TestWelchHasTheKnownPower(t *testing.T) {
	trials := repeats(4000)
	w := &clusteredWorld{therapists: 10, caseload: 4, effect: 0.6, within: 1, luck: rand.New(rand.NewPCG(7, 2))}
	want := tPower(0.6*math.Sqrt(20), 78, 0.05)
	found := 0.0
	for range trials {
		s := w.draw()
		for i := range s.y {
			s.y[i] -= 0.4 * (s.entry[i] - 10) // no trend in the outcome itself
		}
		if v := s.welch(); v.p < 0.05 {
			found += 1.0 / float64(trials)
		}
	}
	if !(math.Abs(found-want) <= 4.5*math.Sqrt(want*(1-want)/float64(trials))+0.003) {
		t.Errorf("power %.4f, want %.4f", found, want)
	}
}

// The F test for therapists has the power that follows from F of a balanced
// one-way layout: MSB/MSW is (1 + n·σu²/σe²) times an F variable.
func TestTherapistsTestHasTheKnownPower(t *testing.T) {
	const k, n = 16, 10
	trials := repeats(3000)
	for _, between := range []float64{0, 1} {
		w := &clusteredWorld{therapists: k / 2, caseload: n, between: between, within: 3, luck: rand.New(rand.NewPCG(7, 3))}
		f := distuv.F{D1: k - 1, D2: k*n - k - 1}
		want := f.Survival(f.Quantile(0.95) / (1 + n*between*between/9))
		found := 0.0
		for range trials {
			if v := w.draw().therapistsDiffer(); v.p < 0.05 {
				found += 1.0 / float64(trials)
			}
		}
		if !(math.Abs(found-want) <= 4.5*math.Sqrt(want*(1-want)/float64(trials))) {
			t.Errorf("between %g: power %.4f, want %.4f", between, found, want)
		}
	}
}

// Where patients leave by what was assessed last, the sequence finds the true
// difference, and those who stay alone show another one.
func TestSequenceIsRightWhenMissingAtRandom(t *testing.T) {
	const patients, effect = 60_000, -2.0
	luck := rand.New(rand.NewPCG(7, 4))
	s := &powerSeries{powerSample: powerSample{nested: true}, times: 2}
	complete := &powerSample{nested: true}
	for i := range patients {
		arm, intake := float64(i%2), 15+4*luck.NormFloat64()
		middle := 0.6*intake + effect*arm/2 + 3*luck.NormFloat64()
		last := 0.8*middle + (effect-0.8*effect/2)*arm + 2*luck.NormFloat64()
		s.alone, s.cluster = append(s.alone, true), append(s.cluster, i)
		s.arm, s.entry = append(s.arm, arm), append(s.entry, intake)
		if leaves := arm == 1 && middle < 8; leaves { // the best of one arm leave
			s.visits = append(s.visits, []float64{middle})
			continue
		}
		s.visits = append(s.visits, []float64{middle, last})
		complete.alone, complete.cluster = append(complete.alone, true), append(complete.cluster, len(complete.y))
		complete.y, complete.arm, complete.entry = append(complete.y, last), append(complete.arm, arm), append(complete.entry, intake)
	}
	all, _ := s.products()
	got, ok := throughVisits(all, nil, 3)
	se := complete.welch().se // more than that of the sequence
	if !ok || !(math.Abs(got-effect) <= 4.5*se) {
		t.Errorf("the sequence finds %.3f, want %.3f within %.3f", got, effect, 4.5*se)
	}
	if v := complete.ancova(); math.Abs(v.estimate-effect) < 10*se {
		t.Errorf("those who stay show %.3f: the example does not need what it tests", v.estimate)
	}
}

// The jackknife is what leaving therapists out one after the other gives.
func TestJackknifeLeavesTherapistsOut(t *testing.T) {
	s := referenceSeries(t)
	whole := s.sequence()
	var squares [2][]float64
	for g := range s.clusters() {
		less := &powerSeries{powerSample: powerSample{nested: true, alone: s.alone}, times: s.times}
		arm := 0
		for i, c := range s.cluster {
			if c == g {
				arm = int(s.arm[i])
				continue
			}
			less.cluster, less.arm, less.entry = append(less.cluster, c), append(less.arm, s.arm[i]), append(less.entry, s.entry[i])
			less.visits = append(less.visits, s.visits[i])
		}
		all, _ := less.products()
		d, _ := throughVisits(all, nil, 3)
		squares[arm] = append(squares[arm], (d-whole.estimate)*(d-whole.estimate))
	}
	variance, below := 0.0, 0.0
	for _, q := range squares {
		n := float64(len(q))
		v := (n - 1) * stat.Mean(q, nil)
		variance, below = variance+v, below+v*v/(n-1)
	}
	for name, pair := range map[string][2]float64{"se": {whole.se, math.Sqrt(variance)}, "df": {whole.df, variance * variance / below}} {
		if !(math.Abs(pair[0]-pair[1]) <= 1e-9*pair[1]) {
			t.Errorf("%s = %.12g, want %.12g", name, pair[0], pair[1])
		}
	}
}

// Hand-worked: arms {1, 2, 3} and {4, 6, 8} differ by 4; variances 1 and 4 give a
// standard error of √(5/3) and (5/3)²/((1/3)²/2 + (4/3)²/2) = 50/17 degrees of
// freedom.
func TestWelchByHand(t *testing.T) {
	s := &powerSample{y: []float64{1, 4, 2, 6, 3, 8}, arm: []float64{0, 1, 0, 1, 0, 1}}
	v := s.welch()
	for name, pair := range map[string][2]float64{"estimate": {v.estimate, 4}, "se": {v.se, math.Sqrt(5.0 / 3)}, "df": {v.df, 50.0 / 17}} {
		if !(math.Abs(pair[0]-pair[1]) <= 1e-12) {
			t.Errorf("%s = %.15g, want %.15g", name, pair[0], pair[1])
		}
	}
}

// With one therapist in an arm, treatment and therapist cannot be told apart, and
// no test pretends to.
func TestOneTherapistPerArmCannotBeTested(t *testing.T) {
	w := &clusteredWorld{therapists: 1, caseload: 20, effect: 9, within: 1, luck: rand.New(rand.NewPCG(7, 5))}
	s := w.draw()
	for name, v := range map[string]verdict{"ancova": s.ancova(), "mixed": s.mixed(), "mmrm": asSeries(s).sequence()} {
		if v.ok {
			t.Errorf("%s finds p = %g", name, v.p)
		}
	}
}

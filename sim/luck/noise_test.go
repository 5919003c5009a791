package luck

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// falseAlarm is the probability with which sound noise would fail one of these
// tests, were its seed drawn anew. Every bound is derived from it, from the
// number of draws and, by Bonferroni, from the number of comparisons.
const falseAlarm = 1e-6

// bound is how many standard errors off a statistic may be among so many.
func bound(comparisons int) float64 {
	return distuv.UnitNormal.Quantile(1 - falseAlarm/float64(2*comparisons))
}

// within checks that a mean of n numbers of the given variance is as expected.
func within(t *testing.T, what string, got, want, variance float64, n, comparisons int) {
	t.Helper()
	se := math.Sqrt(variance / float64(n))
	if z := (got - want) / se; !(math.Abs(z) <= bound(comparisons)) {
		t.Errorf("%s is %g, want %g: %.1f standard errors off, at most %.1f", what, got, want, z, bound(comparisons))
	}
}

// chiSquare checks that counts are equally likely.
func chiSquare(t *testing.T, what string, counts []int, comparisons int) {
	t.Helper()
	n, x := 0, 0.0
	for _, c := range counts {
		n += c
	}
	for _, c := range counts {
		off := float64(c) - float64(n)/float64(len(counts))
		x += off * off / (float64(n) / float64(len(counts)))
	}
	law := distuv.ChiSquared{K: float64(len(counts) - 1)}
	tail := falseAlarm / float64(2*comparisons)
	if low, high := law.Quantile(tail), law.Quantile(1-tail); x < low || x > high {
		t.Errorf("%s: chi-square %.1f with %g degrees of freedom, want %.1f to %.1f", what, x, law.K, low, high)
	}
}

// everyDecision lists the decisions of a session, ready made and on demand.
func everyDecision() []Decision {
	var all []Decision
	for d := Decision(0); d <= OwnGoalReview; d++ {
		all = append(all, d)
	}
	for d := PHQ9Items; d < PHQ9Items+4; d++ {
		all = append(all, d)
	}
	return all
}

func TestUniformIsInsideItsEnds(t *testing.T) {
	if low, high := uniform(0), uniform(^uint64(0)); !(low > 0 && high < 1) {
		t.Errorf("uniform numbers run from %g to %g, want within (0,1)", low, high)
	}
	equal(t, "the smallest and the largest", uniform(0)+uniform(^uint64(0)), 1)
}

func TestUniformIsUniform(t *testing.T) {
	const bins, n = 512, 1 << 17
	decisions := []Decision{StressShock, PHQ9Error, RuptureOnset, SessionMissed, RuptureKind, RuptureRepaired, PHQ9Items}
	counts := make([][]int, len(decisions))
	for i := range counts {
		counts[i] = make([]int, bins)
	}
	var noise Noise
	for i := range n {
		Of(11, 0, Patient, int64(i/16)).At(&noise, i%16)
		for j, d := range decisions {
			counts[j][int(noise.Uniform(d)*bins)]++
		}
	}
	for _, c := range counts {
		chiSquare(t, "uniform numbers", c, len(decisions))
	}
}

// Each of the 64 bits of a word is fair.
func TestBitsAreFair(t *testing.T) {
	const n = 1 << 16
	var ones [64]int
	var noise Noise
	for i := range n {
		Of(12, i/256, Patient, int64(i%256)).At(&noise, 1)
		w := noise.word(RuptureIntensity, 0)
		for b := range ones {
			ones[b] += int(w >> b & 1)
		}
	}
	for _, k := range ones {
		within(t, "share of ones in a bit", float64(k)/n, 0.5, 0.25, n, len(ones))
	}
}

func TestNormalIsNormal(t *testing.T) {
	const n = 1 << 20
	xs := make([]float64, 0, n)
	var m [5]float64
	limits := []float64{1, 2, 3, zigR, 4, 4.5}
	beyond := make([]float64, len(limits))
	var noise Noise
	for i := range n / 4 {
		Of(13, 0, Patient, int64(i)).At(&noise, 3)
		for _, d := range []Decision{SessionChance, BondChance, CALPASError, PerceivedEmpathyError} {
			x := noise.Normal(d)
			xs = append(xs, x)
			for k := range m {
				m[k] += math.Pow(x, float64(k)) / n
			}
			for j, limit := range limits {
				if !(math.Abs(x) <= limit) {
					beyond[j] += 1.0 / n
				}
			}
		}
	}
	comparisons := 4 + len(limits) + 1
	// The variances of x, x², x³, x⁴ are 1, 2, 15 and 105 − 9.
	within(t, "mean", m[1], 0, 1, n, comparisons)
	within(t, "variance", m[2], 1, 2, n, comparisons)
	within(t, "skew", m[3], 0, 15, n, comparisons)
	within(t, "kurtosis", m[4], 3, 96, n, comparisons)
	for j, limit := range limits {
		p := 2 * distuv.UnitNormal.CDF(-limit)
		within(t, "share of |x| beyond a limit", beyond[j], p, p*(1-p), n, comparisons)
	}
	// Kolmogorov and Smirnov: P(D > d) < 2 math.Exp(−2nd²).
	slices.Sort(xs)
	worst := 0.0
	for i, x := range xs {
		p := distuv.UnitNormal.CDF(x)
		worst = max(worst, p-float64(i)/n, float64(i+1)/n-p)
	}
	if limit := math.Sqrt(math.Log(2*float64(comparisons)/falseAlarm) / (2 * n)); worst > limit {
		t.Errorf("the distribution is off by %g, at most %g", worst, limit)
	}
}

// Every layer of the ziggurat has the same area, and the last ends at 0.
func TestZigguratLayers(t *testing.T) {
	f := func(x float64) float64 { return math.Exp(-0.5 * x * x) }
	equal(t, "the base with its tail", zigR*f(zigR)+math.Sqrt(math.Pi/2)*math.Erfc(zigR/math.Sqrt2), zigV)
	for i := 1; i < 127; i++ {
		equal(t, "the area of a layer", zigX[i]*(f(zigX[i+1])-f(zigX[i])), zigV)
	}
	if top := zigX[127] * (1 - f(zigX[127])); !(math.Abs(top-zigV) <= 1e-9) { // the constants have 13 digits
		t.Errorf("the area of the top is %g, want %g", top, zigV)
	}
}

// Neighbouring addresses of every kind are independent: by correlation, and by
// the joint distribution of pairs.
func TestNeighboursAreIndependent(t *testing.T) {
	const n, cells = 1 << 16, 16
	neighbours := map[string]func(i int) (Person, int){
		"itself in the next session":   func(i int) (Person, int) { return Of(21, 0, Patient, int64(i/32)), i%32 + 1 },
		"the next person":              func(i int) (Person, int) { return Of(21, 0, Patient, int64(i/32)+1), i % 32 },
		"the next replication":         func(i int) (Person, int) { return Of(21, 1, Patient, int64(i/32)), i % 32 },
		"another role":                 func(i int) (Person, int) { return Of(21, 0, Therapist, int64(i/32)), i % 32 },
		"the next seed":                func(i int) (Person, int) { return Of(22, 0, Patient, int64(i/32)), i % 32 },
		"person and session exchanged": func(i int) (Person, int) { return Of(21, 0, Patient, int64(i%32)), i / 32 },
		"a person far away":            func(i int) (Person, int) { return Of(21, 0, Patient, int64(i/32)+1<<32), i % 32 },
	}
	decisions := []Decision{StressShock, PHQ9Error, RuptureOnset, SessionMissed, RuptureKind}
	comparisons := len(neighbours) * len(decisions)
	for what, other := range neighbours {
		for _, d := range decisions {
			var a, b Noise
			sum, used := 0.0, 0
			counts := make([]int, cells*cells)
			for i := range n {
				luck, session := other(i)
				if luck == Of(21, 0, Patient, int64(i/32)) && session == i%32 {
					continue // the same address
				}
				Of(21, 0, Patient, int64(i/32)).At(&a, i%32)
				luck.At(&b, session)
				x, y := a.Uniform(d), b.Uniform(d)
				sum += 12 * (x - 0.5) * (y - 0.5)
				counts[int(x*cells)*cells+int(y*cells)]++
				used++
			}
			within(t, "correlation with "+what, sum/float64(used), 0, 1, used, comparisons)
			chiSquare(t, "pairs with "+what, counts, comparisons)
		}
	}
}

// All pairs of decisions of a session are independent.
func TestDecisionsAreIndependent(t *testing.T) {
	const n = 1 << 13
	decisions := everyDecision()
	x := make([][]float64, len(decisions))
	var noise Noise
	for i := range n {
		Of(31, 0, Patient, int64(i)).At(&noise, 1+i%20)
		for j, d := range decisions {
			x[j] = append(x[j], math.Sqrt(12)*(noise.Uniform(d)-0.5))
		}
	}
	pairs := len(decisions) * (len(decisions) - 1) / 2
	for i := range x {
		for j := range i {
			r := 0.0
			for k := range x[i] {
				r += x[i][k] * x[j][k] / n
			}
			if limit := bound(pairs) / math.Sqrt(n); !(math.Abs(r) <= limit) {
				t.Errorf("decisions %d and %d correlate by %.3g, at most %.3g", decisions[i], decisions[j], r, limit)
			}
		}
	}
}

// No two addresses share a word, out to the ends of each part of the address.
// 2^20 random words would hold two alike with probability 2^-25.
func TestNoTwoAddressesAreAlike(t *testing.T) {
	var words []uint64
	var noise Noise
	for _, person := range []int64{0, 1, 2, 1 << 20, 1<<40 - 1} {
		for _, role := range []Role{Patient, Therapist, Clinic} {
			for _, replication := range []int{0, 1, 1 << 20, 1<<31 - 1} {
				for _, session := range []int{0, 1, 2, 31, 1000 << 16} {
					Of(41, replication, role, person).At(&noise, session)
					for d := Decision(0); d < 192; d++ {
						for _, again := range []uint64{0, 1, 2, 30, 144} {
							words = append(words, noise.word(d, again))
						}
					}
				}
			}
		}
	}
	slices.Sort(words)
	if distinct := len(slices.Compact(slices.Clone(words))); distinct != len(words) {
		t.Errorf("%d of %d addresses share a word with another", len(words)-distinct, len(words))
	}
}

// Decisions made ready together are those that would be drawn on demand.
func TestReadyMadeEqualsOnDemand(t *testing.T) {
	var noise Noise
	Of(51, 3, Patient, 77).At(&noise, 9)
	for d := Decision(0); d <= OwnGoalReview; d++ {
		a, b := block(noise.low|uint64(d>>1)<<42, noise.high, noise.key)
		if want := [2]uint64{a, b}[d&1]; noise.word(d, 0) != want {
			t.Errorf("decision %d is %x ready made, %x on demand", d, noise.word(d, 0), want)
		}
	}
}

// Normals that need further words take them from their own address: whatever
// is drawn before, between or after, every number stays.
func TestOrderDoesNotMatter(t *testing.T) {
	retries := 0
	decisions := everyDecision()
	var noise Noise
	for i := range 400 {
		Of(61, 0, Patient, int64(i)).At(&noise, 1)
		forth := make([]float64, len(decisions))
		for j, d := range decisions {
			if w := noise.word(d, 0); math.Abs(2*uniform(w)-1) >= zigRatio[w&127] {
				retries++
			}
			forth[j] = noise.Normal(d)
		}
		for j := len(decisions) - 1; j >= 0; j-- {
			noise.Uniform(decisions[j])
			if again := noise.Normal(decisions[j]); again != forth[j] {
				t.Errorf("a normal drawn in another order is %.17g, was %.17g", again, forth[j])
			}
		}
	}
	// Two in a hundred need more than one word; the test must have met some.
	if retries < 100 {
		t.Errorf("only %d of the normals needed further words", retries)
	}
}

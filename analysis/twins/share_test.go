package twins

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"rapport/analysis/descriptive"
	"rapport/analysis/runtest"
	"rapport/sim/record"
)

// Tango (1998): 2 and 12 of 44 crossing over by one treatment alone, difference
// 0.2273 with the score statistic equal to 1.96 at both ends; with nobody
// discordant, the ends are z²/(n + z²).
func TestTangosInterval(t *testing.T) {
	low, high := tango(0, 0, 60, descriptive.Z95)
	z2 := 1.959963984540054 * 1.959963984540054
	runtest.Near(t, "nobody differs, upper end", high, z2/(60+z2))
	runtest.Near(t, "nobody differs, lower end", low, -z2/(60+z2))
	// Turned round, the interval turns round.
	low, high = tango(12, 2, 44, descriptive.Z95)
	back, front := tango(2, 12, 44, descriptive.Z95)
	runtest.Near(t, "mirror", low, -front)
	runtest.Near(t, "mirror", high, -back)
	if !(low < 10./44 && 10./44 < high && low > 0) {
		t.Errorf("%.4f to %.4f", low, high)
	}
	// The Wald interval, which the score interval comes to with many.
	low, high = tango(12000, 2000, 44000, descriptive.Z95)
	wald := 1.959963984540054 * math.Sqrt(14000-10000.*10000/44000) / 44000
	if !(math.Abs(high-10./44-wald) <= 1e-4) || !(math.Abs(10./44-low-wald) <= 1e-4) {
		t.Errorf("many: %.5f to %.5f, Wald half-width %.5f", low, high, wald)
	}
	if low, high := tango(60, 0, 60, descriptive.Z95); high < 0.999 || low < 0.85 {
		t.Errorf("everybody gains: %v to %v", low, high)
	}
}

// No interval of a sample has zero width, and what rests on hardly anybody is not
// estimable.
func TestNoIntervalOfZeroWidth(t *testing.T) {
	a, b := make([]float64, 60), make([]float64, 60)
	e := twinsOf(a, b, alone(60)).effect(1)
	if !(e.Difference.Low < 0 && e.Difference.High > 0) || e.NNT.String() != "not estimable: too few twins differ" {
		t.Errorf("nobody differs: %+v, %s", e.Difference, e.NNT)
	}
	b[3] = 1
	e = twinsOf(a, b, alone(60)).effect(1)
	if !(e.Difference.Low < 0 && e.Difference.High > 1./60) || !e.NNT.TooFew {
		t.Errorf("one differs: %+v, %s", e.Difference, e.NNT)
	}
	// One cluster of all allows none.
	if e := twinsOf(a, b, make([]int, 60)).effect(1); !math.IsNaN(e.Difference.Low) {
		t.Errorf("one cluster: %+v", e.Difference)
	}
}

// Of shares, too: of ten twins of each of three therapists as many respond, though twins differ. Where
// one more responds of one, there is an interval.
func TestNoIntervalOfClustersAlike(t *testing.T) {
	a, b, clusters := make([]float64, 30), make([]float64, 30), make([]int, 30)
	for i := range b {
		clusters[i] = i / 10
		a[i], b[i] = float64(i%10/9), float64(i%10%4/3) // one in ten, and two
	}
	if e := twinsOf(a, b, clusters).effect(1); !math.IsNaN(e.Difference.Low) || !math.IsNaN(e.Standardised.Low) || !math.IsNaN(e.Saving) || len(e.Difference.Warnings) == 0 {
		t.Errorf("therapists differ by the same: %+v, saving %v", e.Difference, e.Saving)
	}
	b[0] = 1
	if e := twinsOf(a, b, clusters).effect(1); !(e.Difference.High-e.Difference.Low > 0.1) {
		t.Errorf("therapists differ: %+v", e.Difference)
	}
}

// Clusters whose twins differ by the same on average, which two may by chance, tell no
// interval; rounding of the values is no difference. Many twins who all differ by the same do.
func TestNoIntervalOfRounding(t *testing.T) {
	a := []float64{3.25, 4, 2.75, 3.5, 4.25, 3}
	clusters := []int{0, 0, 0, 1, 1, 1}
	k := slices.IndexFunc(CompareOutcomes(), func(o CompareOutcome) bool { return !o.Binary })
	b := []float64{3.25 + 0.1, 4, 2.75 + 0.2, 3.5 + 0.3, 4.25, 3}
	for _, off := range []float64{0, 1e-7} { // of values of 32 bits
		b[3] = 3.8 + off
		if e := twinsOf(a, b, clusters).effect(k); !math.IsNaN(e.Difference.Low) || !math.IsNaN(e.Saving) || len(e.Difference.Warnings) == 0 {
			t.Errorf("clusters differ by the same: %+v, saving %v", e.Difference, e.Saving)
		}
	}
	b[3] = 3.81
	if e := twinsOf(a, b, clusters).effect(k); !(e.Difference.Low < e.Difference.High) {
		t.Errorf("clusters differ: %+v", e.Difference)
	}
	for i := range a {
		b[i] = a[i] + 0.1
	}
	if e := twinsOf(a, b, clusters).effect(k); !math.IsNaN(e.Difference.Low) || len(e.Difference.Warnings) == 0 || !math.IsInf(e.Saving, 1) {
		t.Errorf("six twins differ by the same: %+v, saving %v", e.Difference, e.Saving)
	}
	a, b, clusters = slices.Repeat(a, 10), slices.Repeat(b, 10), slices.Repeat(clusters, 10)
	if e := twinsOf(a, b, clusters).effect(k); !(math.Abs(e.Difference.Low-0.1) <= 1e-9) || !math.IsInf(e.Saving, 1) {
		t.Errorf("sixty twins differ by the same: %+v, saving %v", e.Difference, e.Saving)
	}
}

// The interval covers where few differ: 200 samples of 60 twins of whom 3 and 1 in
// a hundred differ; 4.5 standard errors of the share below 95 of 100.
func TestShareIntervalsCoverWithFewWhoDiffer(t *testing.T) {
	luck := rand.New(rand.NewPCG(7, 1))
	const samples = 200
	covered := 0
	for range samples {
		a, b := make([]float64, 60), make([]float64, 60)
		for i := range a {
			switch u := luck.Float64(); {
			case u < 0.03:
				b[i] = 1
			case u < 0.04:
				a[i] = 1
			}
		}
		if d := twinsOf(a, b, alone(60)).effect(1).Difference; d.Low <= 0.02 && 0.02 <= d.High {
			covered++
		}
	}
	if share := float64(covered) / samples; share < 0.95-4.5*math.Sqrt(0.95*0.05/samples) {
		t.Errorf("%.3f covered, want 0.95", share)
	}
}

// The interaction holds its level with few clusters: with no effect, 4.5 standard
// errors around 5 of 100; and there is none with fewer than eight.
func TestInteractionHoldsItsLevelWithFewClusters(t *testing.T) {
	luck := rand.New(rand.NewPCG(5, 2))
	const samples = 600
	trait, err := findTrait("agreeableness")
	if err != nil {
		t.Fatal(err)
	}
	for _, clusters := range []int{5, 8, 16} {
		n := 30 * clusters
		found := 0
		for range samples {
			a, b, of := make([]float64, n), make([]float64, n), make([]int, n)
			for i := range a {
				of[i] = i % clusters
				b[i] = luck.NormFloat64()
			}
			twins := twinsOf(a, b, of)
			for i := range twins.patients {
				twins.patients[i].Agreeableness = float32(luck.NormFloat64())
			}
			switch p := twins.subgroups(twins.rank(trait), 0, twins.pairs(0)).Interaction.P; {
			case clusters == 5 && !math.IsNaN(p):
				t.Fatal("five clusters: a p value")
			case p < 0.05:
				found++
			}
		}
		if share := float64(found) / samples; clusters > 5 && !(math.Abs(share-0.05) <= 4.5*math.Sqrt(0.05*0.95/samples)) {
			t.Errorf("%d clusters: %.3f below 0.05", clusters, share)
		}
	}
}

func TestHolm(t *testing.T) {
	all := []*Interaction{{P: 0.04}, {P: 0.01}, {P: math.NaN()}, {P: 0.03}}
	adjust(all)
	for i, want := range []float64{0.06, 0.03, 0, 0.06} { // 0.04 follows 2 × 0.03
		if all[i].P == all[i].P {
			runtest.Near(t, "adjusted", all[i].Adjusted, want)
		}
	}
	if all[0].Tested != 3 {
		t.Errorf("%d tested, want 3", all[0].Tested)
	}
}

// Two therapists with two patients each, all variance between them: the variance of
// a mean is twice that of independent patients.
func TestCaseloadFactor(t *testing.T) {
	var values []float64
	for k := range 40 {
		base := float64(k % 2 * 100)
		values = append(values, base, base+1e-3)
	}
	pairs := caseloadsOf(len(values), func(i int) therapistKey { return therapistKey{therapist: int64(i / 2)} })
	if f := pairs.factor(values); !(math.Abs(f-2) <= 1e-3) {
		t.Errorf("alike within caseloads: factor %v, want 2", f)
	}
	one := caseloadsOf(3, func(int) therapistKey { return therapistKey{therapist: 1} })
	if f := one.factor([]float64{1, 2, 3}); f != 1 {
		t.Errorf("one therapist: factor %v, want 1", f)
	}
	twins := twinsOf([]float64{1, 2}, []float64{2, 3}, alone(2))
	twins.patients[0] = &record.Patient{Therapist: -1}
	twins.seat()
	if f := twins.alike(0, twins.pairs(0).all); f != [2]float64{1, 1} {
		t.Errorf("no therapists: %v", f)
	}
}

// Few degrees of freedom are left where few clusters carry the variance.
func TestFreedomOfUnlikeClusters(t *testing.T) {
	luck := rand.New(rand.NewPCG(3, 3))
	const count = 40
	groups := clusters{n: count}
	alike, one := groups.influence(), groups.influence()
	for g := range count {
		alike.add(g, luck.NormFloat64())
		one.add(g, 0.01*luck.NormFloat64())
	}
	one.of[7] = 5
	if a, o := alike.freedom(), one.freedom(); a < 25 || a > count-1 || o != 1 {
		t.Errorf("%g of clusters alike, %g of one that carries all", a, o)
	}
}

// The interval of a mean covers where few twins differ, by differences that are
// skewed: 300 samples of 20 caseloads of 20, of whom one in twenty differs; 4.5 standard
// errors of the share below 93 of 100, which is what the sign of the skewness leaves.
func TestMeansCoverWithFewWhoDiffer(t *testing.T) {
	luck := rand.New(rand.NewPCG(11, 4))
	const samples, n = 300, 400
	covered, before := 0, 0
	for range samples {
		a, b, of := make([]float64, n), make([]float64, n), make([]int, n)
		for i := range a {
			of[i] = i % 20
			if luck.Float64() < 0.05 {
				b[i] = -3 * luck.ExpFloat64()
			}
		}
		d := twinsOf(a, b, of).effect(0).Difference
		if d.Low <= -0.15 && -0.15 <= d.High {
			covered++
		}
		if math.Abs(d.Value+0.15) <= descriptive.T95(19)*d.SE {
			before++
		}
	}
	if share := float64(covered) / samples; share < 0.93-4.5*math.Sqrt(0.93*0.07/samples) || covered <= before {
		t.Errorf("%.3f covered, with the degrees of freedom of all caseloads %.3f", share, float64(before)/samples)
	}
}

// By hand: of a half and two quarters Σw² is 3/8, and a is 1/2 and twice 1/12, whose products
// two by two add up to 13/72; clusters of one size have one degree less than there are.
func TestDegreesOfUnequalClusters(t *testing.T) {
	of := func(sizes ...float64) *influence {
		groups := clusters{n: len(sizes)}
		u := groups.influence()
		for g, n := range sizes {
			u.addAll(g, 1, n)
		}
		return u
	}
	near(t, "a half and two quarters", of(20, 10, 10).degrees(), 1/(3.0/8+13.0/72))
	near(t, "five of one size", of(7, 7, 7, 7, 7).degrees(), 4)
	near(t, "ten and more, hardly unequal", of(10, 12, 14, 9, 10, 11, 10, 12, 9, 10, 13).degrees(), 10)
	if u := of(100, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10); !(u.degrees() < 4) || u.freedom() > u.degrees() {
		t.Errorf("one of eleven as large as all others: %g, %g", u.degrees(), u.freedom())
	}
}

// The interval of a mean covers where one therapist of five has three of four patients: 400 samples;
// 4.5 standard errors below 93 of 100, which is what patients who are alike leave.
func TestMeansCoverWithUnequalCaseloads(t *testing.T) {
	luck := rand.New(rand.NewPCG(13, 5))
	const samples = 400
	covered, before := 0, 0
	for range samples {
		var a, b []float64
		var of []int
		for g, n := range []int{10, 10, 10, 10, 120} {
			therapist := 0.5 * luck.NormFloat64()
			for range n {
				a, b, of = append(a, 0), append(b, therapist+luck.NormFloat64()), append(of, g)
			}
		}
		d := twinsOf(a, b, of).effect(0).Difference
		if d.Low <= 0 && 0 <= d.High {
			covered++
		}
		if math.Abs(d.Value) <= descriptive.T95(4)*d.SE {
			before++
		}
	}
	if share := float64(covered) / samples; share < 0.93-4.5*math.Sqrt(0.93*0.07/samples) {
		t.Errorf("%.3f covered, with one degree of freedom less than therapists %.3f", share, float64(before)/samples)
	}
}

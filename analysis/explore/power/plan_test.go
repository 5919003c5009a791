package power

import (
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"rapport/scenarios/population"
	"rapport/scenarios/study"
)

// Five equal looks, 0.05 two-sided: the boundaries of the programs of Reboussin,
// DeMets, Kim & Lan (2000, Control Clin Trials 21:190-207), to the four digits that
// they print. Two looks: Jennison & Turnbull (2000, Group Sequential Methods), ch. 7.
func TestBoundariesArePublishedOnes(t *testing.T) {
	fifths := []float64{0.2, 0.4, 0.6, 0.8, 1}
	for _, c := range []struct {
		spending string
		looks    []float64
		want     []float64
	}{
		{study.SpendingOBrienFleming, fifths, []float64{4.8769, 3.3569, 2.6803, 2.2898, 2.0310}},
		{study.SpendingPocock, fifths, []float64{2.4380, 2.4268, 2.4101, 2.3966, 2.3859}},
		{study.SpendingOBrienFleming, []float64{0.5, 1}, []float64{2.9626, 1.9686}},
		{study.SpendingOBrienFleming, []float64{1}, []float64{1.9600}},
	} {
		for i, z := range boundaries(c.spending, 0.025, c.looks, 2) {
			if !(math.Abs(z-c.want[i]) <= 2e-4) {
				t.Errorf("%s, look %d of %v: %.4f, want %.4f", c.spending, i+1, c.looks, z, c.want[i])
			}
		}
	}
}

// One-sided boundaries spend what they may: of simulated walks without an effect the
// share that has crossed by the end is alpha, within 4.5 standard errors.
func TestOneSidedBoundariesSpendAlpha(t *testing.T) {
	const alpha = 0.05
	walks := repeats(200_000)
	luck := rand.New(rand.NewPCG(3, 4))
	looks := []float64{0.3, 0.7, 1}
	z := boundaries(study.SpendingPocock, alpha, looks, 1)
	crossed := 0.0
	for range walks {
		score, at := 0.0, 0.0
		for i, share := range looks {
			score += math.Sqrt(share-at) * luck.NormFloat64()
			if at = share; score/math.Sqrt(share) > z[i] {
				crossed++
				break
			}
		}
	}
	if got := crossed / float64(walks); !(math.Abs(got-alpha) <= 4.5*math.Sqrt(alpha*(1-alpha)/float64(walks))) {
		t.Errorf("%.4f of walks cross, want %.4f", got, alpha)
	}
}

// Points of Dunnett's table for two arms against one (1964, Biometrics 20:482-491):
// at them the adjusted p is 0.05, to the two decimals that the table has.
func TestDunnettsTable(t *testing.T) {
	equal := []float64{math.Sqrt(0.5), math.Sqrt(0.5)}
	for _, c := range []struct {
		df    float64
		sided int
		want  float64
	}{{10, 2, 2.57}, {20, 2, 2.38}, {60, 2, 2.27}, {1e6, 2, 2.21}, {20, 1, 2.03}, {1e6, 1, 1.92}} {
		if above, below := dunnett(c.want-0.006, c.df, equal, c.sided), dunnett(c.want+0.006, c.df, equal, c.sided); !(above > 0.05 && below < 0.05) {
			t.Errorf("df %g, %d-sided: p %.4f to %.4f around %.2f, want 0.05 between", c.df, c.sided, above, below, c.want)
		}
	}
}

// Hand-worked: p values .01 and .04 become .02 and .04 by Holm's method, .02 and .08
// by Bonferroni's.
func TestCorrections(t *testing.T) {
	for correction, want := range map[string][2]float64{study.CorrectionHolm: {0.04, 0.02}, study.CorrectionBonferroni: {0.08, 0.02}} {
		o := &Options{Correction: correction, Alpha: 0.05}
		pairs := []verdict{{p: 0.04, ok: true}, {p: 0.01, ok: true}}
		o.correct(pairs)
		for k := range pairs {
			if !(math.Abs(pairs[k].p-want[k]) <= 1e-12) || pairs[k].hit != (want[k] < 0.05) {
				t.Errorf("%s: p %g, significant %v, want %g", correction, pairs[k].p, pairs[k].hit, want[k])
			}
		}
	}
}

// A claim is about the side that the outcome says is well. With an estimate of -2
// points of an outcome that is well when low, and a standard error of 1, the tails are
// those of t = 2 ± the margin.
func TestClaims(t *testing.T) {
	tail := func(x float64) float64 { return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: 30}.Survival(x) }
	for name, c := range map[string]struct {
		o    Options
		want float64
	}{
		"two-sided":       {Options{Claim: study.ClaimSuperiority, Sided: 2}, 2 * tail(2)},
		"one-sided":       {Options{Claim: study.ClaimSuperiority, Sided: 1}, tail(2)},
		"non-inferiority": {Options{Claim: study.ClaimNonInferiority, Margin: 1, Sided: 1}, tail(3)},
		"twice the side":  {Options{Claim: study.ClaimNonInferiority, Margin: 1, Sided: 2}, 2 * tail(3)},
		"equivalence":     {Options{Claim: study.ClaimEquivalence, Margin: 5, Sided: 1}, tail(3)},
		"not equivalent":  {Options{Claim: study.ClaimEquivalence, Margin: 1, Sided: 1}, tail(-1)},
	} {
		c.o.Alpha, c.o.better = 0.05, -1
		got := c.o.judge(verdict{estimate: -2, se: 1, df: 30, ok: true})
		if !(math.Abs(got.p-c.want) <= 1e-12) || got.hit != (c.want < 0.05) {
			t.Errorf("%s: p = %g, want %g", name, got.p, c.want)
		}
		c.o.better = 1 // the same estimate, of an outcome that is well when high
		if worse := c.o.judge(verdict{estimate: -2, se: 1, df: 30, ok: true}); c.o.Sided == 1 && c.o.Claim != study.ClaimEquivalence && !(worse.p > 0.5) {
			t.Errorf("%s: p = %g where the arm is worse", name, worse.p)
		}
	}
}

// At the margin of a yes or no, who turns to the worse by lot does so at every look: the
// looks of a trial are at the same patients.
func TestTheMarginTurnsTheSamePatientsAtEveryLook(t *testing.T) {
	const arm = 2000
	yes := func(n int) *powerSample { // the first n of each arm, of whom every second one says yes
		s := &powerSample{}
		for k := range 2 {
			for i := range n {
				s.arm, s.y = append(s.arm, float64(k)), append(s.y, float64(i%2))
			}
		}
		return s
	}
	o := &Options{Margin: 0.1, Seed: 3, binary: true, better: 1, yes: []float64{0.5, 0.5, 0.5}}
	early, end := yes(arm/2), yes(arm)
	o.atMargin(early, 1, 7)
	o.atMargin(end, 1, 7)
	turned, apart := 0, 0
	for i := range arm / 2 {
		was, is := early.y[arm/2+i], end.y[arm+i]
		if turned += int(float64(i%2) - is); was != is {
			apart++
		}
	}
	if turned < 70 || turned > 130 || apart > 0 {
		t.Errorf("of the first %d patients %d turn, want about 100; %d of them are another at the first look", arm/2, turned, apart)
	}
	other := yes(arm / 2)
	if o.atMargin(other, 2, 7); slices.Equal(other.y, early.y) {
		t.Error("a third arm has the lots of the second")
	}
	if first := early.y[:arm/2]; stat.Mean(first, nil) != 0.5 {
		t.Errorf("a share of %g says yes in the first arm, want 0.5 as before", stat.Mean(first, nil))
	}
}

// At the margin shares vary over trials as those of any trial do: half of the patients say yes, and a
// quarter at the margin.
func TestSharesVaryAtTheMargin(t *testing.T) {
	const arm = 80
	luck := rand.New(rand.NewPCG(5, 6))
	o := &Options{Margin: 0.25, Seed: 3, binary: true, better: 1, yes: []float64{0.5, 0.5}}
	var shares []float64
	for trial := range int64(800) {
		s := &powerSample{}
		for i := range 2 * arm {
			s.arm, s.y = append(s.arm, float64(i/arm)), append(s.y, float64(luck.IntN(2)))
		}
		o.atMargin(s, 1, trial)
		shares = append(shares, stat.Mean(s.y[arm:], nil))
	}
	mean, variance := stat.MeanVariance(shares, nil)
	near(t, "share", mean, 0.25, 4*math.Sqrt(0.25*0.75/arm/800))
	near(t, "variance", variance, 0.25*0.75/arm, 4*0.25*0.75/arm*math.Sqrt(2.0/800))
}

// By how much the second arm of the model is worse is the margin.
func TestTheMarginOfTheModel(t *testing.T) {
	for _, outcome := range []string{"response", "dropout"} {
		o := trialOptions(t, "usual", "better")
		o.Outcome, o.Claim, o.Margin, o.Sizes, o.Trials = outcome, study.ClaimNonInferiority, 0.15, []int64{80}, 40
		null := detected(t, o).Null
		want := -0.15
		if outcome == "dropout" {
			want = 0.15
		}
		near(t, outcome, null.Estimate, want, 4*null.SD/math.Sqrt(float64(null.Trials)))
	}
	o := trialOptions(t, "usual", "better")
	o.Outcome, o.Claim, o.Margin, o.Sizes, o.Trials = "remission", study.ClaimNonInferiority, 0.5, []int64{80}, 20
	if p := detected(t, o); p.Null != nil || !strings.Contains(p.Mark, "no arm can be worse by the margin") {
		t.Errorf("a margin that no arm can be worse by: %q, %+v", p.Mark, p.Null)
	}
}

// A further covariate that explains the outcome makes the standard error smaller, and
// one that explains nothing hardly changes it; without covariates it is larger.
func TestCovariates(t *testing.T) {
	w := &clusteredWorld{therapists: 8, caseload: 10, effect: 1, between: 1, within: 3, luck: rand.New(rand.NewPCG(7, 6))}
	s := w.draw()
	useful := make([]float64, len(s.y))
	for i := range s.y {
		useful[i] = w.luck.NormFloat64()
		s.entry[i] += 3 * w.luck.NormFloat64() // so that arms differ in it by chance
		s.y[i] += 4 * useful[i]
	}
	for name, test := range map[string]func(*powerSample) verdict{"ancova": (*powerSample).ancova, "mixed": (*powerSample).mixed,
		"mmrm": func(s *powerSample) verdict { return asSeries(s).sequence() }} {
		before := test(s)
		with, bare := *s, *s
		with.more, bare.bare = [][]float64{useful}, true
		if after := test(&with); !after.ok || after.se > 0.8*before.se {
			t.Errorf("%s: SE %.3f with a covariate of two thirds of the variance, %.3f without", name, after.se, before.se)
		}
		if none := test(&bare); !none.ok || none.estimate == before.estimate {
			t.Errorf("%s: the same estimate %.4f without intake", name, none.estimate)
		}
	}
}

// Claims, ratios, arms, loss and looks err as often as they promise where the claim is
// wrong by a hair: at most alpha, within 4.5 standard errors. At most, as equivalence
// and corrections may be more cautious.
func TestPlansErrAsOftenAsPromised(t *testing.T) {
	trials := repeats(300)
	for name, set := range map[string]func(*Options){
		"noninferiority": func(o *Options) { o.Claim, o.Margin, o.Sided = study.ClaimNonInferiority, 1.5, 1 },
		"equivalence":    func(o *Options) { o.Claim, o.Margin, o.Sided = study.ClaimEquivalence, 3, 1 },
		"shares": func(o *Options) {
			o.Claim, o.Margin, o.Sided, o.Outcome = study.ClaimNonInferiority, 0.1, 1, "response"
		},
		"ratio":     func(o *Options) { o.Allocation, o.Sizes = []int64{2, 1}, []int64{90} },
		"crossed":   func(o *Options) { o.Allocation, o.Sizes, o.Arms = []int64{2, 1}, []int64{90}, ArmsCrossed },
		"arms":      func(o *Options) { o.Scenarios, o.Sizes = []string{"usual", "better", "apart"}, []int64{90} },
		"attrition": func(o *Options) { o.Attrition = []float64{0.1, 0.4} },
		"looks":     func(o *Options) { o.Looks, o.Spending = []float64{0.5, 1}, study.SpendingPocock },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := trialOptions(t, "usual", "better")
			o.Sizes, o.Trials, o.Caseload = []int64{72}, trials, 6
			o.Estimator = estimateANCOVA
			set(&o)
			all, err := Errors(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range all {
				if e.Estimator == estimateTTest { // it ignores therapists
					continue
				}
				if float64(e.Power) > 0.05+4.5*math.Sqrt(0.05*0.95/float64(trials)) || e.Untestable > 0 {
					t.Errorf("%s: %d of %d trials wrong, %d not testable", e.Estimator, e.Found, e.Trials, e.Untestable)
				}
			}
		})
	}
}

// Arms are as large as the ratio says, nested and crossed, and attrition takes about
// its share of the arm away.
func TestArmsAndAttrition(t *testing.T) {
	for _, way := range []string{ArmsNested, ArmsCrossed} {
		o := trialOptions(t, "usual", "better")
		o.Arms, o.Allocation, o.Sizes, o.Attrition = way, []int64{2, 1}, []int64{600}, []float64{0, 0.4}
		if err := o.prepare(); err != nil {
			t.Fatal(err)
		}
		arms, err := o.armsOf(o.sizeOf(600), false)
		if err != nil {
			t.Fatal(err)
		}
		trial, err := o.simulate(&powerBench{}, arms, 1)
		if err != nil {
			t.Fatal(err)
		}
		var share [2]float64
		for k := range trial {
			for c := range trial[k].data.Courses() {
				if left(&c) {
					share[k] += 1 / float64(trial[k].data.Len())
				}
			}
		}
		if trial[0].data.Len() != 400 || trial[1].data.Len() != 200 {
			t.Errorf("%s: arms of %d and %d", way, trial[0].data.Len(), trial[1].data.Len())
		}
		want := share[0] + 0.4*(1-share[0]) // dropouts of the model are alike in both
		if !(math.Abs(share[1]-want) <= 4.5*math.Sqrt(want*(1-want)*(1./200+1./400))) {
			t.Errorf("%s: %.2f gone in the arm that loses 40 %%, want about %.2f", way, share[1], want)
		}
	}
}

// An analysis that was stopped, with a torn line at the end of its journal, finds what
// it would have found; one with other options is refused.
func TestAStoppedAnalysisGoesOn(t *testing.T) {
	o := trialOptions(t, "usual", "better")
	o.Sizes, o.Trials = []int64{20, 40}, 40
	whole := allOf(t, detected(t, o))
	o.Journal = filepath.Join(t.TempDir(), "journal")
	if got := allOf(t, detected(t, o)); got != whole {
		t.Error("with a journal something else is found")
	}
	text, err := os.ReadFile(o.Journal)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSpace(strings.ReplaceAll(string(text), "\n\n", "\n")), "\n")
	torn := strings.Join(lines[:3], "") + lines[3][:40]
	if err := os.WriteFile(o.Journal, []byte(torn), 0o666); err != nil {
		t.Fatal(err)
	}
	if got := allOf(t, detected(t, o)); got != whole {
		t.Error("what goes on finds something else")
	}
	// Stopped before its first line was there, or within it, it can still be stopped again.
	for _, torn := range []string{"", lines[0][:20]} {
		if err := os.WriteFile(o.Journal, []byte(torn), 0o666); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if got := allOf(t, detected(t, o)); got != whole {
				t.Errorf("after %q something else is found", torn)
			}
		}
	}
	o.Alpha = 0.01
	if _, err := Detect(t.Context(), o); err == nil || !strings.Contains(err.Error(), "another analysis") {
		t.Errorf("error %v", err)
	}
}

// Trial sizes of unequal arms give therapists to the treated part alone.
func TestSizesOfUnequalArms(t *testing.T) {
	waiting, usual := &population.Simulation{}, &population.Simulation{Setting: population.DefaultSetting()}
	waiting.Setting = population.DefaultSetting()
	if err := setNamed(&waiting.Setting, map[string]float64{"care.treatment": 0}); err != nil {
		t.Fatal(err)
	}
	o := &Options{Detect: PowerContrast, Arms: ArmsNested, Vary: VaryPatients, Allocation: []int64{4, 2}, Therapists: 4, templates: []*population.Simulation{waiting, usual}}
	if got := o.ratio(); !slices.Equal(got, []int64{2, 1}) {
		t.Errorf("ratio %v, want 2 to 1", got)
	}
	if got := o.sizeOf(120); !waiting.Setting.Model.Care.Therapy() && (got.caseload != 10 || o.inArm(120, 0) != 80 || o.inArm(120, 1) != 40) {
		t.Errorf("caseload %d for 40 treated patients of 4 therapists", got.caseload)
	}
}

// A study may say each test and each way that there is, and no other.
func TestAStudyKnowsTheWords(t *testing.T) {
	said := map[string]bool{}
	for _, word := range append(slices.Clone(study.Estimators), study.Missings...) {
		said[word] = true
	}
	seen := map[string]bool{}
	for _, words := range powerEstimators {
		for _, word := range words {
			seen[word] = true
		}
	}
	for _, x := range powerOutcomes {
		for _, word := range x.missing {
			seen[word] = true
		}
	}
	if !maps.Equal(said, seen) {
		t.Errorf("a study knows %v, a power analysis %v", said, seen)
	}
}

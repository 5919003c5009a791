package power

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// fiveTrials found -2, -1, 3 and -4, all but -1 significant; one allowed no test.
func fiveTrials() []verdict {
	return []verdict{
		{ok: true, hit: true, estimate: -2, se: 1, p: 0.01, patients: 40, spread: 5},
		{ok: true, estimate: -1, se: 0.5, p: 0.2, patients: 38, spread: 4},
		{patients: 2},
		{ok: true, hit: true, estimate: 3, se: 1, p: 0.04, patients: 41, spread: 6},
		{ok: true, hit: true, estimate: -4, se: 2, p: 0.03, patients: 39, spread: 7},
	}
}

// By hand: of five trials three are significant, one of them upwards; the four estimates have
// mean -1 and squares of 26 about it; the significant ones have a mean size of 3.
func checkFive(t *testing.T, what string, got *Trials) {
	t.Helper()
	if got.Trials != 5 || got.Found != 3 || got.Up != 1 || got.Untestable != 1 {
		t.Errorf("%s: %+v, want 3 of 5 significant, 1 above 0, 1 untestable", what, got)
	}
	near(t, what+": power", got.Power, 0.6, 1e-12)
	near(t, what+": patients", got.Analysed, 160.0/5, 1e-12)
	near(t, what+": estimate", got.Estimate, -1, 1e-12)
	near(t, what+": SD", got.SD, math.Sqrt(26.0/3), 1e-12)
	near(t, what+": SE", got.SE, 4.5/4, 1e-12)
	near(t, what+": spread", got.Spread, 22.0/4, 1e-12)
	near(t, what+": exaggeration", got.Exaggeration, 3, 1e-12)
}

func TestWhatTrialsFoundByHand(t *testing.T) {
	all := Trials{Trials: 5}
	all.sum(fiveTrials())
	checkFive(t, "together", &all)
	for i, want := range []float64{0.01, 0.2, 1, 0.04, 0.03} {
		if all.p[i] != want {
			t.Errorf("p of trial %d is %g, want %g", i, all.p[i], want)
		}
	}
}

// Do trials of a size that were made in several goes tell the same as all together, however they
// are cut, and without those of another size or of the null?
func TestPooledTrialsAreAllTrials(t *testing.T) {
	for cut := 1; cut < 5; cut++ {
		made := func(size int64, stage string, from, to int, therapists float64) Trials {
			one := Trials{Size: size, Stage: stage, Patients: 2 * size, Trials: to - from, Therapists: therapists}
			one.sum(fiveTrials()[from:to])
			return one
		}
		p := &Power{Points: []Trials{made(20, stageSearch, 0, cut, 4), made(30, stageSearch, 0, 3, 9), made(20, stageNull, 1, 4, 9), made(20, stageCheck, cut, 5, 9)}}
		got := p.pool(20)
		checkFive(t, "pooled", &got)
		near(t, "therapists", got.Therapists, (float64(cut)*4+float64(5-cut)*9)/5, 1e-12)
		if got.Size != 20 || got.Patients != 40 || len(p.BySize()) != 2 {
			t.Errorf("%+v; %d sizes, want 2", got, len(p.BySize()))
		}
	}
}

// Where no trial allowed the test of an arm, is no power and no effect of 0 told of it?
func TestAnArmThatNoTrialCouldTest(t *testing.T) {
	o := &Options{Detect: PowerContrast, Scenarios: []string{"usual", "a", "b"}}
	var all []verdict
	for i := range 4 {
		all = append(all, verdict{pairs: []verdict{{ok: true, hit: i == 0, estimate: float64(i)}, {}}})
	}
	found := Trials{Trials: 4}
	found.parts(o, all)
	if a := found.Arms[0]; a.Found != 1 || a.Power != 0.25 || a.Estimate != 1.5 {
		t.Errorf("%+v, want a power of 1 in 4 and an effect of 1.5", a)
	}
	if b := found.Arms[1]; !math.IsNaN(b.Power) || !math.IsNaN(b.Low) || !math.IsNaN(b.High) || !math.IsNaN(b.Estimate) {
		t.Errorf("%+v, want nothing of the arm that was not tested", b)
	}
	said, err := json.Marshal(found.Arms)
	if want := `{"scenario":"b","significant":0,"power":null,"low":null,"high":null,"estimate":null}`; err != nil || !strings.Contains(string(said), want) {
		t.Errorf("%s, %v; want %s", said, err, want)
	}
	var text strings.Builder
	found.writeParts(&text)
	if !strings.Contains(text.String(), "power 25.0 %") || !strings.Contains(text.String(), "no trial allowed the test") {
		t.Error(text.String())
	}
}

// Where no trial without an effect allowed the test, is no share of errors told, and no power held to it?
func TestANullThatNoTrialAllowed(t *testing.T) {
	null, found := Trials{Trials: 2}, Trials{Trials: 2}
	null.sum([]verdict{{}, {}})
	found.sum([]verdict{{ok: true, p: 0.5}, {ok: true, p: 0.5}})
	if s := sized(&found, &null, 0.05); s != nil {
		t.Errorf("%+v", s)
	}
	e := EstimatorError{Estimator: estimateMixed}
	e.count(&verdict{})
	e.close()
	said, err := json.Marshal(e)
	if err != nil || !strings.Contains(string(said), `"untestable":1,"share":null,"low":null,"high":null`) {
		t.Errorf("%s, %v", said, err)
	}
	p := Power{Scenarios: []string{"a", "b"}, End: PowerNoSearch, Null: &null, Points: []Trials{found}}
	var text strings.Builder
	if err := p.WriteText(&text); err != nil || !strings.Contains(text.String(), "not one of 2 trials allowed the test") || strings.Contains(text.String(), "NaN") {
		t.Errorf("%v\n%s", err, text.String())
	}
}

// By hand: the arms 1, 3 and 2, 4, 6 have squares of 2 and 8 about their means, on 1 and 2
// degrees of freedom; on scores at entry of 0, 2 and 0, 1, 2 they have slopes of 1 and 2.
func TestASampleByHand(t *testing.T) {
	s := powerSample{y: []float64{1, 2, 3, 4, 6}, entry: []float64{0, 0, 2, 1, 2}, arm: []float64{0, 1, 0, 1, 1}}
	near(t, "SD within arms", s.spread(), math.Sqrt(10.0/3), 1e-12)
	near(t, "slope within arms", s.slopeWithin(), 6.0/4, 1e-12)
	v := s.welch()
	near(t, "difference", v.estimate, 2, 1e-12)
	near(t, "SE", v.se, math.Sqrt(2.0/2+4.0/3), 1e-12)
	near(t, "degrees of freedom", v.df, 49.0/9/(1+16.0/9/2), 1e-12)
	s.arm = []float64{0, 1, 0, 0, 0}
	if s.welch().ok || s.spread() != 0 {
		t.Error("an arm of one patient is tested")
	}
}

// By hand: four arms of two therapists with a patient each have means of 2, 6, 2 and 4 with
// variances of 1, 4, 0 and 1; where the score at entry goes with the outcome one to one, what
// arms differ in by it is taken out.
func TestADifferenceOfDifferencesByHand(t *testing.T) {
	s := powerSample{y: []float64{1, 3, 4, 8, 2, 2, 3, 5}, entry: make([]float64, 8), arm: []float64{0, 0, 1, 1, 2, 2, 3, 3},
		cluster: []int{0, 1, 2, 3, 4, 5, 6, 7}, alone: make([]bool, 8)}
	v := s.differ()
	near(t, "difference of differences", v.estimate, 2, 1e-12)
	near(t, "SE", v.se, math.Sqrt(6), 1e-12)
	near(t, "degrees of freedom", v.df, 36.0/18, 1e-12)
	adjusted := powerSample{arm: []float64{0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3}, alone: make([]bool, 16)}
	for i, k := range adjusted.arm {
		x, e := float64(i%2), float64(i/2%2) // at entry, and what it does not tell
		if k == 1 {
			x += 5 // the second arm comes with more
		}
		adjusted.entry, adjusted.y, adjusted.cluster = append(adjusted.entry, x), append(adjusted.y, x+e+3*k), append(adjusted.cluster, i)
	}
	near(t, "slope", adjusted.slopeWithin(), 1, 1e-12)
	near(t, "adjusted", adjusted.differ().estimate, -0+3+6-9, 1e-12)
}

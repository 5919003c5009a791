package twins

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/sim/record"
)

// armOf gathers courses with an intake and two weeks; seen says who answers.
func armOf(n int, seen func(luck *rand.Rand, x [3]float64) [2]bool) (*observedArm, [3]float64) {
	luck := rand.New(rand.NewPCG(4, 2))
	a := newObservedArm([]int{4, 8})
	var truth [3]float64
	for range n {
		common := 3 * luck.NormFloat64()
		var x [3]float64
		for i := range x {
			x[i] = math.Round(min(max(15-3*float64(i)+common+2*luck.NormFloat64(), 0), 27))
			truth[i] += x[i] / float64(n)
		}
		c := data.Course{Patient: &record.Patient{PHQ9Entry: int32(x[0]), PHQ9Intake: int32(x[0])}}
		for k, answers := range seen(luck, x) {
			row := record.Assessment{Week: int32(4 * (k + 1)), TrueSeverity: float32(x[k+1])}
			if answers {
				row.PHQ9 = record.PHQ9Value(int(x[k+1]))
			}
			c.Assessments = append(c.Assessments, row)
		}
		a.add(&c)
	}
	return a, truth
}

// Where all answer, every way finds the means.
func TestObservedWithoutMissingAnswers(t *testing.T) {
	a, truth := armOf(500, func(*rand.Rand, [3]float64) [2]bool { return [2]bool{true, true} })
	mixed := a.mixed()
	for i, want := range truth {
		runtest.Near(t, "mixed model", mixed[i], want)
	}
	runtest.Near(t, "carried forward", a.carried[1]/a.n, truth[2])
	runtest.Near(t, "complete cases", a.complete[1]/a.answered[1], truth[2])
}

// Where those who were ill before answer less often, complete cases flatter, a last
// value carried forward is too high, and the mixed model is right.
func TestMixedModelWhereMissingDependsOnWhatWasAnswered(t *testing.T) {
	const n = 20000
	a, truth := armOf(n, func(luck *rand.Rand, x [3]float64) [2]bool {
		first := luck.Float64() < 0.9
		return [2]bool{first, first && luck.Float64() < 1/(1+math.Exp(0.4*(x[1]-12)))}
	})
	tolerance := 5 * 4 / math.Sqrt(n*0.4)
	if got := a.mixed()[2]; !(math.Abs(got-truth[2]) <= tolerance) {
		t.Errorf("the mixed model says %.3f, want %.3f within %.3f", got, truth[2], tolerance)
	}
	if got := a.complete[1] / a.answered[1]; got > truth[2]-2*tolerance {
		t.Errorf("complete cases say %.3f of %.3f: the test shows no bias", got, truth[2])
	}
	if got := a.carried[1] / a.n; got < truth[2]+2*tolerance {
		t.Errorf("carried forward says %.3f of %.3f: the test shows no bias", got, truth[2])
	}
}

// Where everybody answers, all do, and not nearly all.
func TestEverybodyWhoAnsweredIsTold(t *testing.T) {
	var b strings.Builder
	if err := (&Observed{Weeks: []ObservedWeek{{Week: 8, AnsweredBaseline: 1, AnsweredScenario: 0.999}}}).WriteText(&b); err != nil {
		t.Fatal(err)
	}
	if want := "100 %, >99 %"; !strings.Contains(b.String(), want) {
		t.Errorf("no %q in %s", want, b.String())
	}
}

// Of a week that nobody answered, or hardly anybody, what cannot be told is not: the other weeks are
// as without it.
func TestObservedWhereHardlyAnybodyAnswers(t *testing.T) {
	both, _ := armOf(60, func(*rand.Rand, [3]float64) [2]bool { return [2]bool{true, false} })
	if mixed := both.mixed(); !math.IsNaN(mixed[2]) || !(math.Abs(mixed[1]-both.complete[0]/60) <= 1e-6) {
		t.Errorf("nobody answers at week 8: the mixed model says %v, complete cases %g at week 4", mixed, both.complete[0]/60)
	}
	few, _ := armOf(3, func(*rand.Rand, [3]float64) [2]bool { return [2]bool{true, true} })
	if mixed := few.mixed(); !math.IsNaN(mixed[1]) || !math.IsNaN(mixed[2]) {
		t.Errorf("of three patients the mixed model says %v", mixed)
	}
	o := &Observed{Weeks: []ObservedWeek{{Week: 8, Complete: math.NaN(), Mixed: math.NaN(), Carried: 2, Truth: 1}}}
	var text strings.Builder
	if err := o.WriteText(&text); err != nil || strings.Contains(text.String(), "NaN") {
		t.Errorf("%v, %s", err, text.String())
	}
	if wire, err := json.Marshal(o); err != nil || !strings.Contains(string(wire), `"complete_cases":null`) || strings.Count(string(wire), "mixed_model") != 1 {
		t.Errorf("%v, %s", err, wire)
	}
}

// Covariances that few patients leave, and that rounding has made impossible, tell no means.
func TestMixedModelOfImpossibleCovariances(t *testing.T) {
	p := &pattern{at: []int{0, 1}, n: 2, sums: mat.NewVecDense(2, []float64{20, 30}), products: mat.NewSymDense(2, []float64{250, 330, 330, 500})}
	cov := mat.NewSymDense(2, []float64{1, 2, 2, 1})
	if p.expect(mat.NewVecDense(2, []float64{10, 15}), cov, mat.NewVecDense(2, nil), mat.NewDense(2, 2, nil)) {
		t.Error("they tell some")
	}
}

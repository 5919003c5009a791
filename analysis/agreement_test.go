package analysis

import (
	"math"
	"math/rand/v2"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/sim/record"
)

func TestRaterDifference(t *testing.T) {
	h := &runtest.Hand{}
	for i, pair := range [][2]float32{{4, 3}, {5, 3}, {3, 1}, {4, 1}, {5, 0}} {
		h.Add("completed", make([]int, 3), 0, 0, float64(pair[0]))
		h.Last()[2].WAITherapist = pair[1]
		h.Last()[1].WAITherapist = float32(i)
	}
	r := raterDifference(mustData(t, &h.Rows), data.WAIPatient, data.WAITherapist, 3)
	// Means 4 and 2 of four pairs; variances 2/3 and 4/3.
	runtest.Near(t, "d", r.Value, 2)
	if r.N != 4 {
		t.Errorf("N = %d, want 4 rated by both", r.N)
	}
	runtest.Near(t, "r", raterAgreement(mustData(t, &h.Rows), data.WAIPatient, data.WAITherapist, 3).Value, 2/math.Sqrt(2*4))
}

func TestConvergence(t *testing.T) {
	luck := rand.New(rand.NewPCG(5, 1))
	h := &runtest.Hand{}
	for range 3000 {
		trait := 3 + 0.4*luck.NormFloat64()
		h.Add("completed", make([]int, 2), trait, trait)
		s := h.Last()
		s[0].WAITherapist = float32(2.5 + 0.4*luck.NormFloat64())
		s[1].WAITherapist = float32(trait + 0.4*luck.NormFloat64())
	}
	r := convergence(mustData(t, &h.Rows), data.WAIPatient, data.WAITherapist, 1, 2)
	withinError(t, "growth of r from 0 to 1/√2", r, math.Sqrt(0.5))
	// The means are half a point apart, 1.25 of the SD of .4, and then not at all; the error of a
	// mean difference of 3000 pairs is about √(2/3000) SD.
	if early, late := r.Detail("d early"), r.Detail("d late"); !(math.Abs(early-1.25) <= 4.5*math.Sqrt((2+1.25*1.25/2)/3000)) || late > 4.5*math.Sqrt(2.0/3000) {
		t.Errorf("difference %v early and %v late, want 1.25 and none", early, late)
	}
}

func TestTestRetest(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("waiting", []int{20, 1, 18})
	h.Add("waiting", []int{18, 1, 20})
	h.Add("waiting", []int{12, 1, 10})
	h.Add("waiting", []int{10, 1, 12})
	h.Add("waiting", []int{10, 1, runtest.None, 20}) // no answer in week 2
	r := testRetest(mustData(t, &h.Rows), 2)
	// Centred 5 3 -3 -5 and 3 5 -5 -3: 60/68.
	runtest.Near(t, "r", r.Value, 60.0/68)
}

func TestCeiling(t *testing.T) {
	h := &runtest.Hand{}
	for _, v := range []float64{5, 4.75, 4.5, 4.5, 2} {
		h.Add("completed", []int{9}, v)
	}
	r := ceiling(mustData(t, &h.Rows), data.WAIPatient, 1, 0.2)
	runtest.Near(t, "share at maximum", r.Detail("share at maximum"), 0.2)
	if !r.Pass() || !(r.Value < 0) {
		t.Errorf("%+v: want negative skewness and 20 %% at the maximum to pass", r)
	}
	if r := ceiling(mustData(t, &h.Rows), data.WAIPatient, 1, 0.21); r.Pass() {
		t.Error("20 % at the maximum passed for 21 %")
	}
}

func TestAgreeablenessPath(t *testing.T) {
	luck := rand.New(rand.NewPCG(6, 1))
	draw := func(viaTherapist float64) *data.Data {
		h := &runtest.Hand{}
		for range 4000 {
			a := luck.NormFloat64()
			mp := 0.3*a + luck.NormFloat64()
			mt := 0.3*a + luck.NormFloat64()
			gain := 1.2*mp + viaTherapist*mt + 3*luck.NormFloat64()
			p := h.Add("completed", []int{20, 20, 20}, 0, 0, 3+0.5*mp)
			h.Last()[2].WAITherapist = float32(3 + 0.5*mt)
			p.Agreeableness = float32(a)
			p.PHQ9Intake = int32(18 + luck.IntN(5))
			p.PHQ9Last = p.PHQ9Intake - int32(math.Round(gain))
		}
		return mustData(t, &h.Rows)
	}
	r := agreeablenessPath(draw(0), pathQuery{data.Sessions(3, 4), 0.25})
	// SD of mp √1.09, of gain √(1.44·1.09 + 9 + 1/12 of rounding).
	sdY := math.Sqrt(1.44*1.09 + 9 + 1.0/12)
	withinError(t, "indirect effect", r, 0.3*1.2/sdY)
	if !r.Pass() {
		t.Errorf("checks %+v, want all to hold", r.Checks)
	}
	if r := agreeablenessPath(draw(1.2), pathQuery{data.Sessions(3, 4), 0.25}); r.Pass() {
		t.Error("a therapist's rating that carries as much passed")
	}
}

func TestDistribution(t *testing.T) {
	h := &runtest.Hand{}
	for _, v := range []float64{3, 4, 5} {
		h.Add("completed", []int{9}, v)
	}
	r := distribution(mustData(t, &h.Rows), data.WAIPatient, 1)
	runtest.Near(t, "mean", r.Value, 4)
	runtest.Near(t, "SD", r.Detail("SD"), 1)
	r = intakeMean(mustData(t, &h.Rows))
	runtest.Near(t, "intake", r.Value, 9)
	runtest.Near(t, "share at 10", r.Detail("share at 10 or more"), 0)
	var rows record.Rows
	if r := intakeMean(mustData(t, &rows)); !math.IsNaN(r.Value) || len(r.Warnings) != 1 {
		t.Errorf("mean of nobody = %v, warnings %v", r.Value, r.Warnings)
	}
}

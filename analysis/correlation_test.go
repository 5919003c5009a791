package analysis

import (
	"math"
	"math/rand/v2"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/descriptive"
	"rapport/analysis/runtest"
)

func TestPearsonDropsPairs(t *testing.T) {
	nan := math.NaN()
	// Of the four whole pairs: centred -1.5 -.5 .5 1.5 and -1.5 .5 -.5 1.5, r = 4/5.
	r := pearson([]float64{1, 2, nan, 3, 9, 4}, []float64{1, 3, 7, 2, nan, 4})
	runtest.Near(t, "r", r.Value, 0.8)
	if r.N != 4 {
		t.Errorf("N = %d, want 4", r.N)
	}
	runtest.Near(t, "low end", r.Low, math.Tanh(math.Atanh(0.8)-descriptive.Z95))
	if r := pearson([]float64{1, 2, 3}, []float64{1, 2, 3}); !math.IsNaN(r.Value) {
		t.Errorf("r of three pairs = %v, want none", r.Value)
	}
	if r := pearson([]float64{1, 1, 1, 1}, []float64{1, 2, 3, 4}); !math.IsNaN(r.Value) || len(r.Warnings) != 1 {
		t.Errorf("r with a constant = %v, warnings %v", r.Value, r.Warnings)
	}
}

// TestAdjustedCorrelationsOfKnownLaw: with x = z + u and y = 2z - u + v, all
// independent of variance 1, the partial correlation is that of u and v - u,
// -1/√2; the semi-partial takes z out of y alone: cov(x, v-u) = -1 over √2·√2.
func TestAdjustedCorrelationsOfKnownLaw(t *testing.T) {
	luck := rand.New(rand.NewPCG(9, 1))
	const n = 20000
	x, y, z := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range x {
		z[i] = luck.NormFloat64()
		u, v := luck.NormFloat64(), luck.NormFloat64()
		x[i], y[i] = z[i]+u, 2*z[i]-u+v
	}
	withinError(t, "partial", partial(x, y, z), -1/math.Sqrt2)
	withinError(t, "semi-partial", residualised(x, y, z), -0.5)
	withinError(t, "raw: cov 2-1 over √2·√6", pearson(x, y), 1/math.Sqrt(12))
}

// TestFisherIntervalCovers counts how often the interval holds the true value in
// 2000 samples of 40; 95 % does, with a standard error of √(.05·.95/2000).
func TestFisherIntervalCovers(t *testing.T) {
	luck := rand.New(rand.NewPCG(10, 1))
	const samples, n, rho = 2000, 40, 0.3
	covered := 0
	x, y := make([]float64, n), make([]float64, n)
	for range samples {
		for i := range x {
			x[i] = luck.NormFloat64()
			y[i] = rho*x[i] + math.Sqrt(1-rho*rho)*luck.NormFloat64()
		}
		if r := pearson(x, y); r.Low <= rho && rho <= r.High {
			covered++
		}
	}
	share := float64(covered) / samples
	if !(math.Abs(share-0.95) <= 4.5*math.Sqrt(0.95*0.05/samples)) {
		t.Errorf("interval covers in %.3f of samples, want .95", share)
	}
}

func TestAllianceOutcomeTakesWhoQualifies(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{20, 18, 15, 10}, 3, 3, 4, 0)     // 4 at session 3
	h.Add("completed", []int{18, 18, 15, 12}, 3, 3, 3, 4)     // mean 3.5
	h.Add("completed", []int{16, 18, 15, 14}, 3, 3, 3, 3)     // 3
	h.Add("dropout", []int{20, 18, 15}, 3, 3, 5)              // three sessions: out
	h.Add("completed", []int{12, 12, 12, 13}, 3, 3, 0, 0)     // no answer at 3 or 4: out
	h.Add("completed", []int{14, 12, 12, 13, 9}, 5, 5, 2, 2)  // 2
	h.Add("waiting", []int{14, 12, 12, 13, 9}, 5, 5, 2, 2)    // no therapy: out
	h.Add("completed", []int{10, 12, 12, 13, 11}, 5, 5, 2, 1) // 1.5
	q := allianceQuery{data.WAIPatient, data.Sessions(3, 4), 4, unadjusted}
	want := pearson([]float64{4, 3.5, 3, 2, 1.5}, []float64{10, 6, 2, 5, -1})
	got := allianceOutcome(mustData(t, &h.Rows), q)
	runtest.Near(t, "raw r", got.Value, want.Value)
	if got.N != 5 {
		t.Errorf("N = %d, want 5", got.N)
	}
	q.Adjust = lastOutcome
	runtest.Near(t, "r with last", allianceOutcome(mustData(t, &h.Rows), q).Value, pearson([]float64{4, 3.5, 3, 2, 1.5}, []float64{-10, -12, -14, -9, -11}).Value)
}

func TestAveragingPredictsBetter(t *testing.T) {
	r := averagingGain(mustData(t, runtest.StandardSample.Draw()), data.WAIPatient, data.Sessions(3, 3), data.Sessions(1, 5), 5)
	if !(r.Value > 0) || !(r.Detail("r many") > r.Detail("r few")) {
		t.Errorf("the mean of five noisy sessions predicts no better than one: %+v", r)
	}
}

func TestRepairOutcome(t *testing.T) {
	h := &runtest.Hand{}
	for i, c := range []struct{ last, ruptures, resolved int }{{10, 2, 2}, {18, 2, 0}, {15, 4, 2}, {12, 4, 3}, {3, 0, 0}} {
		p := h.Add("completed", []int{20, c.last})
		p.Ruptures, p.RupturesResolved = int32(c.ruptures), int32(c.resolved)
		p.PHQ9Intake += int32(i % 2)
	}
	r := repairOutcome(mustData(t, &h.Rows), unadjusted)
	runtest.Near(t, "r", r.Value, pearson([]float64{1, 0, 0.5, 0.75}, []float64{10, 3, 5, 9}).Value)
	if r.N != 4 {
		t.Errorf("N = %d, want the 4 with a rupture", r.N)
	}
}

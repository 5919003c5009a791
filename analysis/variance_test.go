package analysis

import (
	"math"
	"math/rand/v2"
	"testing"

	"rapport/analysis/runtest"
)

func TestVarianceShareByHand(t *testing.T) {
	// Means 2 and 6: MSB = 16, MSW = 2, between = (16-2)/2 = 7.
	r := VarianceShare([][]float64{{1, 3}, {5, 7}})
	runtest.Near(t, "between", r.Detail("variance between"), 7)
	runtest.Near(t, "share", r.Value, 7.0/9)
	// Unequal: grand mean 5, MSB = 2·9+3·4 = 30, MSW = 10/3, n0 = 5-13/5.
	r = VarianceShare([][]float64{{1, 3}, {5, 7, 9}})
	runtest.Near(t, "n0", r.Detail("group size n0"), 2.4)
	between := (30 - 10.0/3) / 2.4
	runtest.Near(t, "unequal share", r.Value, between/(between+10.0/3))
	// Groups more alike than chance leave a share below zero.
	if r := VarianceShare([][]float64{{1, 9}, {2, 8}}); !(r.Value < 0) || len(r.Warnings) == 0 {
		t.Errorf("share of alike groups %v with warnings %v, want below zero and a warning", r.Value, r.Warnings)
	}
	if r := VarianceShare([][]float64{{1}, {2}}); !math.IsNaN(r.Value) || len(r.Warnings) == 0 {
		t.Errorf("share of single values %v, want none and a warning", r.Value)
	}
}

func TestVarianceShareRecoversKnownShare(t *testing.T) {
	luck := rand.New(rand.NewPCG(3, 1))
	groups := make([][]float64, 400)
	for g := range groups {
		own := math.Sqrt(0.06) * luck.NormFloat64()
		groups[g] = make([]float64, 10+luck.IntN(30))
		for i := range groups[g] {
			groups[g][i] = own + math.Sqrt(0.94)*luck.NormFloat64()
		}
	}
	withinError(t, "share", VarianceShare(groups), 0.06)
}

// TestVarianceShareError compares the formula's standard error with the spread
// over 400 samples. The spread's own relative error is 1/√(2·400) = .035, of
// which 4.5 are allowed.
func TestVarianceShareError(t *testing.T) {
	luck := rand.New(rand.NewPCG(4, 1))
	const samples = 400
	sum, squares, se := 0.0, 0.0, 0.0
	for range samples {
		groups := make([][]float64, 60)
		for g := range groups {
			own := math.Sqrt(0.1) * luck.NormFloat64()
			groups[g] = make([]float64, 20)
			for i := range groups[g] {
				groups[g][i] = own + math.Sqrt(0.9)*luck.NormFloat64()
			}
		}
		r := VarianceShare(groups)
		sum, squares, se = sum+r.Value, squares+r.Value*r.Value, se+r.SE
	}
	mean := sum / samples
	spread := math.Sqrt(squares/samples - mean*mean)
	if ratio := se / samples / spread; !(math.Abs(ratio-1) <= 4.5/math.Sqrt(2*samples)) {
		t.Errorf("standard error is %.3f of the spread over samples", ratio)
	}
}

func TestTherapistShareTakesLargeCaseloads(t *testing.T) {
	rows := runtest.StandardSample.Draw()
	d := mustData(t, rows)
	if r := therapistShare(d, 20, 50); r.N != 160 || len(r.Warnings) != 0 {
		t.Errorf("%d therapists, warnings %v: want 160 and none", r.N, r.Warnings)
	}
	if r := therapistShare(d, 26, 50); !math.IsNaN(r.Value) {
		t.Errorf("share %v of caseloads of 26, want none: all have 25", r.Value)
	}
	for i := range rows.Patients {
		if i%50 >= 25 {
			rows.Patients[i].Therapist = -1
		}
	}
	if r := therapistShare(d, 20, 100); r.N != 80 || len(r.Warnings) != 1 {
		t.Errorf("%d therapists, warnings %v: want 80 and one warning", r.N, r.Warnings)
	}
}

package twins

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Interaction tests whether the effect is the same in all thirds.
type Interaction struct {
	F        float64 // NaN where it cannot be tested
	DF1, DF2 int
	P        float64
	Adjusted float64 // P by Holm's method over the traits tested on this outcome
	Tested   int     // how many these are
}

// fewestClusters is how many clusters an interaction needs: with fewer, the
// statistic strays from its F where nothing is to be found.
const fewestClusters = 8

// adjust sets the adjusted p values of all traits tested on one outcome (Holm 1979,
// Scand J Stat 6:65-70).
func adjust(all []*Interaction) {
	tested := slices.DeleteFunc(slices.Clone(all), func(w *Interaction) bool { return math.IsNaN(w.P) })
	slices.SortStableFunc(tested, func(a, b *Interaction) int { return cmp.Compare(a.P, b.P) })
	highest := 0.0
	for i, w := range tested {
		highest = max(highest, min(1, w.P*float64(len(tested)-i)))
		w.Adjusted = highest
	}
	for _, w := range all {
		w.Tested = len(tested)
	}
}

// waldOf tests that the effects are equal in all groups that have somebody.
func waldOf(s *[3]Subgroup, v [][]float64, used int) Interaction {
	w := Interaction{F: math.NaN(), P: math.NaN(), Adjusted: math.NaN()}
	var in []int
	for k := range s {
		if s[k].Difference.N > 0 {
			in = append(in, k)
		}
	}
	w.DF1 = max(0, len(in)-1)
	w.DF2 = used - w.DF1
	if used < fewestClusters || w.DF1 == 0 || !testable(s, v, in) {
		return w
	}
	if q := quadratic(s, v, in); !math.IsNaN(q) {
		w.F = q / float64(w.DF1) * float64(w.DF2) / float64(used-1)
		w.P = distuv.F{D1: float64(w.DF1), D2: float64(w.DF2)}.Survival(w.F)
	}
	return w
}

// testable says that every group has an effect that can be relied on.
func testable(s *[3]Subgroup, v [][]float64, in []int) bool {
	for _, k := range in {
		d := &s[k].Difference
		if math.IsNaN(d.Low) || len(d.Warnings) > 0 || math.IsNaN(d.Value) || math.IsNaN(v[k][k]) {
			return false
		}
	}
	return true
}

// quadratic is how far the effects of all groups are from the first's, in the measure of
// their covariance; NaN where that is singular.
func quadratic(s *[3]Subgroup, v [][]float64, in []int) float64 {
	q := len(in) - 1
	cd, cvc := mat.NewVecDense(q, nil), mat.NewDense(q, q, nil)
	first := in[0]
	for i, k := range in[1:] {
		cd.SetVec(i, s[k].Difference.Value-s[first].Difference.Value)
		for j, l := range in[1:] {
			cvc.Set(i, j, v[k][l]-v[k][first]-v[first][l]+v[first][first])
		}
	}
	var solved mat.VecDense
	if mat.Det(cvc) <= 0 || solved.SolveVec(cvc, cd) != nil {
		return math.NaN()
	}
	return mat.Dot(cd, &solved)
}

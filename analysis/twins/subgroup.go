package twins

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"rapport/analysis"
)

// thirds are the names of terciles.
var thirds = [3]string{"low", "middle", "high"}

// Subgroups is the effect on one outcome in each third of the patients by a trait.
type Subgroups struct {
	Trait       Trait
	Outcome     CompareOutcome
	Thirds      [3]Subgroup // low, middle, high
	Interaction Interaction
}

// Subgroup is one third.
type Subgroup struct {
	Name         string  // low, middle or high
	From, To     float64 // lowest and highest value of the trait in it; NaN where it is empty
	MeanBaseline float64
	MeanScenario float64
	Difference   analysis.Result // scenario minus baseline; N is the twins
}

// Interaction tests whether the effect is the same in all thirds.
type Interaction struct {
	F        float64 // NaN where it cannot be tested
	DF1, DF2 int
	P        float64
	Adjusted float64 // P by Holm's method over the traits tested on this outcome
	Tested   int     // how many these are
}

// subgroups computes the effect on outcome k by thirds of a trait. Thirds are cut
// at the terciles of the twins who have outcome and trait; equal values stay
// together, so that thirds of a coarse trait differ in size.
//
// Each third is estimated as the whole is. The interaction is the Wald test of
// equal effects, with the cluster-robust covariance of the three (twins of one
// caseload stand in several thirds). With G clusters the statistic is Hotelling's,
// so that it is scaled and referred to F(2, G - 2); none with G below 4:
//
//	F = (C D)ᵀ (C V Cᵀ)⁻¹ (C D) / 2 · (G-2)/(G-1),   C D = (D_middle - D_low, D_high - D_low).
//
// Trap: with several traits and outcomes some tests fall below 0.05 by chance;
// Adjusted accounts for the traits.
func (t *Twins) subgroups(trait *ranked, k int) Subgroups {
	s := Subgroups{Trait: trait.Trait, Outcome: t.outcomes[k]}
	a, b := t.pairs(k)
	values := trait.values
	third := trait.tercile(b)
	influence := make([][]float64, len(s.Thirds))
	for g := range s.Thirds {
		s.Thirds[g], influence[g] = t.subgroup(g, third, values, a, b, s.Outcome.Binary)
	}
	v, used := t.clusters.covariance(influence...)
	s.Interaction = waldOf(&s.Thirds, v, used)
	return s
}

// subgroup is third g, and the influences on its difference.
func (t *Twins) subgroup(g int, third []int, values, a, b []float64, binary bool) (Subgroup, []float64) {
	s := Subgroup{Name: thirds[g], From: math.NaN(), To: math.NaN()}
	x, y, u := missing(len(a)), missing(len(a)), missing(len(a))
	for i, at := range third {
		if at == g {
			x[i], y[i] = a[i], b[i]
			if !(values[i] >= s.From) {
				s.From = values[i]
			}
			if !(values[i] <= s.To) {
				s.To = values[i]
			}
		}
	}
	ma, _, n := moments(x)
	mb, _, _ := moments(y)
	s.MeanBaseline, s.MeanScenario = ma, mb
	if n == 0 {
		s.Difference = analysis.Nothing(0, "no patients in this third")
		return s, u
	}
	for i := range u {
		u[i] = (y[i] - x[i] - (mb - ma)) / float64(n)
	}
	if binary {
		s.Difference = t.clusters.shareInterval(x, y, u)
	} else {
		s.Difference = ofFew(t.clusters.interval(mb-ma, u, n), x, y)
	}
	return s, u
}

func missing(n int) []float64 { return slices.Repeat([]float64{math.NaN()}, n) }

// ranked is a trait with its values, sorted once for all outcomes.
type ranked struct {
	Trait
	values []float64 // by twin
	order  []int     // of the twins who have a value
}

func (t *Twins) rank(trait Trait) *ranked {
	r := &ranked{Trait: trait, values: t.values(trait)}
	for i, v := range r.values {
		if !math.IsNaN(v) {
			r.order = append(r.order, i)
		}
	}
	slices.SortFunc(r.order, func(a, b int) int { return cmp.Compare(r.values[a], r.values[b]) })
	return r
}

// tercile cuts the values of those who have both into thirds 0, 1, 2; -1: out.
func (r *ranked) tercile(outcome []float64) []int {
	values := r.values
	sorted := make([]float64, 0, len(r.order))
	for _, i := range r.order {
		if !math.IsNaN(outcome[i]) {
			sorted = append(sorted, values[i])
		}
	}
	third := slices.Repeat([]int{-1}, len(values))
	if len(sorted) == 0 {
		return third
	}
	low, high := stat.Quantile(1./3, stat.Empirical, sorted, nil), stat.Quantile(2./3, stat.Empirical, sorted, nil)
	for i, v := range values {
		switch {
		case math.IsNaN(v) || math.IsNaN(outcome[i]):
		case v <= low:
			third[i] = 0
		case v <= high:
			third[i] = 1
		default:
			third[i] = 2
		}
	}
	return third
}

// fewestClusters is how many clusters an interaction needs.
const fewestClusters = 4

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

// waldOf tests that three effects are equal.
func waldOf(s *[3]Subgroup, v [][]float64, used int) Interaction {
	w := Interaction{F: math.NaN(), DF1: 2, DF2: used - 2, P: math.NaN(), Adjusted: math.NaN()}
	if used < fewestClusters {
		return w
	}
	c := mat.NewDense(2, 3, []float64{-1, 1, 0, -1, 0, 1})
	d := mat.NewVecDense(3, []float64{s[0].Difference.Value, s[1].Difference.Value, s[2].Difference.Value})
	for k := range v {
		if s[k].Difference.N == 0 || math.IsNaN(s[k].Difference.Low) || math.IsNaN(d.AtVec(k)) || math.IsNaN(v[k][k]) {
			return w
		}
	}
	var cd, solved mat.VecDense
	cd.MulVec(c, d)
	var cv, cvc mat.Dense
	cv.Mul(c, mat.NewDense(3, 3, slices.Concat(v...)))
	cvc.Mul(&cv, c.T())
	if mat.Det(&cvc) <= 0 || solved.SolveVec(&cvc, &cd) != nil {
		return w
	}
	w.F = mat.Dot(&cd, &solved) / float64(w.DF1) * float64(used-2) / float64(used-1)
	w.P = distuv.F{D1: float64(w.DF1), D2: float64(w.DF2)}.Survival(w.F)
	return w
}

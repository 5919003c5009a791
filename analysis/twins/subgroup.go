package twins

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis"
)

// thirds are the names of terciles.
var thirds = [3]string{"low", "middle", "high"}

// Subgroups is the effect on one outcome in each third of the patients by a trait, or
// in each of its three groups where the trait has labels.
type Subgroups struct {
	Trait       Trait
	Outcome     CompareOutcome
	Thirds      [3]Subgroup // low, middle, high; or by label
	Interaction Interaction
}

// Subgroup is one third, or those of one label.
type Subgroup struct {
	Name         string  // low, middle or high, or the label
	From, To     float64 // lowest and highest value of the trait in it; NaN where it is empty or has a label
	MeanBaseline float64
	MeanScenario float64
	Difference   analysis.Result // scenario minus baseline; N is the twins
}

// subgroups computes the effect on outcome k by thirds of a trait. Thirds are cut
// at the terciles of the twins who have outcome and trait; equal values stay
// together, so that thirds of a coarse trait differ in size.
//
// The twins of a trait with labels are grouped by these.
//
// Each third is estimated as the whole is. The interaction is the Wald test of
// equal effects, with the cluster-robust covariance of the three (twins of one
// caseload stand in several thirds). With G clusters and q = 2 the statistic is Hotelling's,
// so that it is scaled and referred to F(q, G - q); none with G below 8, nor where too few twins differ in a third:
//
//	F = (C D)ᵀ (C V Cᵀ)⁻¹ (C D) / q · (G-q)/(G-1),   C D = (D_middle - D_low, D_high - D_low).
//
// Where a group has nobody, the other two are compared (q = 1).
//
// Trap: with several traits and outcomes some tests fall below 0.05 by chance;
// Adjusted accounts for the traits.
func (t *Twins) subgroups(trait *ranked, k int, both *pairs) Subgroups {
	s := Subgroups{Trait: trait.Trait, Outcome: t.outcomes[k]}
	third, reach := trait.thirds(both)
	var sums [3]paired
	for g := range s.Thirds {
		s.Thirds[g] = Subgroup{Name: trait.names[g], From: reach[g].from, To: reach[g].to}
	}
	for i, g := range third {
		if g >= 0 {
			sums[g].add(both.a[i], both.b[i])
		}
	}
	of := t.influences(third, both, &sums)
	for g := range s.Thirds {
		s.Thirds[g].finish(&sums[g], of[g], s.Outcome.Binary)
	}
	v, used := together(of)
	s.Interaction = waldOf(&s.Thirds, v, used)
	return s
}

// span is the lowest and the highest value of a trait in a third; NaN where it is empty.
type span struct{ from, to float64 }

// reach widens the span.
func (s *span) reach(v float64) {
	if !(v >= s.from) {
		s.from = v
	}
	if !(v <= s.to) {
		s.to = v
	}
}

// finish works out the effect in a third.
func (s *Subgroup) finish(p *paired, u *influence, binary bool) {
	s.MeanBaseline, s.MeanScenario = p.a/float64(p.n), p.b/float64(p.n) // NaN of none
	switch {
	case p.n == 0:
		s.Difference = analysis.Nothing(0, "no patients in this group")
	case binary:
		s.Difference = u.shareInterval(p)
	default:
		s.Difference = p.interval(u, p.difference(), 1)
	}
}

// influences are those of twins on the difference of their third.
func (t *Twins) influences(third []int8, both *pairs, sums *[3]paired) (of [3]*influence) {
	var difference, n [3]float64
	for g := range of {
		of[g] = t.clusters.influence()
		difference[g], n[g] = sums[g].difference(), float64(sums[g].n)
	}
	for i, g := range third {
		if g >= 0 {
			of[g].add(t.clusters.of[i], (both.b[i]-both.a[i]-difference[g])/n[g])
		}
	}
	return of
}

// together is the covariance of the differences, and how many clusters it rests on.
func together(of [3]*influence) (v [][]float64, used int) {
	for c := range of[0].twins {
		if of[0].twins[c]+of[1].twins[c]+of[2].twins[c] > 0 {
			used++
		}
	}
	v = make([][]float64, len(of))
	for k := range v {
		v[k] = make([]float64, len(of))
		for l := range v[k] {
			v[k][l] = of[k].covariance(of[l], used)
		}
	}
	return v, used
}

// ranked is a trait with its values, sorted once for all outcomes.
type ranked struct {
	Trait
	names  [3]string
	values []float64 // by twin
	order  []int     // of the twins who have a value
	sorted []float64 // their values

	whole []int8 // third of every twin, where all have the outcome
	reach [3]span
}

func (t *Twins) rank(trait Trait) *ranked {
	r := &ranked{Trait: trait, names: thirds, values: t.values(trait)}
	if trait.Labelled() {
		r.names = [3]string(trait.labels())
		r.whole, r.reach = byLabel(r.values, nil)
		return r
	}
	for i, v := range r.values {
		if !math.IsNaN(v) {
			r.order = append(r.order, i)
		}
	}
	slices.SortFunc(r.order, func(a, b int) int { return cmp.Compare(r.values[a], r.values[b]) })
	r.sorted = make([]float64, len(r.order))
	for at, i := range r.order {
		r.sorted[at] = r.values[i]
	}
	r.whole, r.reach = tercilesOf(r.sorted).thirds(r.values, nil)
	return r
}

// byLabel groups the twins whose outcome is there by the place of their label; outcome is
// nil where everybody has it.
func byLabel(values, outcome []float64) (of []int8, reach [3]span) {
	of = make([]int8, len(values))
	for g := range reach {
		reach[g] = span{math.NaN(), math.NaN()}
	}
	for i, v := range values {
		if of[i] = int8(v); outcome != nil && math.IsNaN(outcome[i]) {
			of[i] = -1
		}
	}
	return of, reach
}

// terciles are the highest values of the low and the middle third.
type terciles struct{ low, high float64 }

// thirds are the thirds of all twins, and what they span; outcome is nil where everybody
// has it.
func (c terciles) thirds(values, outcome []float64) (of []int8, reach [3]span) {
	of = make([]int8, len(values))
	for g := range reach {
		reach[g] = span{math.NaN(), math.NaN()}
	}
	for i, v := range values {
		if outcome != nil && math.IsNaN(outcome[i]) {
			of[i] = -1
			continue
		}
		if of[i] = c.third(v); of[i] >= 0 {
			reach[of[i]].reach(v)
		}
	}
	return of, reach
}

// third is the third of a value: 0, 1, 2; -1 without one.
func (c terciles) third(v float64) int8 {
	switch {
	case math.IsNaN(v):
		return -1
	case v <= c.low:
		return 0
	case v <= c.high:
		return 1
	}
	return 2
}

// thirds cuts the twins who have trait and outcome into thirds.
func (r *ranked) thirds(both *pairs) ([]int8, [3]span) {
	if !both.gaps {
		return r.whole, r.reach
	}
	outcome := both.b
	if r.Labelled() {
		return byLabel(r.values, outcome)
	}
	sorted := make([]float64, 0, len(r.order))
	for _, i := range r.order {
		if !math.IsNaN(outcome[i]) {
			sorted = append(sorted, r.values[i])
		}
	}
	return tercilesOf(sorted).thirds(r.values, outcome)
}

func tercilesOf(sorted []float64) terciles {
	if len(sorted) == 0 {
		return terciles{}
	}
	return terciles{stat.Quantile(1./3, stat.Empirical, sorted, nil), stat.Quantile(2./3, stat.Empirical, sorted, nil)}
}

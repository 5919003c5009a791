package twins

import (
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Steps of the EM algorithm at the most, and the change in points at which it ends.
const (
	emSteps = 500
	emEnds  = 1e-7
)

// mixed are the means of entry and the weeks by maximum likelihood, by the EM
// algorithm (Dempster, Laird & Rubin 1977; Little & Rubin 2002, ch. 11); NaN of a week that no more
// answered than there are scores, which is left out, and of all where the rest are too few to tell
// how scores vary together.
func (a *observedArm) mixed() []float64 {
	means := slices.Repeat([]float64{math.NaN()}, len(a.weeks)+1)
	kept := []int{0}
	for k, n := range a.answered {
		if n > float64(len(means)) {
			kept = append(kept, k+1)
		}
	}
	var patterns []*pattern
	for _, key := range slices.Sorted(maps.Keys(a.patterns)) {
		patterns = append(patterns, a.patterns[key].only(kept))
	}
	if mean, ok := likeliest(patterns, len(kept), a.n); ok {
		for k, i := range kept {
			means[i] = mean.AtVec(k)
		}
	}
	return means
}

// only is the pattern of some scores alone, which it numbers anew.
func (p *pattern) only(kept []int) *pattern {
	var at, from []int
	for k, i := range p.at {
		if j := slices.Index(kept, i); j >= 0 {
			at, from = append(at, j), append(from, k)
		}
	}
	q := &pattern{at: at, n: p.n, sums: mat.NewVecDense(len(at), nil), products: mat.NewSymDense(len(at), nil)}
	for k, i := range from {
		q.sums.SetVec(k, p.sums.AtVec(i))
		for l, j := range from {
			q.products.SetSym(k, l, p.products.At(i, j))
		}
	}
	return q
}

// likeliest are the means of so many scores by n courses; false where their covariances are singular.
func likeliest(patterns []*pattern, size int, courses float64) (*mat.VecDense, bool) {
	mean, cov := mat.NewVecDense(size, nil), mat.NewSymDense(size, nil)
	for i := range size {
		n, sum, square := 0.0, 0.0, 0.0
		for _, p := range patterns {
			for k, at := range p.at {
				if at == i {
					n, sum, square = n+p.n, sum+p.sums.AtVec(k), square+p.products.At(k, k)
				}
			}
		}
		mean.SetVec(i, sum/n)
		cov.SetSym(i, i, max(square/n-sum*sum/n/n, 1e-6))
	}
	for step := range emSteps {
		shift := mat.NewVecDense(size, nil)
		total := mat.NewDense(size, size, nil)
		for _, p := range patterns {
			if !p.expect(mean, cov, shift, total) {
				return nil, false
			}
		}
		largest := 0.0
		for i := range size {
			largest = max(largest, math.Abs(shift.AtVec(i)/courses))
		}
		for i := range size {
			mean.SetVec(i, mean.AtVec(i)+shift.AtVec(i)/courses)
			for j := i; j < size; j++ {
				cov.SetSym(i, j, total.At(i, j)/courses-shift.AtVec(i)*shift.AtVec(j)/courses/courses)
			}
		}
		if step > 1 && largest < emEnds { // the first steps begin without covariances
			break
		}
	}
	return mean, true
}

// expect adds the pattern's expected deviations from the mean, and their expected
// products, given what was answered; false where the covariances of that are singular.
func (p *pattern) expect(mean *mat.VecDense, cov *mat.SymDense, shift *mat.VecDense, total *mat.Dense) bool {
	size, known := mean.Len(), len(p.at)
	m, seen := mat.NewVecDense(known, nil), mat.NewSymDense(known, nil)
	cross := mat.NewDense(size, known, nil)
	for k, i := range p.at {
		m.SetVec(k, mean.AtVec(i))
		for l, j := range p.at[k:] {
			seen.SetSym(k, k+l, cov.At(i, j))
		}
		for row := range size {
			cross.Set(row, k, cov.At(row, i))
		}
		seen.SetSym(k, k, seen.At(k, k)+1e-9)
	}
	var d mat.VecDense // deviations, and products about the mean
	d.AddScaledVec(p.sums, -p.n, m)
	about := mat.NewSymDense(known, nil)
	about.CopySym(p.products)
	about.RankTwo(about, -1, p.sums, m)
	about.SymRankOne(about, p.n, m)
	var factor mat.Cholesky
	var b, all, spread, left mat.Dense
	if !factor.Factorize(seen) {
		return false
	}
	_ = factor.SolveTo(&b, cross.T()) // known × size; a warning of its condition alone
	var dev mat.VecDense
	dev.MulVec(b.T(), &d)
	shift.AddVec(shift, &dev)
	spread.Mul(about, &b)
	all.Mul(b.T(), &spread)
	total.Add(total, &all)
	left.Mul(cross, &b) // what is explained; the rest varies about it
	left.Sub(cov, &left)
	left.Scale(p.n, &left)
	total.Add(total, &left)
	return true
}

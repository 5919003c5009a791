package power

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// ancova is the difference of the arms adjusted for the PHQ-9 at entry and further covariates, by least squares,
//
//	y = b0 + b1·arm + b2·(entry - mean) + … + e,
//
// with the bias-reduced cluster-robust standard error CR2 and Satterthwaite's
// degrees of freedom under independent errors as the working model (Bell &
// McCaffrey 2002, Surv Methodol 28:169-181; Pustejovsky & Tipton 2018, J Bus Econ
// Stat 36:672-683, doi:10.1080/07350015.2016.1247004):
//
//	V = M (Σ_g X_g' A_g e_g e_g' A_g X_g) M,  M = (X'X)⁻¹,  A_g = (I - X_g M X_g')^-½.
//
// Clusters are therapists. For yes or no the difference is one of shares (Cheung
// 2007, Am J Epidemiol 166:1337-1344).
func (s *powerSample) ancova() verdict {
	n := len(s.y)
	columns := s.columns()
	if n < columns+2 || !s.testable() {
		return verdict{patients: n}
	}
	centres := s.centres()
	own, right := s.crossProducts(centres)
	cross := mat.NewSymDense(columns, nil)
	for _, o := range own {
		cross.AddSym(cross, o)
	}
	m, _, ok := inverted(cross)
	if !ok {
		return verdict{patients: n}
	}
	var b mat.VecDense
	b.MulVec(m, right)
	scores := make([][]float64, s.clusters()) // X_g' e_g
	for g := range scores {
		scores[g] = make([]float64, columns)
	}
	for i := range n {
		x := s.row(i, centres)
		e := s.y[i]
		for k := range x {
			e -= b.AtVec(k) * x[k]
		}
		for k := range x {
			scores[s.cluster[i]][k] += x[k] * e
		}
	}
	variance, df, ok := reducedBias(m, own, scores)
	if !ok {
		return verdict{patients: n}
	}
	return byT(b.AtVec(onArm), math.Sqrt(variance), df, n)
}

// crossProducts are X_g'X_g by cluster, and X'y.
func (s *powerSample) crossProducts(centres []float64) (own []*mat.SymDense, right *mat.VecDense) {
	columns := s.columns()
	own, right = make([]*mat.SymDense, s.clusters()), mat.NewVecDense(columns, nil)
	for g := range own {
		own[g] = mat.NewSymDense(columns, nil)
	}
	for i, y := range s.y {
		x := s.row(i, centres)
		v := mat.NewVecDense(columns, x)
		own[s.cluster[i]].SymRankOne(own[s.cluster[i]], 1, v)
		right.AddScaledVec(right, y, v)
	}
	return own, right
}

// reducedBias is the CR2 variance of the coefficient of the arm and its degrees
// of freedom, from M, the clusters' X_g'X_g and X_g'e_g. Everything that A_g does
// happens in the span of X_g, so matrices of the size of a cluster never arise:
// with M = LL' and L' X_g'X_g L = Q diag(λ) Q',
//
//	A_g X_g = X_g (I + L Q diag(h(λ)) Q' L' X_g'X_g),  h(λ) = ((1-λ)^-½ - 1)/λ.
func reducedBias(m *mat.SymDense, own []*mat.SymDense, scores [][]float64) (variance, df float64, ok bool) {
	columns := m.SymmetricDim()
	var chol mat.Cholesky
	if !chol.Factorize(m) {
		return 0, 0, false
	}
	var l mat.TriDense
	chol.LTo(&l)
	c := mat.NewVecDense(columns, nil) // M times the unit vector of the arm
	for k := range columns {
		c.SetVec(k, m.At(k, onArm))
	}
	trace, squares := 0.0, 0.0
	outer := mat.NewSymDense(columns, nil)
	for g := range own {
		t, good := adjusted(&l, own[g], c)
		if !good {
			return 0, 0, false
		}
		score := 0.0
		for k := range columns {
			score += t.AtVec(k) * scores[g][k]
		}
		variance += score * score
		var w, q mat.VecDense
		w.MulVec(own[g], t)
		q.MulVec(l.T(), &w)
		d, qq := mat.Dot(t, &w), mat.Dot(&q, &q)
		trace += d - qq
		squares += d*d - 2*d*qq
		outer.SymRankOne(outer, 1, &q)
	}
	norm := mat.Norm(outer, 2)
	return variance, trace * trace / (squares + norm*norm), true
}

// confounded is the leverage from which on a cluster determines a coefficient by
// itself; A_g is then the generalised inverse.
const confounded = 1 - 1e-9

// adjusted is the vector t with A_g X_g c = X_g t.
func adjusted(l *mat.TriDense, own *mat.SymDense, c *mat.VecDense) (*mat.VecDense, bool) {
	columns := own.SymmetricDim()
	var left, inner mat.Dense
	left.Mul(l.T(), own)
	inner.Mul(&left, l)
	symmetric := mat.NewSymDense(columns, nil)
	for i := range columns {
		for j := range i + 1 {
			symmetric.SetSym(i, j, (inner.At(i, j)+inner.At(j, i))/2)
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(symmetric, true) {
		return nil, false
	}
	var q mat.Dense
	eigen.VectorsTo(&q)
	var z, v mat.VecDense
	z.MulVec(&left, c) // L' X_g'X_g c
	v.MulVec(q.T(), &z)
	for k, lambda := range eigen.Values(nil) {
		h := 0.5 // its limit at 0
		switch {
		case lambda > confounded:
			h = -1 / lambda
		case lambda > 1e-8:
			h = (1/math.Sqrt(1-lambda) - 1) / lambda
		}
		v.SetVec(k, h*v.AtVec(k))
	}
	var back, t mat.VecDense
	back.MulVec(&q, &v)
	t.MulVec(l, &back)
	t.AddVec(&t, c)
	return &t, true
}

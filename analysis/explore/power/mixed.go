package power

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// mixed is the difference of the arms adjusted for the PHQ-9 at entry in a model with a random
// intercept for each therapist,
//
//	y = b0 + b1·arm + b2·(entry - mean) + … + u_therapist + e,
//
// by restricted maximum likelihood, with generalised least squares for b and
// Satterthwaite's degrees of freedom 2f²/(g'I⁻¹g): f the variance of b1, g its
// gradient in (σu², σe²), I their expected information (Giesbrecht & Burns 1985,
// Biometrics 41:477-486). In balanced trials with therapists nested in arms they
// are the therapists less two. A patient without a therapist has no u.
func (s *powerSample) mixed() verdict {
	n := len(s.y)
	if n < s.columns()+2 || !s.testable() {
		return verdict{patients: n}
	}
	m := s.moments()
	ratio, ok := m.restricted()
	if !ok {
		return verdict{patients: n}
	}
	b, sigma2, ok := m.fit(ratio)
	if !ok {
		return verdict{patients: n}
	}
	variance, df, ok := m.satterthwaite(ratio*sigma2, sigma2)
	if !ok {
		return verdict{patients: n}
	}
	return byT(b, math.Sqrt(variance), df, n)
}

// mixedMoments is all of the data that the random-intercept model looks at.
type mixedMoments struct {
	n       int
	columns int             // regressors
	all     *mat.SymDense   // Σ w w' over patients, w = (1, arm, covariates, y)
	sums    [][]float64     // Σ w by therapist
	sizes   []float64       // patients by therapist
	wide    *mat.SymDense   // regressors within therapists, and of patients without one
	group   []*mat.SymDense // regressors' s s'/n by therapist
}

func (s *powerSample) moments() *mixedMoments {
	centres, columns := s.centres(), s.columns()
	m := &mixedMoments{n: len(s.y), columns: columns, all: mat.NewSymDense(columns+1, nil), wide: mat.NewSymDense(columns, nil)}
	place := make([]int, s.clusters())
	for g := range place {
		if place[g] = -1; !s.alone[g] {
			place[g] = len(m.sums)
			m.sums, m.sizes = append(m.sums, make([]float64, columns+1)), append(m.sizes, 0)
		}
	}
	for i := range s.y {
		w := append(s.row(i, centres), s.y[i])
		m.all.SymRankOne(m.all, 1, mat.NewVecDense(columns+1, w))
		if g := place[s.cluster[i]]; g >= 0 {
			m.sizes[g]++
			for k := range w {
				m.sums[g][k] += w[k]
			}
		}
	}
	for i := range columns {
		for j := range i + 1 {
			m.wide.SetSym(i, j, m.all.At(i, j))
		}
	}
	for g := range m.sums {
		v := mat.NewVecDense(columns, m.sums[g][:columns])
		o := mat.NewSymDense(columns, nil)
		o.SymRankOne(o, 1/m.sizes[g], v)
		m.group = append(m.group, o)
		m.wide.SymRankOne(m.wide, -1/m.sizes[g], v)
	}
	return m
}

// weighted is Σ w w' weighted by σe²·V⁻¹, for the ratio σu²/σe².
func (m *mixedMoments) weighted(ratio float64) *mat.SymDense {
	columns := m.columns
	a := mat.NewSymDense(columns+1, nil)
	a.CopySym(m.all)
	for g := range m.sums {
		a.SymRankOne(a, -ratio/(1+m.sizes[g]*ratio), mat.NewVecDense(columns+1, m.sums[g]))
	}
	return a
}

// solve is b, the residual sum of squares and ln|X'V⁻¹X|, in units of σe².
func (m *mixedMoments) solve(ratio float64) (b *mat.VecDense, rss, logDet float64, ok bool) {
	a, columns := m.weighted(ratio), m.columns
	x := mat.NewSymDense(columns, nil)
	right := mat.NewVecDense(columns, nil)
	for i := range columns {
		right.SetVec(i, a.At(i, columns))
		for j := range i + 1 {
			x.SetSym(i, j, a.At(i, j))
		}
	}
	_, chol, ok := inverted(x)
	if !ok {
		return nil, 0, 0, false
	}
	b = mat.NewVecDense(columns, nil)
	if chol.SolveVecTo(b, right) != nil {
		return nil, 0, 0, false
	}
	rss = a.At(columns, columns) - mat.Dot(b, right)
	return b, rss, chol.LogDet(), rss > 0
}

// deviance is -2 times the restricted log-likelihood, but for a constant.
func (m *mixedMoments) deviance(ratio float64) float64 {
	_, rss, logDet, ok := m.solve(ratio)
	if !ok {
		return math.Inf(1)
	}
	d := float64(m.n-m.columns)*math.Log(rss) + logDet
	for _, n := range m.sizes {
		d += math.Log1p(n * ratio)
	}
	return d
}

// restricted is the ratio σu²/σe² at the largest restricted likelihood, by a grid
// over the therapists' share of variance, 0 to 0.95, and golden sections about its
// best point.
func (m *mixedMoments) restricted() (ratio float64, ok bool) {
	const points, largest = 20, 0.95
	at := func(share float64) float64 { return m.deviance(share / (1 - share)) }
	best, least := 0, math.Inf(1)
	for k := range points {
		if d := at(largest * float64(k) / (points - 1)); d < least {
			best, least = k, d
		}
	}
	if math.IsInf(least, 1) {
		return 0, false
	}
	step := largest / (points - 1)
	share := golden(at, max(0, float64(best)-1)*step, min(points-1, float64(best)+1)*step)
	if at(0) <= at(share) {
		share = 0
	}
	return share / (1 - share), true
}

// golden narrows the minimum of f between low and high down to 1e-7 by sections.
func golden(f func(float64) float64, low, high float64) float64 {
	phi := (math.Sqrt(5) - 1) / 2
	a, b := high-phi*(high-low), low+phi*(high-low)
	fa, fb := f(a), f(b)
	for high-low > 1e-7 {
		if fa <= fb {
			high, b, fb = b, a, fa
			a = high - phi*(high-low)
			fa = f(a)
		} else {
			low, a, fa = a, b, fb
			b = low + phi*(high-low)
			fb = f(b)
		}
	}
	return (low + high) / 2
}

// fit is the coefficient of the arm and σe².
func (m *mixedMoments) fit(ratio float64) (b, sigma2 float64, ok bool) {
	all, rss, _, ok := m.solve(ratio)
	if !ok {
		return 0, 0, false
	}
	return all.AtVec(onArm), rss / float64(m.n-m.columns), true
}

// satterthwaite is the variance of the coefficient of the arm and its degrees of
// freedom at the variances u and e.
func (m *mixedMoments) satterthwaite(u, e float64) (variance, df float64, ok bool) {
	c, _, ok := inverted(m.product(u, e, 0, 0))
	if !ok {
		return 0, 0, false
	}
	f := c.At(onArm, onArm)
	if len(m.sizes) == 0 { // nobody has a therapist: one variance alone
		return f, float64(m.n - m.columns), true
	}
	var one [2]mat.Dense // C M_i, for σu² and σe²
	one[0].Mul(c, m.product(u, e, 1, 0))
	one[1].Mul(c, m.product(u, e, 0, 1))
	information, gradient := mat.NewSymDense(2, nil), mat.NewVecDense(2, nil)
	for i := range 2 {
		var change mat.Dense
		change.Mul(&one[i], c)
		gradient.SetVec(i, change.At(onArm, onArm))
		for j := range i + 1 {
			us := 2 - i - j // how many of the two are σu²
			var second, both mat.Dense
			second.Mul(c, m.product(u, e, us, 2-us))
			both.Mul(&one[i], &one[j])
			information.SetSym(i, j, (m.trace(u, e, us, 2-us)-2*mat.Trace(&second)+mat.Trace(&both))/2)
		}
	}
	v, _, ok := inverted(information)
	if !ok {
		return 0, 0, false
	}
	return f, 2 * f * f / mat.Inner(gradient, v, gradient), true
}

// product is X'V⁻¹(V_i V⁻¹)…X with V_i once for each of us derivatives of V by σu²
// and es by σe². Within a therapist all these matrices have the eigenvectors of V,
// so each is told by two numbers: one for the therapist's mean (V: σe² + n·σu²; by
// σu²: n; by σe²: 1) and one for what is within (σe², 0, 1).
func (m *mixedMoments) product(u, e float64, us, es int) *mat.SymDense {
	columns := m.columns
	out := mat.NewSymDense(columns, nil)
	if us == 0 {
		out.ScaleSym(math.Pow(e, -float64(es+1)), m.wide)
	}
	for g, o := range m.group {
		n := m.sizes[g]
		f := math.Pow(n, float64(us)) * math.Pow(e+n*u, -float64(us+es+1))
		for i := range columns {
			for j := range i + 1 {
				out.SetSym(i, j, out.At(i, j)+f*o.At(i, j))
			}
		}
	}
	return out
}

// trace is that of V⁻¹V_i… with as many V_i as in product.
func (m *mixedMoments) trace(u, e float64, us, es int) float64 {
	t := 0.0
	if us == 0 {
		t = float64(m.n-len(m.sizes)) * math.Pow(e, -float64(es))
	}
	for _, n := range m.sizes {
		t += math.Pow(n, float64(us)) * math.Pow(e+n*u, -float64(us+es))
	}
	return t
}

package analysis

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// fit is an ordinary least-squares regression with an intercept. Variables are
// centred, which leaves the slopes as they are and the arithmetic exact enough.
type fit struct {
	slope    []float64
	x        [][]float64 // centred regressors
	residual []float64
	inverse  *mat.SymDense // inverse of the regressors' cross-products
	sdX      []float64
	sdY      float64
}

// regress fits y = b0 + b1 x1 + b2 x2 + … It reports false where there are too
// few rows or the regressors are collinear.
func regress(y []float64, x ...[]float64) (*fit, bool) {
	n, k := len(y), len(x)
	if n < k+2 {
		return nil, false
	}
	f := &fit{x: make([][]float64, k), sdX: make([]float64, k)}
	yc, vy := centred(y)
	f.sdY = math.Sqrt(vy / float64(n-1))
	cross := mat.NewSymDense(k, nil)
	right := mat.NewVecDense(k, nil)
	for i := range x {
		var v float64
		f.x[i], v = centred(x[i])
		f.sdX[i] = math.Sqrt(v / float64(n-1))
		for j := 0; j <= i; j++ {
			cross.SetSym(i, j, dot(f.x[i], f.x[j]))
		}
		right.SetVec(i, dot(f.x[i], yc))
	}
	var chol mat.Cholesky
	if !chol.Factorize(cross) || chol.Cond() > 1e12 {
		return nil, false
	}
	var b mat.VecDense
	f.inverse = mat.NewSymDense(k, nil)
	if chol.SolveVecTo(&b, right) != nil || chol.InverseTo(f.inverse) != nil {
		return nil, false
	}
	f.slope = b.RawVector().Data
	f.residual = yc
	for j, xj := range f.x {
		for i := range yc {
			yc[i] -= f.slope[j] * xj[i]
		}
	}
	return f, true
}

// se is the standard error of slope j under independent errors of one variance.
func (f *fit) se(j int) float64 {
	df := len(f.residual) - len(f.slope) - 1
	return math.Sqrt(dot(f.residual, f.residual) / float64(df) * f.inverse.At(j, j))
}

// clusterSE is the standard error of slope j that allows any dependence within
// clusters (Liang & Zeger 1986, Biometrika 73:13-22), with the usual small
// sample factor G/(G-1) (n-1)/(n-k-1). Rows of a cluster must be neighbours.
func (f *fit) clusterSE(j int, cluster []int) float64 {
	k, n := len(f.slope), len(cluster)
	sum, meat, groups := 0.0, 0.0, 0
	for i := range n {
		row := 0.0
		for l := range k {
			row += f.inverse.At(j, l) * f.x[l][i]
		}
		sum += row * f.residual[i]
		if i == n-1 || cluster[i+1] != cluster[i] {
			meat += sum * sum
			sum = 0
			groups++
		}
	}
	g := float64(groups)
	return math.Sqrt(meat * g / (g - 1) * float64(n-1) / float64(n-k-1))
}

// standardised returns slope j in standard deviations of y per standard
// deviation of x, and the factor that standardises it.
func (f *fit) standardised(j int) (beta, factor float64) {
	factor = f.sdX[j] / f.sdY
	return f.slope[j] * factor, factor
}

// residuals returns what a straight line on x leaves of y.
func residuals(y, x []float64) []float64 {
	a, b := stat.LinearRegression(x, y, nil, false)
	out := make([]float64, len(y))
	for i := range y {
		out[i] = y[i] - a - b*x[i]
	}
	return out
}

// centred returns a copy of x about its mean, and its sum of squares.
func centred(x []float64) ([]float64, float64) {
	m, out, ss := stat.Mean(x, nil), make([]float64, len(x)), 0.0
	for i, v := range x {
		out[i] = v - m
		ss += out[i] * out[i]
	}
	return out, ss
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i, v := range a {
		s += v * b[i]
	}
	return s
}

package analysis

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/descriptive"
)

// pearson is the product-moment correlation r of the pairs where both are
// present (not NaN), with Fisher's interval tanh(atanh r ± 1.96/√(n-3)) and
// standard error (1-r²)/√(n-1) (Fisher 1921, Metron 1:3-32). N is the pairs.
//
// Trap: a sample selected on one of the two has a smaller r than the population
// (restriction of range), so compare like samples only.
func pearson(x, y []float64) Result {
	x, y = pairs(x, y)
	n := len(x)
	if n < 4 {
		return Nothing(n, "a correlation needs at least 4 pairs, there are %d", n)
	}
	return fisher(stat.Correlation(x, y, nil), n, 0)
}

// partial is the correlation of x and y with z held constant,
//
//	r_xy.z = (r_xy - r_xz r_yz) / √((1 - r_xz²)(1 - r_yz²)),
//
// over the rows where all three are present, with Fisher's interval on n-4.
//
// Trap: it takes z out of both x and y. "Improvement residualised on intake"
// takes it out of y alone; that is the semi-partial correlation, [residualised].
func partial(x, y, z []float64) Result {
	x, y, z = triples(x, y, z)
	n := len(x)
	if n < 5 {
		return Nothing(n, "a partial correlation needs at least 5 rows, there are %d", n)
	}
	xy, xz, yz := stat.Correlation(x, y, nil), stat.Correlation(x, z, nil), stat.Correlation(y, z, nil)
	return fisher((xy-xz*yz)/math.Sqrt((1-xz*xz)*(1-yz*yz)), n, 1)
}

// residualised is the correlation of x with what a straight line on z leaves of
// y (semi-partial), over the rows where all three are present. This is how most
// alliance–outcome studies adjust improvement for intake.
func residualised(x, y, z []float64) Result {
	x, y, z = triples(x, y, z)
	n := len(x)
	if n < 5 {
		return Nothing(n, "a residualised correlation needs at least 5 rows, there are %d", n)
	}
	return fisher(stat.Correlation(x, residuals(y, z), nil), n, 1)
}

// fisher is correlation r of n rows with k variables held constant.
func fisher(r float64, n, k int) Result {
	if math.IsNaN(r) {
		return Nothing(n, "a score does not vary, so it correlates with nothing")
	}
	z, se := math.Atanh(r), 1/math.Sqrt(float64(n-3-k))
	return Result{Value: r, SE: (1 - r*r) / math.Sqrt(float64(n-1-k)),
		Low: math.Tanh(z - descriptive.Z95*se), High: math.Tanh(z + descriptive.Z95*se), N: n, scale: ofFisher}
}

// pairs keeps the rows where both are present.
func pairs(x, y []float64) (xs, ys []float64) {
	xs, ys = make([]float64, 0, len(x)), make([]float64, 0, len(x))
	for i := range x {
		if !math.IsNaN(x[i]) && !math.IsNaN(y[i]) {
			xs, ys = append(xs, x[i]), append(ys, y[i])
		}
	}
	return xs, ys
}

// triples keeps the rows where all three are present.
func triples(x, y, z []float64) (xs, ys, zs []float64) {
	n := len(x)
	xs, ys, zs = make([]float64, 0, n), make([]float64, 0, n), make([]float64, 0, n)
	for i := range x {
		if !math.IsNaN(x[i]) && !math.IsNaN(y[i]) && !math.IsNaN(z[i]) {
			xs, ys, zs = append(xs, x[i]), append(ys, y[i]), append(zs, z[i])
		}
	}
	return xs, ys, zs
}

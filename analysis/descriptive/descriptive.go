// Package descriptive holds the figures that describe a sample: what a summary
// prints, whoever prints it.
package descriptive

import (
	"math"
	"slices"
	"sync"

	"gonum.org/v1/gonum/stat/distuv"
)

// Z95 is the 97.5 % point of the standard normal distribution.
const Z95 = 1.959963984540054

// Median is the middle of the values, the mean of the two middle ones of an even
// number; NaN where there is none.
func Median(x []float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	x = slices.Sorted(slices.Values(x))
	n := len(x)
	return (x[(n-1)/2] + x[n/2]) / 2
}

var knownPoints sync.Map // float64 by degrees of freedom: hundreds of estimates have the same

// T95 is the 97.5 % point of Student's t; of degrees of freedom that need not be whole.
func T95[N int | float64](freedom N) float64 {
	if t, ok := knownPoints.Load(float64(freedom)); ok {
		return t.(float64)
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(freedom)}.Quantile(0.975)
	knownPoints.Store(float64(freedom), t)
	return t
}

// Wilson is the share k of n, n above 0, with its 95 % score interval (Wilson
// 1927, J Am Stat Assoc 22:209-212).
func Wilson(k, n int) (p, low, high float64) {
	p, m := float64(k)/float64(n), float64(n)
	centre := (p + Z95*Z95/(2*m)) / (1 + Z95*Z95/m)
	half := Z95 / (1 + Z95*Z95/m) * math.Sqrt(p*(1-p)/m+Z95*Z95/(4*m*m))
	return p, max(0, centre-half), min(1, centre+half)
}

// Score is the interval of [Wilson] for a share p of n patients, whole or not, with the
// point t of Student's t, or of the standard normal distribution, in place of [Z95].
func Score(p, n, t float64) (low, high float64) {
	centre := (p + t*t/(2*n)) / (1 + t*t/n)
	half := t / (1 + t*t/n) * math.Sqrt(p*(1-p)/n+t*t/(4*n*n))
	return min(p, max(0, centre-half)), max(p, min(1, centre+half)) // not a hair beside it
}

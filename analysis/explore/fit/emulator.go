package fit

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// emulator predicts the numbers of the targets anywhere in the space from those found
// at some places: a Gaussian process with the kernel
//
//	k(x, y) = s + s² ratio,  s = x·y / parameters,
//
// which is a regression on every parameter and, where ratio is above 0, on their
// squares and products, all shrunk alike (ridge; Hoerl & Kennard 1970). How much is
// shrunk, and whether products enter, is chosen by the error of leaving each place
// out in turn (Allen 1974), target by target.
type emulator struct {
	at     [][]float64 // places
	mean   []float64   // by target
	weight *mat.Dense  // places × targets, of the linear kernel
	square *mat.Dense  // … of its square
	curved bool        // … which is not 0 for every target
	miss   []float64   // standard error of a prediction, by target
	R2     []float64   // share of variance that predictions of places left out explain
	Beyond []float64   // share of places left out whose number lies beyond three standard errors
}

// Choices of the kernel.
var (
	ratios = []float64{0, 0.25, 1}
	ridges = []float64{0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10}
)

// emulate fits an emulator to numbers found at places, places × targets. A number
// that is missing is taken as the mean of the others.
func emulate(at [][]float64, numbers [][]float64) *emulator {
	n, targets := len(at), len(numbers[0])
	e := &emulator{at: at, mean: average(numbers), weight: mat.NewDense(n, targets, nil), square: mat.NewDense(n, targets, nil),
		miss: make([]float64, targets), R2: make([]float64, targets), Beyond: make([]float64, targets)}
	y := mat.NewDense(n, targets, nil)
	spread := make([]float64, targets)
	for i, row := range numbers {
		for t, v := range row {
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				y.Set(i, t, v-e.mean[t])
				spread[t] += (v - e.mean[t]) * (v - e.mean[t]) / float64(n)
			}
		}
	}
	for t := range e.miss {
		e.miss[t] = math.Inf(1)
	}
	for _, ratio := range ratios {
		e.choose(y, ratio)
	}
	for t := range e.R2 {
		if e.R2[t] = 0; spread[t] > 0 {
			e.R2[t] = 1 - e.miss[t]*e.miss[t]/spread[t]
		}
	}
	return e
}

// choose takes, for each target, the best ridge of the kernel with this ratio, where
// that is better than what was taken before.
func (e *emulator) choose(y *mat.Dense, ratio float64) {
	n, targets := y.Dims()
	kernel := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			s := scaledDot(e.at[i], e.at[j])
			kernel.SetSym(i, j, s+ratio*s*s)
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(kernel, true) {
		return // a kernel of finite numbers always has eigenvectors
	}
	var q, rotated mat.Dense
	eigen.VectorsTo(&q)
	values := eigen.Values(nil)
	rotated.Mul(q.T(), y)
	for _, ridge := range ridges {
		shrunk := mat.NewDense(n, targets, nil)
		shrunk.Copy(&rotated)
		diagonal := make([]float64, n)
		for k := range n {
			by := 1 / (max(0, values[k]) + ridge)
			floats.Scale(by, shrunk.RawRowView(k))
			for i := range n {
				v := q.At(i, k)
				diagonal[i] += v * v * by
			}
		}
		var a mat.Dense
		a.Mul(&q, shrunk)
		for t := range targets {
			e.take(t, &a, diagonal, ratio)
		}
	}
}

// take keeps the weights of a target where leaving out says that they are better.
func (e *emulator) take(t int, a *mat.Dense, diagonal []float64, ratio float64) {
	n := len(diagonal)
	ss := 0.0
	for i := range n {
		left := a.At(i, t) / diagonal[i]
		ss += left * left
	}
	miss := math.Sqrt(ss / float64(n))
	if !(miss < e.miss[t]) {
		return
	}
	e.miss[t], e.Beyond[t] = miss, 0
	for i := range n {
		if math.Abs(a.At(i, t)/diagonal[i]) > 3*miss {
			e.Beyond[t] += 1 / float64(n)
		}
		e.weight.Set(i, t, a.At(i, t))
		e.square.Set(i, t, ratio*a.At(i, t))
	}
	e.curved = e.curved || ratio > 0
}

// scaledDot is x·y for each parameter.
func scaledDot(x, y []float64) float64 { return floats.Dot(x, y) / float64(len(x)) }

// predict returns the numbers at a place.
func (e *emulator) predict(y []float64) []float64 {
	dots, squares := make([]float64, len(e.at)), make([]float64, len(e.at))
	for i := range e.at {
		dots[i] = scaledDot(y, e.at[i])
		squares[i] = dots[i] * dots[i]
	}
	out := slices.Clone(e.mean)
	into := blas64.Vector{N: len(out), Inc: 1, Data: out}
	blas64.Gemv(blas.Trans, 1, e.weight.RawMatrix(), blas64.Vector{N: len(dots), Inc: 1, Data: dots}, 1, into)
	if e.curved {
		blas64.Gemv(blas.Trans, 1, e.square.RawMatrix(), blas64.Vector{N: len(dots), Inc: 1, Data: squares}, 1, into)
	}
	return out
}

// slopes are those of the numbers at the start, targets × parameters.
func (e *emulator) slopes() *mat.Dense {
	parameters := len(e.at[0])
	places := mat.NewDense(len(e.at), parameters, nil)
	for i, y := range e.at {
		places.SetRow(i, y)
	}
	var slopes mat.Dense
	slopes.Mul(e.weight.T(), places)
	slopes.Scale(1/float64(parameters), &slopes)
	return &slopes
}

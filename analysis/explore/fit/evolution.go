package fit

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// evolution is the (μ/μw, λ)-CMA-ES of Hansen 2016 ("The CMA evolution
// strategy: a tutorial", arXiv:1604.00772) with its published settings: ask for
// a generation of points, tell their losses, and mean, step size and covariance
// of the next generation follow. The same seed and losses give the same points.
type evolution struct {
	n, size                int
	weights                []float64
	mu, cc, cs, c1, cm, ds float64 // effective μ and learning rates
	chi                    float64 // expected length of a standard normal vector

	mean     []float64
	sigma    float64
	cov      *mat.SymDense
	axes     mat.Dense // eigenvectors of cov
	lengths  []float64 // square roots of its eigenvalues
	pc, ps   []float64 // evolution paths
	steps    [][]float64
	rand     *rand.Rand
	finished int // generations
}

// newEvolution starts at mean with the standard deviation sigma in every
// direction; size is the number of points of a generation, at least 4.
func newEvolution(mean []float64, sigma float64, size int, seed uint64) *evolution {
	n := len(mean)
	e := &evolution{n: n, size: size, mean: slices.Clone(mean), sigma: sigma,
		cov: mat.NewSymDense(n, nil), lengths: make([]float64, n),
		pc: make([]float64, n), ps: make([]float64, n), rand: rand.New(rand.NewPCG(seed, 0x636d612d6573))}
	for i := range n {
		e.cov.SetSym(i, i, 1)
	}
	e.weights = make([]float64, size/2)
	for i := range e.weights {
		e.weights[i] = math.Log(float64(size+1)/2) - math.Log(float64(i+1))
	}
	floats.Scale(1/floats.Sum(e.weights), e.weights)
	e.mu = 1 / floats.Dot(e.weights, e.weights)
	d, mu := float64(n), e.mu
	e.cc = (4 + mu/d) / (d + 4 + 2*mu/d)
	e.cs = (mu + 2) / (d + mu + 5)
	e.c1 = 2 / ((d+1.3)*(d+1.3) + mu)
	e.cm = min(1-e.c1, 2*(mu-2+1/mu)/((d+2)*(d+2)+mu))
	e.ds = 1 + 2*max(0, math.Sqrt((mu-1)/(d+1))-1) + e.cs
	e.chi = math.Sqrt(d) * (1 - 1/(4*d) + 1/(21*d*d))
	return e
}

// generationSize is the published default for n parameters.
func generationSize(n int) int { return 4 + int(3*math.Log(float64(n))) }

// ask draws the points of the next generation.
func (e *evolution) ask() [][]float64 {
	e.decompose()
	points := make([][]float64, e.size)
	e.steps = make([][]float64, e.size)
	for k := range points {
		z := make([]float64, e.n)
		for i := range z {
			z[i] = e.rand.NormFloat64() * e.lengths[i]
		}
		step := make([]float64, e.n)
		mat.NewVecDense(e.n, step).MulVec(&e.axes, mat.NewVecDense(e.n, z))
		e.steps[k] = step
		points[k] = slices.Clone(e.mean)
		floats.AddScaled(points[k], e.sigma, step)
	}
	return points
}

// decompose finds the axes of the covariance.
func (e *evolution) decompose() {
	var eigen mat.EigenSym
	if !eigen.Factorize(e.cov, true) {
		panic("explore: the covariance has no eigenvectors") // cannot happen: it is symmetric and finite
	}
	eigen.VectorsTo(&e.axes)
	for i, v := range eigen.Values(nil) {
		e.lengths[i] = math.Sqrt(max(v, 1e-20))
	}
}

// tell sets the losses of the points of the last [evolution.ask].
func (e *evolution) tell(losses []float64) {
	order := make([]int, e.size)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(losses[a], losses[b]) })
	step := make([]float64, e.n) // of the mean, in units of sigma
	for i, w := range e.weights {
		floats.AddScaled(step, w, e.steps[order[i]])
	}
	floats.AddScaled(e.mean, e.sigma, step)
	e.finished++
	length := e.pathOfStep(step)
	stalled := e.pathOfCovariance(step, length)
	e.adapt(order, stalled)
	e.sigma *= math.Exp(e.cs / e.ds * (length/e.chi - 1))
}

// pathOfStep lengthens the path by which the step size is judged; it returns
// the length.
func (e *evolution) pathOfStep(step []float64) float64 {
	var white mat.VecDense // cov^(-1/2) step
	white.MulVec(e.axes.T(), mat.NewVecDense(e.n, step))
	for i := range e.n {
		white.SetVec(i, white.AtVec(i)/e.lengths[i])
	}
	white.MulVec(&e.axes, mat.VecDenseCopyOf(&white))
	floats.Scale(1-e.cs, e.ps)
	floats.AddScaled(e.ps, math.Sqrt(e.cs*(2-e.cs)*e.mu), white.RawVector().Data)
	return floats.Norm(e.ps, 2)
}

// pathOfCovariance lengthens the other path, unless the step size is about to
// grow fast, and says whether it did not.
func (e *evolution) pathOfCovariance(step []float64, length float64) (stalled bool) {
	floats.Scale(1-e.cc, e.pc)
	expected := math.Sqrt(1 - math.Pow(1-e.cs, 2*float64(e.finished)))
	if length/expected >= (1.4+2/float64(e.n+1))*e.chi {
		return true
	}
	floats.AddScaled(e.pc, math.Sqrt(e.cc*(2-e.cc)*e.mu), step)
	return false
}

// adapt moves the covariance towards the path and the best steps.
func (e *evolution) adapt(order []int, stalled bool) {
	keep := 1 - e.c1 - e.cm
	if stalled {
		keep += e.c1 * e.cc * (2 - e.cc)
	}
	e.cov.ScaleSym(keep, e.cov)
	e.cov.SymRankOne(e.cov, e.c1, mat.NewVecDense(e.n, e.pc))
	for i, w := range e.weights {
		e.cov.SymRankOne(e.cov, e.cm*w, mat.NewVecDense(e.n, e.steps[order[i]]))
	}
}

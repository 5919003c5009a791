package fit

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// difference is the step of the finite differences, in coordinates: a quarter of
// a prior standard deviation. Smaller steps would see single patients change
// their minds rather than the trend.
const difference = 0.25

// farthest is the longest step of any coordinate in one Gauss-Newton step.
const farthest = 1.5

// dampings are tried side by side at every step, after Levenberg and Marquardt.
var dampings = []float64{0.02, 0.2, 1, 5, 25, 125}

// gain is the smallest relative fall of the loss that is worth another step.
const gain = 0.002

// patience is how many generations CMA-ES goes on without gain: enough for its
// step size and covariance to adapt after a start near the best.
const patience = 40

// jacobian is d number / d coordinate by central differences on the average of
// lucks, targets × parameters. A number that is missing on one side has slope 0.
func (s *search) jacobian(ctx context.Context, y []float64, lucks int) (*mat.Dense, error) {
	n := len(y)
	ys := make([][]float64, 0, 2*n)
	for i := range n {
		for _, sign := range []float64{-1, 1} {
			moved := append([]float64(nil), y...)
			moved[i] += sign * difference
			ys = append(ys, moved)
		}
	}
	points, err := s.evaluate(ctx, ys, lucks)
	if err != nil {
		return nil, err
	}
	j := mat.NewDense(len(s.targets), n, nil)
	for t := range s.targets {
		for i := range n {
			slope := (points[2*i+1].numbers[t] - points[2*i].numbers[t]) / (2 * difference)
			if !math.IsNaN(slope) && !math.IsInf(slope, 0) {
				j.Set(t, i, slope)
			}
		}
	}
	return j, nil
}

// curvature is the gradient and the Gauss-Newton Hessian of the loss at p.
func (s *search) curvature(p point, j *mat.Dense) (gradient []float64, hessian *mat.SymDense) {
	n := len(p.y)
	gradient, hessian = make([]float64, n), mat.NewSymDense(n, nil)
	for t := range s.targets {
		_, slope, curve := s.targets[t].loss(p.numbers[t])
		row := j.RawRowView(t)
		floats.AddScaled(gradient, slope, row)
		hessian.SymRankOne(hessian, curve, mat.NewVecDense(n, row))
	}
	for i := range n {
		gradient[i] += 2 * s.ridge * p.y[i]
		hessian.SetSym(i, i, hessian.At(i, i)+2*s.ridge)
	}
	return gradient, hessian
}

// descend goes at most the given number of damped Gauss-Newton steps from y, by
// numbers averaged over lucks, and returns where it ends and the curvature of
// its last Jacobian.
func (s *search) descend(ctx context.Context, stage string, y []float64, lucks, steps, planned int) (point, *mat.SymDense, error) {
	points, err := s.evaluate(ctx, [][]float64{y}, lucks)
	if err != nil {
		return point{}, nil, err
	}
	at := points[0]
	s.note(stage, at, planned)
	var hessian *mat.SymDense
	for range steps {
		j, err := s.jacobian(ctx, at.y, 1) // the slopes hardly depend on the luck
		if err != nil {
			return point{}, nil, err
		}
		var gradient []float64
		gradient, hessian = s.curvature(at, j)
		points, err := s.evaluate(ctx, proposals(at.y, gradient, hessian), lucks)
		if err != nil {
			return point{}, nil, err
		}
		next := lowest(points)
		s.note(stage, next, planned)
		if !(next.loss < at.loss) {
			break
		}
		enough := at.loss-next.loss > gain*at.loss
		if at = next; !enough {
			break
		}
	}
	return at, hessian, nil
}

// proposals are the points of a step with every damping.
func proposals(y, gradient []float64, hessian *mat.SymDense) [][]float64 {
	n := len(y)
	out := make([][]float64, 0, len(dampings))
	for _, damping := range dampings {
		damped := mat.NewSymDense(n, nil)
		damped.CopySym(hessian)
		for i := range n {
			damped.SetSym(i, i, hessian.At(i, i)+damping)
		}
		var chol mat.Cholesky
		var step mat.VecDense
		if !chol.Factorize(damped) || chol.SolveVecTo(&step, mat.NewVecDense(n, gradient)) != nil {
			continue // the damping is too small for numbers this large; others follow
		}
		scale := min(1, farthest/max(mat.Norm(&step, math.Inf(1)), 1e-300))
		moved := append([]float64(nil), y...)
		floats.AddScaled(moved, -scale, step.RawVector().Data)
		out = append(out, moved)
	}
	return out
}

func lowest(points []point) point {
	best := points[0]
	for _, p := range points[1:] {
		if p.loss < best.loss {
			best = p
		}
	}
	return best
}

// evolve runs CMA-ES from p for the given number of generations, in coordinates
// in which the curvature is round and no step of sigma 1 is longer than a prior
// standard deviation. It ends early after many generations without gain.
func (s *search) evolve(ctx context.Context, p point, hessian *mat.SymDense, o Options, planned int) (point, error) {
	n := len(p.y)
	round := whitening(hessian, n)
	e := newEvolution(make([]float64, n), o.Step, o.Population, s.seed)
	place := func(w []float64) []float64 {
		y := make([]float64, n)
		mat.NewVecDense(n, y).MulVec(round, mat.NewVecDense(n, w))
		floats.Add(y, p.y)
		return y
	}
	best, improved := p, 0
	for g := 0; g < o.Generations && g-improved < patience; g++ {
		found, err := s.generation(ctx, e, place)
		if err != nil {
			return point{}, err
		}
		if found.loss < (1-gain)*best.loss {
			improved = g
		}
		best = lowest([]point{best, found})
		s.note(stageCMA, found, planned)
	}
	mean, err := s.evaluate(ctx, [][]float64{place(e.mean)}, 1)
	if err != nil {
		return point{}, err
	}
	s.note(stageCMA, mean[0], planned)
	// The mean of the last generation is often better than any sample of it.
	return lowest([]point{best, mean[0]}), nil
}

// generation evaluates one generation of CMA-ES and returns its best point.
func (s *search) generation(ctx context.Context, e *evolution, place func([]float64) []float64) (point, error) {
	var ys [][]float64
	for _, w := range e.ask() {
		ys = append(ys, place(w))
	}
	points, err := s.evaluate(ctx, ys, 1)
	if err != nil {
		return point{}, err
	}
	losses := make([]float64, len(points))
	for i := range points {
		losses[i] = points[i].loss
	}
	e.tell(losses)
	return lowest(points), nil
}

// whitening is L with L·Lᵀ = (hessian + I)⁻¹, the identity without a hessian.
func whitening(hessian *mat.SymDense, n int) mat.Matrix {
	one := mat.NewDiagDense(n, nil)
	for i := range n {
		one.SetDiag(i, 1)
	}
	if hessian == nil {
		return one
	}
	sum, inverse := mat.NewSymDense(n, nil), mat.NewSymDense(n, nil)
	sum.CopySym(hessian)
	for i := range n {
		sum.SetSym(i, i, sum.At(i, i)+1)
	}
	var chol, root mat.Cholesky
	if !chol.Factorize(sum) || chol.InverseTo(inverse) != nil || !root.Factorize(inverse) {
		return one
	}
	l := mat.NewTriDense(n, mat.Lower, nil)
	root.LTo(l)
	return l
}

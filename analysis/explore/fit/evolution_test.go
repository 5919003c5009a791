package fit

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// minimise runs the strategy for some generations and returns the best loss.
func minimise(f func([]float64) float64, mean []float64, sigma float64, generations int) float64 {
	e := newEvolution(mean, sigma, generationSize(len(mean)), 1)
	best := math.Inf(1)
	for range generations {
		points := e.ask()
		losses := make([]float64, len(points))
		for i, p := range points {
			losses[i] = f(p)
			best = min(best, losses[i])
		}
		e.tell(losses)
	}
	return best
}

// Published behaviour (Hansen 2016, and the COCO reference runs of the method):
// on smooth convex functions the loss falls by a constant factor per evaluation,
// and Rosenbrock's valley is followed to its end.
func TestEvolutionFindsTheMinimum(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	rotation := make([][]float64, 8)
	for i := range rotation {
		rotation[i] = make([]float64, 8)
		for k := range rotation[i] {
			rotation[i][k] = r.NormFloat64()
		}
	}
	ellipsoid := func(x []float64) float64 {
		sum := 0.0
		for i, row := range rotation {
			z := 0.0
			for k := range row {
				z += row[k] * (x[k] - 1)
			}
			sum += math.Pow(10, 3*float64(i)/7) * z * z
		}
		return sum
	}
	rosenbrock := func(x []float64) float64 {
		sum := 0.0
		for i := range len(x) - 1 {
			sum += 100*math.Pow(x[i+1]-x[i]*x[i], 2) + math.Pow(1-x[i], 2)
		}
		return sum
	}
	if got := minimise(ellipsoid, make([]float64, 8), 0.5, 700); got > 1e-9 {
		t.Errorf("rotated ellipsoid of condition 1000: %g after 7000 evaluations", got)
	}
	if got := minimise(rosenbrock, make([]float64, 5), 0.3, 700); got > 1e-9 {
		t.Errorf("Rosenbrock: %g after 5600 evaluations", got)
	}
}

// The step size must answer to the function: far from the minimum of a linear
// function it grows, on a flat one with random losses it hardly moves.
func TestEvolutionAdaptsTheStepSize(t *testing.T) {
	e := newEvolution(make([]float64, 6), 0.1, 10, 1)
	for range 60 {
		points := e.ask()
		losses := make([]float64, len(points))
		for i := range points {
			losses[i] = points[i][0]
		}
		e.tell(losses)
	}
	if e.sigma < 1 || e.mean[0] > -5 {
		t.Errorf("on a slope: step size %g, mean %g; want it to run downhill with growing steps", e.sigma, e.mean[0])
	}
}

func TestEvolutionIsRepeatable(t *testing.T) {
	a, b := newEvolution([]float64{1, 2}, 0.5, 6, 7), newEvolution([]float64{1, 2}, 0.5, 6, 7)
	other := newEvolution([]float64{1, 2}, 0.5, 6, 8)
	for range 5 {
		x, y, z := a.ask(), b.ask(), other.ask()
		losses := make([]float64, 6)
		for i := range x {
			if !slices.Equal(x[i], y[i]) {
				t.Fatal("the same seed gave other points")
			}
			if slices.Equal(x[i], z[i]) {
				t.Fatal("another seed gave the same point")
			}
			losses[i] = x[i][0]*x[i][0] + x[i][1]
		}
		a.tell(losses)
		b.tell(losses)
		other.tell(losses)
	}
}

package sensitivity

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
)

// ishigami is the function of Ishigami and Homma (1990) on shares of -π to π,
// with a = 7 and b = 0.1.
func ishigami(u []float64) float64 {
	x := func(i int) float64 { return math.Pi * (2*u[i] - 1) }
	return math.Sin(x(0)) + 7*math.Pow(math.Sin(x(1)), 2) + 0.1*math.Pow(x(2), 4)*math.Sin(x(0))
}

// ishigamiIndices are its analytic indices.
func ishigamiIndices() (first, total [3]float64) {
	const a, b = 7, 0.1
	p4, p8 := math.Pow(math.Pi, 4), math.Pow(math.Pi, 8)
	v1 := 0.5 * math.Pow(1+b*p4/5, 2)
	v2 := a * a / 8.0
	v13 := b * b * p8 * (1.0/18 - 1.0/50)
	v := v1 + v2 + v13
	return [3]float64{v1 / v, v2 / v, 0}, [3]float64{(v1 + v13) / v, v2 / v, v13 / v}
}

func valuesAt(points [][]float64, f func(u []float64) float64) []float64 {
	y := make([]float64, len(points))
	for i, u := range points {
		y[i] = f(u)
	}
	return y
}

// The indices of the Ishigami function are the analytic ones within their
// intervals, which are narrow.
func TestSobolIndicesOfIshigami(t *testing.T) {
	first, total := ishigamiIndices()
	for seed := range uint64(3) {
		found, used := sobolOf(3, valuesAt(sobolPoints(3, 2048, seed+1), ishigami), seed+1)
		if used != 2048 {
			t.Errorf("%d rows used: want 2048", used)
		}
		for i, x := range found {
			for _, c := range []struct {
				name string
				got  Estimate
				want float64
			}{{"first", x.First, first[i]}, {"total", x.Total, total[i]}} {
				if c.want < c.got.Low || c.want > c.got.High || c.got.High-c.got.Low > 0.2 || c.got.Value < c.got.Low || c.got.Value > c.got.High {
					t.Errorf("seed %d, x%d: %s %.4f [%.4f, %.4f]: want %.4f in an interval narrower than 0.2", seed+1, i+1, c.name, c.got.Value, c.got.Low, c.got.High, c.want)
				}
			}
		}
	}
}

// Of a sum of independent parts, first and total indices are the shares of the
// variances, and a missing row changes nothing much.
func TestSobolIndicesOfASum(t *testing.T) {
	points := sobolPoints(3, 512, 1)
	y := valuesAt(points, func(u []float64) float64 { return 100 + 2*u[0] + u[1] })
	y[17] = math.NaN()
	found, used := sobolOf(3, y, 1)
	if used != 511 {
		t.Errorf("%d rows used: want 511", used)
	}
	for i, want := range []float64{0.8, 0.2, 0} {
		if x := found[i]; !(math.Abs(x.First.Value-want) <= 0.02) || !(math.Abs(x.Total.Value-want) <= 0.02) {
			t.Errorf("factor %d: first %.3f, total %.3f: want %.1f", i, x.First.Value, x.Total.Value, want)
		}
	}
	none, used := sobolOf(3, make([]float64, 5), 1)
	if used != 1 || !math.IsNaN(none[0].First.Value) {
		t.Errorf("one row: %+v, %d used: want no index", none[0], used)
	}
}

// Of an outcome that is the same at all points there is no variance to share out, whatever its
// mean leaves of rounding.
func TestSobolIndicesWithoutVariance(t *testing.T) {
	for _, same := range []float64{0, 1, 12.16, 0.1} {
		indices, _ := sobolOf(1, slices.Repeat([]float64{same}, 3*11), 1)
		if one := indices[0]; !math.IsNaN(one.First.Value) || !math.IsNaN(one.Total.Value) || !math.IsNaN(one.Total.Low) {
			t.Errorf("of %g everywhere the indices are %+v", same, one)
		}
	}
}

// From point to point one factor moves by the whole step, each once in a trajectory.
func TestMorrisMovesOneFactorByTheStep(t *testing.T) {
	const k, r = 5, 20
	points := morrisPoints(k, r, 1)
	for trajectory := range r {
		moved := map[int]bool{}
		for step := range k {
			from, to := points[trajectory*(k+1)+step], points[trajectory*(k+1)+step+1]
			for i := range k {
				if from[i] == to[i] {
					continue
				}
				if moved[i] || math.Abs(math.Abs(to[i]-from[i])-morrisStep) > 1e-12 {
					t.Fatalf("trajectory %d, step %d: factor %d goes from %g to %g, and moved before: %v", trajectory, step, i, from[i], to[i], moved[i])
				}
				moved[i] = true
			}
		}
		if len(moved) != k {
			t.Errorf("trajectory %d moves %d of %d factors", trajectory, len(moved), k)
		}
	}
}

// Of a linear function, the effects are its slopes, without spread.
func TestMorrisEffectsOfALinearFunction(t *testing.T) {
	points := morrisPoints(3, 10, 1)
	y := valuesAt(points, func(u []float64) float64 { return 5 - 3*u[0] + 0.5*u[2] })
	y[1] = math.NaN()
	found, used := morrisOf(make([]Factor, len(points[0])), points, y, 1)
	if used != 9 {
		t.Errorf("%d trajectories used: want 9", used)
	}
	for i, want := range []float64{-3, 0, 0.5} {
		x := found[i]
		if !(math.Abs(x.Mu-want) <= 1e-12) || !(math.Abs(x.MuStar.Value-math.Abs(want)) <= 1e-12) || x.Sigma > 1e-12 || !(math.Abs(x.MuStar.High-x.MuStar.Low) <= 1e-12) {
			t.Errorf("factor %d: %+v: want mu %v, no spread", i, x, want)
		}
	}
}

// Of an outcome that follows the values of whole numbers and lists in a line, the effects are
// its change from the lowest to the highest, without spread, however far a step of the grid
// takes them: from the one to the other of two values, or over two or one of three.
func TestMorrisEffectsOfValues(t *testing.T) {
	factors := []Factor{{Values: []float64{0, 1}}, {Values: []float64{3, 1, 2}}, {From: 8, To: 12, Whole: true}, {From: -2, To: 0}}
	points := morrisPoints(len(factors), 12, 1)
	y := valuesAt(points, func(u []float64) float64 {
		v := factorValues(factors, u)
		return 5*v[0] - 2*v[1] + v[2]/2 + v[3]
	})
	found, _ := morrisOf(factors, points, y, 1)
	for i, want := range []float64{5, -4, 2, 2} {
		if x := found[i]; !(math.Abs(x.Mu-want) <= 1e-12) || !(math.Abs(x.MuStar.Value-math.Abs(want)) <= 1e-12) || !(x.Sigma <= 1e-12) {
			t.Errorf("factor %d: %+v: want mu %v, no spread", i, x, want)
		}
	}
	same := []Factor{{Values: []float64{1, 1, 2}}, {From: 0, To: 1}}
	points = morrisPoints(2, 12, 1)
	found, _ = morrisOf(same, points, valuesAt(points, func(u []float64) float64 { return same[0].value(u[0]) }), 1)
	if x := found[0]; math.IsNaN(x.Mu) || math.IsInf(x.Mu, 0) || x.Mu > 1 {
		t.Errorf("a list that has a value twice: %+v", x)
	}
}

// By hand: changes of 1 and 4 have mean 2.5 and standard deviation √4.5; of -2 and 2 the signs
// cancel, but not the sizes.
func TestMorrisEffectsByHand(t *testing.T) {
	for _, c := range []struct {
		changes         []float64
		mu, star, sigma float64
	}{{[]float64{1, 4}, 2.5, 2.5, math.Sqrt(4.5)}, {[]float64{-2, 2}, 0, 2, math.Sqrt(8)}, {[]float64{-1, -1, -4}, -2, 2, math.Sqrt(3)}} {
		if e := effectOfFactor(c.changes, 1); !(math.Abs(e.Mu-c.mu) <= 1e-12) || !(math.Abs(e.MuStar.Value-c.star) <= 1e-12) || !(math.Abs(e.Sigma-c.sigma) <= 1e-12) {
			t.Errorf("%v: %+v, want mu %g, mu* %g, sigma %g", c.changes, e, c.mu, c.star, c.sigma)
		}
	}
}

// Where the outcome is there in fewer than two trajectories, is no effect told, and none that
// is certain?
func TestMorrisEffectsOfTooFewTrajectories(t *testing.T) {
	points := morrisPoints(2, 2, 1)
	for used, missing := range map[int][]int{1: {1}, 0: {0, 5}} {
		y := valuesAt(points, func(u []float64) float64 { return u[0] })
		for _, i := range missing {
			y[i] = math.NaN()
		}
		found, n := morrisOf(make([]Factor, len(points[0])), points, y, 1)
		for _, e := range found {
			if n != used || !math.IsNaN(e.Mu) || !math.IsNaN(e.Sigma) || !math.IsNaN(e.MuStar.Value) || !math.IsNaN(e.MuStar.Low) || !math.IsNaN(e.MuStar.High) {
				t.Errorf("%d trajectories used: %+v, want no effect of %d", n, e, used)
			}
			if text, err := json.Marshal(e); err != nil || !strings.Contains(string(text), `"mu_star":{"value":null,"low":null,"high":null},"mu":null,"sigma":null`) {
				t.Errorf("as JSON: %s, %v", text, err)
			}
		}
	}
}

// Are mean and standard deviation over the design those of the values that there are?
func TestValuesOverTheDesign(t *testing.T) {
	var o OutcomeSensitivity
	o.describe([]float64{math.NaN(), 3, 1, math.NaN(), 5})
	if o.Valued != 3 || o.Min != 1 || o.Max != 5 || o.Mean != 3 || o.SD != 2 {
		t.Errorf("%+v, want 1, 3 and 5 described", o)
	}
}

// On the Ishigami function the signs of the second factor cancel, and the third
// acts through the first alone: both matter by mu*, and neither by mu.
func TestMorrisEffectsOfIshigami(t *testing.T) {
	points := morrisPoints(3, 400, 1)
	found, _ := morrisOf(make([]Factor, len(points[0])), points, valuesAt(points, ishigami), 1)
	for i := range 3 {
		if x := found[i]; x.MuStar.Value < 3 || x.Sigma < 3 {
			t.Errorf("x%d: %+v: want that it matters, and not linearly", i+1, x)
		}
	}
	if !(math.Abs(found[1].Mu) <= 1) {
		t.Errorf("x2: mu %.3f: want about 0", found[1].Mu)
	}
}

// Trajectories move one factor at a time, each once, on the levels.
func TestMorrisTrajectories(t *testing.T) {
	const k, r = 5, 40
	points := morrisPoints(k, r, 3)
	seen := map[float64]int{}
	for from := 0; from < len(points); from += k + 1 {
		var moved []int
		for j := from; j < from+k; j++ {
			for i := range k {
				if d := math.Abs(points[j+1][i] - points[j][i]); d > 1e-12 {
					moved = append(moved, i)
					if !(math.Abs(d-morrisStep) <= 1e-12) {
						t.Fatalf("a step of %v: want %v", d, morrisStep)
					}
				}
				seen[math.Round(3*points[j][i])]++
			}
		}
		if slices.Sort(moved); !slices.Equal(moved, []int{0, 1, 2, 3, 4}) {
			t.Fatalf("a trajectory moved %v: want each factor once", moved)
		}
	}
	if len(points) != r*(k+1) || len(seen) != 4 {
		t.Errorf("%d points on the levels %v: want %d on four levels", len(points), seen, r*(k+1))
	}
}

package sensitivity

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"

	"rapport/analysis/explore"
)

// Morris moves on a grid of four levels, by two thirds of the range, so that
// every level is as likely.
const (
	morrisLevels = 4
	morrisStep   = float64(morrisLevels) / (2 * (morrisLevels - 1))
)

// Streams of random numbers of a sensitivity analysis.
const (
	trajectoryStream = 0x6d6f72726973
	haltonStream     = 0x736f626f6c
	bootstrapStream  = 0x626f6f74
)

// ElementaryEffect is how an outcome moves with one factor: the outcome's change
// as the factor goes through its whole range, by Morris trajectories. Whole numbers and
// lists have values of their own, so that a step of the grid may take them further, or less
// far, than two thirds of it; what counts is how far they went.
type ElementaryEffect struct {
	Parameter string   `json:"parameter"`
	MuStar    Estimate `json:"mu_star"` // mean size of the change: how much the factor matters
	Mu        float64  `json:"mu"`      // mean change, with its sign
	Sigma     float64  `json:"sigma"`   // standard deviation: how much it depends on the other factors, or bends
}

// MarshalJSON writes null for what could not be estimated.
func (e ElementaryEffect) MarshalJSON() ([]byte, error) {
	type plain ElementaryEffect
	return json.Marshal(struct {
		plain
		Mu    *float64 `json:"mu"`
		Sigma *float64 `json:"sigma"`
	}{plain(e), explore.Known(e.Mu), explore.Known(e.Sigma)})
}

// morrisPoints are r trajectories of k + 1 points each, one after the other: from
// point to point one factor moves by the step, each factor once.
func morrisPoints(k, r int, seed uint64) [][]float64 {
	random := rand.New(rand.NewPCG(seed, trajectoryStream))
	points := make([][]float64, 0, r*(k+1))
	for range r {
		at, step := make([]float64, k), make([]float64, k)
		for i := range at {
			// From one of the two lower levels up, or from the two upper ones down.
			at[i], step[i] = float64(random.IntN(morrisLevels/2))/(morrisLevels-1), morrisStep
			if random.IntN(2) == 1 {
				at[i], step[i] = 1-at[i], -morrisStep
			}
		}
		points = append(points, slices.Clone(at))
		for _, i := range random.Perm(k) {
			at[i] = min(max(at[i]+step[i], 0), 1)
			points = append(points, slices.Clone(at))
		}
	}
	return points
}

// moved is how much of its range a factor goes through between two points, below 0 on its
// way down.
func (f *Factor) moved(from, to float64) float64 {
	low, high := f.From, f.To
	switch {
	case len(f.Values) > 0:
		low, high = slices.Min(f.Values), slices.Max(f.Values)
	case !f.Whole:
		return to - from
	}
	return (f.value(to) - f.value(from)) / (high - low)
}

// morrisOf are the effects of each factor from the outcome y of the points;
// trajectories with a missing value are left out, used is the number of the
// others. With fewer than two there are no effects.
func morrisOf(factors []Factor, points [][]float64, y []float64, seed uint64) (effects []ElementaryEffect, used int) {
	k := len(points[0])
	effects = make([]ElementaryEffect, k)
	of := make([][]float64, k) // by factor and trajectory
	for from := 0; from < len(points); from += k + 1 {
		if slices.ContainsFunc(y[from:from+k+1], math.IsNaN) {
			continue
		}
		used++
		for j := from; j < from+k; j++ {
			for i := range k {
				if points[j+1][i] == points[j][i] {
					continue
				}
				effect := 0.0 // of a value that the list has twice
				if step := factors[i].moved(points[j][i], points[j+1][i]); step != 0 {
					effect = (y[j+1] - y[j]) / step
				}
				of[i] = append(of[i], effect)
			}
		}
	}
	for i := range effects {
		if used < 2 { // of one, nothing tells how far others would differ
			none := math.NaN()
			effects[i] = ElementaryEffect{MuStar: Estimate{none, none, none}, Mu: none, Sigma: none}
			continue
		}
		effects[i] = effectOfFactor(of[i], seed)
	}
	return effects, used
}

func effectOfFactor(changes []float64, seed uint64) ElementaryEffect {
	n := float64(len(changes))
	var e ElementaryEffect
	for _, c := range changes {
		e.Mu += c / n
	}
	for _, c := range changes {
		e.Sigma += (c - e.Mu) * (c - e.Mu) / (n - 1)
	}
	e.Sigma = math.Sqrt(e.Sigma)
	e.MuStar = bootstrapped(len(changes), seed, func(pick []int) []float64 {
		sum := 0.0
		for _, i := range pick {
			sum += math.Abs(changes[i])
		}
		return []float64{sum / n}
	})[0]
	return e
}

// bootstrapped is a vector of statistics of n things with percentile intervals:
// of is told which things to use, all of them first and then resamples.
func bootstrapped(n int, seed uint64, of func(pick []int) []float64) []Estimate {
	pick := make([]int, n)
	for i := range pick {
		pick[i] = i
	}
	values := of(pick)
	estimates := make([]Estimate, len(values))
	random := rand.New(rand.NewPCG(seed, bootstrapStream))
	draws := make([][]float64, len(values))
	for range bootstraps {
		for i := range pick {
			pick[i] = random.IntN(n)
		}
		for j, v := range of(pick) {
			draws[j] = append(draws[j], v)
		}
	}
	for j, v := range values {
		slices.Sort(draws[j])
		estimates[j] = Estimate{v, draws[j][bootstraps/40], draws[j][bootstraps-1-bootstraps/40]}
	}
	return estimates
}

package fit

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"
)

const (
	// lastLucks are those on whose mean a chain's end is judged: of the usual 10,000 patients
	// each, they are as many as the scorecard simulates.
	lastLucks = 4

	// mostMends bounds how often an end is mended.
	mostMends = 12
)

// collect makes sets of where the chains ended. An end is held to lucks that none of its
// chain's steps has seen. Where it misses a number on their mean, it is moved by the least that
// brings that within, by the emulator's word, and held to new lucks, until it misses none.
func (m *match) collect(ctx context.Context) error {
	var ends [][]float64
	for _, c := range m.chains {
		if c.moves > 0 {
			ends = append(ends, c.at.y)
		}
	}
	slopes := m.emulator.slopes()
	for range 1 + mostMends {
		numbers, err := m.onFreshLuck(ctx, ends)
		if err != nil {
			return err
		}
		judged, missing := Judged{}, [][]float64{}
		for i, y := range ends {
			missed := m.missed(numbers[i], lastLucks)
			if judged.add(missed); missed {
				missing = append(missing, m.mend(y, numbers[i], slopes))
			} else {
				m.sets = append(m.sets, place{y: y, numbers: numbers[i]})
			}
		}
		if m.mended = append(m.mended, judged); len(missing) == 0 {
			return nil
		}
		ends = missing
	}
	return nil
}

// onFreshLuck returns what is found at the places, on the mean of lucks of their own.
func (m *match) onFreshLuck(ctx context.Context, at [][]float64) ([][]float64, error) {
	var places [][]float64
	for _, y := range at {
		for range lastLucks {
			places = append(places, y)
		}
	}
	numbers, err := m.evaluate(ctx, places, m.o.Scored)
	if err != nil {
		return nil, err
	}
	means := make([][]float64, len(at))
	for i := range means {
		means[i] = average(numbers[i*lastLucks : (i+1)*lastLucks])
	}
	return means, nil
}

// mend moves a place by the least that brings what was found there within: numbers that lie
// outside to a standard error inside, and none out that is not. Slopes are the emulator's at the
// start; a place where that is not enough is mended again.
func (m *match) mend(y, found []float64, slopes *mat.Dense) []float64 {
	var moving []int // targets that are to change
	for t := range m.targets {
		if m.beyond(t, found[t]) > 0.5 {
			moving = append(moving, t)
		}
	}
	step := make([]float64, len(y))
	for range len(m.targets) {
		step = m.leastStep(found, slopes, moving)
		var changed mat.VecDense
		changed.MulVec(slopes, mat.NewVecDense(len(step), step))
		before := len(moving)
		for t := range m.targets {
			after := m.beyond(t, found[t]+changed.AtVec(t))
			if after > 0.1 && after > m.beyond(t, found[t])+0.1 {
				moving = append(moving, t)
			}
		}
		if len(moving) == before {
			break
		}
	}
	to := make([]float64, len(y))
	for i := range to {
		to[i] = y[i] + step[i]
	}
	return to
}

// beyond is how many standard errors of a luck a number lies outside, negative inside.
func (m *match) beyond(t int, v float64) float64 {
	return max(m.targets[t].low-v, v-m.targets[t].high) / m.judged[t]
}

// leastStep is the shortest that changes the targets by as much as they want, to a standard
// error inside or, in a narrow band, to its middle: Sᵀ(SSᵀ + λ)⁻¹δ, in standard errors.
func (m *match) leastStep(found []float64, slopes *mat.Dense, moving []int) []float64 {
	_, parameters := slopes.Dims()
	s := mat.NewDense(max(1, len(moving)), parameters, nil)
	delta := mat.NewVecDense(max(1, len(moving)), nil)
	for i, t := range moving {
		x := &m.targets[t]
		inside := min(m.judged[t], (x.high-x.low)/2)
		delta.SetVec(i, (min(max(found[t], x.low+inside), x.high-inside)-found[t])/m.judged[t])
		for k := range parameters {
			s.Set(i, k, slopes.At(t, k)/m.judged[t])
		}
	}
	var square mat.Dense
	square.Mul(s, s.T())
	for i := range delta.Len() {
		square.Set(i, i, square.At(i, i)*(1+1e-3)+1e-9) // two numbers may be one
	}
	var weights, step mat.VecDense
	if err := weights.SolveVec(&square, delta); err != nil && weights.Len() == 0 {
		return make([]float64, parameters)
	}
	step.MulVec(s.T(), &weights)
	return step.RawVector().Data
}

// missed says that some number, the mean of so many lucks, lies more than missedAt of its
// standard errors outside, or has no value.
func (m *match) missed(numbers []float64, lucks int) bool {
	for t := range m.targets {
		away := missedAt * m.judged[t] / math.Sqrt(float64(lucks))
		if v := numbers[t]; !(v >= m.targets[t].low-away && v <= m.targets[t].high+away) {
			return true
		}
	}
	return false
}

// missedAt is how many standard errors outside a number is missed at: its whole 95 %
// interval then lies outside, as the scorecard judges.
const missedAt = 2

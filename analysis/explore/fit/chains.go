package fit

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"rapport/analysis/explore"
)

// chain is one walk over the space, from the start on.
type chain struct {
	at      place
	moves   int
	pending place     // what it proposes
	first   []float64 // numbers of it on the first luck
	gain    float64   // log of the surrogate's ratio for the way there
	tries   int       // proposals that the surrogate has turned down before
}

// place is a place that was evaluated, or is to be.
type place struct {
	y         []float64
	numbers   []float64 // and findings' values, as judged
	predicted []float64 // of the targets, by the emulator
}

// kernel proposes steps that leave the prior, a standard normal in every coordinate, as it
// is: y' = a·y + b·ξ with a² + b² = 1, ξ standard normal (preconditioned Crank-Nicolson;
// Cotter, Roberts, Stuart & White 2013). In directions that the findings hold, b is smaller by
// how far they hold them (Cui, Law & Marzouk 2016), so that a step may be long where they
// leave room.
type kernel struct {
	held   *mat.Dense // parameters × directions that the findings hold
	shrink []float64  // standard deviation that is left of the prior's, by direction
	step   float64    // b in all other directions
}

// heldAt is how much of the prior's precision a direction must add to count as held.
const heldAt = 0.1

// kernelOf takes the directions from the slopes of the numbers at the start, each number
// measured in how far it may go.
func kernelOf(slopes *mat.Dense, room []float64) *kernel {
	targets, parameters := slopes.Dims()
	information := mat.NewSymDense(parameters, nil)
	scaled := mat.NewDense(targets, parameters, nil)
	for t := range targets {
		for i := range parameters {
			scaled.Set(t, i, slopes.At(t, i)/room[t])
		}
	}
	information.SymOuterK(1, scaled.T())
	k := &kernel{step: firstStep}
	var eigen mat.EigenSym
	if !eigen.Factorize(information, true) {
		return k // a matrix of finite numbers always has eigenvectors
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	values := eigen.Values(nil) // ascending
	first, _ := slices.BinarySearch(values, heldAt)
	if first < parameters {
		k.held = mat.DenseCopyOf(vectors.Slice(0, parameters, first, parameters))
	}
	for _, v := range values[first:] {
		k.shrink = append(k.shrink, 1/math.Sqrt(1+v))
	}
	return k
}

// propose a step from y.
func (k *kernel) propose(y []float64, rng *rand.Rand) []float64 {
	noise := make([]float64, len(y))
	for i := range noise {
		noise[i] = rng.NormFloat64()
	}
	keep := math.Sqrt(1 - k.step*k.step)
	to := make([]float64, len(y))
	for i := range to {
		to[i] = keep*y[i] + k.step*noise[i]
	}
	if k.held == nil {
		return to
	}
	var along, random, back mat.VecDense
	along.MulVec(k.held.T(), mat.NewVecDense(len(y), y))
	random.MulVec(k.held.T(), mat.NewVecDense(len(y), noise))
	for d, s := range k.shrink {
		b := k.step * s
		along.SetVec(d, (math.Sqrt(1-b*b)-keep)*along.AtVec(d)+(b-k.step)*random.AtVec(d))
	}
	back.MulVec(k.held, &along)
	for i := range to {
		to[i] += back.AtVec(i)
	}
	return to
}

// logChance is the log of the chance that numbers are met which are predicted with the
// surrogate's errors, each for itself.
func (m *match) logChance(predicted []float64) float64 {
	sum := 0.0
	for t := range m.targets {
		away := missedAt * m.judged[t]
		low, high := (m.targets[t].low-away-predicted[t])/m.off[t], (m.targets[t].high+away-predicted[t])/m.off[t]
		sum += math.Log(max(leastChance, distuv.UnitNormal.CDF(high)-distuv.UnitNormal.CDF(low)))
	}
	return sum
}

// leastChance keeps the logarithm finite.
const leastChance = 1e-12

// gain is the log of the surrogate's ratio for a step, the surrogate being anchored in what
// was found where the step begins.
func (m *match) gain(from, to *place) float64 {
	moved := make([]float64, len(m.targets))
	for t := range moved {
		moved[t] = from.numbers[t] + to.predicted[t] - from.predicted[t]
	}
	return min(0, m.logChance(moved)-m.logChance(from.numbers))
}

// The search for a step that the surrogate lets pass.
const (
	mostTries   = 400
	chainStream = 0x706c6175736962
)

// consider proposes steps until the surrogate lets one pass.
func (m *match) consider(c *chain, stream uint64) {
	rng := rand.New(rand.NewPCG(m.seed, chainStream+stream))
	c.pending = place{}
	for c.tries = 0; c.tries < mostTries; c.tries++ {
		to := place{y: m.kernel.propose(c.at.y, rng)}
		to.predicted = m.emulator.predict(to.y)
		if c.gain = m.gain(&c.at, &to); math.Log(rng.Float64()) < c.gain {
			c.pending = to
			return
		}
	}
}

// round moves every chain by one step: what the surrogate lets pass is simulated on luck of
// its own, and once more if it misses no number; what misses none on both is accepted by the
// ratio that takes the surrogate's doing out again (delayed acceptance; Christen & Fox 2005).
func (m *match) round(ctx context.Context) (Round, error) {
	r := Round{Round: m.at, Step: m.kernel.step}
	err := explore.SideBySide(ctx, m.o.Workers, len(m.chains), func(k int) {
		m.consider(m.chains[k], uint64(m.at*len(m.chains)+k))
	})
	if err != nil {
		return r, err
	}
	var moving []*chain
	for _, c := range m.chains {
		r.Proposed += c.tries
		if c.pending.y != nil {
			r.Proposed++
			moving = append(moving, c)
		}
	}
	met, err := m.simulate(ctx, moving)
	if err != nil {
		return r, err
	}
	m.learn(moving)
	rng := rand.New(rand.NewPCG(m.seed, chainStream-uint64(m.at)))
	for _, c := range met {
		if math.Log(rng.Float64()) < m.gain(&c.pending, &c.at)-c.gain {
			c.at = c.pending
			c.moves++
			r.Accepted++
		}
	}
	r.Evaluated, r.Met = len(moving), len(met)
	r.Spread = m.spread()
	m.kernel.step = min(mostStep, max(leastStep, m.kernel.step*math.Exp(float64(r.Accepted)/float64(len(m.chains))-wantedRate)))
	return r, nil
}

// simulate what the chains propose, and return those that miss no number on either luck. Their
// numbers are then the means of both.
func (m *match) simulate(ctx context.Context, moving []*chain) (met []*chain, err error) {
	for luck := range 2 {
		places := make([][]float64, len(moving))
		for i, c := range moving {
			places[i] = c.pending.y
		}
		numbers, err := m.evaluate(ctx, places, m.o.Scored)
		if err != nil {
			return nil, err
		}
		met = nil
		for i, c := range moving {
			if c.pending.numbers = numbers[i]; luck > 0 {
				c.pending.numbers = average([][]float64{c.first, numbers[i]})
			}
			if c.first = numbers[i]; !m.missed(numbers[i], 1) {
				met = append(met, c)
			}
		}
		moving = met
	}
	return met, nil
}

// Steps, and the share of chains that are to move in a round: steps grow where more do.
const (
	firstStep  = 0.3
	leastStep  = 0.02
	mostStep   = 0.9
	wantedRate = 0.3
)

// learn corrects the surrogate's errors by how far it was off in a round. What the emulator
// says of them before counts as so many steps.
func (m *match) learn(moving []*chain) {
	for t := range m.off {
		n, ss := m.known, m.known*m.off[t]*m.off[t]
		for _, c := range moving {
			r := c.pending.numbers[t] - (c.at.numbers[t] + c.pending.predicted[t] - c.at.predicted[t])
			if !math.IsNaN(r) {
				n, ss = n+1, ss+r*r
			}
		}
		m.off[t] = math.Sqrt(ss / n)
	}
	m.known = min(mostKnown, m.known+float64(len(moving)))
}

// How many steps what is known of the surrogate's errors counts as: at first, and at the most.
const (
	firstKnown = 30
	mostKnown  = 200
)

// spread is the root mean square over parameters of the standard deviation over chains, in
// prior standard deviations.
func (m *match) spread() float64 {
	ss := 0.0
	for i := range m.space {
		mean, own := 0.0, 0.0
		for _, c := range m.chains {
			mean += c.at.y[i] / float64(len(m.chains))
		}
		for _, c := range m.chains {
			own += (c.at.y[i] - mean) * (c.at.y[i] - mean)
		}
		ss += own / float64(max(1, len(m.chains)-1)) / float64(len(m.space))
	}
	return math.Sqrt(ss)
}

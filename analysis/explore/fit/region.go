package fit

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"rapport/analysis/explore"
)

// region is where an emulator does not rule a place out: within the box of plausible
// values, and with every number so far inside its acceptance that errors of the
// emulator and of luck do not carry it out.
type region struct {
	emulator  *emulator
	low, high []float64 // by target, what a prediction may be
	half      []float64 // what an excess is measured in
	box       float64
	slack     float64 // excess that is let pass, where the emulator sees no place without
}

// A margin takes away from a band at most this share of its half-width, so that a narrow
// band stays open.
const mostMargin = 0.7

// regionOf is the region of an emulator. small and judged are standard errors of the
// numbers at the size of its evaluations and at that at which sets are judged; start are
// the numbers of the start, which no margin rules out.
func regionOf(e *emulator, targets []target, start, small, judged []float64, margin, box float64) *region {
	r := &region{emulator: e, box: box}
	for t := range targets {
		x := &targets[t]
		beyond := math.Sqrt(max(0, e.miss[t]*e.miss[t]-small[t]*small[t]) + judged[t]*judged[t])
		half := (x.high - x.low) / 2
		away := margin * beyond
		if math.IsInf(half, 0) {
			half = max(beyond, 1e-9)
			away = min(away, mostMargin*max(0, start[t]-x.low, x.high-start[t]))
		} else {
			away = min(away, mostMargin*half)
		}
		r.low, r.high, r.half = append(r.low, x.low+away), append(r.high, x.high-away), append(r.half, half)
	}
	return r
}

// excess is by how many half-widths the worst number lies outside; 0 inside.
func (r *region) excess(numbers []float64) float64 {
	worst := 0.0
	for t, v := range numbers {
		worst = max(worst, (r.low[t]-v)/r.half[t], (v-r.high[t])/r.half[t])
	}
	return max(0, worst-r.slack)
}

// wanderer walks through a region by hit-and-run (Smith 1984): a random direction, then
// a place on that line that is not ruled out, found by shrinking towards where it stands
// (Neal 2003). Begun outside, it never steps further out, until it is in.
type wanderer struct {
	*region
	rng    *rand.Rand
	at     *place
	worst  float64
	buffer []float64 // numbers
	dots   []float64
	square []float64
}

func (r *region) wander(from []float64, rng *rand.Rand) *wanderer {
	w := &wanderer{region: r, rng: rng, at: r.emulator.place(from), buffer: make([]float64, len(r.low)), dots: make([]float64, len(r.emulator.at)),
		square: make([]float64, len(r.emulator.at))}
	r.emulator.predict(w.at.dots, w.square, w.buffer)
	w.worst = r.excess(w.buffer)
	return w
}

// together is how many coordinates a step moves at the most.
const together = 8

// shrinks is how often a step is shortened before it is given up.
const shrinks = 12

func (w *wanderer) step() {
	direction := make([]float64, len(w.at.y))
	coordinates := 1
	if w.rng.IntN(2) == 0 {
		coordinates = together
	}
	for range coordinates {
		direction[w.rng.IntN(len(direction))] = w.rng.NormFloat64()
	}
	from, to := math.Inf(-1), math.Inf(1)
	for i, d := range direction {
		if d != 0 {
			a, b := (-w.box-w.at.y[i])/d, (w.box-w.at.y[i])/d
			from, to = max(from, min(a, b)), min(to, max(a, b))
		}
	}
	change := w.emulator.along(direction)
	for range shrinks {
		t := from + (to-from)*w.rng.Float64()
		for i := range w.dots {
			w.dots[i] = w.at.dots[i] + t*change[i]
		}
		w.emulator.predict(w.dots, w.square, w.buffer)
		if worst := w.excess(w.buffer); worst <= w.worst {
			w.worst = worst
			copy(w.at.dots, w.dots)
			for i, d := range direction {
				w.at.y[i] = min(w.box, max(-w.box, w.at.y[i]+t*d))
			}
			return
		}
		if t < 0 {
			from = t
		} else {
			to = t
		}
	}
}

// How a sample of a region is drawn: by so many walks, each of which makes so many
// steps for each parameter before its first sample and between two.
const (
	walks      = 4
	sweepsIn   = 12
	sweepsOn   = 1
	perChosen  = 2 // samples for each place that is chosen
	walkStream = 0x706c6175736962
)

// sample draws places of the region, n to a walk. A walk that never gets inside gives none.
func (r *region) sample(ctx context.Context, workers, n int, seed uint64, parameters int) ([][]float64, error) {
	found := make([][][]float64, walks)
	walkers := make([]*wanderer, walks)
	err := explore.SideBySide(ctx, workers, walks, func(k int) {
		walkers[k] = r.wander(make([]float64, parameters), rand.New(rand.NewPCG(seed, walkStream+uint64(k))))
		for range sweepsIn * parameters {
			if walkers[k].step(); ctx.Err() != nil {
				return
			}
		}
	})
	if err != nil {
		return nil, err
	}
	r.loosen(walkers)
	err = explore.SideBySide(ctx, workers, walks, func(k int) {
		w := walkers[k]
		for range n {
			for range sweepsOn * parameters {
				if w.step(); ctx.Err() != nil {
					return
				}
			}
			if w.worst == 0 {
				found[k] = append(found[k], slices.Clone(w.at.y))
			}
		}
	})
	return slices.Concat(found...), err
}

// slackStep is the excess beyond the least that is let pass where there is no place without.
const slackStep = 0.03

// loosen lets the least excess of any walker pass, and a little more, where none got inside.
func (r *region) loosen(walkers []*wanderer) {
	least := math.Inf(1)
	for _, w := range walkers {
		least = min(least, w.worst)
	}
	if least > 0 {
		r.slack = least + slackStep
	}
	for _, w := range walkers {
		w.worst = max(0, w.worst-r.slack)
	}
}

// spreadOut chooses n of the places so that each is as far as can be from those chosen
// before and from the ones taken already (maximin; Johnson, Moore & Ylvisaker 1990).
func spreadOut(places, taken [][]float64, n int) [][]float64 {
	nearest := make([]float64, len(places))
	for i := range places {
		nearest[i] = math.Inf(1)
		for _, t := range taken {
			nearest[i] = min(nearest[i], distance(places[i], t))
		}
	}
	var chosen [][]float64
	for range min(n, len(places)) {
		best := 0
		for i := range nearest {
			if nearest[i] > nearest[best] {
				best = i
			}
		}
		chosen = append(chosen, places[best])
		for i := range places {
			nearest[i] = min(nearest[i], distance(places[i], places[best]))
		}
		nearest[best] = -1
	}
	return chosen
}

// distance is the root mean square difference of the coordinates, in prior standard deviations.
func distance(x, y []float64) float64 {
	ss := 0.0
	for i := range x {
		ss += (x[i] - y[i]) * (x[i] - y[i])
	}
	return math.Sqrt(ss / float64(len(x)))
}

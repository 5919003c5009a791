package fit

import (
	"context"
	"math"
	"sync"

	"rapport/analysis/explore"
)

// experiment evaluates trials side by side and calls done, concurrently and in
// any order, with the numbers of the targets of each.
type experiment func(ctx context.Context, trials []explore.Trial, done func(i int, numbers []float64)) error

// search is a calibration at work.
type search struct {
	space    space
	targets  []target
	ridge    float64
	seed     uint64
	patients int64
	run      experiment
	journal  *explore.Journal
	progress func(Progress)

	evaluations int
	history     []Step
	best        point
}

// point is a place in the space with what was found there.
type point struct {
	y       []float64
	numbers []float64 // of the targets, averaged over lucks
	loss    float64
}

// Step is one step of the search.
type Step struct {
	Stage       string  `json:"stage"`
	Evaluations int     `json:"evaluations"` // until then
	Loss        float64 `json:"loss"`        // of the best point of the step
	Best        float64 `json:"best"`        // of the stage until then
}

// Progress tells how a calibration goes.
type Progress struct {
	Step
	Planned int // evaluations at the most
	Inside  int // targets within their acceptance at the best point of the step
	Targets int
	Taken   bool // the evaluations were taken from the journal
}

// The stages.
const (
	stageStart   = "start"
	stageDescent = "descent"
	stageCMA     = "cma-es"
	stagePolish  = "polish"
)

// seeds are those of the first n lucks.
func (s *search) seeds(n int) []uint64 {
	all := make([]uint64, n)
	for i := range all {
		all[i] = s.seed + uint64(i)
	}
	return all
}

// evaluate returns what is found at the places, on the average of n lucks.
func (s *search) evaluate(ctx context.Context, ys [][]float64, lucks int) ([]point, error) {
	var trials []explore.Trial
	for _, y := range ys {
		for _, seed := range s.seeds(lucks) {
			trials = append(trials, explore.Trial{Values: s.space.values(y), Seed: seed, Patients: s.patients})
		}
	}
	numbers, err := s.numbers(ctx, trials)
	if err != nil {
		return nil, err
	}
	points := make([]point, len(ys))
	for i, y := range ys {
		mean := average(numbers[i*lucks : (i+1)*lucks])
		points[i] = point{y, mean, s.loss(y, mean)}
	}
	return points, nil
}

// numbers evaluates trials, or takes them from the journal.
func (s *search) numbers(ctx context.Context, trials []explore.Trial) ([][]float64, error) {
	out := make([][]float64, len(trials))
	var fresh []explore.Trial
	var place []int
	for i, t := range trials {
		known, ok := s.journal.Known[explore.PointOf(t)]
		if out[i] = known; !ok {
			fresh, place = append(fresh, t), append(place, i)
		}
	}
	s.journal.Taken += len(trials) - len(fresh)
	var lock sync.Mutex
	var failed error
	err := s.run(ctx, fresh, func(k int, numbers []float64) {
		lock.Lock()
		defer lock.Unlock()
		out[place[k]] = numbers
		if err := s.journal.Add(s.evaluations+place[k], explore.PointOf(fresh[k]), numbers); err != nil && failed == nil {
			failed = err
		}
	})
	if err == nil {
		err = failed
	}
	s.evaluations += len(trials)
	return out, err
}

// loss of the numbers found at y.
func (s *search) loss(y, numbers []float64) float64 {
	sum := 0.0
	for i := range s.targets {
		l, _, _ := s.targets[i].loss(numbers[i])
		sum += l
	}
	for _, v := range y {
		sum += s.ridge * v * v
	}
	return sum
}

// note adds a step to the history and tells of it.
func (s *search) note(stage string, p point, planned int) {
	step := Step{Stage: stage, Evaluations: s.evaluations, Loss: p.loss, Best: p.loss}
	if n := len(s.history); n > 0 && s.history[n-1].Stage == stage {
		step.Best = min(step.Best, s.history[n-1].Best)
	}
	s.history = append(s.history, step)
	if s.progress == nil {
		return
	}
	inside := 0
	for i := range s.targets {
		if t := &s.targets[i]; t.low <= p.numbers[i] && p.numbers[i] <= t.high {
			inside++
		}
	}
	s.progress(Progress{Step: step, Planned: planned, Inside: inside, Targets: len(s.targets), Taken: s.journal.Taken == s.evaluations})
}

// measureErrors finds the Monte-Carlo standard errors of the targets' numbers at
// the start, as the standard deviation over lucks. patients is the size of the
// scorecard's scenarios.
func (s *search) measureErrors(ctx context.Context, lucks int, scored int64) error {
	var trials []explore.Trial
	y := make([]float64, len(s.space))
	for _, seed := range s.seeds(lucks) {
		trials = append(trials, explore.Trial{Values: s.space.values(y), Seed: seed, Patients: s.patients})
	}
	numbers, err := s.numbers(ctx, trials)
	if err != nil {
		return err
	}
	mean := average(numbers)
	for i := range s.targets {
		ss, n := 0.0, 0.0
		for _, row := range numbers {
			if !math.IsNaN(row[i]) {
				ss += (row[i] - mean[i]) * (row[i] - mean[i])
				n++
			}
		}
		t := &s.targets[i]
		if n > 1 {
			t.se = math.Sqrt(ss / (n - 1))
		}
		t.valid = t.se * math.Sqrt(float64(s.patients)/float64(scored))
	}
	return nil
}

// average over rows, of the numbers that are there.
func average(rows [][]float64) []float64 {
	mean := make([]float64, len(rows[0]))
	for i := range mean {
		n := 0.0
		for _, row := range rows {
			if !math.IsNaN(row[i]) {
				mean[i] += row[i]
				n++
			}
		}
		mean[i] /= n // NaN where none is there
	}
	return mean
}

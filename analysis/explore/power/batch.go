package power

import (
	"context"
	"fmt"
	"sync"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/explore"
	"rapport/scenarios/population"
)

// trials makes so many trials of a size.
func (r *powerRun) trials(stage string, size int64, n int) (Trials, error) {
	o := r.o
	out := Trials{Size: size, Stage: stage, Patients: o.sizeOf(size).patients, Trials: n}
	arms, err := o.armsOf(o.sizeOf(size), stage == stageNull)
	if err != nil {
		return out, err
	}
	tests := []*Options{o}
	if stage == stageNull {
		tests = o.byEveryEstimator()
	}
	var ways []*Options
	if stage == stageCheck || stage == stageAsked || stage == stageSearch && size == o.To { // what may be shown
		ways = o.byEveryWay()
		tests = append(tests, ways...)
	}
	first := r.made
	r.made += int64(n)
	made := make([]trialMade, n)
	for from := 0; from < n; from += batch {
		to := min(n, from+batch)
		if err := r.batch(arms, tests, stage, size, first, made[from:to], from, n); err != nil {
			return out, err
		}
	}
	verdicts, therapists := make([]verdict, n), make([]float64, n)
	others := make([]EstimatorError, len(tests))
	for i := range made {
		verdicts[i], therapists[i] = made[i].verdicts[0], float64(made[i].therapists)
		for k := range tests {
			others[k].count(&made[i].verdicts[k])
		}
	}
	out.Therapists = stat.Mean(therapists, nil)
	out.sum(verdicts)
	out.parts(o, verdicts)
	out.Ways = waysFound(ways, made)
	r.into.Points = append(r.into.Points, out)
	if stage == stageNull {
		for k := range others {
			others[k].Estimator, others[k].Missing = tests[k].Estimator, tests[k].Missing
			others[k].close()
		}
		r.into.Errors = others
	}
	return out, nil
}

// batch is how many trials are made at a time, and kept in the journal together.
const batch = 100

// trialMade is one trial: what each test found, and the therapists in it.
type trialMade struct {
	verdicts   []verdict
	therapists int
}

// batch makes the trials of some places, or takes them from the journal.
func (r *powerRun) batch(arms []*population.Simulation, tests []*Options, stage string, size, first int64, into []trialMade, from, all int) error {
	o := r.o
	key := fmt.Sprintf("%s %d %d %d", stage, size, first+int64(from), len(into))
	if r.journal.find(key, len(tests), into) {
		if o.Progress != nil {
			o.Progress(PowerProgress{stage, size, from + len(into), all, int(first) + from + len(into)})
		}
		return nil
	}
	ctx, cancel := context.WithCancelCause(r.ctx)
	defer cancel(nil)
	if stage == stageNull {
		if err := r.countYes(ctx, arms, tests, first, min(all, batch)); err != nil {
			return err
		}
	}
	var mutex sync.Mutex
	done := 0
	err := explore.SideBySide(ctx, o.Workers, len(into), func(i int) {
		one, err := r.one(arms, tests, first+int64(from+i), stage == stageNull)
		if err != nil {
			cancel(err)
			return
		}
		into[i] = one
		mutex.Lock()
		defer mutex.Unlock()
		if done++; o.Progress != nil {
			o.Progress(PowerProgress{stage, size, from + done, all, int(first) + from + done})
		}
	})
	if err != nil {
		return err
	}
	return r.journal.keep(key, into)
}

// one makes one trial and tests it.
func (r *powerRun) one(arms []*population.Simulation, tests []*Options, t int64, null bool) (m trialMade, err error) {
	b, ok := r.benches.Get().(*powerBench)
	if !ok {
		b = &powerBench{}
	}
	defer r.benches.Put(b)
	trial, err := r.o.simulate(b, arms, t)
	if err != nil {
		return m, err
	}
	for _, o := range tests {
		m.verdicts = append(m.verdicts, o.test(trial, t, null))
	}
	m.therapists = therapistsIn(trial, r.o.nested())
	return m, nil
}

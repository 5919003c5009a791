package fit

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"rapport/analysis"
	"rapport/analysis/explore"
	"rapport/scenarios/population"
	"rapport/sim"
)

// Calibrate fits parameters to findings. See the package comment for how it
// searches, and [Options] for what can be chosen.
//
// The error joins everything that is wrong with the options; it is the cause of
// ctx where that ends. With a journal, the same call then continues.
func Calibrate(ctx context.Context, o Options) (*Calibration, error) {
	s, l, err := prepare(ctx, &o)
	if err != nil {
		return nil, err
	}
	if err := closing(s, s.all(ctx, o)); err != nil {
		return nil, err
	}
	return s.conclude(ctx, l, o)
}

// prepare fills in the options, checks them and makes the search.
func prepare(ctx context.Context, o *Options) (s *search, l *laboratory, err error) {
	if o.Study == nil {
		if o.Study, err = explore.EvidenceStudy(); err != nil {
			return nil, nil, err
		}
	}
	o.fill()
	if err := o.faults(); err != nil {
		return nil, nil, err
	}
	if l, err = newLaboratory(o.Study, o.Findings, o.Parameters, o.Workers); err != nil {
		return nil, nil, err
	}
	if o.own != nil {
		l.planned, l.read = o.own.planned, o.own.read
	}
	s, err = newSearch(ctx, l, *o)
	return s, l, err
}

// closing closes the journal after the search ended with err.
func closing(s *search, err error) error { return errors.Join(err, s.journal.Close()) }

// aimed is a search with its space and its targets, which runs nothing yet.
func aimed(ctx context.Context, l *laboratory, o *Options) (*search, error) {
	space, err := spaceOf(l, o.Parameters)
	if err != nil {
		return nil, err
	}
	first, err := l.run(ctx, explore.Trial{Values: space.values(make([]float64, len(space))), Seed: o.Seed, Patients: o.Patients})
	if err != nil {
		return nil, err
	}
	s := &search{space: space, seed: o.Seed, patients: o.Patients}
	if s.targets = targetsOf(o.Findings, first); o.own != nil {
		s.targets = slices.Clone(o.own.targets)
	}
	if len(s.targets) == 0 {
		return nil, errors.New("the findings hold no band and no direction to fit to")
	}
	return s, nil
}

// newSearch is a search at its start.
func newSearch(ctx context.Context, l *laboratory, o Options) (*search, error) {
	s, err := aimed(ctx, l, &o)
	if err != nil {
		return nil, err
	}
	s.ridge, s.progress = o.Ridge, o.Progress
	for i := range s.targets {
		s.targets[i].weight = o.weight(s.targets[i].id)
	}
	s.run = func(ctx context.Context, trials []explore.Trial, done func(int, []float64)) error {
		return l.runAll(ctx, trials, func(i int, r []analysis.Result) { done(i, s.numbersOf(r)) })
	}
	s.journal, err = explore.OpenJournal(explore.CalibrationJournal, o.Journal, problemOf(l, s))
	return s, err
}

// numbersOf are the targets' numbers.
func (s *search) numbersOf(r []analysis.Result) []float64 {
	numbers := make([]float64, len(s.targets))
	for i := range s.targets {
		numbers[i] = s.targets[i].of(r)
	}
	return numbers
}

// spaceOf makes axes of the parameters, from their values in the study.
func spaceOf(l *laboratory, names []string) (space, error) {
	setting := population.DefaultSetting()
	rows := map[string]sim.Param{}
	for _, p := range setting.Params() {
		rows[p.Name] = p
	}
	var all space
	var faults []error
	for _, name := range names {
		start, free := l.start(name)
		if !free {
			faults = append(faults, fmt.Errorf("parameter %s is set by every scenario that the findings need, so nothing is left to fit", name))
			continue
		}
		all = append(all, newAxis(rows[name], start))
	}
	return all, errors.Join(faults...)
}

// problemOf names what the answers of trials depend on, but the trial itself.
func problemOf(l *laboratory, s *search) string {
	h := sha256.New()
	text := func(v any) {
		b, err := json.Marshal(v)
		if err != nil {
			panic("explore: " + err.Error()) // cannot happen: numbers and texts
		}
		h.Write(b)
	}
	text(explore.EngineVersion)
	text(l.names)
	text(l.planned)
	for _, arm := range l.arms {
		text(arm.Scenario)
		text(arm.Rules)
		text(arm.Instruments)
		for _, p := range arm.Setting.Params() {
			fmt.Fprintf(h, "%s=%x\n", p.Name, math.Float64bits(*p.Value))
		}
	}
	for i := range s.targets {
		f := &l.findings[s.targets[i].finding]
		text([]any{f.Scenarios, f.Estimator, f.Arguments, s.targets[i].name})
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// all runs the stages.
func (s *search) all(ctx context.Context, o Options) error {
	planned := o.planned()
	if err := s.measureErrors(ctx, o.Lucks, o.Scored); err != nil {
		return err
	}
	start, err := s.evaluate(ctx, [][]float64{make([]float64, len(s.space))}, 1)
	if err != nil {
		return err
	}
	s.note(stageStart, start[0], planned)
	at, hessian, err := s.descend(ctx, stageDescent, start[0].y, 1, o.Descents, planned)
	if err != nil {
		return err
	}
	if o.Generations > 0 {
		if at, err = s.evolve(ctx, at, hessian, o, planned); err != nil {
			return err
		}
	}
	if o.Polishes > 0 {
		if at, _, err = s.descend(ctx, stagePolish, at.y, o.Lucks, o.Polishes, planned); err != nil {
			return err
		}
	}
	s.best = at
	return nil
}

package fit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/explore"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

// laboratory runs trials on the scenarios of a study in memory.
type laboratory struct {
	arms     []*population.Simulation // templates: the study as it is
	names    []string                 // of the fitted parameters
	held     []map[string]bool        // by arm: parameters that the scenario sets itself
	findings []analysis.Finding
	workers  int
	planned  int // sessions of a planned ending, for own data that do not say how treatment ended; 0: as simulated

	read func(*record.Rows) (*data.Data, error) // as own data are read that are named after an instrument; nil: as simulated

	benches sync.Pool // of *bench
}

// bench is the work space of one worker.
type bench struct{ rows []record.Rows }

// newLaboratory takes from the study the scenarios that the findings need.
func newLaboratory(study *study.Study, findings []analysis.Finding, names []string, workers int) (*laboratory, error) {
	all, err := study.Simulations()
	if err != nil {
		return nil, err
	}
	needed := map[string]bool{}
	for i := range findings {
		for _, name := range findings[i].Scenarios {
			needed[name] = true
		}
	}
	l := &laboratory{names: names, findings: findings, workers: workers}
	planned := study.Planned()
	for i, s := range all {
		if !needed[s.Scenario] {
			continue
		}
		delete(needed, s.Scenario)
		held := map[string]bool{}
		for name := range planned[i].Set {
			held[name] = true
		}
		l.arms, l.held = append(l.arms, s), append(l.held, held)
	}
	var faults []error
	for i := range findings {
		for _, name := range findings[i].Scenarios {
			if needed[name] {
				faults = append(faults, fmt.Errorf("finding %s needs scenario %q, which the study does not have", findings[i].ID, name))
			}
		}
	}
	l.benches.New = func() any { return &bench{rows: make([]record.Rows, len(l.arms))} }
	return l, errors.Join(faults...)
}

// start is the value of a parameter before fitting, and whether any scenario
// leaves it to the fit.
func (l *laboratory) start(name string) (value float64, free bool) {
	for i, arm := range l.arms {
		if l.held[i][name] {
			continue
		}
		setting := arm.Setting
		for _, p := range setting.Params() {
			if p.Name == name {
				return *p.Value, true
			}
		}
	}
	return 0, false
}

// simulation is the scenario of the arm with the values of the trial.
func (l *laboratory) simulation(arm int, t explore.Trial) *population.Simulation {
	from := l.arms[arm]
	s := &population.Simulation{Scenario: from.Scenario, Seed: t.Seed, Patients: t.Patients, Replications: 1,
		Setting: explore.Copied(&from.Setting), Rules: from.Rules, Record: from.Record, Weeks: from.Weeks, Instruments: from.Instruments}
	rows := map[string]*float64{}
	for _, p := range s.Setting.Params() {
		rows[p.Name] = p.Value
	}
	for i, name := range l.names {
		if !l.held[arm][name] {
			*rows[name] = t.Values[i]
		}
	}
	return s
}

// run evaluates one trial: the results of all findings, by its own worker.
// Parameters that are jointly impossible have no results.
func (l *laboratory) run(ctx context.Context, t explore.Trial) ([]analysis.Result, error) {
	b := l.benches.Get().(*bench)
	defer l.benches.Put(b)
	given := map[string]*data.Data{}
	for i := range l.arms {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s := l.simulation(i, t)
		if s.Check() != nil {
			return noResults(len(l.findings)), nil
		}
		d, err := l.simulate(s, &b.rows[i])
		if err != nil {
			return nil, err
		}
		given[s.Scenario] = d
	}
	results := noResults(len(l.findings))
	for i := range l.findings {
		f := &l.findings[i]
		of := make([]*data.Data, len(f.Scenarios))
		for k, name := range f.Scenarios {
			of[k] = given[name]
		}
		if r, err := analysis.Evaluate(f, of...); err == nil {
			results[i] = r
		}
	}
	return results, nil
}

// simulate runs the scenario into rows.
func (l *laboratory) simulate(s *population.Simulation, rows *record.Rows) (*data.Data, error) {
	rows.Reset()
	s.Block(rows, 0, s.Courses())
	if l.read != nil {
		return l.read(rows)
	}
	if l.planned > 0 {
		for i := range rows.Patients {
			p := &rows.Patients[i]
			p.Ending = ending(int(p.SessionsHeld), l.planned)
		}
	}
	d, err := data.FromRows(rows)
	if err != nil {
		return nil, fmt.Errorf("scenario %s: %w", s.Scenario, err)
	}
	return d, nil
}

func noResults(n int) []analysis.Result {
	results := make([]analysis.Result, n)
	for i := range results {
		results[i].Value = math.NaN()
	}
	return results
}

// runAll evaluates trials side by side and hands over the results as they come.
func (l *laboratory) runAll(ctx context.Context, trials []explore.Trial, done func(i int, r []analysis.Result)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	return explore.SideBySide(ctx, l.workers, len(trials), func(i int) {
		r, err := l.run(ctx, trials[i])
		if err != nil {
			cancel(err)
			return
		}
		done(i, r)
	})
}

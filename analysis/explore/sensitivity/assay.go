package sensitivity

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"sync"

	"rapport/analysis/data"
	"rapport/analysis/explore"
	"rapport/analysis/twins"
	"rapport/scenarios/population"
	"rapport/sim/record"
)

// assay evaluates points.
type assay struct {
	o        *Options
	arms     []*population.Simulation // the scenario and, if any, the one it is compared with
	outcomes []twins.CompareOutcome
	journal  *explore.Journal
	benches  sync.Pool // of *[2]record.Rows
}

// all evaluates the points, or takes them from the journal.
func (a *assay) all(ctx context.Context, points [][]float64) (values [][]float64, err error) {
	if a.journal, err = explore.OpenJournal(explore.SensitivityJournal, a.o.Journal, a.problem()); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, a.journal.Close()) }()
	values = make([][]float64, len(points))
	var fresh []int
	first := map[string]int{} // points that occur twice are evaluated once
	for i, u := range points {
		name := a.name(u)
		if known, ok := a.journal.Known[name]; ok && len(known) == len(a.outcomes) {
			values[i] = known
		} else if _, twice := first[name]; !twice {
			first[name] = i
			fresh = append(fresh, i)
		}
	}
	if err := a.fresh(ctx, points, fresh, values); err != nil {
		return nil, err
	}
	for i, u := range points {
		if values[i] == nil {
			values[i] = values[first[a.name(u)]]
		}
	}
	return values, nil
}

// name names a point by the parameters' values.
func (a *assay) name(u []float64) string {
	return explore.PointOf(explore.Trial{Values: factorValues(a.o.Factors, u), Seed: a.o.Seed, Patients: a.o.Patients})
}

// fresh evaluates points that are not known yet.
func (a *assay) fresh(ctx context.Context, points [][]float64, todo []int, values [][]float64) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var mutex sync.Mutex
	done := len(points) - len(todo)
	return explore.SideBySide(ctx, a.o.Workers, len(todo), func(k int) {
		i := todo[k]
		y, err := a.o.evaluate(points[i])
		mutex.Lock()
		defer mutex.Unlock()
		if err == nil {
			values[i] = y
			err = a.journal.Add(i, a.name(points[i]), y)
		}
		if err != nil {
			cancel(err)
			return
		}
		if done++; a.o.Progress != nil {
			a.o.Progress(done, len(points))
		}
	})
}

// run evaluates one point with the model. Jointly impossible parameters have no
// outcomes.
func (a *assay) run(u []float64) ([]float64, error) {
	rows := a.benches.Get().(*[2]record.Rows)
	defer a.benches.Put(rows)
	none := make([]float64, len(a.outcomes))
	for i := range none {
		none[i] = math.NaN()
	}
	var given [2]*data.Data
	for i, arm := range a.arms {
		s := &population.Simulation{Scenario: arm.Scenario, Seed: a.o.Seed, Patients: a.o.Patients, Replications: 1,
			Setting: explore.Copied(&arm.Setting), Rules: arm.Rules, Weeks: arm.Weeks, Instruments: arm.Instruments}
		setFactors(&s.Setting, a.o.Factors, u)
		if s.Check() != nil {
			return none, nil
		}
		rows[i].Reset()
		s.Block(&rows[i], 0, s.Courses())
		var err error
		if given[i], err = data.FromRows(&rows[i]); err != nil {
			return nil, fmt.Errorf("scenario %s: %w", s.Scenario, err)
		}
	}
	for k := range a.outcomes {
		if given[1] != nil {
			none[k] = a.outcomes[k].MeanDifference(given[0], given[1])
		} else {
			none[k] = a.outcomes[k].Mean(given[0])
		}
	}
	return none, nil
}

// problem names what the values depend on, but the point.
func (a *assay) problem() string {
	h := sha256.New()
	fmt.Fprintln(h, explore.EngineVersion, len(a.arms))
	for _, arm := range a.arms {
		fmt.Fprintln(h, arm.Scenario, arm.Rules)
		if len(arm.Instruments) > 0 { // what rules see of them
			fmt.Fprintln(h, arm.Weeks, arm.Instruments)
		}
		for _, p := range arm.Setting.Params() {
			fmt.Fprintf(h, "%s=%x\n", p.Name, math.Float64bits(*p.Value))
		}
	}
	for _, f := range a.o.Factors {
		fmt.Fprintln(h, f.Name)
	}
	for _, o := range a.outcomes {
		fmt.Fprintln(h, o.Name)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

package fit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/explore"
	"rapport/sim/record"
)

// Calibration is what a calibration found.
type Calibration struct {
	EngineVersion string            `json:"engine_version"`
	Command       string            `json:"command"`
	Seed          uint64            `json:"seed"`
	Patients      int64             `json:"patients"` // per scenario and evaluation
	Lucks         int               `json:"lucks"`    // seeds of the last stage, from seed on
	Scored        int64             `json:"scored"`   // patients per scenario of the scorecard
	Ridge         float64           `json:"ridge"`
	Population    int               `json:"population"` // points of a generation of CMA-ES
	Generations   int               `json:"generations"`
	Step          float64           `json:"step"`
	Evaluations   int               `json:"evaluations"`
	StartLoss     float64           `json:"start_loss"` // on the first luck
	Loss          float64           `json:"loss"`       // on the average of lucks (of the first, without polishing)
	Parameters    []FittedParameter `json:"parameters"`
	Targets       []FittedTarget    `json:"targets"`
	History       []Step            `json:"history"`

	// Scorecard is that of the rounded values on Seed, with Scored patients.
	Scorecard analysis.Scorecard `json:"scorecard"`
}

// FittedParameter is a parameter before and after.
type FittedParameter struct {
	Name     string  `json:"name"`
	Unit     string  `json:"unit"`
	Min      float64 `json:"min"`
	Max      float64 `json:"max"`
	Start    float64 `json:"start"`
	Final    float64 `json:"final"`     // four significant digits
	PriorSDs float64 `json:"prior_sds"` // how far it moved, in prior standard deviations
}

// FittedTarget is a number that was fitted.
type FittedTarget struct {
	Finding string   `json:"finding"`
	Check   string   `json:"check,omitempty"` // of a direction; its number is the margin
	Low     *float64 `json:"low"`
	High    *float64 `json:"high"`
	Weight  float64  `json:"weight"`
	SE      *float64 `json:"monte_carlo_se"` // at Patients, at the start
	Value   *float64 `json:"value"`          // at the end of the search
	Loss    float64  `json:"loss"`
	Inside  bool     `json:"inside"`
}

// conclude scores the rounded values and writes everything down.
func (s *search) conclude(ctx context.Context, l *laboratory, o Options) (*Calibration, error) {
	c := &Calibration{EngineVersion: explore.EngineVersion, Command: o.Command, Seed: o.Seed, Patients: o.Patients,
		Lucks: o.Lucks, Scored: o.Scored, Ridge: o.Ridge, Population: o.Population, Generations: o.Generations,
		Step: o.Step, Evaluations: s.evaluations, StartLoss: s.history[0].Loss, Loss: s.best.loss, History: s.history}
	final := make([]float64, len(s.space))
	for i := range s.space {
		a := &s.space[i]
		final[i] = min(max(rounded(a.value(s.best.y[i])), a.param.Min), a.param.Max)
		c.Parameters = append(c.Parameters, FittedParameter{a.param.Name, a.param.Unit, a.param.Min, a.param.Max,
			a.start, final[i], s.best.y[i]})
	}
	for i := range s.targets {
		t := &s.targets[i]
		v := s.best.numbers[i]
		loss, _, _ := t.loss(v)
		c.Targets = append(c.Targets, FittedTarget{t.id, t.name, explore.Known(t.low), explore.Known(t.high), t.weight,
			explore.Known(t.se), explore.Known(v), loss, t.low <= v && v <= t.high})
	}
	var err error
	c.Scorecard, err = l.score(ctx, explore.Trial{Values: final, Seed: o.Seed, Patients: o.Scored})
	return c, err
}

// score simulates one trial and scores it with Monte-Carlo intervals.
func (l *laboratory) score(ctx context.Context, t explore.Trial) (analysis.Scorecard, error) {
	given := map[string]*data.Data{}
	for i := range l.arms {
		if err := ctx.Err(); err != nil {
			return analysis.Scorecard{}, context.Cause(ctx)
		}
		s := l.simulation(i, t)
		if err := s.Check(); err != nil {
			return analysis.Scorecard{}, fmt.Errorf("scenario %s: %w", s.Scenario, err)
		}
		d, err := l.simulate(s, new(record.Rows))
		if err != nil {
			return analysis.Scorecard{}, err
		}
		given[s.Scenario] = d
	}
	return analysis.Score(l.findings, func(name string) (*data.Data, error) {
		if d := given[name]; d != nil {
			return d, nil
		}
		return nil, fmt.Errorf("%w: %q", data.ErrNoScenario, name)
	}), nil
}

// WriteParameters writes the fitted values as YAML, to be pasted into a study.
func (c *Calibration) WriteParameters(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Fitted by rapport %s with seed %d, %d patients per scenario, %d evaluations; loss %s.\n",
		c.EngineVersion, c.Seed, c.Patients, c.Evaluations, strconv.FormatFloat(c.Loss, 'g', 4, 64))
	if c.Command != "" {
		fmt.Fprintf(&b, "# %s\n", c.Command)
	}
	b.WriteString("set:\n")
	for _, p := range c.Parameters {
		fmt.Fprintf(&b, "  %s: %s\n", p.Name, strconv.FormatFloat(p.Final, 'g', -1, 64))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteRecord writes everything as JSON. The same calibration gives the same bytes.
func (c *Calibration) WriteRecord(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(c); err != nil {
		return fmt.Errorf("write the record of the calibration: %w", err)
	}
	return nil
}

// Missed names the targets that lie outside their acceptance at the end of the
// search, one error for each; nil where none does. The scorecard, on one luck
// and more patients, may judge a target near an end otherwise.
func (c *Calibration) Missed() error {
	var faults []error
	for _, t := range c.Targets {
		if t.Inside {
			continue
		}
		value := math.NaN()
		if t.Value != nil {
			value = *t.Value
		}
		faults = append(faults, fmt.Errorf("%s: %.4g", strings.TrimSpace(t.Finding+" "+t.Check), value))
	}
	return errors.Join(faults...)
}

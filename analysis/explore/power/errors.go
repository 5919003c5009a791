package power

import (
	"context"

	"rapport/analysis/explore"
)

// EstimatorError is how often one estimator finds something where there is nothing.
type EstimatorError struct {
	Estimator  string `json:"estimator"`
	Missing    string `json:"missing,omitempty"`
	Found      int    `json:"significant"`
	Trials     int    `json:"trials"`
	Untestable int    `json:"untestable"`

	Power explore.Maybe `json:"share"` // of significant trials; NaN where not one allowed the test
	Low   explore.Maybe `json:"low"`   // 95 % interval (Wilson)
	High  explore.Maybe `json:"high"`
}

// close works out the share of what was counted.
func (e *EstimatorError) close() {
	power, low, high := shareFound(e.Found, e.Trials, e.Untestable)
	e.Power, e.Low, e.High = explore.Maybe(power), explore.Maybe(low), explore.Maybe(high)
}

func (e *EstimatorError) count(v *verdict) {
	e.Trials++
	if !v.ok {
		e.Untestable++
	}
	if v.hit {
		e.Found++
	}
}

// byEveryEstimator are the options with each estimator that there is for the
// outcome, the own one first; the others with their own way with patients who left.
func (o *Options) byEveryEstimator() []*Options {
	all := []*Options{o}
	for _, name := range o.tests() {
		if name == o.Estimator {
			continue
		}
		other := *o
		other.Estimator, other.Missing = name, ""
		if ways := other.ways(); len(ways) > 0 {
			other.Missing = ways[0]
		}
		all = append(all, &other)
	}
	return all
}

// Errors makes o.Trials trials without an effect of the one size in o.Sizes, and
// tests each with every estimator.
func Errors(ctx context.Context, o Options) ([]EstimatorError, error) {
	if err := o.prepare(); err != nil {
		return nil, err
	}
	r := &powerRun{o: &o, ctx: ctx, into: o.report()}
	if _, err := r.trials(stageNull, o.Sizes[0], o.Trials); err != nil {
		return nil, err
	}
	return r.into.Errors, nil
}

package analysis

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"strings"

	"rapport/analysis/data"
)

// Kind says what a finding asks of a simulation.
type Kind string

// The kinds of findings.
const (
	Band      Kind = "band"      // the value lies within the acceptance
	Direction Kind = "direction" // every check of the estimator holds, and the value lies within the acceptance if there is one
	Note      Kind = "note"      // shown, asks nothing
)

// Interval is a range, both ends included; an end that is not given is infinite.
type Interval struct{ Low, High float64 }

// Contains says that v lies inside; NaN never does.
func (i Interval) Contains(v float64) bool { return i.Low <= v && v <= i.High }

// Finding is a published result and how to recompute it.
type Finding struct {
	ID         string
	Text       string   // the finding in words
	Scenarios  []string // in the order of the estimator's roles
	Kind       Kind
	Published  string // as the source prints it
	Interval   Interval
	Accept     Interval // what a simulation must reach
	Estimator  string   // name of an estimator, see [Estimators]
	Arguments  string   // name=value, separated by spaces
	Definition string   // the computation in words
	Citation   string
	DOI        string
	Read       string // how the source was read: abstract, or recalled and not re-read

	bound  *estimator
	values arguments
}

// bind resolves the estimator and its arguments, and returns all faults.
func (f *Finding) bind() []error {
	e := findEstimator(f.Estimator)
	if e == nil {
		return []error{fmt.Errorf("estimator %q is unknown%s", f.Estimator, cmp.Or(data.DidYouMean(f.Estimator, estimatorNames()), "; rapport validate --estimators lists them"))}
	}
	values, faults := parseArguments(f.Arguments, e.Arguments)
	if len(f.Scenarios) != len(e.Scenarios) {
		faults = append(faults, fmt.Errorf("estimator %s takes %d scenarios (%s), not %d (%s)", e.Name,
			len(e.Scenarios), strings.Join(e.Scenarios, ", "), len(f.Scenarios), strings.Join(f.Scenarios, ", ")))
	}
	for _, name := range f.Scenarios {
		if strings.ContainsAny(name, ",;") {
			faults = append(faults, fmt.Errorf("scenario %q: blanks alone stand between the names of scenarios", name))
		}
	}
	if len(faults) == 0 {
		f.bound, f.values = e, values
	}
	return faults
}

// errNoColumn marks a finding that asks for columns which the data lack.
var errNoColumn = errors.New("the data lack such a column")

// Evaluate computes the finding on data, one for each of its scenarios in their
// order. It draws no resamples, and takes a few milliseconds at the most on
// thousands of patients. It fails where the finding is faulty, the data lack a
// column, or they do not allow a value; Result then holds what is known. A
// Finding from [Findings] or [LoadFindings] is safe for concurrent use.
func Evaluate(f *Finding, data ...*data.Data) (Result, error) {
	bound := f
	if f.bound == nil {
		own := *f
		if faults := own.bind(); len(faults) > 0 {
			return Nothing(0, "the finding is faulty"), fmt.Errorf("finding %s: %w", f.ID, faults[0])
		}
		bound = &own
	}
	if len(data) != len(bound.Scenarios) {
		return Nothing(0, "the scenarios do not fit"), fmt.Errorf("finding %s takes %d scenarios (%s), got %d",
			f.ID, len(bound.Scenarios), strings.Join(bound.Scenarios, ", "), len(data))
	}
	if columns := bound.bound.missing(bound.values, data); len(columns) > 0 {
		return Nothing(0, "the data lack columns"), fmt.Errorf("finding %s needs %s: %w",
			f.ID, strings.Join(columns, ", "), errNoColumn)
	}
	r := bound.bound.run(bound.values, data)
	if math.IsNaN(r.Value) {
		reason := "no value"
		if len(r.Warnings) > 0 {
			reason = r.Warnings[0].Error()
		}
		return r, fmt.Errorf("finding %s: %s", f.ID, reason)
	}
	return r, nil
}

// reads lists the columns from which the finding is computed; none of one that is faulty.
func (f *Finding) reads() []string {
	bound := *f
	if bound.bound == nil && len(bound.bind()) > 0 {
		return nil
	}
	return bound.bound.reads(bound.values)
}

// Holds says that the result meets the finding; a note always does.
func (f *Finding) Holds(r Result) bool {
	switch f.Kind {
	case Note:
		return true
	case Direction:
		return f.Accept.Contains(r.Value) && r.Pass()
	}
	return f.Accept.Contains(r.Value)
}

// Position is where the result stands for calibration. For a band it is 0 in
// the middle of the acceptance and -1 and +1 at its ends. For a direction it is
// 0 where it holds, else 1 plus the shortfall in the estimator's unit. For a
// note it is 0. NaN where the value is.
func (f *Finding) Position(r Result) float64 {
	switch {
	case math.IsNaN(r.Value):
		return math.NaN()
	case f.Kind == Note:
		return 0
	case f.Kind == Direction && f.Holds(r):
		return 0
	case f.Kind == Direction:
		short := max(f.Accept.Low-r.Value, r.Value-f.Accept.High, -r.Margin(), 0)
		return 1 + short
	}
	half := (f.Accept.High - f.Accept.Low) / 2
	if math.IsInf(half, 0) {
		return max(f.Accept.Low-r.Value, r.Value-f.Accept.High, 0)
	}
	return (r.Value - f.Accept.Low - half) / half
}

// Miss says in words how the result fails the finding, "" where it holds.
func (f *Finding) Miss(r Result) string {
	switch {
	case f.Holds(r):
		return ""
	case math.IsNaN(r.Value):
		return "no value"
	case r.Value < f.Accept.Low:
		return "too low"
	case r.Value > f.Accept.High:
		return "too high"
	}
	var failed []string
	for _, c := range r.Checks {
		if !c.Pass() {
			failed = append(failed, c.Name)
		}
	}
	return "not so: " + strings.Join(failed, "; ")
}

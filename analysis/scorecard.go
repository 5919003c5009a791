package analysis

import (
	"errors"
	"math"
	"rapport/analysis/data"
	"runtime"
	"sync"
)

// Verdict is how a simulation stands against a finding.
type Verdict string

// The verdicts.
const (
	Inside  Verdict = "inside"  // a band is met
	Holds   Verdict = "holds"   // a direction is met
	Missed  Verdict = "missed"  // a band or direction is not met, or could not be computed
	Noted   Verdict = "note"    // asks nothing
	Skipped Verdict = "skipped" // the data lack the scenario or a column
)

// ScoreRow is one finding beside its simulated value.
type ScoreRow struct {
	Finding Finding
	Result  Result
	// Low and High are the 95 % Monte-Carlo interval of the value, by the
	// delete-group jackknife over caseloads; NaN where it cannot be had.
	Low, High float64
	Verdict   Verdict
	Miss      string // how it fails, "" where it does not
	Known     string // why it is known to be missed, "" where it is not
	Err       error  // why there is no value
	// Close says that the interval reaches across an end of the acceptance:
	// another seed could give another verdict.
	Close bool
}

// Scorecard is every finding beside its simulated value.
type Scorecard struct{ Rows []ScoreRow }

// Score computes every finding on the data that provider returns by scenario;
// it asks for each scenario once. Findings are computed in parallel; the result
// does not depend on how many at a time.
func Score(findings []Finding, provider func(scenario string) (*data.Data, error)) Scorecard {
	type loaded struct {
		data *data.Data
		err  error
	}
	have := map[string]loaded{}
	for _, f := range findings {
		for _, name := range f.Scenarios {
			if _, known := have[name]; !known {
				d, err := provider(name)
				have[name] = loaded{d, err}
			}
		}
	}
	card := Scorecard{Rows: make([]ScoreRow, len(findings))}
	var wait sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range findings {
		data, errs := make([]*data.Data, 0, 3), []error(nil)
		for _, name := range findings[i].Scenarios {
			l := have[name]
			data, errs = append(data, l.data), append(errs, l.err)
		}
		slots <- struct{}{}
		wait.Go(func() {
			card.Rows[i] = scoreRow(findings[i], data, errors.Join(errs...))
			<-slots
		})
	}
	wait.Wait()
	return card
}

// scoreRow computes one finding with its Monte-Carlo interval.
func scoreRow(f Finding, given []*data.Data, err error) ScoreRow {
	row := ScoreRow{Finding: f, Low: math.NaN(), High: math.NaN(), Err: err}
	if err == nil {
		row.Result, row.Err = Evaluate(&f, given...)
	} else {
		row.Result = Nothing(0, "%w", err)
	}
	if row.Err == nil {
		se := jackknife(given, func(part []*data.Data) float64 {
			r, _ := Evaluate(&f, part...)
			return r.Value
		})
		row.Low, row.High = row.Result.Value-jackknifeT*se, row.Result.Value+jackknifeT*se
	}
	row.judge()
	return row
}

// judge sets the verdict.
func (r *ScoreRow) judge() {
	f := &r.Finding
	switch {
	case errors.Is(r.Err, data.ErrNoScenario) || errors.Is(r.Err, errNoColumn):
		r.Verdict = Skipped
		return
	case f.Kind == Note:
		r.Verdict = Noted
		return
	case r.Err != nil:
		r.Verdict, r.Miss = Missed, r.Err.Error()
		return
	case !f.Holds(r.Result):
		r.Verdict, r.Miss = Missed, f.Miss(r.Result)
	case f.Kind == Direction:
		r.Verdict = Holds
	default:
		r.Verdict = Inside
	}
	for _, end := range []float64{f.Accept.Low, f.Accept.High} {
		r.Close = r.Close || r.Low < end && end < r.High
	}
}

// Count is the number of rows with the verdict.
func (s *Scorecard) Count(v Verdict) int {
	n := 0
	for i := range s.Rows {
		if s.Rows[i].Verdict == v {
			n++
		}
	}
	return n
}

// Missed is the number of bands and directions that are not met.
func (s *Scorecard) Missed() int { return s.Count(Missed) }

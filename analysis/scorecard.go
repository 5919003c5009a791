package analysis

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"rapport/analysis/data"
)

// Verdict is how a simulation stands against a finding.
type Verdict string

// The verdicts.
const (
	Inside   Verdict = "inside"       // a band is met: the whole interval lies inside
	Holds    Verdict = "holds"        // a direction is met, at both ends of the interval
	Missed   Verdict = "missed"       // a band or direction is not met: the whole interval lies outside
	Unclear  Verdict = "cannot tell"  // at this size: the interval lies partly inside, or cannot be had
	Untested Verdict = "not testable" // the data allow no value
	Noted    Verdict = "note"         // asks nothing
	Skipped  Verdict = "skipped"      // the data lack the scenario or a column
)

// ScoreRow is one finding beside its simulated value.
type ScoreRow struct {
	Finding Finding
	Result  Result
	// Low and High are the 95 % interval of the value, by groups of caseloads (left out in
	// turn or, of 10,000 courses or more, scored alone; of shares, the score interval of
	// as many patients as would give that standard error); NaN where it cannot be had.
	Low, High float64
	Verdict   Verdict
	Miss      string // how it fails, or which checks are not sure; "" where it does neither
	Known     string // why it is known to be missed, "" where it is not
	Err       error  // why there is no value

	margins [][2]float64 // 95 % intervals of the margins of the checks
}

// Scorecard is every finding beside its simulated value.
type Scorecard struct{ Rows []ScoreRow }

// Score computes every finding on the data that provider returns by scenario;
// it asks for each scenario once, when the first finding needs it. Findings are
// computed in parallel; the result does not depend on how many at a time.
func Score(findings []Finding, provider func(scenario string) (*data.Data, error)) Scorecard {
	return scoreTold(findings, provider, func(int, int) {})
}

// scoreTold is Score that tells how many findings of how many are computed, never
// twice at once.
func scoreTold(findings []Finding, provider func(scenario string) (*data.Data, error), told func(done, of int)) Scorecard {
	type loaded struct {
		data *data.Data
		err  error
	}
	have := map[string]loaded{}
	card := Scorecard{Rows: make([]ScoreRow, len(findings))}
	var one sync.Mutex
	done := 0
	batches, last := byScenarios(findings)
	for k, batch := range batches {
		given, errs := []*data.Data(nil), []error(nil)
		names := findings[batch[0]].Scenarios
		for _, name := range names {
			l, known := have[name]
			if !known {
				l.data, l.err = provider(name)
				have[name] = l
			}
			given, errs = append(given, l.data), append(errs, l.err)
		}
		err := errors.Join(errs...)
		alone, measured := make([][][]float64, len(batch)), make([]values, len(batch))
		for i, at := range batch {
			measured[i] = findings[at].measured
		}
		if err == nil {
			alone = inEachGroup(given, measured...)
		}
		data.InParallel(len(batch), func(i int) {
			card.Rows[batch[i]] = scoreRow(findings[batch[i]], given, alone[i], err)
			one.Lock()
			done++
			told(done, len(findings))
			one.Unlock()
		})
		for _, name := range names {
			if last[name] == k {
				have[name] = loaded{} // nobody needs its tables any more
			}
		}
	}
	return card
}

// byScenarios puts findings of the same scenarios together, and says in which of these
// batches a scenario is needed last. Batches that share a scenario lie together, so that
// few are held at a time.
func byScenarios(findings []Finding) (batches [][]int, last map[string]int) {
	place, last, first := map[string]int{}, map[string]int{}, map[string]int{}
	for i := range findings {
		key := strings.Join(findings[i].Scenarios, "\n")
		k, known := place[key]
		if !known {
			k = len(batches)
			place[key], batches = k, append(batches, nil)
		}
		batches[k] = append(batches[k], i)
		for _, name := range findings[i].Scenarios {
			if _, known := first[name]; !known {
				first[name] = len(first)
			}
		}
	}
	slices.SortStableFunc(batches, func(a, b []int) int {
		of, other := findings[a[0]].Scenarios, findings[b[0]].Scenarios
		earliest := func(names []string) int {
			at := len(first)
			for _, name := range names {
				at = min(at, first[name])
			}
			return at
		}
		return cmp.Or(cmp.Compare(earliest(of), earliest(other)), cmp.Compare(len(of), len(other)))
	})
	for k, batch := range batches {
		for _, name := range findings[batch[0]].Scenarios {
			last[name] = k
		}
	}
	return batches, last
}

// scoreRow computes one finding with its Monte-Carlo interval, of which alone holds what
// groups of the courses give ([inEachGroup]).
func scoreRow(f Finding, given []*data.Data, alone [][]float64, err error) ScoreRow {
	row := ScoreRow{Finding: f, Low: math.NaN(), High: math.NaN(), Err: err}
	if err == nil {
		row.Result, row.Err = Evaluate(&f, given...)
	} else {
		row.Result = Nothing(0, "%w", err)
	}
	if row.Err == nil {
		row.intervals(given, alone)
	}
	row.judge()
	return row
}

// judge sets the verdict, by the interval as well as by the value.
func (r *ScoreRow) judge() {
	f := &r.Finding
	switch {
	case errors.Is(r.Err, data.ErrNoScenario) || errors.Is(r.Err, errNoColumn):
		r.Verdict = Skipped
	case f.Kind == Note:
		r.Verdict = Noted
	case r.Err != nil:
		r.Verdict, r.Miss = Untested, r.Err.Error()
	case r.wholly(false):
		r.Verdict, r.Miss = Missed, f.Miss(r.Result)
	case !r.wholly(true):
		r.Verdict, r.Miss = Unclear, cmp.Or(f.Miss(r.Result), r.doubt())
	case f.Kind == Direction:
		r.Verdict = Holds
	default:
		r.Verdict = Inside
	}
}

// wholly says that the value and its interval, and all checks with theirs, lie
// inside, or that one of them lies outside.
func (r *ScoreRow) wholly(inside bool) bool {
	f := &r.Finding
	if !inside {
		if !math.IsNaN(r.Low) && (r.High < f.Accept.Low || r.Low > f.Accept.High) {
			return true
		}
		for k, c := range r.Result.Checks {
			if f.Kind == Direction && !c.Pass() && !(r.margins[k][1] > 0) {
				return true
			}
		}
		return false
	}
	asks := !math.IsInf(f.Accept.Low, 0) || !math.IsInf(f.Accept.High, 0)
	if asks && !(f.Accept.Low <= r.Low && r.High <= f.Accept.High) {
		return false
	}
	for k, c := range r.Result.Checks {
		if f.Kind == Direction && (!c.Pass() || r.margins[k][0] < 0) {
			return false
		}
	}
	return true
}

// doubt names the checks of a direction that hold by their value, but not at both ends of
// their interval; "" where there are none.
func (r *ScoreRow) doubt() string {
	if r.Finding.Kind != Direction {
		return ""
	}
	var unsure []string
	for k, c := range r.Result.Checks {
		switch low := r.margins[k][0]; {
		case math.IsInf(low, 0):
			unsure = append(unsure, fmt.Sprintf("%s (%s, and no error can be had)", c.Name, figure(c.Margin)))
		case low < 0:
			unsure = append(unsure, fmt.Sprintf("%s (%s, %s to %s)", c.Name, figure(c.Margin), figure(r.margins[k][0]), figure(r.margins[k][1])))
		}
	}
	if unsure == nil {
		return ""
	}
	return "not sure: " + strings.Join(unsure, "; ")
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

// Tested says that some finding was tested, or noted.
func (s *Scorecard) Tested() bool {
	return s.Count(Skipped)+s.Count(Untested) < len(s.Rows)
}

// Missed is the number of bands and directions that are not met.
func (s *Scorecard) Missed() int { return s.Count(Missed) }

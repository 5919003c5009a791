package analysis

import (
	"errors"
	"math"
	"slices"
	"strings"
	"sync"

	"rapport/analysis/data"
	"rapport/analysis/descriptive"
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
	Miss      string // how it fails, "" where it does not
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
		inGroups := sync.OnceValue(func() [][]*data.Data { return inGroups(given) }) // for all findings of the batch
		data.InParallel(len(batch), func(i int) {
			card.Rows[batch[i]] = scoreRow(findings[batch[i]], given, inGroups, errors.Join(errs...))
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
// batches a scenario is needed last.
func byScenarios(findings []Finding) (batches [][]int, last map[string]int) {
	place, last := map[string]int{}, map[string]int{}
	for i := range findings {
		key := strings.Join(findings[i].Scenarios, "\n")
		k, known := place[key]
		if !known {
			k = len(batches)
			place[key], batches = k, append(batches, nil)
		}
		batches[k] = append(batches[k], i)
	}
	for k, batch := range batches {
		for _, name := range findings[batch[0]].Scenarios {
			last[name] = k
		}
	}
	return batches, last
}

// scoreRow computes one finding with its Monte-Carlo interval.
func scoreRow(f Finding, given []*data.Data, inGroups func() [][]*data.Data, err error) ScoreRow {
	row := ScoreRow{Finding: f, Low: math.NaN(), High: math.NaN(), Err: err}
	if err == nil {
		row.Result, row.Err = Evaluate(&f, given...)
	} else {
		row.Result = Nothing(0, "%w", err)
	}
	if row.Err == nil {
		row.intervals(given, inGroups())
	}
	row.judge()
	return row
}

// intervals sets the intervals of the value and of the checks' margins.
func (r *ScoreRow) intervals(given []*data.Data, only [][]*data.Data) {
	f := r.Finding
	values := func(part []*data.Data) []float64 {
		x, _ := Evaluate(&f, part...)
		return x.measured()
	}
	se, df, ok := groupErrors(only, values)
	if !ok {
		se, df = jackknifeOf(given, enoughCourses, values)
	}
	t := tPoint(df)
	if r.Low, r.High = r.Result.Low, r.Result.High; !r.Result.own {
		r.Low, r.High = interval(r.Result, se[0], t)
	}
	if r.Result.cut != nil {
		r.overSteps(se[0], se[1], t)
	}
	margins := r.Result.measured()
	for k := 2; k < len(margins); k++ {
		ends := [2]float64{math.NaN(), math.NaN()}
		if k < len(se) && se[k] > 0 {
			ends = [2]float64{margins[k] - t*se[k], margins[k] + t*se[k]}
		}
		r.margins = append(r.margins, ends)
	}
}

// overSteps makes the interval of a share that jumps within the error of its threshold
// hold that of the share at either end of that error, and says so. Where the error
// passes several steps of the scale, groups differ by them, and the interval knows it
// already. The threshold itself is let go: what it refers to is not needed any more.
func (r *ScoreRow) overSteps(se, ofThreshold, t float64) {
	c := r.Result.cut
	r.Result.cut = nil
	if math.IsNaN(r.Low) || !(ofThreshold > 0) {
		return
	}
	ends, jump := c.jump(t * ofThreshold)
	if least, most := min(ends[0], ends[1]), max(ends[0], ends[1]); jump > 0 && jump >= (most-least)/2 {
		for _, share := range ends {
			other := r.Result
			other.Value = share
			if low, high := interval(other, se, t); !math.IsNaN(low) {
				r.Low, r.High = min(r.Low, low), max(r.High, high)
			}
		}
		r.Result.warn("the threshold, %s ± %s, lies so near a step of the scale that the share is %s or %s: the interval holds both",
			figure(c.at), figure(t*ofThreshold), figure(least), figure(most))
	}
}

// jump is the share at both ends of an error of the threshold, and its largest change
// over a sixteenth of that.
func (c *cut) jump(reach float64) (ends [2]float64, largest float64) {
	const parts = 16
	before := c.share(c.at - reach)
	ends[0] = before
	for i := 1; i <= parts; i++ {
		share := c.share(c.at + reach*(2*float64(i)/parts-1))
		largest = max(largest, math.Abs(share-before))
		before = share
	}
	ends[1] = before
	return ends, largest
}

// fewEvents is how many patients with, and how many without, a share needs for its
// interval to be relied on.
const fewEvents = 5

// Rough says that the interval rests on too little to be relied on: a share, or a
// ratio of shares, of fewer than five patients, or of all but fewer than five.
func (r *ScoreRow) Rough() bool {
	if r.Result.events == nil || math.IsNaN(r.Low) {
		return false
	}
	return slices.Min(r.Result.events) < fewEvents
}

// measured is what has an error: the value, its threshold (0 where there is none) and
// what the checks ask.
func (r *Result) measured() []float64 {
	all := []float64{r.Value, 0}
	if r.cut != nil {
		all[1] = r.cut.at
	}
	for _, c := range r.Checks {
		all = append(all, c.Margin)
	}
	return all
}

// interval is the 95 % interval of a value with this standard error and t; never
// of zero width. That of a ratio is symmetric on the scale of its logarithm. That of a share is the score interval (Wilson 1927) of the number
// of patients which, were they independent, would give the standard error, with t
// in place of the normal point (Korn & Graubard 1998, Survey Methodology
// 24:193-201, but not cut at N: with few caseloads t pays for a standard error that
// came out small by chance, and paying twice makes intervals far too wide). Where
// the standard error is 0 it is that of N independent patients.
func interval(r Result, se, t float64) (low, high float64) {
	switch {
	case r.share && r.N > 0:
		p, n := r.Value, float64(r.N)
		if se > 0 {
			n = p * (1 - p) / (se * se)
		} else {
			t = descriptive.Z95
		}
		if math.IsNaN(se) || !(n > 0) {
			return math.NaN(), math.NaN()
		}
		centre := (p + t*t/(2*n)) / (1 + t*t/n)
		half := t / (1 + t*t/n) * math.Sqrt(p*(1-p)/n+t*t/(4*n*n))
		low, high = max(0, centre-half), min(1, centre+half)
		if p == 0 { // not a hair above it
			low = 0
		}
		if p == 1 {
			high = 1
		}
		return low, high
	case se > 0 && r.ratio:
		return r.Value * math.Exp(-t*se/r.Value), r.Value * math.Exp(t*se/r.Value)
	case se > 0:
		return r.Value - t*se, r.Value + t*se
	}
	return math.NaN(), math.NaN()
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
		r.Verdict, r.Miss = Unclear, f.Miss(r.Result)
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

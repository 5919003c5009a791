package analysis

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"rapport/analysis/data"
	"rapport/analysis/descriptive"
)

// ScoreRun computes every finding on a finished run. Told, where set, hears how many
// findings of how many are computed.
//
// Runs of up to 40,000 courses to a scenario are scored as one ([Score]). Larger ones
// are read in parts, of which few are in memory at a time: every part is 10 √n of the n
// courses, at most a 32nd of them, and is scored alone. A value is then the mean over
// parts, weighted by what entered them, and its error comes from how the parts differ.
// Of shares and means that is the value of the whole. Of others it is off by the order
// of one over a part's number of courses, about a tenth of the error; by more, though
// far below what a reader sees, where a value is the smallest of several, or hangs on a
// threshold between the steps of a scale.
func ScoreRun(run *data.Run, findings []Finding, told func(done, of int)) (Scorecard, error) {
	if told == nil {
		told = func(int, int) {}
	}
	var most int64
	for i := range findings {
		for _, name := range findings[i].Scenarios {
			most = max(most, run.Courses(name))
		}
	}
	if most > enoughCourses {
		return scoreInParts(run, findings, partOf(most), told)
	}
	var faults []error
	wanted := readBy(findings)
	card := scoreTold(findings, func(name string) (*data.Data, error) {
		d, err := run.Scenario(name, wanted(name))
		if err != nil && !errors.Is(err, data.ErrNoScenario) {
			faults = append(faults, err)
		}
		return d, err
	}, told)
	return card, errors.Join(faults...)
}

// readBy says which columns of a scenario the findings are computed from.
func readBy(findings []Finding) func(scenario string) data.Columns {
	return func(scenario string) data.Columns {
		read := map[string]bool{}
		for i := range findings {
			if !slices.Contains(findings[i].Scenarios, scenario) {
				continue
			}
			for _, column := range findings[i].reads() {
				read[column] = true
			}
		}
		return func(table, column string) bool { return read[table+"."+column] }
	}
}

// partOf is how many courses of n make a part.
func partOf(n int64) int {
	return int(min(10*math.Sqrt(float64(n)), float64(n)/groups))
}

// inParts is a finding with what each part of a run gives.
type inParts struct {
	given   []int // places of its scenarios among those read
	missing error // a scenario that the run does not have
	results []Result
	errs    []error
}

func scoreInParts(run *data.Run, findings []Finding, courses int, told func(done, of int)) (Scorecard, error) {
	var names []string
	all := make([]inParts, len(findings))
	for i := range findings {
		names = all[i].find(run, findings[i].Scenarios, names)
	}
	parts := 0
	for _, name := range names {
		parts = max(parts, int(math.Ceil(float64(run.Courses(name))/float64(courses))))
	}
	seen := 0
	err := run.EachPart(names, courses, readBy(findings), func(read []*data.Data) error {
		data.InParallel(len(all), func(i int) { all[i].evaluate(&findings[i], read) })
		seen++
		told(len(findings)*seen/max(seen, parts), len(findings))
		return nil
	})
	card := Scorecard{Rows: make([]ScoreRow, len(findings))}
	for i := range all {
		card.Rows[i] = all[i].row(&findings[i])
	}
	return card, err
}

// find finds the scenarios among the names, to which it adds them.
func (p *inParts) find(run *data.Run, scenarios, names []string) []string {
	var errs []error
	for _, name := range scenarios {
		if !slices.Contains(run.Scenarios, name) {
			errs = append(errs, fmt.Errorf("%w: %q%s", data.ErrNoScenario, name, data.NearestOrAll(name, run.Scenarios)))
			continue
		}
		at := slices.Index(names, name)
		if at < 0 {
			at, names = len(names), append(names, name)
		}
		p.given = append(p.given, at)
	}
	p.missing = errors.Join(errs...)
	return names
}

func (p *inParts) evaluate(f *Finding, read []*data.Data) {
	if p.missing != nil {
		return
	}
	given := make([]*data.Data, len(p.given))
	for i, at := range p.given {
		given[i] = read[at]
	}
	r, err := Evaluate(f, given...)
	p.results, p.errs = append(p.results, r), append(p.errs, err)
}

// row is the finding's line of the scorecard.
func (p *inParts) row(f *Finding) ScoreRow {
	row := ScoreRow{Finding: *f, Low: math.NaN(), High: math.NaN(), Err: p.missing}
	if p.missing != nil {
		row.Result = Nothing(0, "%w", p.missing)
		row.judge()
		return row
	}
	var with []Result
	for i, err := range p.errs {
		if err == nil {
			with = append(with, p.results[i])
		} else if row.Err == nil {
			row.Err, row.Result = err, p.results[i]
		}
	}
	if len(with) > 1 && 4*len(with) >= 3*len(p.errs) { // a part or other may lack what is rare
		row.Err, row.Result = nil, pooled(with)
		row.apart(with)
	}
	row.judge()
	return row
}

// pooled is the result of all parts.
func pooled(parts []Result) Result {
	all := parts[0]
	all.Details, all.Checks, all.Warnings, all.N = nil, nil, nil, 0
	for _, r := range parts {
		all.N += r.N
		if r.scale != all.scale {
			all.scale = asItIs
		}
		for _, w := range r.Warnings {
			if !slices.ContainsFunc(all.Warnings, func(have error) bool { return have.Error() == w.Error() }) {
				all.Warnings = append(all.Warnings, w)
			}
		}
	}
	value, _ := meanOf(parts, func(r *Result) float64 { return r.Value })
	squares := 0.0
	for _, r := range parts {
		squares += float64(r.N) * float64(r.N) * r.SE * r.SE
	}
	whole := estimate(value, math.Sqrt(squares)/float64(all.N), all.N)
	whole.Warnings, whole.scale = all.Warnings, all.scale
	for _, d := range parts[0].Details {
		whole.Details = append(whole.Details, pooledDetail(parts, d))
	}
	for _, c := range parts[0].Checks {
		margin, _ := meanOf(parts, func(r *Result) float64 { return r.margin(c.Name) })
		whole.check(c.Name, margin)
	}
	return whole
}

// pooledDetail is a number behind the value, of all parts.
func pooledDetail(parts []Result, d Detail) Detail {
	if d.counts {
		d.Value = 0
		for i := range parts {
			d.Value += parts[i].Detail(d.Name)
		}
		return d
	}
	d.Value, _ = meanOf(parts, func(r *Result) float64 { return r.Detail(d.Name) })
	return d
}

// margin is that of the named check, NaN where there is none.
func (r *Result) margin(check string) float64 {
	for _, c := range r.Checks {
		if c.Name == check {
			return c.Margin
		}
	}
	return math.NaN()
}

// meanOf is the mean over parts that have a value, weighted by what entered them, with
// its standard error from how they differ,
//
//	SE² = G/(G-1) Σ w² (v - mean)² / (Σ w)²;
//
// NaN of fewer than two.
func meanOf(parts []Result, of func(*Result) float64) (mean, se float64) {
	weight, sum, n := 0.0, 0.0, 0.0
	for i := range parts {
		if v := of(&parts[i]); !math.IsNaN(v) {
			w := float64(max(parts[i].N, 1))
			weight, sum, n = weight+w, sum+w*v, n+1
		}
	}
	mean = sum / weight
	squares := 0.0
	for i := range parts {
		if v := of(&parts[i]); !math.IsNaN(v) {
			w := float64(max(parts[i].N, 1))
			squares += w * w * (v - mean) * (v - mean)
		}
	}
	return mean, math.Sqrt(squares*n/(n-1)) / weight
}

// apart sets the intervals of the value and of the checks' margins from how the parts
// differ.
func (r *ScoreRow) apart(parts []Result) {
	t := descriptive.T95(len(parts) - 1)
	_, se := meanOf(parts, func(r *Result) float64 { return r.Value })
	r.Low, r.High = interval(r.Result, se, t)
	for _, c := range r.Result.Checks {
		_, se := meanOf(parts, func(r *Result) float64 { return r.margin(c.Name) })
		ends := [2]float64{math.NaN(), math.NaN()}
		if se > 0 {
			ends = [2]float64{c.Margin - t*se, c.Margin + t*se}
		}
		r.margins = append(r.margins, ends)
	}
}

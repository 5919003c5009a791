package twins

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"gonum.org/v1/gonum/mat"

	"rapport/analysis"
	"rapport/analysis/data"
)

// Observed is the difference in PHQ-9 by week as a trial finds it whose patients do
// not all answer, beside what it is.
type Observed struct {
	Baseline string         `json:"baseline"`
	Scenario string         `json:"scenario"`
	Weeks    []ObservedWeek `json:"weeks"`
}

// ObservedWeek is one week: differences are scenario minus baseline, points. The
// ways to deal with missing answers:
//
//   - complete cases: the means of those who answered in that week;
//   - last value carried forward: of those who did not, the last answer before, or
//     that at entry;
//   - mixed model: the means of a multivariate normal distribution over entry and all
//     weeks, by maximum likelihood from whatever was answered. That is a mixed model
//     for repeated measures with a mean and covariances of its own for every week and
//     arm; it is unbiased where missing depends on what was answered alone.
//
// The truth is the mean over everybody. What cannot be told is NaN: complete cases where nobody
// answered, the mixed model of a week that fewer answered than it has scores.
type ObservedWeek struct {
	Week             int     `json:"week"`
	AnsweredBaseline float64 `json:"answered_baseline"` // share
	AnsweredScenario float64 `json:"answered_scenario"`
	Complete         float64 `json:"complete_cases"`
	Carried          float64 `json:"last_value_carried_forward"`
	Mixed            float64 `json:"mixed_model"`
	Truth            float64 `json:"truth"`
}

// MarshalJSON writes null for what cannot be told.
func (x ObservedWeek) MarshalJSON() ([]byte, error) {
	type plain ObservedWeek
	return json.Marshal(struct {
		plain
		Complete *float64 `json:"complete_cases"`
		Mixed    *float64 `json:"mixed_model"`
	}{plain(x), analysis.Known(x.Complete), analysis.Known(x.Mixed)})
}

// mostObserved bounds the weeks of the mixed model.
const mostObserved = 30

// CompareObserved reads two scenarios of a run, a course at a time.
func CompareObserved(run *data.Run, baseline, scenario string) (*Observed, error) {
	weeks := run.Weeks(baseline, scenario)
	if len(weeks) == 0 {
		return nil, errors.New("nobody was assessed at weeks that both scenarios have: there is nothing that could be missing")
	}
	if len(weeks) > mostObserved {
		return nil, fmt.Errorf("%d weeks of assessment: the mixed model takes at most %d", len(weeks), mostObserved)
	}
	arms, errs := [2]*observedArm{}, [2]error{}
	data.InParallel(2, func(i int) {
		arms[i] = newObservedArm(weeks)
		errs[i] = run.EachCourse([]string{baseline, scenario}[i], observedFrom, arms[i].add)
	})
	if err := errors.Join(errs[0], errs[1]); err != nil {
		return nil, err
	}
	for k := range weeks {
		if math.IsNaN(arms[0].truth[k]) || math.IsNaN(arms[1].truth[k]) {
			return nil, errors.New("the run records no truth, with which the answers could be compared")
		}
	}
	o := &Observed{Baseline: baseline, Scenario: scenario}
	mixed := [2][]float64{arms[0].mixed(), arms[1].mixed()}
	for k, week := range weeks {
		a, b := arms[0], arms[1]
		o.Weeks = append(o.Weeks, ObservedWeek{
			Week: week, AnsweredBaseline: a.answered[k] / a.n, AnsweredScenario: b.answered[k] / b.n,
			Complete: b.complete[k]/b.answered[k] - a.complete[k]/a.answered[k],
			Carried:  b.carried[k]/b.n - a.carried[k]/a.n,
			Mixed:    mixed[1][k+1] - mixed[0][k+1],
			Truth:    b.truth[k]/b.n - a.truth[k]/a.n,
		})
	}
	return o, nil
}

// observedFrom are the columns from which a trial with missing answers is made.
func observedFrom(table, column string) bool {
	return table == "assessments" && column != "phase" || table == "patients" && column == "phq9_entry"
}

// observedArm gathers one scenario.
type observedArm struct {
	weeks                              []int
	n                                  float64
	answered, complete, carried, truth []float64 // sums by week
	patterns                           map[uint32]*pattern
}

// pattern is what is enough to know of the courses that answered at the same weeks:
// their number, sums and sums of products over entry and the weeks answered.
type pattern struct {
	at       []int // 0 entry, k + 1 the k-th week
	n        float64
	sums     *mat.VecDense
	products *mat.SymDense
}

func newObservedArm(weeks []int) *observedArm {
	sums := func() []float64 { return make([]float64, len(weeks)) }
	return &observedArm{weeks: weeks, answered: sums(), complete: sums(), carried: sums(), truth: sums(), patterns: map[uint32]*pattern{}}
}

// add takes a course.
func (a *observedArm) add(c *data.Course) {
	a.n++
	last := float64(c.Patient.PHQ9Entry)
	scores, key := []float64{last}, uint32(0)
	for k, week := range a.weeks {
		if x := c.Assessed(week); !math.IsNaN(x) {
			last, scores, key = x, append(scores, x), key|1<<k
			a.answered[k]++
			a.complete[k] += x
		}
		a.carried[k] += last
		a.truth[k] += c.Everybody(week)
	}
	p := a.patterns[key]
	if p == nil {
		p = &pattern{at: []int{0}, sums: mat.NewVecDense(len(scores), nil), products: mat.NewSymDense(len(scores), nil)}
		for k := range a.weeks {
			if key>>k&1 == 1 {
				p.at = append(p.at, k+1)
			}
		}
		a.patterns[key] = p
	}
	x := mat.NewVecDense(len(scores), scores)
	p.n++
	p.sums.AddVec(p.sums, x)
	p.products.SymRankOne(p.products, 1, x)
}

// WriteText writes the differences by week, with the bias of each way in brackets.
func (o *Observed) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "PHQ-9 by week as a trial finds it where not everybody answers: %s minus %s, points (bias)\n\n", o.Scenario, o.Baseline)
	row := func(cells ...any) { fmt.Fprintf(&b, "%5v  %18v  %18v  %18v  %18v  %8v\n", cells...) }
	row("week", "answered", "complete cases", "carried forward", "mixed model", "truth")
	for _, x := range o.Weeks {
		with := func(v float64) string {
			if math.IsNaN(v) {
				return "–"
			}
			return fmt.Sprintf("%s (%s)", signedFigure(v, 2), signedFigure(v-x.Truth, 2))
		}
		row(x.Week, answeredText(x.AnsweredBaseline)+", "+answeredText(x.AnsweredScenario), with(x.Complete), with(x.Carried), with(x.Mixed), signedFigure(x.Truth, 2))
	}
	b.WriteString(`
answered: under baseline and scenario. carried forward: the last answer before, or that at entry. mixed model: maximum
likelihood over entry and all weeks, as a mixed model for repeated measures (–: too few answers). truth: everybody.
`)
	_, err := io.WriteString(w, b.String())
	return err
}

// answeredText is a share of those who answered, of whom all is not nearly all.
func answeredText(share float64) string {
	if share == 1 {
		return "100 %"
	}
	return percentText(share)
}

package power

import (
	"context"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
	"rapport/scenarios/study"
)

// OverSets is the power of one size under each plausible set: what the size is worth where
// the evidence leaves parameters open.
//
// Assurance is the mean power over the sets (O'Hagan, Stevens & Campbell 2005), the chance
// that the trial finds its effect for one who holds any of the sets for as likely as another.
type OverSets struct {
	Size      int64     `json:"size"`
	Trials    int       `json:"trials"` // under each set
	Powers    []float64 `json:"powers"` // under set 1, 2 …
	Estimates []float64 `json:"estimates"`
	Shipped   float64   `json:"shipped"`
	Assurance float64   `json:"assurance"`
	Median    float64   `json:"median"`
	Low       float64   `json:"low_90"` // middle 90 % of the sets
	High      float64   `json:"high_90"`
	Enough    float64   `json:"enough"` // share of sets under which the power is that wanted, or higher
	Target    float64   `json:"target"`
}

// UnderSets finds the power at the size that was found, or at the last one asked for, under
// the shipped values and under the first n sets, on the same patients with the same luck.
// What the study sets itself holds. The options are those that p was found by.
//
// The error is that of [Detect], with the set.
func (p *Power) UnderSets(ctx context.Context, o Options, sets *study.ParameterSets, n int) error {
	s := &OverSets{Size: p.shown().Size, Target: p.Target}
	for k := range min(n, len(sets.Sets)) + 1 {
		own := *o.Study
		own.Set = study.Values{}
		if k > 0 {
			for i, name := range sets.Parameters {
				own.Set[name] = sets.Sets[k-1][i]
			}
		}
		maps.Copy(own.Set, o.Study.Set)
		t, err := o.once(ctx, &own, s.Size)
		if err != nil {
			return fmt.Errorf("under set %d: %w", k, err)
		}
		if s.Trials = t.Trials; k == 0 {
			s.Shipped = t.Power
			continue
		}
		s.Powers, s.Estimates = append(s.Powers, t.Power), append(s.Estimates, t.Estimate)
	}
	s.describe()
	p.Sets = s
	return nil
}

// once makes the trials of one size of a study.
func (o Options) once(ctx context.Context, of *study.Study, size int64) (Trials, error) {
	o.Study, o.Sizes, o.Journal = of, []int64{size}, ""
	if err := o.prepare(); err != nil {
		return Trials{}, err
	}
	journal, err := openJournal(&o)
	if err != nil {
		return Trials{}, err
	}
	run := &powerRun{o: &o, ctx: ctx, into: o.report(), journal: journal}
	t, err := run.trials(stageCurve, size, o.Trials)
	if err == nil {
		err = o.testable(&t)
	}
	return t, err
}

func (s *OverSets) describe() {
	sorted := slices.Sorted(slices.Values(s.Powers))
	s.Assurance = stat.Mean(s.Powers, nil)
	s.Median, s.Low, s.High = stat.Quantile(0.5, stat.LinInterp, sorted, nil), stat.Quantile(0.05, stat.LinInterp, sorted, nil), stat.Quantile(0.95, stat.LinInterp, sorted, nil)
	for _, v := range s.Powers {
		if v >= s.Target {
			s.Enough += 1 / float64(len(s.Powers))
		}
	}
}

// write says what the size is worth under the sets.
func (s *OverSets) write(w io.Writer, vary string) {
	fmt.Fprintf(w, "Under %d plausible sets, %d %s have a power of %.0f %% to %.0f %% (middle 90 %% of the sets; median %.0f %%, mean (assurance) %.0f %%, shipped values %.0f %%);\n",
		len(s.Powers), s.Size, vary, 100*s.Low, 100*s.High, 100*s.Median, 100*s.Assurance, 100*s.Shipped)
	luck := math.Sqrt(s.Assurance * (1 - s.Assurance) / float64(max(1, s.Trials)))
	fmt.Fprintf(w, "%.0f %% of the sets reach %s. Luck of the %d trials under each moves its power by ±%.1f points (SE)\n", 100*s.Enough, data.Percent(s.Target), s.Trials, 100*luck)
}

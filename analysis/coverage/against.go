package main

import (
	"context"
	"fmt"
	"io"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"rapport/analysis/explore/power"
	"rapport/configs"
	"rapport/scenarios/study"
)

// design is a power analysis of a shipped study.
type design struct {
	study   string
	options power.Options
}

// designs differ in outcome, test, whom therapists treat, and looks.
var designs = []design{
	{"evidence", power.Options{Scenarios: []string{"waitlist", "routine-care"}, Outcome: "response", Trials: 400, Precision: 0.1}},
	{"length-of-treatment", power.Options{Scenarios: []string{"eight", "sixteen"}, Caseload: 10, Trials: 300, Precision: 0.1, To: 3000}},
	{"length-of-treatment", power.Options{Scenarios: []string{"eight", "sixteen"}, Estimator: "ancova", Missing: "locf", Arms: power.ArmsCrossed,
		Looks: []float64{0.5, 1}, Trials: 300, Precision: 0.1, To: 3000}},
}

// against finds the size of each design for a power of 0.8, and holds the power that
// the curve says there against trials of another seed, which the search never saw.
// The z of the difference carries the error of both.
func against(ctx context.Context, w io.Writer, all []design, trials int) error {
	for _, d := range all {
		text, err := configs.Read(d.study)
		if err != nil {
			return err
		}
		o := d.options
		if o.Study, err = study.Parse(d.study+".yaml", text, study.Overrides{NoEnvironment: true}); err != nil {
			return err
		}
		found, err := power.Detect(ctx, o)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s: %s\n  %s\n", d.study, found.Question(), found.Answer())
		if found.End != power.PowerFound && found.End != power.PowerStopped {
			continue
		}
		said, low, high := found.Curve.At(float64(found.Needed))
		o.Seed, o.Sizes, o.Trials = o.Study.Seed+truthSeed, []int64{found.Needed}, trials
		fresh, err := power.Detect(ctx, o)
		if err != nil {
			return err
		}
		t := &fresh.Points[0]
		norm := distuv.UnitNormal
		se := math.Hypot((high-low)/(2*norm.Quantile(0.975)), math.Sqrt(t.Power*(1-t.Power)/float64(t.Trials)))
		fmt.Fprintf(w, "  there the curve says %.1f %% [%.1f, %.1f]; of %d trials of another seed %d, %.1f %% [%.1f, %.1f], find it: z = %.2f\n",
			100*said, 100*low, 100*high, t.Trials, t.Found, 100*t.Power, 100*t.Low, 100*t.High, (t.Power-said)/se)
	}
	return nil
}

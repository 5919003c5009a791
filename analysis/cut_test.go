package analysis

import (
	"math"
	"strings"
	"testing"
)

// A share that jumps within the error of its threshold has an interval that holds it on
// either side of the step, and says so; one that moves in many small steps, or in none
// that the error reaches, has that of its own error.
func TestSharesBeyondAThresholdOfTheData(t *testing.T) {
	const se, ofThreshold, point = 0.02, 0.01, 2.0
	step := func(at float64) float64 {
		if at > 1.005 {
			return 0.2
		}
		return 0.4
	}
	smooth := func(at float64) float64 { return 0.4 - (at-1)/2 }
	far := func(float64) float64 { return 0.4 }
	for name, c := range map[string]struct {
		share func(float64) float64
		low   float64 // the share whose interval the lower end is
	}{"a step": {step, 0.2}, "many steps": {smooth, 0.4}, "none in reach": {far, 0.4}} {
		row := ScoreRow{Result: proportion(40, 100, "patients")}
		row.Result.cut = &cut{1, c.share}
		row.Low, row.High = interval(row.Result, se, point)
		high, ends := row.High, row.Result
		ends.Value = c.low
		low, _ := interval(ends, se, point)
		row.overSteps(se, ofThreshold, point)
		told := strings.Contains(row.remarksText(), "the interval holds both")
		if !(math.Abs(row.Low-low) <= 1e-12) || row.High != high || told != (c.low == 0.2) || row.Result.cut != nil {
			t.Errorf("%s: %.3f to %.3f, want %.3f to %.3f; told: %v", name, row.Low, row.High, low, high, told)
		}
	}
}

func (r *ScoreRow) remarksText() string { return strings.Join(r.remarks(), "\n") }

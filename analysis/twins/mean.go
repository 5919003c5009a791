package twins

import (
	"math"

	"rapport/analysis/data"
)

// Mean is the mean of the outcome over the courses that have one; NaN where none
// has.
func (o *CompareOutcome) Mean(d *data.Data) float64 {
	sum, n := 0.0, 0
	for i := range d.List {
		if v := o.of(&d.List[i]); !math.IsNaN(v) {
			sum += v
			n++
		}
	}
	return sum / float64(n)
}

// MeanDifference is the mean of the outcome in d less that in baseline, over the
// courses that have one in both; NaN where none has. Both must hold the same
// patients in the same order, as the scenarios of a study do.
func (o *CompareOutcome) MeanDifference(d, baseline *data.Data) float64 {
	sum, n := 0.0, 0
	for i := range d.List {
		if v := o.of(&d.List[i]) - o.of(&baseline.List[i]); !math.IsNaN(v) {
			sum += v
			n++
		}
	}
	return sum / float64(n)
}

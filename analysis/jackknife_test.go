package analysis

import (
	"math"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
)

// The error of many courses is about that of some of them at the size of all, and
// that of all where some allow none.
func TestTheErrorOfManyIsKnownFromSome(t *testing.T) {
	d := mustData(t, runtest.StandardSample.Draw())
	mean := func(part []*data.Data) []float64 {
		sum := 0.0
		for c := range part[0].Courses() {
			sum += float64(c.Patient.PHQ9Last)
		}
		return []float64{sum / float64(part[0].Len())}
	}
	all, df := jackknife([]*data.Data{d}, mean)
	some, dfSome := jackknifeOf([]*data.Data{d}, d.Len()/4, mean)
	if ratio := some[0] / all[0]; dfSome != df || !(ratio > 0.7 && ratio < 1.4) {
		t.Errorf("error %g of all and %g from a quarter, degrees of freedom %d and %d", all[0], some[0], df, dfSome)
	}
	same, _ := jackknifeOf([]*data.Data{d}, d.Len(), mean)
	if same[0] != all[0] {
		t.Errorf("error %g of all, %g where all are enough", all[0], same[0])
	}
	rare := func(part []*data.Data) []float64 { // has a value only where nearly all are there
		if part[0].Len() < d.Len()/2 {
			return []float64{math.NaN()}
		}
		return mean(part)
	}
	if whole, _ := jackknifeOf([]*data.Data{d}, d.Len()/4, rare); whole[0] != all[0] {
		t.Errorf("error %g where a part has no value, want %g of all", whole[0], all[0])
	}
}

package analysis

import (
	"math"
	"slices"
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

// Where the patients of a clinic are alike, their clinics are dealt to groups, and those of
// one clinic alone by their therapists; who has no therapist is a group of their own.
func TestClinicsAreDealtWhereTheirPatientsAreAlike(t *testing.T) {
	var h runtest.Hand
	for _, therapist := range []int64{0, 1, 2, 3, 4, 5, 0, -1, -1} {
		h.Add("completed", []int{20, 10}).Therapist = therapist
	}
	d := mustData(t, &h.Rows)
	for _, c := range []struct {
		clinic int64
		want   []uint8
		n      int
	}{{0, []uint8{0, 1, 2, 3, 4, 5, 0, 6, 7}, 8}, {2, []uint8{0, 0, 1, 1, 2, 2, 0, 3, 4}, 5}} {
		d.Clinic = c.clinic
		if got, n := caseloadGroups(d); !slices.Equal(got, c.want) || n != c.n {
			t.Errorf("clinics of %d: groups %v of %d, want %v of %d", c.clinic, got, n, c.want, c.n)
		}
	}
	one := d.Select(func(c data.Course) bool { return c.Patient.Therapist >= 0 })
	one.Clinic = 6
	if got, n := caseloadGroups(one); n != 6 || !slices.Equal(got, []uint8{0, 1, 2, 3, 4, 5, 0}) {
		t.Errorf("one clinic: groups %v of %d, want its therapists", got, n)
	}
	first, second := *d, *d
	first.Clinic, second.Clinic = 0, 2
	if group, n := groupsOf([]*data.Data{&first, &second}); n != 5 || group[0][1] != 0 || group[1][1] != 0 {
		t.Errorf("alike in the second scenario alone: %v of %d", group, n)
	}
}

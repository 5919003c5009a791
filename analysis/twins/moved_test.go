package twins

import (
	"testing"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// withColleagues pairs twenty patients of therapists 0 and 1, some of whom end with
// another therapist under the scenario.
func withColleagues(therapists ...int64) *Twins {
	p := newPairing(newSide(CompareOutcomes(), 20), 20)
	for i := range 20 {
		own := int64(i / 10)
		with := own
		if i < len(therapists) {
			with = therapists[i]
		}
		course := func(last int64) data.Course {
			return data.Course{Patient: &record.Patient{Patient: int64(i), Therapist: own},
				Sessions: []record.Session{{Session: 1, Therapist: own}, {Session: 2, Therapist: last}}}
		}
		a, b := course(own), course(with)
		p.base.add(&a)
		p.add(&a, &b, i)
	}
	t := &Twins{outcomes: CompareOutcomes()}
	if err := t.take(p); err != nil {
		panic(err)
	}
	return t
}

// Patients who come to a colleague are dependent with those of the colleague, where they
// are many; who ends without a therapist has come to nobody.
func TestCaseloadsJoinWhereManyChangeTherapist(t *testing.T) {
	for name, c := range map[string]struct {
		with     []int64
		clusters int
		unit     ClusterUnit
	}{
		"nobody":       {nil, 2, OverCaseloads},
		"few":          {[]int64{1}, 2, OverCaseloads},
		"many":         {[]int64{1, 1}, 1, OverJoined},
		"to a third":   {[]int64{2, 2, 2}, 2, OverJoined},
		"waiting list": {[]int64{-1, -1, -1}, 2, OverCaseloads},
	} {
		got := withColleagues(c.with...)
		if got.clusters.n != c.clusters || got.clusters.unit != c.unit {
			t.Errorf("%s: %d %s, want %d %s", name, got.clusters.n, got.clusters.unit, c.clusters, c.unit)
		}
		if joined := joined(got, got, [2][]int{{0, 19}, {0, 19}}); joined.n != c.clusters {
			t.Errorf("%s: a contrast has %d clusters of the first and the last patient, want %d", name, joined.n, c.clusters)
		}
	}
}

// Where clinics differ in what their therapists have in common, a clinic is a cluster.
func TestCaseloadsJoinWhereClinicsDiffer(t *testing.T) {
	var patients []*record.Patient
	for _, therapist := range []int64{0, 1, 2, 3, -1} {
		patients = append(patients, &record.Patient{Patient: therapist, Therapist: therapist})
	}
	if got := clusterTwins(patients, clinicsApart(2).of(patients)...); got.n != 3 || got.of[0] != got.of[1] || got.of[1] == got.of[2] || got.of[2] != got.of[3] {
		t.Errorf("clinics of two: clusters %v", got.of)
	}
	if got := clusterTwins(patients, clinicsApart(0).of(patients)...); got.n != 5 {
		t.Errorf("clinics that do not differ: clusters %v", got.of)
	}
}

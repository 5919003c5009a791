package twins

import (
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
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

// Clinics with patients of their own are clusters where only one of two scenarios has them,
// and of one scenario alone; who reads the scenario is told of them.
func TestClinicsWhosePatientsAreAlike(t *testing.T) {
	dir := t.TempDir()
	severity := map[string]float64{"as-they-come": 0, "apart": 0.4, "apart-too": 0.4}
	for name := range severity {
		var h runtest.Hand
		h.Add("completed", []int{20, 10})
		runtest.Write(t, dir, "patients", name, 0, h.Rows.Patients)
		runtest.Write(t, dir, "sessions", name, 0, h.Rows.Sessions)
	}
	set(t, dir, func(scenario string) map[string]float64 {
		return map[string]float64{"population.clinic_pairs": 3, "population.clinic_severity": severity[scenario]}
	})
	run, err := data.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	for names, want := range map[[2]string]clinicsApart{{"apart", "as-they-come"}: 6, {"apart", "apart-too"}: 0, {"apart", "apart"}: 6, {"as-they-come", "as-they-come"}: 0} {
		if got := clinicsOf(run, names[0], names[1]); got != want {
			t.Errorf("%v: clusters of %d therapists, want %d", names, got, want)
		}
	}
	for name, want := range map[string]int64{"apart": 6, "as-they-come": 0} {
		if d, err := run.Scenario(name, nil); err != nil || d.Clinic != want {
			t.Errorf("%s: clinics of %d therapists (%v), want %d", name, d.Clinic, err, want)
		}
		err := run.EachPart([]string{name}, 1, func(string) data.Columns { return nil }, func(part []*data.Data) error {
			if part[0].Clinic != want {
				t.Errorf("%s, in parts: clinics of %d therapists, want %d", name, part[0].Clinic, want)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

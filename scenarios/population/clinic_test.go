package population

import (
	"fmt"
	"math"
	"testing"

	"rapport/sim"
	"rapport/sim/luck"
)

// clinics calls look for the first clinics of a study with the policy.
func clinics(t *testing.T, assignment int, look func(q *people, c *clinic, k int64)) {
	t.Helper()
	s := lively(10, 1)
	s.Setting.Population.Assignment = float64(assignment)
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	var c clinic
	for k := range int64(20) {
		s.people.clinic(&c, &s.Setting.Model, s.Seed, 0, k)
		look(s.people, &c, k)
	}
}

// Caseloads lie between the smallest and the largest and add up in pairs; every
// place has the therapist in whose caseload it counts.
func TestCaseloads(t *testing.T) {
	sizes := map[int]bool{}
	for policy := range 3 {
		clinics(t, policy, func(q *people, c *clinic, k int64) {
			if len(c.therapists) != 2*int(q.ClinicPairs) {
				t.Fatalf("clinic %d has %d therapists, want %g pairs", k, len(c.therapists), q.ClinicPairs)
			}
			for i, x := range c.therapists {
				sizes[x.Caseload] = true
				if x.ID != k*int64(len(c.therapists))+int64(i) {
					t.Errorf("therapist %d of clinic %d has the id %d", i, k, x.ID)
				}
				if x.Caseload < int(q.CaseloadMin) || x.Caseload > int(q.CaseloadMax) {
					t.Errorf("a caseload of %d, want %g to %g", x.Caseload, q.CaseloadMin, q.CaseloadMax)
				}
				if i%2 == 1 && c.therapists[i-1].Caseload+x.Caseload != int(q.pairPlaces()) {
					t.Errorf("a pair of caseloads %d and %d, want a sum of %d", c.therapists[i-1].Caseload, x.Caseload, q.pairPlaces())
				}
			}
			seated, ordered := make([]int, len(c.therapists)), make([]int, len(c.therapists))
			for place := range int(q.clinicPlaces()) {
				seated[c.assigned(place)]++
				i := c.inOrder(place)
				ordered[i]++
				if place < c.first[i] || place >= c.first[i]+c.therapists[i].Caseload {
					t.Errorf("place %d is in the caseload of therapist %d, which holds %d from %d", place, i, c.therapists[i].Caseload, c.first[i])
				}
			}
			for i, x := range c.therapists {
				if seated[i] != x.Caseload || ordered[i] != x.Caseload {
					t.Errorf("therapist %d of policy %d has %d places, %d in order, want %d", i, policy, seated[i], ordered[i], x.Caseload)
				}
			}
		})
	}
	for size := 3; size <= 9; size++ { // of lively
		if !sizes[size] {
			t.Errorf("no caseload of %d among 120 therapists", size)
		}
	}
}

// Assignment by match lowers the mismatch of a clinic's dyads below that at
// random; assignment by record gives the most severe to the best record.
func TestPoliciesOfAssignment(t *testing.T) {
	mismatch := make([]float64, 3)
	for policy := range 3 {
		clinics(t, policy, func(q *people, c *clinic, k int64) {
			m := sim.Default()
			m.Match = sim.Match{Strength: 1, Adapt: 1}
			severest, best := -1, -1
			for place := range int(q.clinicPlaces()) {
				id := k*q.clinicPlaces() + int64(place)
				p := q.patient(&m, luck.Of(7, 0, luck.Patient, id), id, 0)
				mismatch[policy] += m.Match.Mismatch(&p, &c.therapists[c.assigned(place)], false)
				if policy == byRecord && p.Screening > severest {
					severest, best = p.Screening, c.assigned(place)
				}
			}
			for i := range c.therapists {
				if policy == byRecord && c.therapists[i].Record > c.therapists[best].Record {
					t.Errorf("clinic %d: the most severe patient is not with the best record", k)
				}
			}
		})
	}
	if !(mismatch[byMatch] < mismatch[atRandom]) {
		t.Errorf("by match the mismatch adds up to %g, at random to %g", mismatch[byMatch], mismatch[atRandom])
	}
}

// A change of therapist happens within the clinic, and every therapist who can hold a
// session has a row, also where the patients do not fill the last clinic.
func TestTransfersStayInTheClinic(t *testing.T) {
	for _, patients := range []int64{72, 49} {
		t.Run(fmt.Sprint(patients), func(t *testing.T) { transfersStayInTheClinic(t, patients) })
	}
}

func transfersStayInTheClinic(t *testing.T, patients int64) {
	s := lively(patients, 2)
	s.Rules = []sim.Rule{{Do: sim.Step{Move: sim.ChangeTherapist}, From: 3, Every: 3}}
	rows := simulated(t, s)
	places, size := s.people.clinicPlaces(), 2*int64(s.Setting.Population.ClinicPairs)
	clinics := (patients + places - 1) / places
	known := map[[2]int64]bool{}
	for i, x := range rows.Therapists {
		known[[2]int64{int64(x.Replication), x.Therapist}] = true
		if want := int64(i) % (clinics * size); x.Therapist != want {
			t.Errorf("row %d is of therapist %d, want %d", i, x.Therapist, want)
		}
	}
	if int64(len(known)) != 2*clinics*size || len(known) != len(rows.Therapists) {
		t.Errorf("%d rows of %d therapists, want %d", len(rows.Therapists), len(known), 2*clinics*size)
	}
	met := map[[2]int64]map[int64]bool{}
	for _, x := range rows.Sessions {
		if x.Therapist/size != x.Patient/places || !known[[2]int64{int64(x.Replication), x.Therapist}] {
			t.Fatalf("patient %d sees therapist %d of another clinic", x.Patient, x.Therapist)
		}
		who := [2]int64{int64(x.Replication), x.Patient}
		if met[who] == nil {
			met[who] = map[int64]bool{}
		}
		met[who][x.Therapist] = true
	}
	for _, p := range rows.Patients {
		who := [2]int64{int64(p.Replication), p.Patient}
		if want := min(int(p.Transfers), int(size)-1) + 1; len(met[who]) != want {
			t.Errorf("patient %v met %d therapists in %d transfers", who, len(met[who]), p.Transfers)
		}
	}
}

// Where a therapist has two places, who comes third waits until the first has ended, whether
// patients are assigned as they come or by match.
func TestWhoWaitsForAPlace(t *testing.T) {
	for policy := range 2 {
		s := lively(60, 1)
		s.Setting.Population.Assignment = float64(policy)
		s.Setting.Population.Service.Places, s.Setting.Population.Service.Arrivals = 2, 1
		planned := PlannedWeeks(&s.Setting.Model)
		came := map[int64]int{}
		for id := range s.Patients {
			who, err := s.Case(0, id)
			if err != nil {
				t.Fatal(err)
			}
			therapist := who.Clinic[who.Assigned].ID
			rank := came[therapist]
			came[therapist]++
			if want := float64(rank/2)*planned + float64(rank%2) - float64(rank); who.Wait != want {
				t.Errorf("policy %d: patient %d of therapist %d waits %g weeks, want %g", policy, rank, therapist, who.Wait, want)
			}
		}
	}
}

// Whose wish does not count gets any of the free places, each as likely as another, within
// 4.5 standard errors.
func TestAnyPlaceIsAsLikelyAsAnother(t *testing.T) {
	const n = 4000
	free, got := []int{3, 0, 1}, make([]float64, 3)
	for id := range int64(n) {
		got[new(people).anyPlace(free, luck.Of(7, 0, luck.Patient, id))]++
	}
	for at, k := range free {
		if p := float64(k) / 4; math.Abs(got[at]/n-p) > 4.5*math.Sqrt(p*(1-p)/n) {
			t.Errorf("%g of %d go to the therapist with %d of 4 places", got[at], n, k)
		}
	}
}

// A training that takes place in week 5 adds half of itself after two more of a therapist's
// patients, of whom one comes every week.
func TestATrainingReachesPatientsInTheirOrder(t *testing.T) {
	plain, trained := lively(60, 1), lively(60, 1)
	service := &trained.Setting.Population.Service
	service.Training, service.TrainingBuilds, service.TrainingWeek, service.Arrivals = 1, 2, 5, 1
	came := map[int64]int{}
	for id := range plain.Patients {
		before, err := plain.Case(0, id)
		if err != nil {
			t.Fatal(err)
		}
		after, err := trained.Case(0, id)
		if err != nil {
			t.Fatal(err)
		}
		therapist := before.Clinic[before.Assigned]
		rank := came[therapist.ID]
		came[therapist.ID]++
		want := 0.0
		if rank > 5 {
			want = 1 - math.Exp2(-float64(rank-5)/2)
		}
		if got := after.Clinic[after.Assigned].RepairSkill - therapist.RepairSkill; math.Abs(got-want) > 1e-12 {
			t.Errorf("patient %d of therapist %d: training adds %g, want %g", rank, therapist.ID, got, want)
		}
	}
}

package population

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"rapport/sim"
	"rapport/sim/luck"
	"rapport/sim/record"
)

// sortedClinics draws the clinics of two districts.
func sortedClinics(t *testing.T, set func(*Service)) (*people, []clinic) {
	t.Helper()
	s := lively(10, 1)
	set(&s.Setting.Population.Service)
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	all := make([]clinic, 2*int(s.people.Service.District))
	for k := range all {
		s.people.clinic(&all[k], &s.Setting.Model, s.Seed, 0, int64(k))
	}
	return s.people, all
}

// mean is the mean of a value over the therapists of a clinic.
func (c *clinic) mean(value func(*sim.Therapist) float64) (sum float64) {
	for i := range c.therapists {
		sum += value(&c.therapists[i]) / float64(len(c.therapists))
	}
	return sum
}

// Sorting moves therapists within their district and changes none of them; the most
// sought work where the policy sends them.
func TestSortingOfTherapists(t *testing.T) {
	_, chance := sortedClinics(t, func(*Service) {})
	skill := func(x *sim.Therapist) float64 { return x.RepairSkill }
	for name, policy := range map[string]float64{"trait": sortedByTrait, "severe": sortedToSevere, "mild": sortedToMild} {
		q, all := sortedClinics(t, func(s *Service) {
			s.Sorting, s.SortingTrait, s.ClinicSeverity, s.District = policy, 4, 0.5, 4
		})
		for first := 0; first < len(all); first += 4 {
			district, was := []sim.Therapist{}, []sim.Therapist{}
			for k := first; k < first+4; k++ {
				district, was = append(district, all[k].therapists...), append(was, chance[k].therapists...)
				for other := first; other < first+4; other++ {
					before := map[float64]bool{
						sortedByTrait:  k < other,
						sortedToSevere: all[k].severity > all[other].severity,
						sortedToMild:   all[k].severity < all[other].severity,
					}[policy]
					if before && all[k].mean(skill) <= all[other].mean(skill) {
						t.Errorf("%s: clinic %d has less skill than clinic %d", name, k, other)
					}
				}
			}
			for _, list := range [][]sim.Therapist{district, was} {
				slices.SortFunc(list, func(a, b sim.Therapist) int { return cmp.Compare(a.RepairSkill, b.RepairSkill) })
				for i := range list {
					list[i].ID, list[i].Caseload = 0, 0 // belong to the place
				}
			}
			if !slices.Equal(district, was) {
				t.Errorf("%s: the district has other therapists", name)
			}
		}
		if q.Service.Sorting != policy {
			t.Fatal("another policy")
		}
	}
}

// A weaker pull leaves more to chance: at 0 the clinics of a district do not differ by
// more than chance.
func TestPullOfClinics(t *testing.T) {
	apart := func(pull float64) (sum float64) {
		_, all := sortedClinics(t, func(s *Service) { s.Sorting, s.SortingPull, s.District = sortedByTrait, pull, 20 })
		record := func(x *sim.Therapist) float64 { return x.Record }
		for _, k := range []int{0, 20} {
			sum += all[k].mean(record) - all[k+19].mean(record)
		}
		return sum / 2
	}
	whole, half, none := apart(1), apart(0.5), apart(0)
	// A record is normal with a variance of 2; means of six, over two districts.
	if bound := 4.5 * math.Sqrt2 * math.Sqrt2 / math.Sqrt(12); !(whole > half) || !(math.Abs(none) <= bound) || !(half > none) {
		t.Errorf("with a pull of 1, ½ and 0 the first clinic is %.2f, %.2f and %.2f above the last (bound %.2f)", whole, half, none, bound)
	}
}

// Clinics differ in severity without a change of the distribution over all, and sorting
// by it wants that they do.
func TestSeverityOfClinics(t *testing.T) {
	s := lively(6000, 1)
	s.Setting.Population.Service.ClinicSeverity = 0.6
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	q, m := s.people, &s.Setting.Model
	sum, square, between, along, n, clinics := 0.0, 0.0, 0.0, 0.0, 0.0, 200
	var c clinic
	for k := range int64(clinics) {
		q.clinic(&c, m, 7, 0, k)
		own := 0.0
		for place := range q.clinicPlaces() {
			id := k*q.clinicPlaces() + place
			p := q.patient(m, luck.Of(7, 0, luck.Patient, id), id, c.severity)
			z := (math.Log(p.IntakeSeverity/(sim.PHQ9Max-p.IntakeSeverity)) - q.mu) / q.sigma
			own += z
			square += z * z
			n++
		}
		sum += own
		own /= float64(q.clinicPlaces())
		between += own * own / float64(clinics)
		along += own * c.severity / float64(clinics)
	}
	// Var of a clinic's mean: .36 + .64/36 places; that of its estimate is 2/200 of its square.
	want := 0.36 + 0.64/float64(q.clinicPlaces())
	if !(math.Abs(between-want) <= 4.5*want*math.Sqrt(2/float64(clinics))) {
		t.Errorf("variance between clinics %.3f, want %.3f", between, want)
	}
	// The more severe a clinic is, the more ill are its patients: they follow it by .6.
	if bound := 4.5 * math.Sqrt((2*0.36+0.64/float64(q.clinicPlaces()))/float64(clinics)); !(math.Abs(along-0.6) <= bound) {
		t.Errorf("patients follow their clinic's severity by %.2f, want .6 within %.2f", along, bound)
	}
	if variance := square/n - sum/n*sum/n; !(math.Abs(variance-1) <= 4.5*want*math.Sqrt(2/float64(clinics))) {
		t.Errorf("variance of all %.3f, want 1", variance)
	}
	s = lively(10, 1)
	s.Setting.Population.Service.Sorting = sortedToMild
	if s.Check() == nil {
		t.Error("therapists are sorted by a severity in which clinics do not differ")
	}
}

// Who works where, and who is treated by whom, does not depend on the number of patients.
func TestSortedClinicsAreAddressed(t *testing.T) {
	run := func(patients int64) *record.Rows {
		s := lively(patients, 1)
		v := &s.Setting.Population.Service
		v.Sorting, v.ClinicSeverity, v.Training, v.TrainingFadesWeek = sortedToSevere, 0.4, 1, 10
		v.PreferenceShare, s.Setting.Population.Assignment = 0.6, byApproach
		return simulated(t, s)
	}
	few, many := run(90), run(200)
	for i := range few.Sessions {
		if !record.Same(&few.Sessions[i], &many.Sessions[i]) {
			t.Fatalf("session %d differs with more patients:\n%+v\n%+v", i, few.Sessions[i], many.Sessions[i])
		}
	}
}

// Who prefers an approach gets it as long as there are places.
func TestAssignmentByApproach(t *testing.T) {
	s := lively(10, 1)
	s.Setting.Population.Assignment, s.Setting.Population.Service.PreferenceShare = byApproach, 0.5
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	q, m := s.people, &s.Setting.Model
	met, unmet, none := 0, 0, 0
	var c clinic
	for k := range int64(30) {
		q.clinic(&c, m, s.Seed, 0, k)
		left := map[bool]int{}
		for i := range c.therapists {
			left[c.therapists[i].CBT] += c.therapists[i].Caseload
		}
		for place := range int(q.clinicPlaces()) {
			id := k*q.clinicPlaces() + int64(place)
			p := q.patient(m, luck.Of(s.Seed, 0, luck.Patient, id), id, 0)
			got := c.therapists[c.assigned(place)].CBT
			switch wished := p.Prefers == sim.PrefersCBT; {
			case p.Prefers == sim.NoPreference:
				none++
			case got == wished:
				met++
			case left[wished] > 0:
				t.Errorf("clinic %d, place %d: a place in the approach preferred was free", k, place)
			default:
				unmet++
			}
			left[got]--
		}
	}
	if n := float64(met + unmet + none); !(math.Abs(float64(none)/n-0.5) <= 4.5*0.5/math.Sqrt(n)) || met < 3*unmet {
		t.Errorf("%d met, %d not, %d without a preference", met, unmet, none)
	}
}

// By hand: half after ten weeks, and nothing before it took place.
func TestTrainingOverTheCalendar(t *testing.T) {
	s := defaultService()
	s.Training, s.TrainingWeek, s.TrainingFadesWeek, s.Arrivals = 0.8, 4, 10, 2
	for _, c := range []struct{ patients, week, want float64 }{{0, 3, 0}, {0, 4, 0.8}, {0, 14, 0.4}, {0, 24, 0.2}} {
		if got := s.trained(c.patients, c.week-s.TrainingWeek); !(math.Abs(got-c.want) <= 1e-12) {
			t.Errorf("week %g: %g, want %g", c.week, got, c.want)
		}
	}
	s.TrainingBuildsWeek, s.TrainingFadesWeek = 10, 0
	if got := s.trained(0, 20); !(math.Abs(got-0.6) <= 1e-12) {
		t.Errorf("built up to %g, want 0.6", got)
	}
	s.TrainingBuildsWeek, s.TrainingFades = 0, 3 // and over patients since then
	one := []sim.Therapist{{Caseload: 10}, {Caseload: 20}}
	got := s.train(nil, one, 0, 5, 10)
	if !(math.Abs(got[0].RepairSkill-0.4) <= 1e-12) || !(math.Abs(got[1].RepairSkill-0.2) <= 1e-12) || one[0].RepairSkill != 0 {
		t.Errorf("after three patients since the training: %+v", got)
	}
}

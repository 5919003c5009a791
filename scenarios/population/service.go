package population

import (
	"math"

	"rapport/sim"
	"rapport/sim/luck"
)

// Service is how clinics are run, and what changes over a therapist's patients. As
// shipped, none of it has any effect.
type Service struct {
	MatchPatient   float64 // trait of patients for assignment by traits, of sim.PatientTraitNames
	MatchTherapist float64 // trait of therapists, of sim.TherapistTraitNames
	MatchOpposite  float64 // 1: as near to the contrary as can be
	Choosers       float64 // share of the patients whose match counts
	Places         float64 // patients whom a therapist sees at a time; 0: as many as come
	Arrivals       float64 // weeks from one patient of a therapist to the next, where places are limited
	ClinicSD       float64 // SD of what the therapists of a clinic have in common
	LoadFrom       float64 // caseload from which on load costs presence
	LoadCost       float64 // SD of warmth and empathy for ten patients more
	Training       float64 // SD that a training adds to a trait
	TrainingTrait  float64 // of sim.TherapistTraitNames
	TrainingBuilds float64 // patients after whom half of it is learned; 0: at once
	TrainingFades  float64 // patients after whom half of it is gone; 0: never
}

func defaultService() Service {
	return Service{MatchPatient: 9, MatchTherapist: 6, Choosers: 1, Arrivals: 1, LoadFrom: 20, TrainingTrait: 4}
}

func (s *Service) params() []sim.Param {
	const A = sim.Assumed
	return []sim.Param{
		{Name: "population.match_patient", Value: &s.MatchPatient, Unit: "choice", Min: 0, Max: float64(len(sim.PatientTraitNames) - 1), Grade: A, Meaning: "trait of the patient for assignment by traits", Choices: sim.PatientTraitNames},
		{Name: "population.match_therapist", Value: &s.MatchTherapist, Unit: "choice", Min: 0, Max: float64(len(sim.TherapistTraitNames) - 1), Grade: A, Meaning: "trait of the therapist for assignment by traits", Choices: sim.TherapistTraitNames},
		{Name: "population.match_opposite", Value: &s.MatchOpposite, Unit: "choice", Min: 0, Max: 1, Grade: A, Meaning: "assignment by traits seeks the contrary instead of the like", Choices: []string{"off", "on"}},
		{Name: "population.choosers", Value: &s.Choosers, Unit: "proportion", Min: 0, Max: 1, Grade: A, Meaning: "share of the patients whose wish counts in assignment by match or traits; the others take any free place"},
		{Name: "population.places", Value: &s.Places, Unit: "patients", Min: 0, Max: 200, Grade: A, Meaning: "patients whom a therapist sees at a time; the others wait their turn; 0: as many as come"},
		{Name: "population.arrivals", Value: &s.Arrivals, Unit: "weeks", Min: 0, Max: 52, Grade: A, Meaning: "time from one patient of a therapist to the next, where places are limited"},
		{Name: "population.clinic_sd", Value: &s.ClinicSD, Unit: "SD", Min: 0, Max: 3, Grade: A, Meaning: "spread between clinics of the own effect of their therapists; 0: clinics do not differ"},
		{Name: "population.load_from", Value: &s.LoadFrom, Unit: "patients", Min: 0, Max: 200, Grade: A, Meaning: "caseload above which load costs presence"},
		{Name: "population.load_cost", Value: &s.LoadCost, Unit: "SD", Min: 0, Max: 2, Grade: A, Meaning: "warmth and empathy that each ten patients above that cost; 0: load has no effect, as no finding gives a number"},
		{Name: "population.training", Value: &s.Training, Unit: "SD", Min: -3, Max: 3, Grade: A, Meaning: "what a training adds to a trait of all therapists"},
		{Name: "population.training_trait", Value: &s.TrainingTrait, Unit: "choice", Min: 0, Max: float64(len(sim.TherapistTraitNames) - 1), Grade: A, Meaning: "the trait that is trained", Choices: sim.TherapistTraitNames},
		{Name: "population.training_builds", Value: &s.TrainingBuilds, Unit: "patients", Min: 0, Max: 200, Grade: A, Meaning: "patients of a therapist after whom half of the training is learned; 0: at once"},
		{Name: "population.training_fades", Value: &s.TrainingFades, Unit: "patients", Min: 0, Max: 200, Grade: A, Meaning: "patients of a therapist after whom half of the training is gone; 0: it lasts"},
	}
}

// matching is the pair of traits for assignment.
func (s *Service) matching() sim.Matching {
	return sim.Matching{Patient: int(s.MatchPatient), Therapist: int(s.MatchTherapist), Opposite: s.MatchOpposite != 0}
}

// settle gives the therapists of a clinic what they have in common, and takes what
// their caseloads cost.
func (s *Service) settle(therapists []sim.Therapist, n *luck.Noise) {
	if s.ClinicSD == 0 && s.LoadCost == 0 {
		return
	}
	common := s.ClinicSD * n.Normal(luck.ClinicEffect)
	for i := range therapists {
		t := &therapists[i]
		t.Effect += common
		t.Record += common
		cost := s.LoadCost * max(0, float64(t.Caseload)-s.LoadFrom) / 10
		t.Warmth -= cost
		t.Empathy -= cost
	}
}

// trained is what the training adds after so many patients:
//
//	Training · (1 − 2^(−patients/Builds)) · 2^(−patients/Fades)
func (s *Service) trained(patients float64) float64 {
	x := s.Training
	if s.TrainingBuilds > 0 {
		x *= 1 - math.Exp2(-patients/s.TrainingBuilds)
	}
	if s.TrainingFades > 0 {
		x *= math.Exp2(-patients / s.TrainingFades)
	}
	return x
}

// train gives the therapists of a clinic what the training adds when the one at seat
// at has seen so many patients; the others have seen the same share of theirs.
func (s *Service) train(to, therapists []sim.Therapist, at, patients int) []sim.Therapist {
	to = append(to[:0], therapists...)
	share := float64(patients) / float64(therapists[at].Caseload)
	for i := range to {
		*trait(&to[i], int(s.TrainingTrait)) += s.trained(share * float64(to[i].Caseload))
	}
	return to
}

// trait is the place of a trait of sim.TherapistTraitNames.
func trait(t *sim.Therapist, k int) *float64 {
	return []*float64{&t.Warmth, &t.Empathy, &t.Genuineness, &t.Flexibility, &t.RepairSkill, &t.Competence, &t.Directiveness}[k]
}

// wait is how many weeks the patient who is number rank (0 the first) of a therapist
// waits, where each of Places is taken for so many weeks as are planned:
//
//	start(k) = max(k·Arrivals, start(k − Places) + planned),   wait = start(k) − k·Arrivals
func (s *Service) wait(rank int, planned float64) float64 {
	if s.Places == 0 {
		return 0
	}
	start := 0.0
	for k := rank % int(s.Places); k <= rank; k += int(s.Places) {
		arrives := float64(k) * s.Arrivals
		if k < int(s.Places) {
			start = arrives
		} else {
			start = max(arrives, start+planned)
		}
	}
	return start - float64(rank)*s.Arrivals
}

// plannedWeeks is how long a planned treatment keeps a place.
func plannedWeeks(m *sim.Model) (weeks float64) {
	for t := 1; t <= int(m.Care.Sessions); t++ {
		weeks += m.Frequency.Gap(t)
	}
	return weeks
}

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

	TrainingWeek       float64 // week of the calendar in which it takes place
	TrainingBuildsWeek float64 // weeks after it until half of it is learned; 0: at once
	TrainingFadesWeek  float64 // weeks after it until half of it is gone; 0: never

	Sorting        float64 // how therapists come to clinics, of sortings
	SortingTrait   float64 // the trait that is sought, of sim.TherapistTraitNames, or after them the record
	SortingPull    float64 // how closely they come by it: 1 wholly, 0 by chance
	District       float64 // clinics among which therapists are sorted
	ClinicSeverity float64 // SD between clinics of the severity at intake, in SD among patients

	PreferenceShare float64 // share of the patients who prefer an approach
	PreferenceCBT   float64 // share of these who prefer CBT
}

// How therapists come to clinics, in the order of the choices of
// population.clinic_sorting.
const (
	sortedByChance = iota
	sortedByTrait  // those with most of it to the first clinic of a district
	sortedToSevere // … to the clinic with the most severe patients
	sortedToMild   // … to that with the least severe
)

func defaultService() Service {
	return Service{MatchPatient: 9, MatchTherapist: 6, Choosers: 1, Arrivals: 1, LoadFrom: 20, TrainingTrait: 4,
		SortingTrait: float64(len(sim.TherapistTraitNames)), SortingPull: 1, District: 4, PreferenceCBT: 0.5}
}

func (s *Service) params() []sim.Param {
	const A = sim.Assumed
	return []sim.Param{
		{Name: "population.match_patient", Value: &s.MatchPatient, Unit: "choice", Min: 0, Max: float64(len(sim.PatientTraitNames) - 1), Grade: A, Meaning: "trait of the patient for assignment by traits", Choices: sim.PatientTraitNames},
		{Name: "population.match_therapist", Value: &s.MatchTherapist, Unit: "choice", Min: 0, Max: float64(len(sim.TherapistTraitNames) - 1), Grade: A, Meaning: "trait of the therapist for assignment by traits", Choices: sim.TherapistTraitNames},
		{Name: "population.match_opposite", Value: &s.MatchOpposite, Unit: "choice", Min: 0, Max: 1, Grade: A, Meaning: "assignment by traits seeks the contrary instead of the like", Choices: []string{"off", "on"}},
		{Name: "population.choosers", Value: &s.Choosers, Unit: "proportion", Min: 0, Max: 1, Grade: A, Meaning: "share of the patients whose wish counts in assignment by match, traits or approach; the others take any free place"},
		{Name: "population.places", Value: &s.Places, Unit: "patients", Min: 0, Max: 200, Grade: A, Meaning: "patients whom a therapist sees at a time, each for as long as is planned at the beginning, whatever rules do later; the others wait their turn; 0: as many as come"},
		{Name: "population.arrivals", Value: &s.Arrivals, Unit: "weeks", Min: 0, Max: 52, Grade: A, Meaning: "time from one patient of a therapist to the next, where places are limited or a training follows the calendar"},
		{Name: "population.clinic_sd", Value: &s.ClinicSD, Unit: "SD", Min: 0, Max: 3, Grade: A, Meaning: "spread between clinics of the own effect of their therapists; 0: clinics do not differ"},
		{Name: "population.load_from", Value: &s.LoadFrom, Unit: "patients", Min: 0, Max: 200, Grade: A, Meaning: "caseload above which load costs presence"},
		{Name: "population.load_cost", Value: &s.LoadCost, Unit: "SD", Min: 0, Max: 2, Grade: A, Meaning: "warmth and empathy that each ten patients above that cost; 0: load has no effect, as no finding gives a number"},
		{Name: "population.training", Value: &s.Training, Unit: "SD", Min: -3, Max: 3, Grade: A, Meaning: "what a training adds to a trait of all therapists"},
		{Name: "population.training_trait", Value: &s.TrainingTrait, Unit: "choice", Min: 0, Max: float64(len(sim.TherapistTraitNames) - 1), Grade: A, Meaning: "the trait that is trained", Choices: sim.TherapistTraitNames},
		{Name: "population.training_builds", Value: &s.TrainingBuilds, Unit: "patients", Min: 0, Max: 200, Grade: A, Meaning: "patients of a therapist after whom half of the training is learned; 0: at once"},
		{Name: "population.training_fades", Value: &s.TrainingFades, Unit: "patients", Min: 0, Max: 200, Grade: A, Meaning: "patients of a therapist after whom half of the training is gone; 0: it lasts"},
		{Name: "population.training_week", Value: &s.TrainingWeek, Unit: "weeks", Min: 0, Max: 520, Grade: A, Meaning: "week of the study's calendar in which the training takes place; patients who come before it meet the untrained therapist"},
		{Name: "population.training_builds_weeks", Value: &s.TrainingBuildsWeek, Unit: "weeks", Min: 0, Max: 520, Grade: A, Meaning: "weeks after the training until half of it is learned; 0: at once"},
		{Name: "population.training_fades_weeks", Value: &s.TrainingFadesWeek, Unit: "weeks", Min: 0, Max: 520, Grade: A, Source: "schwalbe2014", Meaning: "weeks after the training until half of it is gone; 0: it lasts. Without coaching .46 of .76 SD were left after 26 weeks, which is half after 36"},
		{Name: "population.clinic_sorting", Value: &s.Sorting, Unit: "choice", Min: 0, Max: 3, Grade: A, Meaning: "how therapists come to the clinics of a district: by chance; those highest on a trait to the first clinic; to the clinic with the most severe patients; to that with the least severe", Choices: []string{"random", "trait", "severe", "mild"}},
		{Name: "population.clinic_trait", Value: &s.SortingTrait, Unit: "choice", Min: 0, Max: float64(len(sim.TherapistTraitNames)), Grade: A, Meaning: "the trait by which clinics seek therapists", Choices: append(sim.TherapistTraitNames[:len(sim.TherapistTraitNames):len(sim.TherapistTraitNames)], "record")},
		{Name: "population.clinic_pull", Value: &s.SortingPull, Unit: "proportion", Min: 0, Max: 1, Grade: A, Meaning: "how closely therapists come to clinics by that trait: 1 wholly, 0 by chance"},
		{Name: "population.district", Value: &s.District, Unit: "clinics", Min: 2, Max: 50, Grade: A, Meaning: "clinics among which therapists are sorted"},
		{Name: "population.clinic_severity", Value: &s.ClinicSeverity, Unit: "SD", Min: 0, Max: 0.9, Grade: A, Source: "firth2023", Meaning: "spread between clinics of the latent severity at intake, in SD among all patients, whose distribution it leaves as it is; 0: clinics have the same patients"},
		{Name: "population.preference_share", Value: &s.PreferenceShare, Unit: "proportion", Min: 0, Max: 1, Grade: A, Meaning: "share of the patients who prefer one of the two approaches"},
		{Name: "population.preference_cbt", Value: &s.PreferenceCBT, Unit: "proportion", Min: 0, Max: 1, Grade: A, Meaning: "share of these who prefer CBT"},
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

// prefers is the approach that a patient would like, by a uniform number.
func (s *Service) prefers(u float64) sim.Preference {
	switch {
	case u >= s.PreferenceShare:
		return sim.NoPreference
	case u < s.PreferenceShare*s.PreferenceCBT:
		return sim.PrefersCBT
	}
	return sim.PrefersPsychodynamic
}

// trained is what the training adds after so many patients n and so many weeks w since
// it took place; nothing before it:
//
//	Training · (1 − 2^(−n/Builds)) · 2^(−n/Fades) · (1 − 2^(−w/BuildsWeeks)) · 2^(−w/FadesWeeks)
//
// A factor whose half-life is 0 is left out.
func (s *Service) trained(patients, weeks float64) float64 {
	if weeks < 0 {
		return 0
	}
	x := s.Training
	for _, half := range []struct{ at, builds, fades float64 }{{patients, s.TrainingBuilds, s.TrainingFades}, {weeks, s.TrainingBuildsWeek, s.TrainingFadesWeek}} {
		if half.builds > 0 {
			x *= 1 - math.Exp2(-half.at/half.builds)
		}
		if half.fades > 0 {
			x *= math.Exp2(-half.at / half.fades)
		}
	}
	return x
}

// train gives the therapists of a clinic what the training adds when the one at seat
// at has seen so many patients by a week of the calendar; the others have seen the same
// share of theirs. Patients count from the training on.
func (s *Service) train(to, therapists []sim.Therapist, at, patients int, week float64) []sim.Therapist {
	to = append(to[:0], therapists...)
	since := float64(patients)
	if s.TrainingWeek > 0 && s.Arrivals > 0 {
		since = max(0, since-s.TrainingWeek/s.Arrivals)
	}
	share := since / float64(therapists[at].Caseload)
	for i := range to {
		*trait(&to[i], int(s.TrainingTrait)) += s.trained(share*float64(to[i].Caseload), week-s.TrainingWeek)
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

// PlannedWeeks is how long a planned treatment lasts, and keeps a place, in weeks: from its
// first session to the gap after the last.
func PlannedWeeks(m *sim.Model) (weeks float64) {
	for t := 1; t <= int(m.Care.Sessions); t++ {
		weeks += m.Frequency.Gap(t)
	}
	return weeks
}

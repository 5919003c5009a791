package population

import "rapport/sim"

// pair is a correlation between two traits of one person.
type pair struct {
	a, b int
	r    float64
}

// Population says who the patients and therapists are.
type Population struct {
	SeverityMean             float64 // latent, PHQ-9 points
	SeveritySD               float64
	Screening                float64 // smallest PHQ-9 at screening; 0: none
	ScreeningWeeks           float64 // from screening to intake
	AllianceToSymptomsSpread float64 // SD of the log of the personal strength
	SymptomsToAllianceSpread float64
	Traits                   [len(shaped)]Trait // the patients' traits, as shaped lists them
	Correlations             []pair

	CaseloadMin           float64
	CaseloadMax           float64
	ClinicPairs           float64
	Assignment            float64 // 0 random, 1 match, 2 record, 3 traits, 4 approach
	Service               Service
	TherapistTraits       [len(shapedOfTherapists)]Trait
	TherapistCorrelations []pair
}

// DefaultPopulation is routine care: patients referred for depression.
func DefaultPopulation() Population {
	p := Population{
		SeverityMean: 15.5, SeveritySD: 5, ScreeningWeeks: 2,
		AllianceToSymptomsSpread: 0.5, SymptomsToAllianceSpread: 0.5,
		CaseloadMin: 10, CaseloadMax: 30, ClinicPairs: 3, Service: defaultService(),
		Correlations: []pair{
			{agreeableness, neuroticism, -0.3}, {agreeableness, extraversion, 0.25},
			{agreeableness, conscientiousness, 0.35}, {agreeableness, openness, 0.2},
			{neuroticism, extraversion, -0.3}, {neuroticism, conscientiousness, -0.35},
			{neuroticism, openness, -0.15}, {extraversion, conscientiousness, 0.25},
			{extraversion, openness, 0.35}, {conscientiousness, openness, 0.2},
			{neuroticism, attachmentAnxiety, 0.4}, {agreeableness, attachmentAvoidance, -0.2},
			{attachmentAvoidance, attachmentAnxiety, 0.2}, {attachmentAvoidance, disclosure, -0.35},
			{extraversion, disclosure, 0.2}, {neuroticism, severity, 0.3},
			{agreeableness, leniency, 0.15}, {expectations, leniency, 0.25},
			{expectations, naturalCourse, 0.15}, {leniency, naturalCourse, 0.05},
			{expectations, severity, -0.1}, {allianceToSymptoms, symptomsToAlliance, 0.4},
		},
		TherapistCorrelations: []pair{
			{warmth, empathy, 0.5}, {warmth, genuineness, 0.5}, {empathy, genuineness, 0.5},
			{empathy, flexibility, 0.3}, {empathy, repairSkill, 0.4}, {flexibility, repairSkill, 0.4},
			{competence, flexibility, 0.2}, {competence, repairSkill, 0.2},
		},
	}
	for i := range p.Traits {
		p.Traits[i].SD = 1
	}
	for i := range p.TherapistTraits {
		p.TherapistTraits[i].SD = 1
	}
	return p
}

// Params lists every parameter of the population; the rows point into p.
func (p *Population) Params() []sim.Param {
	const A = sim.Assumed
	rows := []sim.Param{
		{Name: "population.severity_mean", Value: &p.SeverityMean, Unit: "points", Min: 4, Max: 23, Grade: sim.Derived, Source: "O23", Meaning: "mean latent severity at intake (before any screening)"},
		{Name: "population.severity_sd", Value: &p.SeveritySD, Unit: "points", Min: 0.5, Max: 8, Grade: sim.Derived, Source: "O23", Meaning: "its standard deviation; fluctuation and error add to it, so that the PHQ-9 at intake comes near the published 5.5 to 6"},
		{Name: "population.screening_phq9", Value: &p.Screening, Unit: "points", Min: 0, Max: 20, Grade: A, Meaning: "smallest PHQ-9 at the screening before intake with which a patient enters the study; 0: no screening"},
		{Name: "population.screening_weeks", Value: &p.ScreeningWeeks, Unit: "weeks", Min: 0, Max: 26, Grade: A, Meaning: "time from screening to intake"},
		{Name: "population.alliance_to_symptoms_spread", Value: &p.AllianceToSymptomsSpread, Unit: "log", Min: 0, Max: 1.5, Grade: A, Source: "zilchamano2017", Meaning: "differences between patients in how much the alliance moves symptoms (SD of the log)"},
		{Name: "population.symptoms_to_alliance_spread", Value: &p.SymptomsToAllianceSpread, Unit: "log", Min: 0, Max: 1.5, Grade: A, Meaning: "… in how much symptoms move the alliance"},
		{Name: "population.caseload_min", Value: &p.CaseloadMin, Unit: "patients", Min: 1, Max: 200, Grade: A, Meaning: "smallest caseload; its size has no effect by itself (population.load_cost)"},
		{Name: "population.caseload_max", Value: &p.CaseloadMax, Unit: "patients", Min: 1, Max: 200, Grade: A, Meaning: "largest caseload; its size has no effect by itself (population.load_cost)"},
		{Name: "population.clinic_pairs", Value: &p.ClinicPairs, Unit: "pairs of therapists", Min: 1, Max: 20, Grade: A, Meaning: "size of a clinic, within which patients are assigned and transferred"},
	}
	rows = append(rows, sim.Param{Name: "population.assignment", Value: &p.Assignment, Unit: "choice", Min: 0, Max: 4, Grade: A,
		Meaning: "who treats whom within a clinic: as they come; the therapist at the least mismatch (match.strength), by directiveness and by the flexibility that adapts it away; the most severe to the therapists with the best record; the therapist whose trait fits best (match_patient, match_therapist); a therapist who works in the approach that the patient prefers (preference_share)",
		Choices: []string{"random", "match", "record", "traits", "approach"}})
	rows = append(rows, p.Service.params()...)
	rows = traitRows(rows, "population.", p.Traits[:], PatientTraits[:], shaped[:], "of patients")
	rows = traitRows(rows, "population.therapist_", p.TherapistTraits[:], TherapistTraits[:], shapedOfTherapists[:], "of therapists")
	rows = pairRows(rows, "population.correlation_", p.Correlations, PatientTraits[:])
	return pairRows(rows, "population.therapist_correlation_", p.TherapistCorrelations, TherapistTraits[:])
}

func pairRows(rows []sim.Param, prefix string, pairs []pair, traits []TraitText) []sim.Param {
	for i := range pairs {
		c := &pairs[i]
		rows = append(rows, sim.Param{Name: prefix + traits[c.a].Key + "_" + traits[c.b].Key, Value: &c.r, Unit: "correlation",
			Min: -0.9, Max: 0.9, Grade: sim.Assumed, Meaning: "correlation of " + words(traits[c.a].Key) + " and " + words(traits[c.b].Key)})
	}
	return rows
}

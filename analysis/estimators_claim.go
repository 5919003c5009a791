package analysis

import "rapport/analysis/data"

// claimEstimators compare scenarios and raters, for the claims of the theory.
var claimEstimators = []estimator{
	{EstimatorInfo{"contrast_low_d",
		"Standardised difference of the last PHQ-9 between two scenarios, among patients whose early alliance in the second is low; above zero where the first ends lower.",
		twins, []Argument{numberArgument("below", "3.5", "mean WAI-SR of sessions 3 and 4 below which patients count; 0: all")},
		[]string{"patients.phq9_last", "sessions.wai_patient"}},
		func(a arguments, d []*data.Data) Result { return contrastLow(d[0], d[1], a.number("below")) }},
	{EstimatorInfo{"alliance_contrast_d",
		"Standardised difference of the alliance between two scenarios of the same patients, above zero where the first is higher.",
		twins, []Argument{measureArgument("measure", data.WAIPatient, "whose rating of which scale"), setArgument("3", "sessions averaged")}, nil},
		func(a arguments, d []*data.Data) Result {
			return allianceContrast(d[0], d[1], a.measure("measure"), a.sessions("sessions"))
		}},
	{EstimatorInfo{"ownership_d",
		"Standardised difference of agreement on goals times hope, what carries effort between sessions, between two scenarios of the same patients; above zero where the first is higher.",
		twins, []Argument{setArgument("3", "sessions averaged")}, []string{"sessions.true_goals", "sessions.true_hope"}},
		func(a arguments, d []*data.Data) Result { return ownershipContrast(d[0], d[1], a.sessions("sessions")) }},
	{EstimatorInfo{"couplings_r",
		"Correlation of the personal strengths of the two couplings between alliance and symptoms.",
		one, nil, []string{"patients.alliance_to_symptoms", "patients.symptoms_to_alliance"}},
		func(_ arguments, d []*data.Data) Result { return couplingsTogether(d[0]) }},
	{EstimatorInfo{"interaction_d",
		"Standardised difference of the last PHQ-9 between the first two scenarios minus that between the other two.",
		[]string{"first", "second", "first without", "second without"}, nil, []string{"patients.phq9_last"}},
		func(_ arguments, d []*data.Data) Result { return interaction(d[0], d[1], d[2], d[3]) }},
	{EstimatorInfo{"view_gain",
		"How much better the patient's rating of the alliance predicts than the therapist's, between patients or within them.",
		one, []Argument{{"level", ChoiceArgument, "between", []string{"between", "within"}, "what is predicted: improvement, or the next symptoms"}},
		[]string{"patients.phq9_intake", "patients.phq9_last", "sessions.phq9", "sessions.wai_patient", "sessions.wai_therapist"}},
		func(a arguments, d []*data.Data) Result { return viewGain(d[0], a.choice("level") == "within") }},
	{EstimatorInfo{"both_strong_d",
		"Standardised difference in improvement between patients whose alliance is strong by both raters and by one alone.",
		one, nil, []string{"patients.phq9_intake", "patients.phq9_last", "sessions.wai_patient", "sessions.wai_therapist"}},
		func(_ arguments, d []*data.Data) Result { return bothStrong(d[0]) }},
	{EstimatorInfo{"alliance_over_approach",
		"Correlation of the alliance with improvement minus that of the approach.",
		one, nil, []string{"patients.phq9_intake", "patients.phq9_last", "patients.approach", "sessions.wai_patient"}},
		func(_ arguments, d []*data.Data) Result { return allianceOverApproach(d[0]) }},
	{EstimatorInfo{"growth_share",
		"Share of the rise of a rating from session 1 to a late session that is reached at an early one.",
		one, []Argument{
			measureArgument("measure", data.WAIPatientBond, "whose rating of which scale"),
			countArgument("early", "4", "early session"), countArgument("late", "10", "late session")}, nil},
		func(a arguments, d []*data.Data) Result {
			return growthShare(d[0], a.measure("measure"), a.count("early"), a.count("late"))
		}},
}

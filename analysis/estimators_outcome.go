package analysis

import "rapport/analysis/data"

var endpoint = []string{"patients.phq9_intake", "patients.phq9_last"}

// outcomeEstimators relate something to outcome.
var outcomeEstimators = []estimator{
	{EstimatorInfo{"alliance_outcome_r",
		"Correlation of the alliance, averaged over sessions, with improvement (intake minus last PHQ-9), one row per patient.",
		one, []Argument{
			measureArgument("measure", data.WAIPatient, "whose rating of which scale"),
			setArgument("3-4", "sessions averaged"),
			countArgument("min_sessions", "4", "patients with fewer sessions stay out"),
			adjustArgument}, endpoint},
		func(a arguments, d []*data.Data) Result {
			return allianceOutcome(d[0], allianceQuery{a.measure("measure"), a.sessions("sessions"),
				a.count("min_sessions"), adjustment(a.choice("adjust"))})
		}},
	{EstimatorInfo{"averaging_gain",
		"How much better the alliance averaged over many sessions predicts improvement than that of few: the difference of the two correlations, same patients.",
		one, []Argument{
			measureArgument("measure", data.WAIPatient, "whose rating of which scale"),
			{"few", SetArgument, "3", nil, "sessions of the first correlation"},
			{"many", SetArgument, "1-5", nil, "sessions of the second correlation"},
			countArgument("min_sessions", "5", "patients with fewer sessions stay out")}, endpoint},
		func(a arguments, d []*data.Data) Result {
			return averagingGain(d[0], a.measure("measure"), a.sessions("few"), a.sessions("many"), a.count("min_sessions"))
		}},
	{EstimatorInfo{"perceived_outcome_r",
		"Correlation of the patient's report of the therapist after session 3 with improvement.",
		one, []Argument{
			{"of", ChoiceArgument, string(empathy), words(empathy, regard, genuineness), "what is reported"},
			adjustArgument}, endpoint},
		func(a arguments, d []*data.Data) Result {
			return perceivedOutcome(d[0], perceived(a.choice("of")), adjustment(a.choice("adjust")))
		}},
	{EstimatorInfo{"repair_outcome_r",
		"Correlation of the share of a patient's ruptures that were resolved with improvement, among patients with a rupture.",
		one, []Argument{adjustArgument},
		[]string{"patients.phq9_intake", "patients.phq9_last", "patients.ruptures", "patients.ruptures_resolved"}},
		func(a arguments, d []*data.Data) Result {
			return repairOutcome(d[0], adjustment(a.choice("adjust")))
		}},
	{EstimatorInfo{"therapist_share",
		"Therapists' share of the variance of the last PHQ-9 adjusted for intake (one-way random effects).",
		one, []Argument{
			countArgument("min_patients", "20", "therapists with fewer patients stay out"),
			countArgument("min_therapists", "50", "fewer therapists give a warning")},
		[]string{"patients.phq9_intake", "patients.phq9_last", "patients.therapist"}},
		func(a arguments, d []*data.Data) Result {
			return therapistShare(d[0], a.count("min_patients"), a.count("min_therapists"))
		}},
	{EstimatorInfo{"cross_lag",
		"Within-patient cross-lagged effect between alliance and symptoms, standardised; person-centred or detrended, mean course removed.",
		one, []Argument{
			{"direction", ChoiceArgument, string(AllianceToSymptoms), words(AllianceToSymptoms, SymptomsToAlliance), "which effect"},
			measureArgument("measure", data.WAIPatient, "the alliance score"),
			windowArgument("1-7", "sessions that enter"),
			countArgument("min_answers", "3", "patients with fewer answers of either score stay out"),
			{"centre", ChoiceArgument, "mean", []string{"mean", "trend"}, "take out the patient's own mean, or straight line"}},
		[]string{"sessions.phq9"}},
		func(a arguments, d []*data.Data) Result {
			return CrossLag(d[0], LagQuery{Lag(a.choice("direction")), a.measure("measure"), a.window("window"),
				a.count("min_answers"), a.choice("centre") == "trend"})
		}},
	{EstimatorInfo{"agreeableness_path",
		"Indirect effect of agreeableness on improvement through the early patient-rated alliance, beside the therapist-rated one.",
		one, []Argument{
			setArgument("3-4", "sessions of the early alliance"),
			numberArgument("carry", "0.25", "share of the patient-rated path that the therapist-rated one may reach")},
		[]string{"patients.phq9_intake", "patients.phq9_last", "patients.agreeableness", "sessions.wai_patient", "sessions.wai_therapist"}},
		func(a arguments, d []*data.Data) Result {
			return agreeablenessPath(d[0], pathQuery{a.sessions("sessions"), a.number("carry")})
		}},
	{EstimatorInfo{"contrast_d",
		"Standardised difference of the last PHQ-9 between two scenarios of the same patients, above zero where the first ends lower.",
		twins, nil, []string{"patients.phq9_last"}},
		func(_ arguments, d []*data.Data) Result { return contrast(d[0], d[1]) }},
	{EstimatorInfo{"early_response_g",
		"Hedges' g of the last PHQ-9 between early responders and the rest, of patients who reached the session; above zero where early responders end lower.",
		one, []Argument{
			countArgument("session", "4", "early is by this session"),
			numberArgument("share", "0.3", "fall as a share of intake")},
		[]string{"patients.phq9_intake", "patients.phq9_last", "sessions.phq9"}},
		func(a arguments, d []*data.Data) Result {
			return earlyResponse(d[0], a.count("session"), a.number("share"))
		}},
	{EstimatorInfo{"improvement_length_r",
		"Correlation of the fall of PHQ-9 by session 4 with the number of sessions, among planned endings after four sessions or more.",
		one, nil, []string{"patients.phq9_intake", "patients.ending", "sessions.phq9"}},
		func(_ arguments, d []*data.Data) Result { return paceAndLength(d[0]) }},
	{EstimatorInfo{"recovery_length_r",
		"Correlation of the number of sessions with the share recovered after so many, among planned endings; beside it the shares after fewer and more.",
		one, []Argument{
			countArgument("points", "6", "smallest reliable change"),
			countArgument("cutoff", "10", "well is below; patients who start below stay out"),
			countArgument("min_patients", "10", "lengths after which fewer ended stay out")},
		[]string{"patients.phq9_intake", "patients.phq9_last", "patients.ending"}},
		func(a arguments, d []*data.Data) Result {
			return recoveryByLength(d[0], a.count("points"), a.count("cutoff"), a.count("min_patients"))
		}},
}

package analysis

import (
	"slices"

	"rapport/analysis/data"
)

func traitArgument(standard string) Argument {
	return Argument{"trait", ChoiceArgument, standard, words(traitNames...), "what the patient brings"}
}

// scaleArguments are those of estimators of an instrument's scales, which read scaleColumns.
var (
	scaleArguments = []Argument{
		{"instrument", ChoiceArgument, "calpas", words("calpas", "wai"), "CALPAS-P, or WAI-SR, both rated by the patient"},
		numberArgument("above", "0", "what all lie above"),
		numberArgument("below", "1", "what all lie below")}
	scaleColumns = slices.Concat(data.ItemColumns("wai", data.WAIItems), data.ItemColumns("calpas", data.CALPASItems))
)

// personEstimators describe what patients bring, how the alliance grows in them,
// and what their answers have in common.
var personEstimators = []estimator{
	{EstimatorInfo{"trait_alliance_r",
		"Correlation of a trait of the patient with the alliance, averaged over sessions.",
		one, []Argument{
			traitArgument("attachment_anxiety"),
			measureArgument("measure", data.WAIPatient, "whose rating of which scale"),
			setArgument("1-4", "sessions averaged")}, nil},
		func(a arguments, d []*data.Data) Result {
			return traitAlliance(d[0], trait(a.choice("trait")), a.measure("measure"), a.sessions("sessions"))
		}},
	{EstimatorInfo{"trait_outcome_r",
		"Correlation of a trait of the patient with improvement.",
		one, []Argument{traitArgument("expectations"), adjustArgument}, endpoint},
		func(a arguments, d []*data.Data) Result {
			return traitOutcome(d[0], trait(a.choice("trait")), adjustment(a.choice("adjust")))
		}},
	{EstimatorInfo{"trait_dropout_r",
		"Correlation of a trait of the patient with dropout.",
		one, []Argument{traitArgument("phq9_intake")}, []string{"patients.ending"}},
		func(a arguments, d []*data.Data) Result { return traitDropout(d[0], trait(a.choice("trait"))) }},
	{EstimatorInfo{"trait_matrix",
		"Correlation of neuroticism with PHQ-9 at intake; beside it the other traits with it and with each other.",
		one, nil, []string{"patients.neuroticism", "patients.agreeableness", "patients.conscientiousness",
			"patients.extraversion", "patients.openness", "patients.phq9_intake"}},
		func(_ arguments, d []*data.Data) Result { return traitMatrix(d[0]) }},
	{EstimatorInfo{"therapist_alliance_share",
		"Therapists' share of the variance of patients' mean alliance (one-way random effects).",
		one, []Argument{
			measureArgument("measure", data.WAIPatient, "the score"),
			countArgument("min_patients", "10", "therapists with fewer patients stay out"),
			countArgument("min_therapists", "50", "fewer therapists give a warning")}, []string{"patients.therapist"}},
		func(a arguments, d []*data.Data) Result {
			return therapistAllianceShare(d[0], a.measure("measure"), a.count("min_patients"), a.count("min_therapists"))
		}},
	{EstimatorInfo{"alliance_slope",
		"Mean of the patients' own slopes of the alliance on session.",
		one, []Argument{
			measureArgument("measure", data.WAIPatient, "the score"),
			windowArgument("1-7", "sessions that enter"),
			countArgument("min_answers", "3", "patients with fewer answers stay out")}, nil},
		func(a arguments, d []*data.Data) Result {
			return allianceSlope(d[0], a.measure("measure"), a.window("window"), a.count("min_answers"))
		}},
	{EstimatorInfo{"slope_by_outcome",
		"Mean slope of the alliance of responders minus that of non-responders, both with a planned ending; checks that responders rise more than these and than dropouts.",
		one, []Argument{
			measureArgument("measure", data.WAIPatient, "the score"),
			countArgument("min_answers", "4", "patients with fewer answers stay out")},
		[]string{"patients.phq9_intake", "patients.phq9_last", "patients.ending"}},
		func(a arguments, d []*data.Data) Result {
			return slopeByOutcome(d[0], a.measure("measure"), a.count("min_answers"))
		}},
	{EstimatorInfo{"alliance_pattern_share",
		"Share of patients whose series of alliance ratings shows a drop below the own level that is regained, one that is not, or none.",
		one, []Argument{
			measureArgument("measure", data.WAIPatient, "the score"),
			{"pattern", ChoiceArgument, string(repaired), words(repaired, unrepaired, noDrop), "what the series shows"},
			numberArgument("drop", "1", "fall that counts, in SD within patients"),
			countArgument("min_answers", "4", "patients with fewer answers stay out")}, nil},
		func(a arguments, d []*data.Data) Result {
			return patternShare(d[0], a.measure("measure"), pattern(a.choice("pattern")), a.number("drop"), a.count("min_answers"))
		}},
	{EstimatorInfo{"first_factor",
		"Share of the first eigenvalue among the patient's ratings of goals, tasks and bond, the smallest of the sessions; checks that it is large at each.",
		one, []Argument{
			setArgument("1,5,10", "sessions looked at"),
			numberArgument("share", "0.7", "smallest share of the first eigenvalue")},
		[]string{"sessions.wai_patient_goals", "sessions.wai_patient_tasks", "sessions.wai_patient_bond"}},
		func(a arguments, d []*data.Data) Result {
			return firstFactors(d[0], a.sessions("sessions"), a.number("share"))
		}},
	{EstimatorInfo{"bond_apart",
		"Correlation of the patient's ratings of goals and tasks minus the larger of theirs with the bond.",
		one, []Argument{countArgument("session", "3", "session")},
		[]string{"sessions.wai_patient_goals", "sessions.wai_patient_tasks", "sessions.wai_patient_bond"}},
		func(a arguments, d []*data.Data) Result { return bondApart(d[0], a.count("session")) }},
	{EstimatorInfo{"scale_alpha",
		"Mean of Cronbach's alphas of an instrument's scales at session 3; checks that each lies between two bounds; beside it that of all items.",
		one, scaleArguments, scaleColumns},
		func(a arguments, d []*data.Data) Result {
			return scaleAlpha(d[0], questionnaires[a.choice("instrument")], a.number("above"), a.number("below"))
		}},
	{EstimatorInfo{"scale_r",
		"Mean correlation of two scales of an instrument at session 3; checks that all lie between two bounds; beside it the smallest and the largest.",
		one, scaleArguments, scaleColumns},
		func(a arguments, d []*data.Data) Result {
			return scaleCorrelation(d[0], questionnaires[a.choice("instrument")], a.number("above"), a.number("below"))
		}},
	{EstimatorInfo{"item_r",
		"Mean correlation of two items of the PHQ-9 at intake; beside it standardised alpha.",
		one, nil, data.ItemColumns("phq9", data.PHQ9Items)},
		func(_ arguments, d []*data.Data) Result { return itemCorrelation(d[0]) }},
	{EstimatorInfo{"item_total",
		"Corrected item-total correlation of item 2 of the PHQ-9 minus that of item 9, at intake; checks that these are the highest and the lowest.",
		one, nil, data.ItemColumns("phq9", data.PHQ9Items)},
		func(_ arguments, d []*data.Data) Result { return itemTotal(d[0]) }},
}

package analysis

import "rapport/analysis/data"

// What estimators of the course by week read.
var (
	assessed = []string{"assessments.week", "assessments.phq9"}
	followed = append([]string{"patients.phq9_entry", "patients.phq9_intake", "patients.phq9_last", "patients.ending", "patients.weeks"}, assessed...)
)

// relapseArguments say what a relapse is.
func relapseArguments(further ...Argument) []Argument {
	return append([]Argument{
		countArgument("weeks", "52", "weeks after the last session"),
		countArgument("cutoff", "10", "well is below, ill at or above"),
		countArgument("rise", "6", "smallest rise above the last PHQ-9 in treatment"),
		{"well", ChoiceArgument, "responders", []string{"responders", "below"}, "who was well at the end, those who left unplanned aside: responders below the cut-off, or all below it"},
		{"at", ChoiceArgument, "one", []string{"one", "two"}, "ill at one assessment, or at two in a row"},
	}, further...)
}

func relapseQuery(a arguments) relapses {
	return relapses{Weeks: a.count("weeks"), Cutoff: a.count("cutoff"), Rise: a.count("rise"),
		Responders: a.choice("well") == "responders", Lasting: a.choice("at") == "two"}
}

// restrictedArguments say of which event the time is told.
var restrictedArguments = []Argument{
	{"event", ChoiceArgument, "remission", restrictedEvents, "leaving before a planned ending; the first PHQ-9 below 5; well: weeks in response before a relapse, 0 without response; relapse: of those in response at the landmark"},
	countArgument("until", "52", "week since entry up to which weeks count; everybody must be assessed then"),
	countArgument("landmark", "16", "week at which the clock of a relapse begins"),
}

func restrictedOf(a arguments) restrictedQuery {
	return restrictedQuery{a.choice("event"), a.count("until"), a.count("landmark")}
}

// followEstimators describe everybody at common weeks, and what comes after treatment.
var followEstimators = []estimator{
	{EstimatorInfo{"relapse_share",
		"Share of patients well at the planned end of treatment, and asked since, who relapse afterwards.",
		one, relapseArguments(), followed},
		func(a arguments, d []*data.Data) Result { return relapse(d[0], relapseQuery(a)) }},
	{EstimatorInfo{"relapse_hazard_ratio",
		"Ratio of the hazards of relapse with and without residual symptoms at the end of treatment.",
		one, relapseArguments(countArgument("residual", "5", "residual symptoms are a last PHQ-9 of this or more")), followed},
		func(a arguments, d []*data.Data) Result {
			return relapseHazard(d[0], relapseQuery(a), a.count("residual"))
		}},
	{EstimatorInfo{"relapse_early_share",
		"Share of the relapses that come early.",
		one, relapseArguments(countArgument("early", "26", "weeks after the last session that are early")), followed},
		func(a arguments, d []*data.Data) Result {
			return relapseEarly(d[0], relapseQuery(a), a.count("early"))
		}},
	{EstimatorInfo{"residual_relapse_r",
		"Correlation of the last PHQ-9 in treatment with relapse, of those well at the end.",
		one, relapseArguments(), followed},
		func(a arguments, d []*data.Data) Result { return residualRelapse(d[0], relapseQuery(a)) }},
	{EstimatorInfo{"well_share",
		"Share of everybody who answered that stands below the cut-off at a week, and at an earlier one.",
		one, []Argument{countArgument("week", "52", "since entry"), countArgument("before", "0", "the earlier week; 0: not asked"),
			countArgument("cutoff", "10", "well is below")}, assessed},
		func(a arguments, d []*data.Data) Result {
			return wellAt(d[0], a.count("week"), a.count("before"), a.count("cutoff"))
		}},
	{EstimatorInfo{"assessed_mean",
		"Mean PHQ-9 at a week of everybody who answered, and its SD.",
		one, []Argument{countArgument("week", "52", "since entry")}, assessed},
		func(a arguments, d []*data.Data) Result { return assessedMean(d[0], a.count("week")) }},
	{EstimatorInfo{"response_odds_ratio",
		"Ratio of the odds of response at a week, everybody who answered: first against second scenario.",
		twins, []Argument{countArgument("week", "52", "since entry")}, append([]string{"patients.phq9_entry"}, assessed...)},
		func(a arguments, d []*data.Data) Result { return responseOdds(d[0], d[1], a.count("week")) }},
	{EstimatorInfo{"assessed_difference",
		"Standardised difference of the PHQ-9 at a week, everybody who answered: how much lower the first scenario stands.",
		twins, []Argument{countArgument("week", "52", "since entry")}, assessed},
		func(a arguments, d []*data.Data) Result { return assessedDifference(d[0], d[1], a.count("week")) }},
	{EstimatorInfo{"variance_ratio",
		"Variance of the PHQ-9 at a week, everybody who answered: that in the first scenario over that in the second.",
		twins, []Argument{countArgument("week", "16", "since entry")}, assessed},
		func(a arguments, d []*data.Data) Result { return varianceRatio(d[0], d[1], a.count("week")) }},
	{EstimatorInfo{"difference_fades",
		"How much smaller that difference is at a later week.",
		twins, []Argument{countArgument("week", "16", "since entry"), countArgument("later", "52", "since entry")}, assessed},
		func(a arguments, d []*data.Data) Result {
			return differenceFades(d[0], d[1], a.count("week"), a.count("later"))
		}},
	{EstimatorInfo{"restricted_weeks",
		"Restricted mean time: weeks since entry without an event, or in response, up to a week, everybody; the score that latent severity gives stands in for a missing answer.",
		one, restrictedArguments, followed},
		func(a arguments, d []*data.Data) Result { return restrictedWeeks(d[0], restrictedOf(a)) }},
	{EstimatorInfo{"restricted_weeks_difference",
		"Difference in that time, patient by patient: first less second scenario.",
		twins, restrictedArguments, followed},
		func(a arguments, d []*data.Data) Result { return restrictedDifference(d[0], d[1], restrictedOf(a)) }},
	{EstimatorInfo{"dropouts_later",
		"How much more those who left unplanned improve afterwards than the others, in points, of those whose treatment ended before the week.",
		one, []Argument{countArgument("week", "52", "since entry")}, followed},
		func(a arguments, d []*data.Data) Result { return dropoutsLater(d[0], a.count("week")) }},
}

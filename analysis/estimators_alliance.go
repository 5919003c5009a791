package analysis

import "rapport/analysis/data"

// allianceEstimators describe alliance scores and those who give them.
var allianceEstimators = []estimator{
	{EstimatorInfo{"patient_share",
		"Share of variance of one session's score that lies between patients (one-way random effects), of patients with two answers or more.",
		one, []Argument{
			measureArgument("measure", data.WAIPatient, "the score"),
			setArgument("3-9", "sessions that enter")}, nil},
		func(a arguments, d []*data.Data) Result {
			return patientShare(d[0], a.measure("measure"), a.sessions("sessions"))
		}},
	{EstimatorInfo{"ceiling",
		"Skewness of a score at a session; checks that it is negative and that scores stand at the maximum.",
		one, []Argument{
			measureArgument("measure", data.WAIPatient, "the score"), sessionArgument,
			numberArgument("share", "0.02", "smallest share of scores at the maximum")}, nil},
		func(a arguments, d []*data.Data) Result {
			return ceiling(d[0], a.measure("measure"), a.count("session"), a.number("share"))
		}},
	{EstimatorInfo{"distribution",
		"Mean of a score at a session, with its standard deviation.",
		one, []Argument{measureArgument("measure", data.WAIPatient, "the score"), sessionArgument}, nil},
		func(a arguments, d []*data.Data) Result {
			return distribution(d[0], a.measure("measure"), a.count("session"))
		}},
	{EstimatorInfo{"rater_agreement_r",
		"Correlation of two raters' scores of the same session.",
		one, []Argument{
			measureArgument("a", data.WAIPatient, "first score"),
			measureArgument("b", data.WAITherapist, "second score"), sessionArgument}, nil},
		func(a arguments, d []*data.Data) Result {
			return raterAgreement(d[0], a.measure("a"), a.measure("b"), a.count("session"))
		}},
	{EstimatorInfo{"rater_difference_d",
		"Mean difference of two raters' scores of the same session, of patients rated by both, over the root of the mean of the two variances.",
		one, []Argument{
			measureArgument("a", data.WAIPatient, "first score"),
			measureArgument("b", data.WAITherapist, "second score"), sessionArgument}, nil},
		func(a arguments, d []*data.Data) Result {
			return raterDifference(d[0], a.measure("a"), a.measure("b"), a.count("session"))
		}},
	{EstimatorInfo{"rater_convergence",
		"Growth of two raters' correlation from an early to a late session, same patients.",
		one, []Argument{
			measureArgument("a", data.WAIPatient, "first score"),
			measureArgument("b", data.WAITherapist, "second score"),
			countArgument("early", "2", "early session"),
			countArgument("late", "10", "late session")}, nil},
		func(a arguments, d []*data.Data) Result {
			return convergence(d[0], a.measure("a"), a.measure("b"), a.count("early"), a.count("late"))
		}},
	{EstimatorInfo{"transfer_drop",
		"Drop of the alliance at a change of therapist, from the last two sessions before it to the first two after; checks that it drops and is regained.",
		one, []Argument{
			measureArgument("measure", data.WAIPatient, "the score"),
			countArgument("recover_by", "6", "regained within so many sessions with the new therapist")},
		[]string{"sessions.therapist"}},
		func(a arguments, d []*data.Data) Result {
			return transfer(d[0], a.measure("measure"), a.count("recover_by"))
		}},
}

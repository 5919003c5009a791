package analysis

import "rapport/analysis/data"

// ruptureColumns are what the ruptures table must have.
var ruptureColumns = []string{"ruptures.session_onset", "ruptures.kind", "sessions.wai_patient"}

// ruptureEstimators count ruptures and what follows them.
var ruptureEstimators = []estimator{
	{EstimatorInfo{"rupture_prevalence",
		"Share of sessions with a rupture reported by the rater, among those the rater answered for.",
		one, []Argument{{"rater", ChoiceArgument, string(byPatient), words(raters...), "who reports"}}, nil},
		func(a arguments, d []*data.Data) Result { return rupturePrevalence(d[0], rater(a.choice("rater"))) }},
	{EstimatorInfo{"rupture_report_order",
		"Rupture reports ordered patients, therapists, observers in a routine scenario; fewer in CBT than in psychodynamic therapy by each rater.",
		threeWays, nil, []string{"sessions.rupture_patient", "sessions.rupture_therapist", "sessions.rupture_observer"}},
		func(_ arguments, d []*data.Data) Result { return ruptureReportOrder(d[0], d[1], d[2]) }},
	{EstimatorInfo{"rupture_kinds",
		"Withdrawal ruptures outnumber confrontations; confrontation lowers the alliance more at once.",
		one, nil, ruptureColumns},
		func(_ arguments, d []*data.Data) Result { return ruptureKinds(d[0]) }},
	{EstimatorInfo{"recognition_effect",
		"Next-session alliance after recognised minus after unrecognised ruptures; the effect on next symptoms is smaller where recognised.",
		one, []Argument{{"when", ChoiceArgument, string(atOnset), words(atOnset, ever), "recognised in the session of onset, or at any time"}},
		[]string{"ruptures.session_onset", "ruptures.recognised", "ruptures.session_recognised", "sessions.wai_patient", "sessions.phq9"}},
		func(a arguments, d []*data.Data) Result {
			return recognitionDifference(d[0], recognitionWhen(a.choice("when")))
		}},
	{EstimatorInfo{"resolved_share",
		"Share of ruptures that were resolved, with the time it took and the alliance after against before.",
		one, nil, []string{"ruptures.session_onset", "ruptures.resolved", "ruptures.session_resolved", "sessions.wai_patient"}},
		func(_ arguments, d []*data.Data) Result { return repairEpisodes(d[0]) }},
	{EstimatorInfo{"criterion_rupture_share",
		"Share of patients with a criterion rupture (fall of the score below the patient's previous answer); beside it the share by error of measurement alone.",
		one, []Argument{
			measureArgument("measure", data.CALPASPatient, "the score"),
			windowArgument("1-10", "sessions that are looked at"),
			numberArgument("drop", "1", "fall that counts, in SD of the score"),
			numberArgument("reliability", "0", "of the score, for the error alone; 0 estimates the error from the data")}, nil},
		func(a arguments, d []*data.Data) Result {
			return criterionRuptures(d[0], criterionQuery{Measure: a.measure("measure"), Window: a.window("window"),
				Drop: a.number("drop"), Reliability: a.number("reliability")})
		}},
	{EstimatorInfo{"v_shape_share",
		"Share of criterion ruptures whose fall is regained within some sessions.",
		one, []Argument{
			measureArgument("measure", data.CALPASPatient, "the score"),
			windowArgument("1-16", "sessions that are looked at"),
			numberArgument("drop", "1", "fall that counts, in SD of the score"),
			numberArgument("regain", "0.75", "share of the fall to be regained"),
			countArgument("within", "3", "sessions in which to regain it")}, nil},
		func(a arguments, d []*data.Data) Result {
			return vShapes(d[0], criterionQuery{Measure: a.measure("measure"), Window: a.window("window"),
				Drop: a.number("drop"), Regain: a.number("regain"), Within: a.count("within")})
		}},
}

package analysis

import "rapport/analysis/data"

// changeEstimators describe change of symptoms and staying in treatment.
var changeEstimators = []estimator{
	{EstimatorInfo{"pre_post_d",
		"Standardised fall of PHQ-9 from intake, in SD of intake, of all who started.",
		one, []Argument{weekArgument}, []string{"patients.phq9_intake", "patients.phq9_last", "sessions.phq9"}},
		func(a arguments, d []*data.Data) Result { return prePost(d[0], occasion{a.number("week")}) }},
	{EstimatorInfo{"response_share",
		"Share of patients whose PHQ-9 fell to half of intake or less.",
		one, []Argument{weekArgument, countArgument("min_screening", "0", "patients screened below stay out")},
		[]string{"patients.phq9_intake", "patients.phq9_last", "patients.phq9_screening", "sessions.phq9"}},
		func(a arguments, d []*data.Data) Result {
			return response(d[0], occasion{a.number("week")}, a.count("min_screening"))
		}},
	{EstimatorInfo{"reliable_change_share",
		"Share of patients with reliable recovery, improvement or deterioration of PHQ-9.",
		one, []Argument{
			{"kind", ChoiceArgument, string(byRecovery), words(byRecovery, byImprovement, byDeterioration), "which change"},
			countArgument("points", "6", "smallest reliable change"),
			countArgument("cutoff", "10", "recovered is below"),
			countArgument("min_sessions", "2", "patients with fewer sessions stay out"),
			countArgument("min_intake", "10", "patients who start below stay out")}, endpoint},
		func(a arguments, d []*data.Data) Result {
			return reliableShare(d[0], reliableQuery{reliableKind(a.choice("kind")), a.count("points"), a.count("cutoff"),
				a.count("min_sessions"), a.count("min_intake")})
		}},
	{EstimatorInfo{"clinical_change_share",
		"Share of patients recovered by Jacobson and Truax, with the SD of intake in the data.",
		one, []Argument{
			numberArgument("reliability", "0.84", "of the PHQ-9; .84 is the test-retest r of Kroenke, Spitzer & Williams 2001, J Gen Intern Med 16:606-613"),
			numberArgument("cutoff", "10", "dysfunctional at or above")}, endpoint},
		func(a arguments, d []*data.Data) Result {
			return clinicalChange(d[0], a.number("reliability"), a.number("cutoff"))
		}},
	{EstimatorInfo{"improved_share",
		"Share of patients who by a session fell reliably or stand below the cut-off, still in care or ended.",
		one, []Argument{
			countArgument("session", "8", "by this session"),
			countArgument("points", "6", "smallest reliable change"),
			countArgument("cutoff", "10", "well is below"),
			countArgument("min_intake", "0", "patients who start below stay out")},
		[]string{"patients.phq9_intake", "sessions.phq9"}},
		func(a arguments, d []*data.Data) Result {
			return improved(d[0], a.count("session"), a.count("points"), a.count("cutoff"), a.count("min_intake"))
		}},
	{EstimatorInfo{"sudden_gain_share",
		"Share of patients with four answers or more who have a sudden gain in PHQ-9 by the criteria of Tang and DeRubeis.",
		one, []Argument{
			numberArgument("points", "6", "fall between two sessions"),
			numberArgument("share", "0.25", "fall as a share of the score before")},
		[]string{"sessions.phq9"}},
		func(a arguments, d []*data.Data) Result {
			return suddenGains(d[0], gainQuery{a.number("points"), a.number("share")})
		}},
	{EstimatorInfo{"intake_mean",
		"Mean PHQ-9 at intake, with its standard deviation and the share at 10 or more.",
		one, nil, []string{"patients.phq9_intake"}},
		func(_ arguments, d []*data.Data) Result { return intakeMean(d[0]) }},
	{EstimatorInfo{"test_retest_r",
		"Correlation of the PHQ-9 at the first assessment with that some weeks later.",
		one, []Argument{numberArgument("weeks", "2", "weeks apart")}, []string{"sessions.phq9", "sessions.week"}},
		func(a arguments, d []*data.Data) Result { return testRetest(d[0], a.number("weeks")) }},
	{EstimatorInfo{"dropout_share",
		"Share of treated patients who leave before a planned ending.",
		one, nil, []string{"patients.ending"}},
		func(_ arguments, d []*data.Data) Result { return Dropout(d[0]) }},
	{EstimatorInfo{"therapist_dropout_share",
		"Therapists' share of the variance of dropout, on the scale of log-odds.",
		one, []Argument{
			countArgument("min_patients", "5", "therapists with fewer patients stay out"),
			countArgument("min_therapists", "50", "fewer therapists give a warning")},
		[]string{"patients.ending", "patients.therapist"}},
		func(a arguments, d []*data.Data) Result {
			return therapistDropoutShare(d[0], a.count("min_patients"), a.count("min_therapists"))
		}},
	{EstimatorInfo{"dropout_alliance_d",
		"Standardised difference in early alliance between planned endings and dropouts.",
		one, []Argument{
			measureArgument("measure", data.WAIPatient, "the score"),
			setArgument("1-2", "sessions averaged")},
		[]string{"patients.ending"}},
		func(a arguments, d []*data.Data) Result {
			return dropoutAlliance(d[0], a.measure("measure"), a.sessions("sessions"))
		}},
	{EstimatorInfo{"dropout_by_session",
		"Share dropped out by a session, from the life table with planned endings censored.",
		one, []Argument{countArgument("session", "8", "by this session")}, []string{"patients.ending"}},
		func(a arguments, d []*data.Data) Result { return dropoutBy(d[0], a.count("session")) }},
	{EstimatorInfo{"dropout_early_share",
		"Share of all dropouts who leave by a session.",
		one, []Argument{countArgument("session", "6", "by this session")}, []string{"patients.ending"}},
		func(a arguments, d []*data.Data) Result { return dropoutEarly(d[0], a.count("session")) }},
}

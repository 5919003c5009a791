package analysis

import "rapport/analysis/data"

// courseColumns are what the shape of a course is read from.
var courseColumns = []string{"patients.phq9_intake", "sessions.phq9"}

var (
	minScoresArgument = countArgument("min_scores", "5", "patients with fewer answers of PHQ-9 stay out")
	shiftArgument     = numberArgument("shift", "1", "added to the session number under the logarithm")
)

// courseEstimators describe the course of symptoms and its spread.
var courseEstimators = []estimator{
	{EstimatorInfo{"intake_outcome_r",
		"Correlation of PHQ-9 at intake with the last PHQ-9.",
		one, []Argument{countArgument("min_scores", "0", "patients with fewer answers of PHQ-9 stay out")},
		[]string{"patients.phq9_intake", "patients.phq9_last", "sessions.phq9"}},
		func(a arguments, d []*data.Data) Result { return intakeOutcome(d[0], a.count("min_scores")) }},
	{EstimatorInfo{"last_skewness",
		"Skewness of the last PHQ-9; checks that it is positive and larger than at intake.",
		one, nil, endpoint},
		func(_ arguments, d []*data.Data) Result { return lastSkewness(d[0]) }},
	{EstimatorInfo{"spread_ratio",
		"Standard deviation of the last PHQ-9 over that of intake.",
		one, []Argument{countArgument("min_sessions", "2", "patients with fewer sessions stay out")}, endpoint},
		func(a arguments, d []*data.Data) Result { return spreadRatio(d[0], a.count("min_sessions")) }},
	{EstimatorInfo{"log_curve",
		"By how much each patient's own log-linear course of PHQ-9 fits better than a line, as a share of the residual; checks that it does in short, middle and long courses.",
		one, nil, courseColumns},
		func(_ arguments, d []*data.Data) Result { return logCurves(d[0]) }},
	{EstimatorInfo{"log_curve_share",
		"Share of patients whose own log-linear course of PHQ-9 fits better than a line.",
		one, []Argument{countArgument("min_scores", "8", "patients with fewer answers of PHQ-9 stay out"), shiftArgument}, courseColumns},
		func(a arguments, d []*data.Data) Result {
			return logCurveShare(d[0], a.count("min_scores"), a.number("shift"))
		}},
	{EstimatorInfo{"curve_scatter",
		"Standard deviation of PHQ-9 within patients around their own log-linear course, in SD of intake.",
		one, []Argument{minScoresArgument, shiftArgument}, courseColumns},
		func(a arguments, d []*data.Data) Result {
			return curveScatter(d[0], a.count("min_scores"), a.number("shift"))
		}},
	{EstimatorInfo{"weekly_change",
		"Standard deviation of the difference of neighbouring PHQ-9 5 to 9 days apart, intake left out, in SD of intake of patients with such a pair; beside it their correlation.",
		one, nil, []string{"patients.phq9_intake", "sessions.phq9", "sessions.week"}},
		func(_ arguments, d []*data.Data) Result { return weeklyChange(d[0]) }},
	{EstimatorInfo{"symptom_autocorrelation",
		"Lag-1 autocorrelation of PHQ-9 about each patient's own mean, pooled, trend left in.",
		one, nil, []string{"sessions.phq9"}},
		func(_ arguments, d []*data.Data) Result { return autocorrelation(d[0]) }},
	{EstimatorInfo{"early_share",
		"Share of the whole mean change of PHQ-9 that is reached at an early score.",
		one, []Argument{countArgument("later", "4", "the early score is so many answers after the first"), minScoresArgument},
		courseColumns},
		func(a arguments, d []*data.Data) Result {
			return earlyShare(d[0], a.count("later"), a.count("min_scores"))
		}},
	{EstimatorInfo{"change_by_gap",
		"Standard deviation of the difference of two PHQ-9 a week apart, in SD of intake; beside it other gaps.",
		one, nil, []string{"patients.phq9_intake", "sessions.phq9", "sessions.week"}},
		func(_ arguments, d []*data.Data) Result { return changeByGap(d[0]) }},
	{EstimatorInfo{"wave_r",
		"Correlation of PHQ-9 at intake with that two months later; beside it later waves, and neighbouring ones.",
		one, nil, []string{"patients.phq9_intake", "sessions.phq9", "sessions.week"}},
		func(_ arguments, d []*data.Data) Result { return waveCorrelation(d[0]) }},
	{EstimatorInfo{"leaver_difference",
		"How much higher PHQ-9 before the last session of dropouts stands than that of those who go on, at the same session, in SD of intake.",
		one, nil, []string{"patients.phq9_intake", "patients.ending", "sessions.phq9"}},
		func(_ arguments, d []*data.Data) Result { return leaverDifference(d[0]) }},
	{EstimatorInfo{"early_rise_share",
		"Share of patients whose PHQ-9 stands above intake at one or more of the early answers; beside it how many of them improve.",
		one, []Argument{countArgument("session", "3", "early is by this session")},
		[]string{"patients.phq9_intake", "patients.phq9_last", "sessions.phq9"}},
		func(a arguments, d []*data.Data) Result { return earlyRise(d[0], a.count("session")) }},
	{EstimatorInfo{"missed_share",
		"Share of planned sessions that were due and missed.",
		one, nil, []string{"patients.sessions_missed"}},
		func(_ arguments, d []*data.Data) Result { return missedShare(d[0]) }},
	{EstimatorInfo{"single_session_share",
		"Share of treated patients who held one session only; beside it the share dropped out.",
		one, nil, []string{"patients.ending"}},
		func(_ arguments, d []*data.Data) Result { return singleSession(d[0]) }},
	{EstimatorInfo{"session_gain",
		"Points of PHQ-9 that each further session adds, with intake, kind of ending and therapist in the regression.",
		one, nil, []string{"patients.phq9_intake", "patients.phq9_last", "patients.ending", "patients.therapist"}},
		func(_ arguments, d []*data.Data) Result { return sessionGain(d[0]) }},
}

package fit

// askable is a number that could be computed on a user's data.
type askable struct {
	text, estimator, arguments string
	part                       string // "" for the value
}

// questions are the targets that data can support, each by the estimator of the
// scorecard.
var questions = []askable{
	{"symptoms at intake, mean", "intake_mean", "", ""},
	{"symptoms at intake, SD", "intake_mean", "", "SD"},
	{"alliance at session 3, mean", "distribution", "session=3", ""},
	{"alliance at session 3, SD", "distribution", "session=3", "SD"},
	{"alliance at session 8, mean", "distribution", "session=8", ""},
	{"alliance, share of variance between patients", "patient_share", "sessions=3-9", ""},
	{"alliance to next symptoms, within patient", "cross_lag", "direction=alliance_to_symptoms window=1-7", ""},
	{"symptoms to next alliance, within patient", "cross_lag", "direction=symptoms_to_alliance window=1-7", ""},
	{"alliance and outcome, r", "alliance_outcome_r", "sessions=3-4 min_sessions=4", ""},
	{"change from intake to last, d", "pre_post_d", "", ""},
	{"reliable improvement, share", "reliable_change_share", "kind=improvement min_intake=0", ""},
	{"reliable deterioration, share", "reliable_change_share", "kind=deterioration min_intake=0", ""},
	{"therapists' share of outcome", "therapist_share", "min_patients=5 min_therapists=20", ""},
	{"ended before the planned session, share", "dropout_share", "", ""},
	{"… by session 4", "dropout_by_session", "session=4", ""},
	{"… and early alliance, d", "dropout_alliance_d", "sessions=1-2", ""},
}

// ownParameters are those that are fitted to own data unless others are named.
var ownParameters = []string{
	"population.severity_mean", "population.severity_sd",
	"wai.level", "wai.slope", "wai.leniency", "wai.occasion", "wai.error",
	"bond.chemistry", "goals.chemistry", "chance.common", "reciprocal.symptoms", "reciprocal.alliance",
	"natural.pace", "natural.recovery", "natural.spread", "technique.symptoms", "stress.symptoms", "phq9.error",
}

// weeklyParameters are those that are fitted to a table of weeks without sessions.
var weeklyParameters = []string{"population.severity_mean", "population.severity_sd", "natural.pace", "natural.recovery", "natural.spread",
	"technique.symptoms", "phq9.error"}

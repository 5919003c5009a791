// Package analysis reads runs and computes on them what the research
// literature computes on patients.
//
// [data.Data] is one scenario in memory: from a run on disk ([data.Read]), from a user's
// own CSV tables ([data.ReadCSV]) or from rows that have just been simulated
// ([data.FromRows]). Estimators take one or more Data and return a [Result]: the
// value, its standard error and 95 % interval, how many units entered, and
// doubts as warnings. Each says its formula, the paper it follows and the trap
// that it avoids.
//
// A [Finding] is a published result with the range that a simulation must
// reach, and names the estimator that recomputes it; [Findings] are those that
// ship. [Score] sets simulated values beside published ones; [Evaluate] does
// it for one finding, cheaply enough for calibration.
//
// Scenarios of a run hold the same patients with the same luck. twins.PairTwins pairs
// each patient with itself under two of them, and twins.Compare computes what differs:
// means, paired differences with cluster-robust intervals, standardised effects,
// numbers needed to treat, the power of a single trial, and effects in subgroups.
// The packages plots and report draw and write a run.
//
// The package knows runs only: measured scores, and the latent columns that a
// run records beside them. It never imports the model.
//
// # Missing answers
//
// A score that was not answered is missing, not zero. Every estimator uses what
// it needs and no more: a patient, session or pair enters where all scores that
// the formula names are there (pairwise deletion). Means over several sessions
// take the sessions answered.
package analysis

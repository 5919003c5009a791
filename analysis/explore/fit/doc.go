// Package fit fits parameters to findings ([Calibrate]), published ones or those of
// a user's own data, and says which of them the findings pin down ([Identify]).
//
// # How a calibration searches
//
// Every evaluation simulates the same patients with the same luck and computes
// the findings by the estimators that the scorecard uses, so the loss is a
// nearly smooth function of the parameters. The search has three stages:
//
//  1. Gauss-Newton steps from the start. The Jacobian of the findings costs two
//     evaluations per parameter, and tells most of what there is to know.
//  2. CMA-ES (Hansen 2016, arXiv:1604.00772) around the best point, in the
//     coordinates in which that curvature is round. It finds what a linear
//     reading of the findings misses.
//  3. A few Gauss-Newton steps on findings averaged over several lucks, so that
//     the fit is to the model and not to the luck of one seed.
//
// The evolution strategy is our own: optimize.CmaEsChol of gonum 0.17 draws its
// samples without the step size, and applies the step size inverted to the
// covariance. On thirty-six parameters it diverged, or stopped at twenty times
// the loss of the published algorithm.
//
// # How plausible sets are found
//
// [Plausible] looks for many sets that meet the findings equally well, by history
// matching (Craig, Goldstein, Seheult & Smith 1997; Vernon, Goldstein & Bower 2010):
//
//  1. A Latin hypercube around the start is evaluated, each place on luck of its own.
//  2. An emulator predicts every number that the findings ask for, with its error.
//  3. A walk through the region that the emulator does not rule out (hit-and-run) gives
//     places, of which those farthest apart are evaluated; what is not ruled out then is
//     judged on further luck, with more patients: a set is what misses no number.
//  4. The emulator learns from all of it, and the next wave goes further out if many
//     places were accepted, and is more careful if few were.
//
// # Repeatability
//
// A calibration is a pure function of its options: the same options give the
// same bytes with any number of workers. Evaluations go to a journal, if one is
// named, and a calibration that was stopped takes from it what was evaluated.
package fit

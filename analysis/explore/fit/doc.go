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
// covariance. On some forty parameters it diverged, or stopped at many times the
// loss of the published algorithm.
//
// # How plausible sets are found
//
// [Plausible] looks for many sets that meet the findings equally well, by approximate Bayesian
// computation with Markov chains (Marjoram, Molitor, Plagnol & Tavaré 2003), the prior being a
// standard normal in the coordinates of the fit:
//
//  1. A Latin hypercube around the start teaches an emulator of every number that the findings
//     ask for.
//  2. A chain for each set begins at the start. Steps leave the prior as it is, and are short in
//     directions that the findings hold (Cui, Law & Marzouk 2016).
//  3. The emulator, anchored in what was found where the chain stands, turns down steps that
//     would miss a number; what passes is simulated twice, on lucks of its own, and accepted
//     where no number is missed, by a ratio that takes the emulator's doing out again (delayed
//     acceptance; Christen & Fox 2005).
//  4. Where a chain stands after the last round is judged on the mean of four further lucks. It
//     is a set if no number is missed there; otherwise it is moved by the least that brings it
//     within, and judged on new luck.
//
// # Repeatability
//
// A calibration is a pure function of its options: the same options give the
// same bytes with any number of workers. Evaluations go to a journal, if one is
// named, and a calibration that was stopped takes from it what was evaluated.
package fit

import _ "embed"

//go:embed FIT.md
var fitPage string

//go:embed PLAUSIBLE.md
var plausiblePage string

// Methods are the pages on how parameters, and sets of them, are found, in Markdown.
var Methods = fitPage + "\n" + plausiblePage

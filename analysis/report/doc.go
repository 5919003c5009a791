// Package report writes a run as one page: what was asked and simulated, what came
// of it, the figures, the comparison of scenarios, the scorecard where the run has
// scenarios of published findings, every parameter that was changed, and a methods
// paragraph to paste.
//
// The page is one HTML file without scripts that loads nothing: it opens offline,
// prints, follows a dark theme, and gives every figure a text alternative and the
// table of its numbers.
package report

// Package twins compares scenarios that hold the same patients with the same luck.
//
// [PairTwins] pairs each patient with itself under two scenarios, and [Compare]
// computes what differs: means, paired differences with cluster-robust intervals,
// standardised effects, numbers needed to treat, the power of a single trial, and
// effects in subgroups.
package twins

import _ "embed"

// Methods is the page that tells how everything here is computed, in Markdown.
//
//go:embed COMPARE.md
var Methods string

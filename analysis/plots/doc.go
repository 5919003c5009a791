// Package plots draws the figures of a run: what alliance and symptoms did, who
// stayed, how scenarios differ, and why.
//
// [Gather] reads what the figures need, scenario after scenario, and [Figures]
// makes those that the run has the data for. A [Figure] carries its title,
// caption, text alternative and the numbers behind it as a table, and writes
// itself as SVG or PNG; the same run gives the same bytes.
//
// Colours are those of Okabe & Ito (2008, Color Universal Design), which readers
// with the common kinds of colour blindness can tell apart; the lightest are
// darkened until they stand out from white by 3 to 1, and lines differ by dashes
// as well. The baseline is always drawn in the colour of the text.
package plots

package study

import (
	"strconv"

	"rapport/sim/record/nearest"
)

// didYouMean is the hint that names the valid word nearest to a wrong one, or
// nothing where none is near.
func didYouMean(wrong string, words []string) string {
	if word := nearest.Name(wrong, words); word != "" {
		return "did you mean " + strconv.Quote(word) + "?"
	}
	return ""
}

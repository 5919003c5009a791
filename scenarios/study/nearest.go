package study

import (
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"
)

// maxGuessed is the length above which we do not guess what a word was meant to
// be: nothing of ours is as long, and the distance costs the product of lengths.
const maxGuessed = 80

// didYouMean is the hint that names the valid word nearest to a wrong one, or
// nothing where none is near.
func didYouMean(wrong string, words []string) string {
	if word, ok := nearest(wrong, words); ok {
		return "did you mean " + strconv.Quote(word) + "?"
	}
	return ""
}

// nearest finds the word with the smallest edit distance, of at most a third of
// the wrong word's length; a word whose last part is the wrong one counts too
// ("sessions" for "care.sessions").
func nearest(wrong string, words []string) (best string, ok bool) {
	if wrong == "" || len(wrong) > maxGuessed {
		return "", false
	}
	lower := strings.ToLower(wrong)
	limit := max(2, len(wrong)/3) + 1
	for _, word := range words {
		if d := levenshtein.ComputeDistance(lower, strings.ToLower(word)); d < limit && d < len(wrong) {
			best, limit = word, d
		}
	}
	if best != "" {
		return best, true
	}
	for _, word := range words {
		if strings.HasSuffix(word, "."+lower) || strings.HasSuffix(lower, "."+word) {
			return word, true
		}
	}
	return "", false
}

package data

import (
	"fmt"
	"strings"

	"github.com/agnivade/levenshtein"
)

// DidYouMean names the nearest of the names, if one is near enough to be a slip.
func DidYouMean(word string, names []string) string {
	best, at := max(2, len(word)/3)+1, ""
	for _, n := range names {
		if d := levenshtein.ComputeDistance(strings.ToLower(word), n); d < best {
			best, at = d, n
		}
	}
	if at == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", at)
}

// NearestOrAll names the nearest, or else all that there are.
func NearestOrAll(word string, names []string) string {
	if near := DidYouMean(word, names); near != "" {
		return near
	}
	if len(names) == 0 {
		return ": the estimator takes none"
	}
	return ": want " + strings.Join(names, ", ")
}

package data

import (
	"fmt"
	"strings"

	"rapport/sim/record/nearest"
)

// DidYouMean names the nearest of the names, if one is near enough to be a slip.
func DidYouMean(word string, names []string) string {
	at := nearest.Name(word, names)
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

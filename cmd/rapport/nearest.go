package main

import (
	"strings"

	"github.com/agnivade/levenshtein"
)

// nearest is the name that a slip of the keyboard most likely meant, or empty.
func nearest(word string, names []string) string {
	best, at := max(2, len(word)/3)+1, ""
	for _, n := range names {
		if d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(n)); d < best {
			best, at = d, n
		}
	}
	return at
}

// nearestHint asks whether the nearest name was meant, or says otherwise.
func nearestHint(word string, names []string, otherwise string) string {
	if near := nearest(word, names); near != "" {
		return "did you mean " + near + "?"
	}
	return otherwise
}

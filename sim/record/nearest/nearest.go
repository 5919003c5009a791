// Package nearest finds the valid name that a slip of the keyboard most likely
// meant. Whoever refuses a name asks it, so that all refusals guess alike.
package nearest

import (
	"strings"

	"github.com/agnivade/levenshtein"
)

// Longest is the length above which we do not guess what a word was meant to
// be: nothing of ours is as long, and the distance costs the product of lengths.
const Longest = 80

// Name is the name with the smallest edit distance from a wrong one, capitals
// aside, of at most a third of the wrong one's length; else one whose last part
// is the wrong one ("sessions" for "care.sessions"), or the reverse. It is empty
// where none is near.
func Name(wrong string, names []string) string {
	if wrong == "" || len(wrong) > Longest {
		return ""
	}
	lower := strings.ToLower(wrong)
	best, limit := "", max(2, len(wrong)/3)+1
	for _, name := range names {
		if d := levenshtein.ComputeDistance(lower, strings.ToLower(name)); d < limit && d < len(wrong) {
			best, limit = name, d
		}
	}
	if best != "" {
		return best
	}
	for _, name := range names {
		if strings.HasSuffix(name, "."+lower) || strings.HasSuffix(lower, "."+name) {
			return name
		}
	}
	return ""
}

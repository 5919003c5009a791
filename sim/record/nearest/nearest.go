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

// short is the length up to which two edits make almost any word of any other.
const short = 4

// Name is the name with the smallest edit distance from a wrong one, capitals
// aside, of at most a third of the wrong one's length, two at least; of a word of four letters
// or fewer, two edits leave so little that the first letter has to be right, too. Else it is
// a name whose last part is the wrong one ("sessions" for "care.sessions"), or the reverse. It
// is empty where none is near.
func Name(wrong string, names []string) string {
	if wrong == "" || len(wrong) > Longest {
		return ""
	}
	lower := strings.ToLower(wrong)
	best, limit := "", max(2, len(wrong)/3)+1
	for _, name := range names {
		d := levenshtein.ComputeDistance(lower, strings.ToLower(name))
		if d < limit && d < len(wrong) && (d < 2 || len(wrong) > short || sameStart(lower, name)) {
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

// sameStart says that a name begins with the first letter of a word in small letters.
func sameStart(lower, name string) bool {
	return name != "" && strings.ToLower(name[:1]) == lower[:1]
}

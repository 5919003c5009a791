// Package nearest finds the valid name that a slip of the keyboard most likely
// meant. Whoever refuses a name asks it, so that all refusals guess alike.
package nearest

import (
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Longest is the length above which we do not guess what a word was meant to
// be: nothing of ours is as long, and the distance costs the product of lengths.
const Longest = 80

// short is the length up to which two edits make almost any word of any other.
const short = 4

// Name is the name with the smallest edit distance from a wrong one, capitals
// aside, of at most a third of the wrong one's length, two at least, and among equals the
// one that begins alike; of a word of four letters or fewer, two edits leave so little that
// they may only have cut its end or changed the order of the letters. Else it is a name of
// which the wrong one is the first words or the last part ("wai" for "wai_patient",
// "sessions" for "care.sessions"), or the reverse, or all words in another order ("mean_severity"
// for "severity_mean"), or the shortest that has all its words and more ("phq9_16" for
// "phq9_week_16"). It is empty where none is near.
func Name(wrong string, names []string) string {
	if wrong == "" || len(wrong) > Longest {
		return ""
	}
	lower := strings.ToLower(wrong)
	best, limit := "", max(2, len(wrong)/3)+1
	for _, name := range names {
		low := strings.ToLower(name)
		d := levenshtein.ComputeDistance(lower, low)
		if d == limit && best != "" && alike(lower, low) > alike(lower, strings.ToLower(best)) {
			best = name
		}
		if d < limit && d < len(wrong) && (d < 2 || len(wrong) > short || strings.HasPrefix(low, lower) || sameLetters(lower, low)) {
			best, limit = name, d
		}
	}
	if best != "" {
		return best
	}
	for _, name := range names {
		if isPart(lower, name) || isPart(name, lower) {
			return name
		}
	}
	words := wordsOf(lower)
	for _, name := range names {
		of := wordsOf(strings.ToLower(name))
		if len(words) > 1 && holds(of, words) && (best == "" || len(of) < len(wordsOf(best))) {
			best = name
		}
	}
	return best
}

func wordsOf(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("._- ", r) })
}

// holds says that a name has these words, and perhaps more.
func holds(of, words []string) bool {
	for _, word := range words {
		if !slices.Contains(of, word) {
			return false
		}
	}
	return true
}

// alike is how many letters two words have in common from the first on.
func alike(a, b string) (n int) {
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// sameLetters says that two words are made of the same letters.
func sameLetters(a, b string) bool {
	x, y := []rune(a), []rune(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// isPart says that a word is the last part of a name with dots, or its first words.
func isPart(part, name string) bool {
	return strings.HasSuffix(name, "."+part) || strings.HasPrefix(name, part+"_") || strings.HasPrefix(name, part+"-")
}

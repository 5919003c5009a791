package record

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Limits are what the dictionary's range of a column allows.
type Limits struct {
	Low, High    float64  // of numbers; infinite where there is no end
	Above, Below bool     // Low, High themselves are not allowed
	Words        []string // of labels; nil where the dictionary lists none
}

// aboutWidths is how many widths of its range a value may lie outside of a range
// that the dictionary gives as "about": as far as any study can move and stretch a
// trait. Farthest go the warmth and empathy of therapists with a caseload of 200, of
// which load takes up to 40 SD (population.load_cost), beside a mean of −3 and an SD of 3.
const aboutWidths = 8

// Limits reads the column's range. It reports whether the range is written in one
// of the forms that the dictionary uses.
func (c Column) Limits() (l Limits, known bool) {
	l.Low, l.High = math.Inf(-1), math.Inf(1)
	switch {
	case c.Type == "boolean":
		return l, c.Range == "true or false"
	case c.Type == "string":
		l.Words = words(c.Range)
		return l, c.Range != ""
	case c.Range == "any" || c.Range == "as the facet":
		return l, true
	}
	known = l.numbers(c.Range)
	if c.Type == "float32" {
		l.Below = false // 26.9999999 is 27 in single precision
	}
	return l, known
}

// words lists the labels of a range: those between commas, the last word of each,
// so that "after a transfer x" is x. A range in words ("a mechanism of the model")
// lists none.
func words(text string) []string {
	if strings.HasPrefix(text, "a ") {
		return nil
	}
	var all []string
	for piece := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' }) {
		piece = strings.TrimSpace(piece)
		all = append(all, piece[strings.LastIndexByte(piece, ' ')+1:])
	}
	return all
}

// numbers reads a range of numbers, such as "0 to 27", "1 or more", "above 0,
// below 1" or "about -4 to 4".
func (l *Limits) numbers(text string) bool {
	if low, ok := strings.CutSuffix(text, " or more"); ok {
		return number(low, &l.Low)
	}
	if rest, ok := strings.CutPrefix(text, "above "); ok {
		low, high, both := strings.Cut(rest, ", below ")
		l.Above, l.Below = true, both
		return number(low, &l.Low) && (!both || number(high, &l.High))
	}
	about := strings.HasPrefix(text, "about ")
	low, high, ok := strings.Cut(strings.TrimPrefix(text, "about "), " to ")
	if !ok || !number(low, &l.Low) || !number(high, &l.High) {
		return false
	}
	if slack := aboutWidths * (l.High - l.Low); about {
		l.Low, l.High = l.Low-slack, l.High+slack
	}
	return true
}

func number(text string, v *float64) bool {
	parsed, err := strconv.ParseFloat(text, 64)
	if err == nil {
		*v = parsed
	}
	return err == nil
}

// Number reports whether a number is allowed. What is no finite number is not.
func (l Limits) Number(v float64) bool {
	return !math.IsInf(v, 0) && (v > l.Low || v == l.Low && !l.Above) && (v < l.High || v == l.High && !l.Below)
}

// Word reports whether a label is allowed.
func (l Limits) Word(s string) bool { return l.Words == nil || slices.Contains(l.Words, s) }

package table

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Kind is what the cells of a column are.
type Kind string

// The kinds.
const (
	WholeNumbers Kind = "whole numbers"
	Numbers      Kind = "numbers"
	Dates        Kind = "dates"
	YesNo        Kind = "true or false"
	Text         Kind = "text"
	Nothing      Kind = "nothing"
)

// Column is a column and what was found in it.
type Column struct {
	Name     string
	Kind     Kind
	Decimal  string // mark of its numbers, "." or ","
	Doubtful bool   // the comma may stand between thousands

	Answered  int            // cells with an answer
	Missing   map[string]int // how often each way to say missing stands there
	Low, High float64        // of numbers
	Different int            // answers that differ, counted up to [maxDifferent]
	Examples  []string       // the first that differ
	Codes     []float64      // answers that look like codes for missing
}

// maxDifferent ends the count of different answers: ids and free text have as many
// as there are rows.
const maxDifferent = 100_000

const mostExamples = 4

// describe finds what each column holds.
func (t *Table) describe() {
	for c := range t.Columns {
		t.mark(c)
		t.column(c)
	}
	if t.Separator == ';' || t.decimal != "" {
		return
	}
	for _, c := range t.Columns {
		if c.Decimal == "," && !c.Doubtful {
			t.note("numbers of %s are written with a decimal comma", Quote(c.Name))
		}
	}
}

// mark finds the decimal mark of a column. A comma with three digits after it in
// every cell may stand between thousands; where semicolons separate cells it does
// not, because that is why they do.
func (t *Table) mark(c int) {
	col := &t.Columns[c]
	col.Decimal = "."
	if t.decimal != "" {
		col.Decimal = t.decimal
		return
	}
	commas, thousand, points := 0, 0, 0
	for _, r := range t.Rows {
		cell := r.Cells[c]
		switch {
		case !strings.Contains(cell, ","):
			if strings.Contains(cell, ".") && !missingWord(cell) {
				points++
			}
		case withComma.MatchString(cell):
			commas++
			if thousands.MatchString(cell) {
				thousand++
			}
		}
	}
	if commas > 0 {
		col.Decimal = ","
		col.Doubtful = thousand == commas && t.Separator != ';' || points > 0
	}
}

// column counts and types the answers of a column.
func (t *Table) column(c int) {
	col := &t.Columns[c]
	col.Missing, col.Low, col.High = map[string]int{}, math.Inf(1), math.Inf(-1)
	seen := map[string]bool{}
	number, whole, date, truth := true, true, true, true
	for _, r := range t.Rows {
		cell := r.Cells[c]
		if t.Missing(cell) {
			col.Missing[cell]++
			continue
		}
		col.Answered++
		if seen[cell] {
			continue
		}
		if len(seen) < maxDifferent {
			seen[cell] = true
			col.Different++
		}
		if len(col.Examples) < mostExamples {
			col.Examples = append(col.Examples, cell)
		}
		v, ok := parseNumber(cell, col.Decimal)
		number, whole = number && ok, whole && ok && v == math.Trunc(v)
		date, truth = date && dateLike(cell), truth && truthWord(cell)
		if ok {
			col.Low, col.High = min(col.Low, v), max(col.High, v)
		}
	}
	switch {
	case col.Answered == 0:
		col.Kind = Nothing
	case truth:
		col.Kind = YesNo
	case whole:
		col.Kind = WholeNumbers
	case number:
		col.Kind = Numbers
	case date:
		col.Kind = Dates
	default:
		col.Kind = Text
	}
	if number {
		col.Codes = standApart(seen, col.Decimal)
	}
}

func truthWord(cell string) bool {
	_, ok := Truth(cell)
	return ok && !strings.ContainsAny(cell, "01")
}

// Truth reads yes or no: true, false, yes, no, y, n, t, f in any letters, what spreadsheets in
// German, French, Spanish, Italian and Dutch write, and 1 and 0 however they are written.
func Truth(cell string) (yes, ok bool) {
	switch strings.ToLower(cell) {
	case "true", "t", "yes", "y", "wahr", "ja", "j", "vrai", "oui", "verdadero", "sí", "si", "vero", "sì", "waar":
		return true, true
	case "false", "f", "no", "n", "falsch", "nein", "faux", "non", "falso", "onwaar", "nee":
		return false, true
	}
	n, ok := Whole(cell)
	return n == 1, ok && (n == 0 || n == 1)
}

// standApart finds numbers that people write for no answer and that stand apart
// from the others by more than a quarter of what these span.
func standApart(cells map[string]bool, mark string) (codes []float64) {
	all := make([]float64, 0, len(cells))
	for c := range cells {
		if v, ok := parseNumber(c, mark); ok {
			all = append(all, v)
		}
	}
	slices.Sort(all)
	low, high := 0, len(all)-1
	for low < high && suspects[all[low]] && apart(all[low], all[low+1:high+1]) {
		codes = append(codes, all[low])
		low++
	}
	for low < high && suspects[all[high]] && apart(all[high], all[low:high]) {
		codes = append(codes, all[high])
		high--
	}
	return codes
}

// apart: others ascend. Other suspects at their ends do not count among them.
func apart(v float64, others []float64) bool {
	for len(others) > 1 && suspects[others[0]] && others[0] < 0 {
		others = others[1:]
	}
	for len(others) > 1 && suspects[others[len(others)-1]] {
		others = others[:len(others)-1]
	}
	first, last := others[0], others[len(others)-1]
	gap := max(first-v, v-last)
	return gap > (last-first)/4 && (v < 0 && first >= 0 || gap > 5)
}

// missingText says how often each way to say missing stands in the column.
func (c *Column) missingText() string {
	ways := make([]string, 0, len(c.Missing))
	for _, way := range sortedKeys(c.Missing) {
		name := "empty"
		if way != "" {
			name = Quote(way)
		}
		ways = append(ways, fmt.Sprintf("%d %s", c.Missing[way], name))
	}
	if len(ways) == 0 {
		return "none"
	}
	return strings.Join(ways, ", ")
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// span is the range of numbers, or a few answers.
func (c *Column) span() string {
	if c.Kind == WholeNumbers || c.Kind == Numbers {
		return number(c.Low) + " to " + number(c.High)
	}
	shown := make([]string, len(c.Examples))
	for i, e := range c.Examples {
		shown[i] = Quote(e)
	}
	if c.Different > len(shown) {
		shown = append(shown, "…")
	}
	return strings.Join(shown, " ")
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', 8, 64) }

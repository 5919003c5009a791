package table

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// missingWords say that there is no answer, in small letters.
var missingWords = map[string]bool{"": true, "na": true, "n/a": true, "#n/a": true, "n.a.": true, "nan": true, "nat": true, "null": true, "#null!": true,
	"none": true, "<na>": true, ".": true, "-": true, "--": true, "–": true, "missing": true, "(null)": true, `\n`: true, "#value!": true, "#div/0!": true,
	"#nv": true, "#wert!": true} // of German spreadsheets

// missingWord says that a cell has no answer, by what it says. Stata writes .a to
// .z for kinds of missing answers.
func missingWord(cell string) bool {
	if len(cell) > 8 {
		return false
	}
	low := strings.ToLower(cell)
	return missingWords[low] || len(low) == 2 && low[0] == '.' && low[1] >= 'a' && low[1] <= 'z'
}

// Missing says that a cell of scores holds no answer: a word for it, or a code
// that the options name.
func (t *Table) Missing(cell string) bool {
	return missingWord(cell) || t.codes[cell] || t.isCode(cell)
}

// isCode finds a code written in another way, such as -99.0 for -99.
func (t *Table) isCode(cell string) bool {
	if len(t.codes) == 0 {
		return false
	}
	v, ok := parseNumber(cell, markOf(cell))
	return ok && t.codes[plainNumber(v)]
}

func plainNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// unseenCodes notes the codes for no answer that stand nowhere: they may be written in another way.
func (t *Table) unseenCodes(codes []string) {
	seen := map[string]bool{}
	for c := range t.Columns {
		for way := range t.Columns[c].Missing {
			seen[way] = true
			if v, ok := parseNumber(way, markOf(way)); ok {
				seen[plainNumber(v)] = true
			}
		}
	}
	var unseen []string
	for _, code := range codes {
		code = clean(code)
		v, number := parseNumber(code, markOf(code))
		if !seen[code] && !(number && seen[plainNumber(v)]) {
			unseen = append(unseen, code)
		}
	}
	if len(unseen) > 0 {
		t.note("no cell is %s, which --missing names", QuoteAll(unseen))
	}
}

var (
	withPoint = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$`)
	withComma = regexp.MustCompile(`^[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?$`)
	thousands = regexp.MustCompile(`^[+-]?[1-9]\d{0,2}[.,]\d{3}$`)
)

// markOf is the decimal mark of one cell read alone.
func markOf(cell string) string {
	if strings.Contains(cell, ",") {
		return ","
	}
	return "."
}

// parseNumber reads a number with the decimal mark. Only what a person would call
// a number is one: no infinities, hexadecimals or underscores.
func parseNumber(cell, mark string) (v float64, ok bool) {
	cell = strings.Replace(cell, "−", "-", 1)
	switch {
	case mark == "," && withComma.MatchString(cell):
		cell = strings.Replace(cell, ",", ".", 1)
	case !withPoint.MatchString(cell):
		return 0, false
	}
	v, err := strconv.ParseFloat(cell, 64)
	return v, err == nil
}

// Plain reads a number with a point, as a person writes it: no infinity, no hexadecimal, no
// underscore.
func Plain(text string) (v float64, ok bool) { return parseNumber(text, ".") }

// Number reads a cell of the column as a score: NaN where there is no answer. Its
// error says what the cell would have to be.
func (t *Table) Number(row, column int) (float64, error) {
	cell := t.Rows[row].Cells[column]
	if t.Missing(cell) {
		return math.NaN(), nil
	}
	c := &t.Columns[column]
	if c.Doubtful && strings.Contains(cell, ",") {
		return 0, fmt.Errorf("%s could be %s or %s: the option --decimal says which mark the decimals have (, or .)",
			Quote(cell), strings.Replace(cell, ",", ".", 1), strings.Replace(cell, ",", "", 1))
	}
	if t.decimal == "," && strings.Contains(cell, ".") && thousands.MatchString(cell) {
		return 0, fmt.Errorf("%s has a point before three digits, and --decimal names the comma: take out the signs between thousands, or write the decimals with a comma", Quote(cell))
	}
	if v, ok := parseNumber(cell, c.Decimal); ok {
		return v, nil
	}
	return 0, fmt.Errorf("%s is no number%s", Quote(cell), notNumber(cell))
}

// notNumber guesses why a cell is no number.
func notNumber(cell string) string {
	switch {
	case dateLike(cell) || monthAndDay(cell):
		return ": it looks like a date, which spreadsheets make of 3.5 or 3-5; format the column as text and enter it anew"
	case thousands.MatchString(cell), strings.ContainsAny(cell, "0123456789") && strings.Count(cell, ".")+strings.Count(cell, ",") > 1 && strings.Trim(cell, "0123456789.,-") == "":
		return ": take out the signs between thousands"
	case brokenFormula.MatchString(cell):
		return ": it is an error of a spreadsheet; mend the formula, or empty the cell where there is no answer"
	}
	if m := numberWithin.FindStringSubmatch(cell); m != nil {
		return ": write the number alone, without what stands beside it"
	}
	return "; if it stands for no answer, say --missing=" + ShellWord(cell) + "; if it is the label of a value, export the values"
}

// numberWithin is a number with a sign or a few words before or behind it.
var numberWithin = regexp.MustCompile(`^['"<>~=≤≥ ]*[+-]?[0-9]+(?:[.,][0-9]+)?(?: ?[%°*†]| ?[=:(-] ?\D.*| ?[A-Za-z]{1,9}\.?)?$`)

// ShellWord is a text as it can be typed, in quotation marks where a shell wants them, or a
// placeholder.
func ShellWord(cell string) string {
	plain := "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/"
	switch {
	case cell == "" || len(cell) > 40 || !utf8.ValidString(cell):
	case strings.Trim(cell, plain) == "":
		return cell
	case strings.IndexFunc(cell, func(r rune) bool { return !unicode.IsPrint(r) || strings.ContainsRune("\"\\$`!%,", r) }) < 0:
		return `"` + cell + `"`
	}
	return "WORD"
}

// Whole reads a whole number that may be written as 12.0 or 12,0.
func Whole(cell string) (n int64, ok bool) {
	if n, err := strconv.ParseInt(cell, 10, 64); err == nil {
		return n, true
	}
	v, ok := parseNumber(cell, markOf(cell))
	return int64(v), ok && v == math.Trunc(v) && math.Abs(v) < 1<<53
}

// suspects are numbers that people write for no answer.
var suspects = map[float64]bool{-2: true, -3: true, -4: true, -5: true, -6: true, -7: true, -8: true, -9: true, -66: true, -77: true, -88: true, -98: true, -99: true, -999: true, -998: true, -997: true, -9999: true, -1: true,
	77: true, 88: true, 98: true, 99: true, 777: true, 888: true, 998: true, 999: true, 9999: true}

// LooksMissing says that the number is one that people write for no answer.
func LooksMissing(v float64) bool { return suspects[v] }

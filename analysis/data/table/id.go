package table

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var (
	wholeWithPoint = regexp.MustCompile(`^(\d+)[.,]0+$`)
	scientific     = regexp.MustCompile(`^\d[.,]?\d*[eE]\+?\d+$`)
	besidesTotal   = regexp.MustCompile(` *([:=(].*| [\d.,]+)?$`) // as in Total: 60, Mean (n = 12)
	brokenFormula  = regexp.MustCompile(`^#[\p{L}\d/]+[!?]$`)     // #REF!, #NAME?, #BEZUG! …
)

// totalWords begin rows that sum up those above them, in small letters. Words that are names of
// people, too, such as Max or Min, are none.
var totalWords = map[string]bool{"total": true, "totals": true, "grand total": true, "subtotal": true, "sum": true, "mean": true, "median": true, "average": true, "avg": true, "std": true, "stdev": true, "std dev": true, "standard deviation": true, "count": true,
	"gesamt": true, "insgesamt": true, "gesamtsumme": true, "gesamtergebnis": true, "teilergebnis": true, "summe": true, "mittelwert": true, "durchschnitt": true, "standardabweichung": true, "anzahl": true, "ø": true,
	"somme": true, "moyenne": true, "promedio": true, "totaal": true, "gemiddelde": true}

// IDs reads the cells of a column as the names of patients. A word or a negative number that
// the options name as no answer is nobody.
func (t *Table) IDs(column int) func(cell string) (string, error) {
	nobody := t.codesOf(column, false)
	return func(cell string) (string, error) {
		if nobody[cell] {
			return "", fmt.Errorf("%s stands for no answer, as --missing says: want a name or number, or take the row out", Quote(cell))
		}
		return idOf(cell)
	}
}

// unknownWords are what people write where they know nobody's name, in small letters.
var unknownWords = map[string]bool{"unknown": true, "unassigned": true, "not assigned": true, "unbekannt": true, "unbek.": true, "n.n.": true, "n. n.": true, "k.a.": true, "keine angabe": true, "?": true, "??": true, "/": true}

// codesOf are the cells of a column of ids that the options name as no answer: words, negative
// numbers and, if asked for, others that stand apart from the ids. A therapist 99 among 120 is
// somebody, though 99 is a code in scores; that is noted, as are words and numbers that look
// like codes and are not named.
func (t *Table) codesOf(column int, positive bool) map[string]bool {
	count, different := map[string]int{}, map[string]bool{}
	for _, r := range t.Rows {
		if cell := r.Cells[column]; !missingWord(cell) {
			count[cell]++
			different[cell] = true
		}
	}
	apart, numbers := map[float64]bool{}, 0
	for _, v := range standApart(different, ".") {
		apart[v] = true
	}
	for cell := range different {
		if _, number := parseNumber(cell, "."); number {
			numbers++
		}
	}
	codes := map[string]bool{}
	for _, cell := range sortedKeys(count) {
		v, number := parseNumber(cell, ".")
		strange := number && (apart[v] || LooksMissing(v) && numbers < len(different) && numbers < 3)
		named := t.Missing(cell)
		switch {
		case named && (!number || v < 0 || strange && positive):
			codes[cell] = true
		case named:
			t.note("%s: %s (%s) is taken for somebody, although --missing names it", Quote(t.Columns[column].Name), Quote(cell), Counted(count[cell], "row"))
		case strange, unknownWords[strings.ToLower(cell)]:
			t.note("%s: %s (%s) is taken for somebody's name: if nobody is called so, say --missing=%s", Quote(t.Columns[column].Name), Quote(cell), Counted(count[cell], "row"), ShellWord(cell))
		}
	}
	return codes
}

// idOf is a cell as the name of a patient or therapist. Names are text of any
// length: 007 is not 7. A whole number that a program wrote as 7.0 is 7, but 7.000 may
// be seven thousand and stays what it is. A number in powers of ten (9.007E+15) has lost
// digits and names nobody, nor does an error of a spreadsheet, or the word for a row of totals.
func idOf(cell string) (string, error) {
	switch {
	case cell == "":
		return "", errors.New("is empty: want a name or number")
	case missingWord(cell):
		return "", fmt.Errorf("%s stands for no answer: want a name or number; where somebody is called so, put a letter in front", Quote(cell))
	case brokenFormula.MatchString(cell):
		return "", fmt.Errorf("%s is an error of a spreadsheet: want a name or number", Quote(cell))
	case totalWords[strings.ToLower(besidesTotal.ReplaceAllString(cell, ""))]:
		return "", fmt.Errorf("%s looks like a row that sums up others: take it out; where somebody is called so, put a letter in front", Quote(cell))
	case scientific.MatchString(cell):
		return "", fmt.Errorf("%s has lost digits, as spreadsheets do with long numbers: format the column as text before the file is opened", Quote(cell))
	}
	if m := wholeWithPoint.FindStringSubmatch(cell); m != nil && !thousands.MatchString(cell) {
		return m[1], nil
	}
	return cell, nil
}

// Ordered are some ids, each once, in an order that does not hang on that of the rows: whole numbers
// by their size, then other text.
func Ordered(ids []string) []string {
	all := slices.Clone(ids)
	slices.SortFunc(all, func(a, b string) int {
		n, number := Whole(a)
		m, other := Whole(b)
		switch {
		case number && other:
			return cmp.Or(cmp.Compare(n, m), cmp.Compare(a, b))
		case number:
			return -1
		case other:
			return 1
		}
		return cmp.Compare(a, b)
	})
	return slices.Compact(all)
}

// sameToPeople is an id without that in which ids differ and that people overlook: capital letters,
// spaces and signs without a width, kinds of dashes and of the same letter, zeros in front of a number.
func sameToPeople(id string) string {
	id = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r):
			return -1
		case unicode.Is(unicode.Pd, r), r == '−':
			return '-'
		}
		return r
	}, strings.ToLower(norm.NFKC.String(id)))
	return zerosInFront.ReplaceAllString(id, "$1")
}

// zerosInFront are those of a number that no other digit, point or comma comes before.
var zerosInFront = regexp.MustCompile(`(^|[^0-9.,])0+`)

// Alike finds ids that people would take for one ([sameToPeople]). It returns a line for each pair, up to a few, and says how
// many more there are.
func Alike(ids []string) (notes []string) {
	first, told, more := map[string]string{}, map[string]bool{}, 0
	for _, id := range ids {
		key := sameToPeople(id)
		other, seen := first[key]
		switch {
		case !seen:
			first[key] = id
		case other == id || told[id]:
		case len(notes) < mostExamples:
			notes = append(notes, fmt.Sprintf("%s and %s are taken for two", Quote(other), Quote(id)))
			told[id] = true
		default:
			more++
			told[id] = true
		}
	}
	if more > 0 {
		notes = append(notes, fmt.Sprintf("and so are %d more", more))
	}
	return notes
}

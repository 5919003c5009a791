package table

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

var (
	wholeWithPoint = regexp.MustCompile(`^(\d+)[.,]0+$`)
	scientific     = regexp.MustCompile(`^\d[.,]?\d*[eE]\+?\d+$`)
	brokenFormula  = regexp.MustCompile(`^#[\p{L}\d/]+[!?]$`) // #REF!, #NAME?, #BEZUG! …
)

// totalWords begin rows that sum up those above them, in small letters. Words that are names of
// people, too, such as Max or Min, are none.
var totalWords = map[string]bool{"total": true, "totals": true, "grand total": true, "subtotal": true, "sum": true, "mean": true, "average": true, "avg": true,
	"gesamt": true, "insgesamt": true, "gesamtsumme": true, "gesamtergebnis": true, "teilergebnis": true, "summe": true, "mittelwert": true, "durchschnitt": true, "ø": true,
	"somme": true, "moyenne": true, "promedio": true, "totaal": true, "gemiddelde": true}

// ID is a cell as the name of a patient or therapist. Names are text of any
// length: 007 is not 7. A whole number that a program wrote as 7.0 is 7, but 7.000 may
// be seven thousand and stays what it is. A number in powers of ten (9.007E+15) has lost
// digits and names nobody, nor does an error of a spreadsheet, or the word for a row of totals.
func ID(cell string) (string, error) {
	switch {
	case cell == "":
		return "", errors.New("is empty: want a name or number")
	case missingWord(cell):
		return "", fmt.Errorf("%s stands for no answer: want a name or number; where somebody is called so, put a letter in front", Quote(cell))
	case brokenFormula.MatchString(cell):
		return "", fmt.Errorf("%s is an error of a spreadsheet: want a name or number", Quote(cell))
	case totalWords[strings.ToLower(strings.TrimRight(cell, ": "))]:
		return "", fmt.Errorf("%s looks like a row that sums up others: take it out; where somebody is called so, put a letter in front", Quote(cell))
	case scientific.MatchString(cell):
		return "", fmt.Errorf("%s has lost digits, as spreadsheets do with long numbers: format the column as text before the file is opened", Quote(cell))
	}
	if m := wholeWithPoint.FindStringSubmatch(cell); m != nil && !thousands.MatchString(cell) {
		return m[1], nil
	}
	return cell, nil
}

// Alike finds ids that people would take for one: they differ by capital letters,
// spaces or zeros in front alone. It returns a line for each pair, up to a few, and says how
// many more there are.
func Alike(ids []string) (notes []string) {
	first, told, more := map[string]string{}, map[string]bool{}, 0
	for _, id := range ids {
		key := strings.TrimLeft(strings.ToLower(strings.Join(strings.Fields(id), "")), "0")
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

package study

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"rapport/scenarios/population"
	"rapport/sim"
	"rapport/sim/record/nearest"
)

// populationPrefix begins the names of the parameters that the population
// section of a study may set by their short names.
const populationPrefix = "population."

// decimal is how a study writes numbers: no hexadecimal, no leading zero (which
// YAML would read as octal), no underscore, no infinity.
var decimal = regexp.MustCompile(`^[-+]?(0|[1-9][0-9]*)(\.[0-9]*)?([eE][-+]?[0-9]+)?$|^[-+]?\.[0-9]+([eE][-+]?[0-9]+)?$`)

// plainHint is the advice where a number is written in another way.
const plainHint = "write a plain decimal number"

// isDecimal says whether the text is a plain decimal number of sensible length.
func isDecimal(text string) bool { return len(text) <= nearest.Longest && decimal.MatchString(text) }

// paramTable finds the rows of a parameter table by name.
type paramTable struct {
	rows  []sim.Param
	index map[string]int
}

func newParamTable(rows []sim.Param) paramTable {
	t := paramTable{rows: rows, index: make(map[string]int, len(rows))}
	for i, row := range rows {
		t.index[row.Name] = i
	}
	return t
}

// ShippedTable is the table of the shipped parameters.
func ShippedTable() paramTable {
	setting := population.DefaultSetting()
	return newParamTable(setting.Params())
}

func (t paramTable) find(name string) (sim.Param, bool) {
	i, ok := t.index[name]
	if !ok {
		return sim.Param{}, false
	}
	return t.rows[i], true
}

// names lists the parameters whose name begins with prefix, without it.
func (t paramTable) names(prefix string) []string {
	var all []string
	for _, row := range t.rows {
		if short, ok := strings.CutPrefix(row.Name, prefix); ok {
			all = append(all, short)
		}
	}
	return all
}

// Overlay writes the values of the layers into the parameters that rows point
// to; later layers win. Names that are not in rows are left out: the checks of
// the study have refused them before.
func Overlay(rows []sim.Param, layers ...Values) {
	for _, row := range rows {
		for _, layer := range layers {
			if value, ok := layer[row.Name]; ok {
				*row.Value = value
			}
		}
	}
}

// prefixed returns the values under their full names.
func (v Values) prefixed(prefix string) Values {
	full := make(Values, len(v))
	for name, value := range v {
		full[prefix+name] = value
	}
	return full
}

// sorted returns the names in alphabetical order.
func (v Values) sorted() []string { return slices.Sorted(maps.Keys(v)) }

// written is a single value as it was written: its YAML type and its text.
type written struct{ tag, text string }

// fromText is a value from the command line or the environment, where the text
// alone tells the type.
func fromText(text string) written {
	switch {
	case isDecimal(text):
		return written{"!!float", text}
	case text == "true" || text == "false":
		return written{"!!bool", text}
	}
	return written{"!!str", text}
}

// read returns the value that was written for the parameter p; where it is not
// of the right type, message says so.
func (w written) read(p sim.Param) (value float64, message, hint string) {
	switch {
	case w.isNumber():
		number, ok := w.number()
		if ok {
			return number, "", ""
		}
		return 0, wanted(p) + ", got " + w.kind(), plainHint
	case w.tag == "!!bool" && isSwitch(p):
		if w.text == "true" || w.text == "True" || w.text == "TRUE" {
			return 1, "", ""
		}
		return 0, "", ""
	case w.tag == "!!str" && p.Choices != nil:
		if i := slices.Index(p.Choices, w.text); i >= 0 {
			return float64(i), "", ""
		}
		return 0, wanted(p) + ", got " + quote(w.text), cmp.Or(didYouMean(w.text, p.Choices), about(p))
	}
	return 0, wanted(p) + ", got " + w.kind(), numberHint(w.text, func(plain string) bool {
		number, _ := written{"!!float", plain}.number()
		return allowed(p, number)
	})
}

// isNumber says that it was meant as a number, however it is written.
func (w written) isNumber() bool { return w.tag == "!!int" || w.tag == "!!float" }

// number reads a plain decimal number that is finite.
func (w written) number() (float64, bool) {
	if !w.isNumber() || !isDecimal(w.text) {
		return 0, false
	}
	number, err := strconv.ParseFloat(w.text, 64)
	return number + 0, err == nil // -0 becomes 0
}

// kind says in words what was written.
func (w written) kind() string {
	switch w.tag {
	case "!!str":
		return "the text " + quote(w.text)
	case "!!bool":
		return w.text
	case "!!int", "!!float":
		return "the number " + shownWord(w.text)
	case "!!null":
		return "nothing"
	case "!!map":
		return "a mapping of keys to values"
	case "!!seq":
		return "a list"
	}
	return quote(w.text)
}

// isSwitch says whether the parameter is a choice of off and on.
func isSwitch(p sim.Param) bool { return slices.Equal(p.Choices, []string{"off", "on"}) }

// allowed says whether the parameter may have the value.
func allowed(p sim.Param, value float64) bool {
	if p.Choices != nil {
		return value == math.Trunc(value) && value >= 0 && value < float64(len(p.Choices))
	}
	if p.Whole() && value != math.Trunc(value) {
		return false
	}
	return value >= p.Min && value <= p.Max && !math.IsInf(value, 0) // false for NaN
}

// wanted says which values a parameter may have.
func wanted(p sim.Param) string {
	if p.Choices != nil {
		return "want " + oneOf(p.Choices)
	}
	kind := "want "
	if p.Whole() {
		kind = "want a whole number, "
	}
	text := kind + formatNumber(p.Min) + " to " + formatNumber(p.Max)
	if p.Unit != "" {
		text += " (" + p.Unit + ")"
	}
	return text
}

// labelOf is the value as a study writes it: the label of a choice, or a number.
func labelOf(p sim.Param, value float64) string {
	if p.Choices != nil && allowed(p, value) {
		return p.Choices[int(value)]
	}
	return formatNumber(value)
}

// formatNumber writes the shortest decimal that reads back as the same number.
func formatNumber(value float64) string {
	if size := math.Abs(value); size != 0 && (size < 1e-6 || size >= 1e15) {
		return strconv.FormatFloat(value, 'e', -1, 64)
	}
	return strconv.FormatFloat(value, 'f', -1, 64)
}

// about says what a choice of several is about, as its words alone may not say it.
func about(p sim.Param) string {
	if len(p.Choices) > 2 {
		return p.Meaning
	}
	return ""
}

// oneOf lists the words of a choice.
func oneOf(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return "one of " + list(words)
}

// explained are words each with what it means, where the word alone does not say it.
func explained(words, meanings []string) []string {
	all := make([]string, len(words))
	for i := range words {
		all[i] = words[i] + " (" + meanings[i] + ")"
	}
	return all
}

func list(words []string) string { return strings.Join(words, ", ") }

// quote shows a piece of a file safely: quoted, without control characters, cut
// where it is long.
func quote(text string) string {
	const longest = 60
	if runes := []rune(text[:min(len(text), 4*longest)]); len(runes) > longest {
		text = string(runes[:longest]) + "…"
	}
	return fmt.Sprintf("%q", text)
}

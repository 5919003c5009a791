package export

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"rapport/sim/record"
)

// Column is one column of an exported file.
type Column struct {
	record.Column
	From string // where in the run it stands, such as sessions.phq9; "computed" where nowhere
	When string // when it is missing, in words; empty where it never is

	labels []string // what values of a string column mean codes 1, 2, …; of a whole number 0, 1, …
	nature nature
}

// nature is the level of measurement, as SPSS asks for it.
type nature int

const (
	scale nature = iota
	nominal
	ordinal
)

// fromTable describes a column that stands in the run.
func fromTable(table string, f *field) Column {
	c := Column{Column: f.Column, From: table + "." + f.Name, When: WhenMissing(table, &f.Column)}
	c.Description, _, _ = strings.Cut(c.Description, "; null")
	switch {
	case f.Type == "boolean":
		c.nature, c.labels = nominal, []string{"no", "yes"}
	case f.Type == "string":
		c.nature, c.labels = nominal, labelsOf(f.Range)
	case f.Unit == "id" || f.Unit == "index":
		c.nature = nominal
	case f.Unit == "points" && f.Type == "int32" && f.Range != "0 to 27":
		c.nature = ordinal // a single item
	}
	if f.Name == "therapist" {
		c.Nullable = c.When != ""
		c.Range = "0 or more"
		c.Description, _, _ = strings.Cut(c.Description, "; -1")
	}
	return c
}

// WhenMissing says in words when a column of a run's table is missing, and is
// empty where it never is. Of a therapist it says when there is none.
func WhenMissing(table string, c *record.Column) string {
	if strings.HasPrefix(c.Name, "perceived_") {
		return "session 3 was not reached"
	}
	if c.Name == "true_severity" {
		return "the study records no truth"
	}
	if _, when, ok := strings.Cut(c.Description, "; null if "); ok {
		if table == "sessions" && c.Name != "phq9" {
			when += ", and on a waiting list"
		}
		return when
	}
	if c.Name == "therapist" && strings.HasPrefix(c.Range, "-1") {
		return "on a waiting list"
	}
	switch {
	case !c.Nullable:
		return ""
	case table == "sessions" && strings.HasPrefix(c.Name, "wai_patient_"):
		return "not answered, and on a waiting list"
	case table == "sessions" && strings.HasPrefix(c.Name, "true_"):
		return "on a waiting list, and where the study records no truth"
	case table == "sessions":
		return "on a waiting list"
	case table == "items":
		return "not answered"
	}
	panic(fmt.Sprintf("export: nobody says when %s.%s is missing", table, c.Name))
}

// labelsOf reads the labels of a column off its range; none where the range
// does not list them.
func labelsOf(text string) []string {
	var labels []string
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' }) {
		words := strings.Fields(part)
		if label := words[len(words)-1]; len(words) == 1 || strings.HasPrefix(part, " after a transfer ") {
			labels = append(labels, label)
		} else {
			return nil
		}
	}
	return labels
}

// computed describes a column that the export works out.
func computed(name, kind, unit, rng, when, description string) Column {
	return Column{Column: record.Column{Name: name, Type: kind, Unit: unit, Range: rng, Nullable: when != "", Description: description},
		From: "computed", When: when}
}

// labelLimit is the length of a Stata variable label; those of SPSS are longer.
const labelLimit = 80

// Label is the description in at most 80 characters: whole clauses where they
// fit, else whole words and an ellipsis.
func (c *Column) Label() string {
	text := c.Description
	for utf8.RuneCountInString(text) > labelLimit {
		at := strings.LastIndexAny(text, ";,")
		if at < 20 {
			break
		}
		text = text[:at]
	}
	if utf8.RuneCountInString(text) <= labelLimit {
		return text
	}
	short := ""
	for word := range strings.FieldsSeq(text) {
		if utf8.RuneCountInString(short)+utf8.RuneCountInString(word)+2 > labelLimit {
			break
		}
		short = strings.TrimSpace(short + " " + word)
	}
	return short + "…"
}

// firstCode is the code of the first label: strings have no value 0 that a code
// of 0 could stand for.
func (c *Column) firstCode() int64 {
	if c.Type == "string" {
		return 1
	}
	return 0
}

// code is the number of a label, 0 where it has none.
func (c *Column) code(label string) int64 {
	return int64(slices.Index(c.labels, label)) + 1
}

// values tells the labels as in "1 cbt, 2 psychodynamic".
func (c *Column) values() string {
	told := make([]string, len(c.labels))
	for i, label := range c.labels {
		told[i] = fmt.Sprintf("%d %s", int64(i)+c.firstCode(), label)
	}
	return strings.Join(told, ", ")
}

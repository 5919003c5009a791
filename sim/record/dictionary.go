package record

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Table describes one table of a run: what a row is, how the rows are sorted
// and what each column holds.
type Table struct {
	Name        string   `json:"name"`
	Description string   `json:"description"`
	OnRequest   bool     `json:"on_request"` // written only where the study records it
	SortedBy    []string `json:"sorted_by"`  // ascending, within each row group and over the files of a scenario
	Columns     []Column `json:"columns"`    // in the order of the file
}

// Where says which runs have the table; empty for all.
func (t *Table) Where() string {
	switch {
	case !t.OnRequest:
		return ""
	case t.Name == "decisions":
		return "where a scenario has rules"
	case t.Name == "scores":
		return "where the study names instruments"
	case t.Name == "answers":
		return "where the study names instruments that have items and records items"
	}
	return fmt.Sprintf("where the study says record: {%s: true}", t.Name)
}

// Column describes one column of a table.
type Column struct {
	Name        string `json:"name"`
	Type        string `json:"type"` // int32, int64, float32, float64, boolean or string
	Unit        string `json:"unit"` // empty for labels and booleans
	Range       string `json:"range"`
	Nullable    bool   `json:"nullable"`
	Encoding    string `json:"encoding"` // dictionary, delta, byte_stream_split or plain
	Description string `json:"description"`

	codes any // what the codes of a score stand for; nil where it has none
}

// Codes lists what the codes of a score stand for, from code 1 on: an []int32 or a
// []float32, or nil where a column's values do not come as codes.
func (c Column) Codes() any { return c.codes }

// tables names every table once, in the order in which documents list them.
// The columns come from the row's struct tags.
var tables = []struct {
	name, description string
	onRequest         bool
	sortedBy          []string
	row               reflect.Type
}{
	{"patients", "one row per replication and patient: traits, course of treatment, outcome", false,
		[]string{"replication", "patient"}, reflect.TypeFor[Patient]()},
	{"sessions", "one row per session held, or per assessment on a waiting list", false,
		[]string{"replication", "patient", "session"}, reflect.TypeFor[Session]()},
	{"ruptures", "one row per rupture of the alliance", false,
		[]string{"replication", "patient", "session_onset"}, reflect.TypeFor[Rupture]()},
	{"therapists", "one row per replication and therapist, of every clinic that has a patient", false,
		[]string{"replication", "therapist"}, reflect.TypeFor[Therapist]()},
	{"assessments", "one row per patient and week at which the study asks everybody", false,
		[]string{"replication", "patient", "week"}, reflect.TypeFor[Assessment]()},
	{"ledger", "one row per change of a facet: which mechanism moved it in which session, and by how much", true,
		[]string{"replication", "patient", "session", "step"}, reflect.TypeFor[Ledger]()},
	{"items", "one row per session held, none on a waiting list, with the single answers of the patient's instruments", true,
		[]string{"replication", "patient", "session"}, reflect.TypeFor[Items]()},
	{"decisions", "one row per time that a rule of the scenario acted, of scenarios that have rules", true,
		[]string{"replication", "patient", "session", "step"}, reflect.TypeFor[Decision]()},
	{"scores", "one row per answered questionnaire of an instrument that the study names", true,
		[]string{"replication", "patient", "number"}, reflect.TypeFor[Score]()},
	{"answers", "one row per single answer in a questionnaire of an instrument that the study names", true,
		[]string{"replication", "patient", "number", "item"}, reflect.TypeFor[Answer]()},
}

// Dictionary describes every table of a run. It is read from the struct tags of
// the row types, so that files, documents and code cannot drift apart.
func Dictionary() []Table {
	all := slices.Clone(dictionary())
	for i := range all {
		all[i] = all[i].copied()
	}
	return all
}

var dictionary = sync.OnceValue(func() []Table {
	all := make([]Table, 0, len(tables))
	for _, t := range tables {
		all = append(all, Table{
			Name:        t.name,
			Description: t.description,
			OnRequest:   t.onRequest,
			SortedBy:    t.sortedBy,
			Columns:     columnsOf(t.row),
		})
	}
	return all
})

// copied is a table of the caller's own.
func (t Table) copied() Table {
	t.SortedBy, t.Columns = slices.Clone(t.SortedBy), slices.Clone(t.Columns)
	return t
}

// Describe returns the dictionary of the table whose rows are of type Row.
// It panics if Row is not the row of a table.
func Describe[Row any]() Table {
	want := reflect.TypeFor[Row]()
	for i, t := range tables {
		if t.row == want {
			return dictionary()[i].copied()
		}
	}
	panic(fmt.Sprintf("record: %v is not the row of a table", want))
}

func columnsOf(row reflect.Type) []Column {
	columns := make([]Column, 0, row.NumField())
	for i := range row.NumField() {
		columns = append(columns, columnOf(row.Field(i)))
	}
	return columns
}

func columnOf(f reflect.StructField) Column {
	name, options, _ := strings.Cut(f.Tag.Get("parquet"), ",")
	c := Column{
		Name:        name,
		Type:        typeName(f.Type),
		Unit:        f.Tag.Get("unit"),
		Range:       f.Tag.Get("range"),
		Encoding:    "plain",
		Description: f.Tag.Get("desc"),
	}
	for option := range strings.SplitSeq(options, ",") {
		switch option {
		case "optional":
			c.Nullable = true
		case "dict":
			c.Encoding = "dictionary"
		case "delta":
			c.Encoding = "delta"
		case "split":
			c.Encoding = "byte_stream_split"
		}
	}
	c.codes = codesOf(f, c)
	return c
}

// codesOf lists the values of a score. The generator of the columns reads the same
// tags, and a test holds the two together.
func codesOf(f reflect.StructField, c Column) any {
	var low, high int32
	n, _ := fmt.Sscanf(c.Range, "%d to %d", &low, &high)
	if n < 2 || c.Encoding != "dictionary" || fmt.Sprintf("%d to %d", low, high) != c.Range {
		return nil
	}
	steps, mean := int32(1), false
	if tag, ok := f.Tag.Lookup("steps"); ok {
		mean = true
		if _, err := fmt.Sscan(tag, &steps); err != nil {
			panic("record: column " + c.Name + ": steps: " + err.Error())
		}
	}
	switch {
	case c.Type == "int32":
		return scores(high-low+1, func(code uint8) int32 { return scoreOf(code, low) })
	case mean:
		return scores((high-low)*steps+1, func(code uint8) float32 { return meanOf(code, low*steps, steps) })
	}
	return nil
}

func scores[T any](n int32, of func(code uint8) T) []T {
	list := make([]T, n)
	for i := range list {
		list[i] = of(uint8(i + 1))
	}
	return list
}

// typeName is the word for a column's type that users of DuckDB, pandas and R
// recognise alike.
func typeName(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() == reflect.Bool {
		return "boolean"
	}
	return t.Kind().String()
}

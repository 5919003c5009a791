package data

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"

	"rapport/analysis/data/table"
	"rapport/sim/record"
)

// column is a field of a row type as a column of a table.
type column struct {
	field    int
	optional bool // may be missing
	limits   record.Limits
	wanted   string // the range in words
}

// ColumnsOf maps the columns of a row type by name.
func ColumnsOf[T any]() map[string]column {
	out := map[string]column{}
	t := reflect.TypeFor[T]()
	for i, c := range record.Describe[T]().Columns {
		limits, _ := c.Limits()
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("parquet"), ",")
		if name != c.Name {
			panic(fmt.Sprintf("data: column %d of %v is %s, not %s", i, t, name, c.Name))
		}
		out[name] = column{field: i, optional: strings.Contains(options, "optional"), limits: limits, wanted: c.Range}
	}
	return out
}

// setCell puts a cell into its field; to a number it adds.
func (t *ownTable) setCell(field reflect.Value, c column, row, at int, add int32) error {
	cell := t.Rows[row].Cells[at]
	if t.Missing(cell) {
		if !c.optional {
			return errors.New("is empty, and this column takes no missing value; leave the whole column out if it is not known")
		}
		return nil
	}
	switch target := field.Interface().(type) {
	case string:
		word, err := label(cell, c)
		field.SetString(word)
		return err
	case bool, *bool:
		yes, ok := table.Truth(cell)
		if !ok {
			return fmt.Errorf("%s is neither true nor false: write so, or yes and no, or 1 and 0", table.Quote(cell))
		}
		if _, plain := target.(bool); plain {
			field.SetBool(yes)
		} else {
			field.Set(reflect.ValueOf(record.BoolValue(yes)))
		}
		return nil
	}
	v, err := t.Number(row, at)
	if err != nil {
		return err
	}
	return setNumber(field, cell, v+float64(add), c)
}

// label is a word of the run for a cell: capital letters, spaces and hyphens do not
// count.
func label(cell string, c column) (string, error) {
	word := strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(cell))
	if c.limits.Words == nil || slices.Contains(c.limits.Words, word) {
		return word, nil
	}
	return cell, fmt.Errorf("%s is none of %s%s: replace the words of yours by these", table.Quote(cell), strings.Join(c.limits.Words, ", "), DidYouMean(word, c.limits.Words))
}

// setNumber puts a number into its field; whole ones may be written as 12.0.
func setNumber(field reflect.Value, cell string, v float64, c column) error {
	if !c.limits.Number(v) {
		return fmt.Errorf("%s lies outside %s%s", table.Quote(cell), c.wanted, codeHint(v))
	}
	if field.Kind() == reflect.Float32 {
		field.SetFloat(v)
		return nil
	}
	if v != math.Trunc(v) {
		return fmt.Errorf("%s is no whole number; if it was prorated for missing items, round it", table.Quote(cell))
	}
	if field.Kind() == reflect.Pointer {
		if v < 0 || v > record.MaxSessions {
			return fmt.Errorf("%s is no number of a session%s", table.Quote(cell), codeHint(v))
		}
		field.Set(reflect.ValueOf(record.SessionValue(int(v))))
		return nil
	}
	if math.Abs(v) >= 1<<53 || field.OverflowInt(int64(v)) {
		return fmt.Errorf("%s is too large", table.Quote(cell))
	}
	field.SetInt(int64(v))
	return nil
}

// codeHint says that a number may stand for no answer.
func codeHint(v float64) string {
	if table.LooksMissing(v) {
		return fmt.Sprintf("; if it stands for no answer, say --missing=%g", v)
	}
	return ""
}

// number replaces the order of ids by numbers: their own where all are whole
// numbers, else their place in [table.Ordered].
func (r *reader) number(rows *record.Rows) {
	patient, therapist := r.patients.numbers(), r.therapists.numbers()
	of := func(name string, number *int64) {
		if !r.absent[name+".therapist"] {
			*number = therapist[*number]
		}
	}
	for i := range rows.Sessions {
		s := &rows.Sessions[i]
		s.Patient = patient[s.Patient]
		of("sessions", &s.Therapist)
	}
	for i := range rows.Patients {
		p := &rows.Patients[i]
		p.Patient = patient[p.Patient]
		of("patients", &p.Therapist)
	}
	for i := range rows.Ruptures {
		u := &rows.Ruptures[i]
		u.Patient = patient[u.Patient]
		of("ruptures", &u.Therapist)
	}
	for i := range rows.Therapists {
		of("therapists", &rows.Therapists[i].Therapist)
	}
	for _, n := range []names{r.patients, r.therapists} {
		ids := make([]string, 0, len(n))
		for id := range n {
			ids = append(ids, strings.TrimPrefix(id, "\x00"))
		}
		slices.Sort(ids)
		r.notes = append(r.notes, table.Alike(ids)...)
	}
}

// numbers are the numbers of the names, in the order in which these came.
func (n names) numbers() []int64 {
	own, place := make([]int64, len(n)), make([]int64, len(n))
	whole := true
	for at, id := range table.Ordered(slices.Collect(maps.Keys(n))) {
		place[n[id]] = int64(at)
		v, ok := table.Whole(id)
		whole = whole && ok && (v >= 0 || v == -1) && fmt.Sprint(v) == id
		own[n[id]] = v
	}
	if whole {
		return own
	}
	return place
}

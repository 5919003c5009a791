package data

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"rapport/sim/record"
)

// maxCellFaults is how many wrong cells of a table are told one by one.
const maxCellFaults = 20

// Tables are CSV tables with a header of the columns of a run's tables. Sessions
// must be there; the others may be nil.
type Tables struct{ Patients, Sessions, Ruptures, Therapists io.Reader }

// ReadCSV reads a user's own data. Of sessions, the columns patient and session
// must be there (of the others patient and their own number), all further columns
// may be absent; estimators that need one say so. Columns that a run does not
// have are ignored; replication is 0 where absent. An empty cell, NA or NaN is
// missing; columns that a run always fills take none. Rows may stand in any order. Where patients is nil or lacks them,
// intake, last PHQ-9, number of sessions and therapist come from sessions. The
// error names line and column of wrong cells.
func ReadCSV(t Tables) (*Data, error) {
	if t.Sessions == nil {
		return nil, errors.New("the sessions table is missing")
	}
	d := &Data{Absent: map[string]bool{}}
	err := errors.Join(
		readCSV("sessions", t.Sessions, &d.Sessions, d.Absent, "patient", "session"),
		readCSV("patients", t.Patients, &d.Patients, d.Absent, "patient"),
		readCSV("ruptures", t.Ruptures, &d.Ruptures, d.Absent, "patient", "session_onset"),
		readCSV("therapists", t.Therapists, &d.Therapists, d.Absent, "therapist"))
	if err != nil {
		return nil, err
	}
	d.sort()
	if t.Patients == nil {
		d.patientsOfSessions()
	}
	if err := d.index(); err != nil {
		return nil, err
	}
	d.derive()
	return d, nil
}

// readCSV reads one table; the columns that it lacks go to absent.
func readCSV[T any](table string, r io.Reader, rows *[]T, absent map[string]bool, required ...string) error {
	columns := ColumnsOf[T]()
	if r == nil {
		for name := range columns {
			absent[table+"."+name] = true
		}
		return nil
	}
	in := csv.NewReader(r)
	header, err := in.Read()
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: the table is empty: want a header", table)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", table, err)
	}
	for i := range header {
		header[i] = strings.TrimSpace(strings.TrimPrefix(header[i], "\ufeff"))
	}
	if err := headerOf(table, header, columns, absent, required); err != nil {
		return err
	}
	var faults []error
	for len(faults) < maxCellFaults {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", table, err))
			break
		}
		row, wrong := readRow[T](in, table, header, cells, columns)
		*rows, faults = append(*rows, row), append(faults, wrong...)
	}
	return errors.Join(faults...)
}

// readRow reads the cells of one row; wrong cells are told with their line.
func readRow[T any](in *csv.Reader, table string, header, cells []string, columns map[string]column) (row T, faults []error) {
	for i, cell := range cells {
		if err := setCell(reflect.ValueOf(&row).Elem(), columns, header[i], strings.TrimSpace(cell)); err != nil {
			line, _ := in.FieldPos(i)
			faults = append(faults, fmt.Errorf("%s: line %d: %s: %w", table, line, header[i], err))
		}
	}
	return row, faults
}

// headerOf checks the header and notes absent columns.
func headerOf(table string, header []string, columns map[string]column, absent map[string]bool, required []string) error {
	var faults []error
	for i, name := range header {
		if slices.Contains(header[:i], name) {
			faults = append(faults, fmt.Errorf("%s: column %q is there twice", table, name))
		}
	}
	for name := range columns {
		if !slices.Contains(header, name) {
			absent[table+"."+name] = true
		}
	}
	for _, name := range required {
		if absent[table+"."+name] {
			faults = append(faults, fmt.Errorf("%s: column %q is missing%s", table, name, DidYouMean(name, header)))
		}
	}
	return errors.Join(faults...)
}

// column is a field of a row type as a column of a table.
type column struct {
	field     int
	optional  bool    // may be missing
	low, high float64 // both 0 where the column has no fixed range
}

// ColumnsOf maps the columns of a row type by name.
func ColumnsOf[T any]() map[string]column {
	out := map[string]column{}
	t := reflect.TypeFor[T]()
	for i := range t.NumField() {
		tag := t.Field(i).Tag
		name, options, _ := strings.Cut(tag.Get("parquet"), ",")
		c := column{field: i, optional: strings.Contains(options, "optional")}
		if low, high, ok := strings.Cut(tag.Get("range"), " to "); ok {
			a, errA := strconv.ParseFloat(low, 64)
			b, errB := strconv.ParseFloat(high, 64)
			if errA == nil && errB == nil {
				c.low, c.high = a, b
			}
		}
		out[name] = c
	}
	return out
}

// setCell puts a cell into its field.
func setCell(row reflect.Value, columns map[string]column, name, cell string) error {
	c, known := columns[name]
	if !known {
		return nil
	}
	if cell == "" || cell == "NA" || cell == "NaN" {
		if !c.optional {
			return errors.New("is empty, and this column takes no missing value; leave the whole column out if it is not known")
		}
		return nil
	}
	field := row.Field(c.field)
	switch target := field.Interface().(type) {
	case string:
		field.SetString(cell)
	case bool, *bool:
		b, err := strconv.ParseBool(strings.ToLower(cell))
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", cell)
		}
		if _, plain := target.(bool); plain {
			field.SetBool(b)
		} else {
			field.Set(reflect.ValueOf(record.BoolValue(b)))
		}
	default:
		return setNumber(field, cell, c)
	}
	return nil
}

// setNumber puts a number into its field; whole ones may be written as 12.0.
func setNumber(field reflect.Value, cell string, c column) error {
	v, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return fmt.Errorf("%q is no number", cell)
	}
	if c.high > c.low && !(v >= c.low && v <= c.high) {
		return fmt.Errorf("%q lies outside %g to %g", cell, c.low, c.high)
	}
	if field.Kind() == reflect.Float32 {
		field.SetFloat(v)
		return nil
	}
	if v != float64(int64(v)) {
		return fmt.Errorf("%q is no whole number", cell)
	}
	if field.Kind() == reflect.Pointer {
		if v < 0 || v > record.MaxSessions {
			return fmt.Errorf("%q lies outside 0 to %d", cell, record.MaxSessions)
		}
		field.Set(reflect.ValueOf(record.SessionValue(int(v))))
		return nil
	}
	if field.OverflowInt(int64(v)) {
		return fmt.Errorf("%q is too large", cell)
	}
	field.SetInt(int64(v))
	return nil
}

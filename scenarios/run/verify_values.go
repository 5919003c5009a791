package run

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/parquet-go/parquet-go/encoding"

	"rapport/sim"
	"rapport/sim/record"
	"rapport/sim/record/parquetfile"
)

// values checks that the columns of a file are those of the dictionary, and holds
// every value against its column's range or words. A value that is missing is
// null, in the columns alone that take one; NaN is no value.
func (v *verification) values(p *verifiedPart, table record.Table, f *parquetfile.File) {
	faults := v.rowFaults(p, table.Name)
	if err := sameColumns(table, f); err != nil {
		faults.tell(err)
		return
	}
	for i, c := range table.Columns {
		limits, _ := c.Limits()
		if c.Name == "mechanism" {
			limits.Words = causeNames()
		}
		wrong := &wrongValues{column: c, limits: limits, faults: faults}
		if err := wrong.find(f, i); err != nil {
			faults.add("column %s: cannot be read: %v", c.Name, err)
		}
	}
	faults.tell(nil)
}

// causeNames are the labels of the ledger.
func causeNames() (names []string) {
	for _, c := range sim.Causes() {
		names = append(names, c.Name)
	}
	return names
}

// kinds are the types of a Parquet file by the dictionary's word for them.
var kinds = map[string]encoding.Kind{"boolean": encoding.Boolean, "int32": encoding.Int32, "int64": encoding.Int64,
	"float32": encoding.Float, "float64": encoding.Double, "string": encoding.ByteArray}

// sameColumns compares the columns of a file with those of its table.
func sameColumns(table record.Table, f *parquetfile.File) error {
	found := f.Columns()
	if len(found) != len(table.Columns) {
		return fmt.Errorf("has %d columns, want the %d of the table %s", len(found), len(table.Columns), table.Name)
	}
	for i, c := range table.Columns {
		is := &found[i]
		switch {
		case is.Path[0] != c.Name:
			return fmt.Errorf("column %d is %s, want %s", i+1, brief(is.Path[0]), c.Name)
		case !is.Flat() || is.Kind != kinds[c.Type]:
			return fmt.Errorf("column %s is of type %s, want %s", c.Name, brief(is.String()), c.Type)
		case is.Nullable != c.Nullable:
			return fmt.Errorf("column %s: nullable is %v, want %v", c.Name, is.Nullable, c.Nullable)
		}
	}
	return nil
}

// wrongValues finds the values of a column that cannot be, each told once.
type wrongValues struct {
	column record.Column
	limits record.Limits
	faults *rowFaults
	told   []string
}

func (w *wrongValues) find(f *parquetfile.File, column int) (err error) {
	defer func() {
		if r := recover(); r != nil { // what no check of a damaged file foresaw
			err = fmt.Errorf("%v", r)
		}
		err = f.Explain(err)
	}()
	for group := range f.Groups() {
		pages, err := f.Pages(group, column)
		if err != nil {
			return err
		}
		err = errors.Join(w.pages(pages), pages.Close())
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *wrongValues) pages(pages *parquetfile.Pages) error {
	dictionary := false // of this row group is checked
	for {
		page, err := pages.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch d := page.Dictionary; {
		case d == nil:
			w.check(page.Values)
		case !dictionary:
			dictionary = true
			w.check(d.Values)
		}
	}
}

// check holds values against the limits.
func (w *wrongValues) check(values encoding.Values) {
	switch w.column.Type {
	case "int32":
		checkNumbers(w, values.Int32())
	case "int64":
		checkNumbers(w, values.Int64())
	case "float32":
		checkNumbers(w, values.Float())
	case "float64":
		checkNumbers(w, values.Double())
	case "string":
		data, offsets := values.ByteArray()
		for i := 1; i < len(offsets); i++ {
			if word := data[offsets[i-1]:offsets[i]]; !w.limits.Word(string(word)) {
				w.tell(brief(string(word)))
			}
		}
	}
}

func checkNumbers[T int32 | int64 | float32 | float64](w *wrongValues, values []T) {
	for _, v := range values {
		if !w.limits.Number(float64(v)) {
			w.tell(strconv.FormatFloat(float64(v), 'g', -1, 64))
		}
	}
}

func (w *wrongValues) tell(value string) {
	if len(w.told) < toldRowFaults && !slices.Contains(w.told, value) {
		w.told = append(w.told, value)
		w.faults.add("column %s holds %s, want %s", w.column.Name, value, w.column.Range)
	}
}

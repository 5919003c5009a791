package export

import (
	"math"
	"reflect"
	"strconv"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// cell is one value of a row. Which of its fields holds it, the column's type says.
type cell struct {
	missing bool
	whole   int64   // int32 and int64; boolean: 0 or 1
	real    float64 // float32 and float64
	label   string  // string; good until the next row
}

var absent = cell{missing: true}

func wholeCell(v int64) cell { return cell{whole: v} }

func flagCell(v bool) cell {
	if v {
		return cell{whole: 1}
	}
	return cell{}
}

// realCell is missing where v is no number.
func realCell(v float64) cell {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return absent
	}
	return cell{real: v}
}

// text writes the cell as the files of all programs have it: digits without an
// exponent, as few as give the same number again.
func (c *cell) text(to []byte, kind string) []byte {
	switch kind {
	case "string":
		return append(to, c.label...)
	case "float32":
		return strconv.AppendFloat(to, c.real, 'f', -1, 32)
	case "float64":
		return strconv.AppendFloat(to, c.real, 'f', -1, 64)
	}
	return strconv.AppendInt(to, c.whole, 10)
}

// number is the value as a number, NaN where missing.
func (c *cell) number(kind string) float64 {
	switch {
	case c.missing:
		return math.NaN()
	case kind == "float32" || kind == "float64":
		return c.real
	}
	return float64(c.whole)
}

// field reads one column of a row of a run.
type field struct {
	record.Column
	index int // of the struct's field

	instrument string           // whose score it is, which stands in no row of sessions; empty: a column of the row
	asked      *data.Instrument // it, as the run has it; nil with a column of the row
}

// fieldsOf lists the columns of a table in their order.
func fieldsOf[Row any]() []field {
	described := record.Describe[Row]().Columns
	fields := make([]field, len(described))
	for i, c := range described {
		fields[i] = field{Column: c, index: i}
	}
	return fields
}

// of is the field's value in a row. A therapist of -1 is nobody, and so missing.
func (f *field) of(row reflect.Value) cell {
	v := row.Field(f.index)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return absent
		}
		v = v.Elem()
	} else if f.Nullable && v.IsZero() {
		return absent
	}
	switch v.Kind() {
	case reflect.Bool:
		return flagCell(v.Bool())
	case reflect.String:
		return cell{label: v.String()}
	case reflect.Float32, reflect.Float64:
		return realCell(v.Float())
	}
	if f.Name == "therapist" && v.Int() < 0 {
		return absent
	}
	return wholeCell(v.Int())
}

// named finds a field; it panics where the table has none of that name, which is
// a fault of this package.
func named(fields []field, name string) field {
	for _, f := range fields {
		if f.Name == name {
			return f
		}
	}
	panic("export: no column " + name)
}

package parquetfile

import (
	"fmt"
	"strings"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding"
	"github.com/parquet-go/parquet-go/format"
)

// Column is a column of a file.
type Column struct {
	Path     []string // its name, behind those of the groups that it is in
	Kind     encoding.Kind
	Logical  format.LogicalTypeValue // nil where there is none
	Nullable bool
	Repeated bool // it or a group that it is in

	size int // of a value of fixed length
}

// Flat reports whether the column has one value or null to a row.
func (c *Column) Flat() bool { return len(c.Path) == 1 && !c.Repeated }

// String describes the column as a schema would.
func (c *Column) String() string {
	word := "required"
	switch {
	case c.Repeated:
		word = "repeated"
	case c.Nullable:
		word = "optional"
	}
	word += " " + strings.ToLower(c.Kind.String())
	if c.Logical != nil {
		word += " (" + c.Logical.String() + ")"
	}
	return word
}

// maxGroups bounds how deep columns are nested.
const maxGroups = 32

// leaves lists the columns of a schema, which a footer writes depth first.
func leaves(schema []format.SchemaElement) ([]Column, error) {
	if len(schema) == 0 {
		return nil, fmt.Errorf("%w: it has no schema", ErrNoParquet)
	}
	t := tree{rest: schema[1:]}
	if !t.children(Column{}, schema[0].NumChildren.V) || len(t.rest) > 0 {
		return nil, fmt.Errorf("%w: its schema is damaged", ErrNoParquet)
	}
	return t.found, nil
}

type tree struct {
	rest  []format.SchemaElement
	found []Column
}

// children reads n columns or groups of a group.
func (t *tree) children(group Column, n int32) bool {
	if n < 0 || int(n) > len(t.rest) || len(group.Path) >= maxGroups {
		return false
	}
	for range n {
		if len(t.rest) == 0 {
			return false
		}
		e := &t.rest[0]
		t.rest = t.rest[1:]
		c := Column{
			Path:     append(group.Path[:len(group.Path):len(group.Path)], e.Name),
			Nullable: group.Nullable || e.RepetitionType.V == format.Optional,
			Repeated: group.Repeated || e.RepetitionType.V == format.Repeated,
		}
		if !e.Type.Valid {
			if !t.children(c, e.NumChildren.V) {
				return false
			}
			continue
		}
		kind, known := kindOf[e.Type.V]
		if !known || e.TypeLength.V < 0 || e.TypeLength.V > encoding.MaxFixedLenByteArraySize || kind == encoding.FixedLenByteArray && e.TypeLength.V == 0 {
			return false
		}
		c.Kind, c.size, c.Logical = kind, int(e.TypeLength.V), logical(e)
		t.found = append(t.found, c)
	}
	return true
}

var kindOf = map[format.Type]encoding.Kind{
	format.Boolean: encoding.Boolean, format.Int32: encoding.Int32, format.Int64: encoding.Int64, format.Int96: encoding.Int96,
	format.Float: encoding.Float, format.Double: encoding.Double, format.ByteArray: encoding.ByteArray,
	format.FixedLenByteArray: encoding.FixedLenByteArray,
}

// logical is what the values of a column mean, which older programs say in another way.
func logical(e *format.SchemaElement) format.LogicalTypeValue {
	if e.LogicalType.Value != nil || !e.ConvertedType.Valid {
		return e.LogicalType.Value
	}
	millis, micros := format.TimeUnit{Value: new(format.MilliSeconds)}, format.TimeUnit{Value: new(format.MicroSeconds)}
	integer := func(bits int8, signed bool) *format.IntType { return &format.IntType{BitWidth: bits, IsSigned: signed} }
	switch e.ConvertedType.V {
	case deprecated.UTF8:
		return new(format.StringType)
	case deprecated.Decimal:
		return &format.DecimalType{Scale: e.Scale.V, Precision: e.Precision.V}
	case deprecated.Date:
		return new(format.DateType)
	case deprecated.TimeMillis:
		return &format.TimeType{IsAdjustedToUTC: true, Unit: millis}
	case deprecated.TimeMicros:
		return &format.TimeType{IsAdjustedToUTC: true, Unit: micros}
	case deprecated.TimestampMillis:
		return &format.TimestampType{IsAdjustedToUTC: true, Unit: millis}
	case deprecated.TimestampMicros:
		return &format.TimestampType{IsAdjustedToUTC: true, Unit: micros}
	case deprecated.Uint8:
		return integer(8, false)
	case deprecated.Uint16:
		return integer(16, false)
	case deprecated.Uint32:
		return integer(32, false)
	case deprecated.Uint64:
		return integer(64, false)
	case deprecated.Int8:
		return integer(8, true)
	case deprecated.Int16:
		return integer(16, true)
	case deprecated.Int32:
		return integer(32, true)
	case deprecated.Int64:
		return integer(64, true)
	}
	return nil
}

// checkColumns checks that every row group has the columns of the schema.
func (f *File) checkColumns() error {
	for i := range f.meta.RowGroups {
		columns := f.meta.RowGroups[i].Columns
		if len(columns) != len(f.columns) {
			return fmt.Errorf("%w: a row group of %d columns, its schema has %d", ErrNoParquet, len(columns), len(f.columns))
		}
		for k := range columns {
			if kindOf[columns[k].MetaData.Type] != f.columns[k].Kind {
				return fmt.Errorf("%w: a column is of another type than its schema says", ErrNoParquet)
			}
		}
	}
	return nil
}

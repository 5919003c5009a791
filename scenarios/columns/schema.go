package columns

import (
	"fmt"
	"slices"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"rapport/sim/record"
)

// Kind is what the values of a column are.
type Kind uint8

// The kinds of values.
const (
	Int32 Kind = iota
	Int64
	Float32
	Float64
	Truth
	Text
)

// Encoding is how the values of a column are laid out before they are compressed.
type Encoding uint8

// The encodings. Delta is for whole numbers, Split for fractions, Dictionary for
// numbers and texts; truths are plain.
const (
	Plain Encoding = iota
	Delta
	Split
	Dictionary
)

// Column describes a column.
type Column struct {
	Name     string
	Kind     Kind
	Encoding Encoding
	Nullable bool // zero is null

	// Codes lists what the codes of a score stand for, ascending, the first for code
	// 1: an []int32 or a []float32 of at most 254 values. It is nil where a column's
	// values come as they are.
	Codes any
}

// Schema describes the columns of a table.
type Schema struct {
	Name      string // of a row
	Columns   []Column
	SortedBy  []string // names of columns, ascending
	CreatedBy string   // the program, for the footer
}

// SchemaOf is what the dictionary says of a table, for its files.
func SchemaOf(t record.Table, createdBy string) *Schema {
	s := &Schema{Name: t.Name, SortedBy: t.SortedBy, CreatedBy: createdBy}
	for _, c := range t.Columns {
		s.Columns = append(s.Columns, Column{
			Name: c.Name, Kind: kinds[c.Type], Encoding: encodings[c.Encoding], Nullable: c.Nullable, Codes: c.Codes(),
		})
	}
	return s
}

// The words of the dictionary.
var (
	kinds     = map[string]Kind{"int32": Int32, "int64": Int64, "float32": Float32, "float64": Float64, "boolean": Truth, "string": Text}
	encodings = map[string]Encoding{"plain": Plain, "delta": Delta, "byte_stream_split": Split, "dictionary": Dictionary}
)

// check panics where a column cannot be: the columns of a table are part of the
// program.
func (c *Column) check() {
	codes := 0
	switch values := c.Codes.(type) {
	case nil:
	case []int32:
		codes = len(values)
		mustBe(c.Kind == Int32 && slices.IsSorted(values), c, "codes that do not ascend, or of another kind")
	case []float32:
		codes = len(values)
		mustBe(c.Kind == Float32 && slices.IsSorted(values), c, "codes that do not ascend, or of another kind")
	default:
		mustBe(false, c, "codes of a kind that no column has")
	}
	mustBe(codes < 255, c, "more codes than a byte holds")
	mustBe(c.Codes == nil || codes > 0 && c.Encoding == Dictionary, c, "codes without a dictionary")
	whole, fraction := c.Kind == Int32 || c.Kind == Int64, c.Kind == Float32 || c.Kind == Float64
	mustBe(c.Encoding != Delta || whole, c, "differences of what is not a whole number")
	mustBe(c.Encoding != Split || fraction, c, "bytes of what is not a fraction")
	mustBe(c.Encoding == Plain || c.Kind != Truth, c, "an encoding that truths do not have")
}

func mustBe(ok bool, c *Column, why string) {
	if !ok {
		panic(fmt.Sprintf("columns: column %s: %s", c.Name, why))
	}
}

// elements is the schema as the footer states it: the row, then its columns.
func (s *Schema) elements() []format.SchemaElement {
	list := []format.SchemaElement{{Name: s.Name, NumChildren: thrift.New(int32(len(s.Columns)))}}
	for i := range s.Columns {
		list = append(list, s.Columns[i].element())
	}
	return list
}

func (c *Column) element() format.SchemaElement {
	e := format.SchemaElement{
		Name: c.Name, Type: thrift.New(c.physical()), RepetitionType: thrift.New(format.Required),
	}
	if c.Nullable {
		e.RepetitionType = thrift.New(format.Optional)
	}
	switch c.Kind {
	case Int32:
		e.ConvertedType = thrift.New(deprecated.Int32)
		e.LogicalType.Value = &format.IntType{BitWidth: 32, IsSigned: true}
	case Int64:
		e.ConvertedType = thrift.New(deprecated.Int64)
		e.LogicalType.Value = &format.IntType{BitWidth: 64, IsSigned: true}
	case Text:
		e.ConvertedType = thrift.New(deprecated.UTF8)
		e.LogicalType.Value = &format.StringType{}
	}
	return e
}

func (c *Column) physical() format.Type {
	return [...]format.Type{
		Int32: format.Int32, Int64: format.Int64, Float32: format.Float, Float64: format.Double,
		Truth: format.Boolean, Text: format.ByteArray,
	}[c.Kind]
}

func (c *Column) format() format.Encoding {
	return [...]format.Encoding{
		Plain: format.Plain, Delta: format.DeltaBinaryPacked, Split: format.ByteStreamSplit, Dictionary: format.RLEDictionary,
	}[c.Encoding]
}

// sorting is the order of the rows as each row group states it.
func (s *Schema) sorting() []format.SortingColumn {
	list := make([]format.SortingColumn, len(s.SortedBy))
	for i, name := range s.SortedBy {
		at := slices.IndexFunc(s.Columns, func(c Column) bool { return c.Name == name })
		if at < 0 {
			panic("columns: sorted by " + name + ", which is not a column")
		}
		list[i] = format.SortingColumn{ColumnIdx: int32(at)}
	}
	return list
}

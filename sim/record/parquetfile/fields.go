package parquetfile

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"sync"
	"unsafe"

	"github.com/parquet-go/parquet-go/encoding"

	"rapport/sim/record"
)

// Rows are read column by column into the fields of a struct, some ten times as
// fast as a library puts rows together value by value. A field takes the column of
// its `parquet` tag; a struct with a few fields reads a few columns.

// Field is a field of a row and the column that fills it.
type Field struct {
	Column   string
	offset   uintptr // in the row
	size     uintptr // of the row
	kind     encoding.Kind
	nullable bool
	open     func(Field, *Pages) Filler
}

// Filler fills its field in rows that lie one after the other.
type Filler interface {
	Fill(first unsafe.Pointer, rows int) error
	Close()
}

var knownFields sync.Map // []Field by row type

// FieldsOf lists the fields of a row. It panics where a field is of a type that no
// column has: the rows are ours.
func FieldsOf(t reflect.Type) []Field {
	if known, ok := knownFields.Load(t); ok {
		return known.([]Field)
	}
	fields := make([]Field, t.NumField())
	for i := range fields {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("parquet"), ",")
		fields[i] = Field{Column: name, offset: f.Offset, size: t.Size(), nullable: strings.Contains(options, "optional")}
		fields[i].take(f.Type)
	}
	knownFields.Store(t, fields)
	return fields
}

// take sets how the field's type is read.
func (f *Field) take(t reflect.Type) {
	switch t {
	case reflect.TypeFor[int32]():
		f.kind, f.open = encoding.Int32, opens(func(v *encoding.Values, _ int) []int32 { return v.Int32() })
	case reflect.TypeFor[int64]():
		f.kind, f.open = encoding.Int64, opens(func(v *encoding.Values, _ int) []int64 { return v.Int64() })
	case reflect.TypeFor[float32]():
		f.kind, f.open = encoding.Float, opens(func(v *encoding.Values, _ int) []float32 { return v.Float() })
	case reflect.TypeFor[float64]():
		f.kind, f.open = encoding.Double, opens(func(v *encoding.Values, _ int) []float64 { return v.Double() })
	case reflect.TypeFor[bool]():
		f.kind, f.open = encoding.Boolean, opens(func(v *encoding.Values, n int) []bool { return bits(v, n, func(b bool) bool { return b }) })
	case reflect.TypeFor[*bool]():
		f.kind, f.open = encoding.Boolean, opens(func(v *encoding.Values, n int) []*bool { return bits(v, n, record.BoolValue) })
	case reflect.TypeFor[*int32]():
		f.kind, f.open = encoding.Int32, opens(func(v *encoding.Values, _ int) []*int32 { return sharedCounts(v.Int32()) })
	case reflect.TypeFor[string]():
		f.kind, f.open = encoding.ByteArray, opens(texts)
	default:
		panic(fmt.Sprintf("parquetfile: no column is of type %v", t))
	}
}

// bits takes n truth values out of the bytes that hold eight each.
func bits[T any](v *encoding.Values, n int, of func(bool) T) []T {
	packed, out := v.Boolean(), make([]T, n)
	for i := range out {
		out[i] = of(packed[i>>3]>>(i&7)&1 == 1)
	}
	return out
}

// sharedCounts points to the static values where there are any.
func sharedCounts(values []int32) []*int32 {
	out := make([]*int32, len(values))
	for i, v := range values {
		if v >= 0 && v <= record.MaxSessions {
			out[i] = record.SessionValue(int(v))
		} else {
			out[i] = &v
		}
	}
	return out
}

// texts copies labels out of the file's memory, equal neighbours once.
func texts(v *encoding.Values, _ int) []string {
	data, offsets := v.ByteArray()
	out := make([]string, max(0, len(offsets)-1))
	for i := range out {
		text := data[offsets[i]:offsets[i+1]]
		if i > 0 && out[i-1] == string(text) {
			out[i] = out[i-1]
		} else {
			out[i] = string(text)
		}
	}
	return out
}

// FindAll is where the columns of fields are, or an error that names all that the file
// lacks.
func (f *File) FindAll(fields []Field) ([]int, error) {
	var lacking []string
	at := make([]int, len(fields))
	for i := range fields {
		want := &fields[i]
		k, ok := f.Find(want.Column)
		if !ok {
			lacking = append(lacking, want.Column)
			continue
		}
		if c := &f.columns[k]; c.Kind != want.kind || !c.Flat() || c.Nullable && !want.nullable {
			return nil, fmt.Errorf("its columns are not those of a run: %s is %v", want.Column, c)
		}
		at[i] = k
	}
	if len(lacking) > 0 {
		return nil, &LackError{lacking}
	}
	return at, nil
}

// LackError is the error of a file that lacks columns.
type LackError struct{ Columns []string }

func (e *LackError) Error() string { return "has no column " + strings.Join(e.Columns, ", ") }

// Fill opens a column of a row group to fill a field.
func (f *File) Fill(field Field, group, column int) (Filler, error) {
	pages, err := f.Pages(group, column)
	if err != nil {
		return nil, err
	}
	return field.open(field, pages), nil
}

// ReadGroup reads a row group into rows that have a column for every field.
func ReadGroup[Row any](f *File, group int) ([]Row, error) {
	fields := FieldsOf(reflect.TypeFor[Row]())
	at, err := f.FindAll(fields)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, f.GroupRows(group))
	for i := range fields {
		filler, err := f.Fill(fields[i], group, at[i])
		if err != nil {
			return nil, err
		}
		err = filler.Fill(unsafe.Pointer(unsafe.SliceData(rows)), len(rows))
		filler.Close()
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// columnReader reads a column into fields of type T.
type columnReader[T any] struct {
	Field
	pages *Pages
	load  func(values *encoding.Values, n int) []T

	levels []byte // of the page: 0 where its row is null; nil where none can be
	rows   int    // of the page that are still to come
	values []T    // of the page, or of the dictionary
	index  []int32
	words  []T // of the dictionary
}

func opens[T any](load func(*encoding.Values, int) []T) func(Field, *Pages) Filler {
	return func(f Field, pages *Pages) Filler {
		return &columnReader[T]{Field: f, pages: pages, load: load}
	}
}

func (c *columnReader[T]) Close() {
	_ = c.pages.Close() // it was read; nothing is written
}

func (c *columnReader[T]) Fill(first unsafe.Pointer, rows int) error {
	for done := 0; done < rows; {
		if c.rows == 0 {
			if err := c.next(); err != nil {
				return err
			}
			continue
		}
		n := min(rows-done, c.rows)
		c.put(unsafe.Add(first, c.offset+uintptr(done)*c.size), n)
		done, c.rows = done+n, c.rows-n
	}
	return nil
}

// next takes up the next page.
func (c *columnReader[T]) next() error {
	page, err := c.pages.Next()
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF // before the end of its row group
	}
	if err != nil {
		return err
	}
	c.rows, c.levels = page.Rows, page.Levels
	if d := page.Dictionary; d != nil {
		if c.words == nil {
			c.words = append([]T{}, c.load(&d.Values, d.Len)...)
		}
		c.values, c.index = c.words, page.Values.Int32()
		return nil
	}
	if c.kind == encoding.Boolean { // a dictionary of two words
		if c.words == nil {
			both := encoding.BooleanValues([]byte{0b10})
			c.words = c.load(&both, 2)
		}
		c.values, c.index = c.words, c.pages.room.values.unpacked(page.Values.Boolean(), page.Present)
		return nil
	}
	c.values, c.index = c.load(&page.Values, page.Present), nil
	return nil
}

// put writes the next n values, which the page has.
func (c *columnReader[T]) put(at unsafe.Pointer, n int) {
	var levels []byte
	if c.levels != nil {
		levels, c.levels = c.levels[:n], c.levels[n:]
	}
	if c.index != nil {
		c.index = c.index[scatterWords(at, c.size, n, levels, c.index, c.values):]
		return
	}
	c.values = c.values[scatter(at, c.size, n, levels, c.values):]
}

// scatter writes n fields, step bytes apart: a value for each level above 0 (for
// every field where there are no levels), else nothing. It returns the number of
// values. No address is made that is not that of a field: one behind the last would
// not belong to the rows.
func scatter[T any](at unsafe.Pointer, step uintptr, n int, levels []byte, from []T) int {
	if levels == nil {
		for i, v := range from[:n] {
			*(*T)(unsafe.Add(at, uintptr(i)*step)) = v
		}
		return n
	}
	used := 0
	for i, level := range levels {
		var v T
		if level > 0 {
			v = from[used]
			used++
		}
		*(*T)(unsafe.Add(at, uintptr(i)*step)) = v
	}
	return used
}

// scatterWords is scatter of the words at some places of a dictionary. It is a loop of
// its own because a call for every value would take longer than all else.
func scatterWords[T any](at unsafe.Pointer, step uintptr, n int, levels []byte, places []int32, words []T) int {
	if levels == nil {
		for i, place := range places[:n] {
			*(*T)(unsafe.Add(at, uintptr(i)*step)) = words[place]
		}
		return n
	}
	used := 0
	for i, level := range levels {
		var v T
		if level > 0 {
			v = words[places[used]]
			used++
		}
		*(*T)(unsafe.Add(at, uintptr(i)*step)) = v
	}
	return used
}

package data

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"unsafe"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding"

	"rapport/sim/record"
	"rapport/sim/record/parquetfile"
)

// Rows are read column by column into the fields of a struct, some ten times as
// fast as a library puts rows together value by value. A field takes the column of
// its `parquet` tag; a struct with a few fields reads a few columns.

// field is a field of a row and the column that fills it.
type field struct {
	column   string
	offset   uintptr // in the row
	size     uintptr // of the row
	kind     parquet.Kind
	nullable bool
	open     func(field, *parquetfile.Pages) filler
}

// filler fills its field in rows that lie one after the other.
type filler interface {
	fill(first unsafe.Pointer, rows int) error
	close()
}

var knownFields sync.Map // []field by row type

// fieldsOf lists the fields of a row. It panics where a field is of a type that no
// column has: the rows are ours.
func fieldsOf(t reflect.Type) []field {
	if known, ok := knownFields.Load(t); ok {
		return known.([]field)
	}
	fields := make([]field, t.NumField())
	for i := range fields {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("parquet"), ",")
		fields[i] = field{column: name, offset: f.Offset, size: t.Size(), nullable: strings.Contains(options, "optional")}
		fields[i].take(f.Type)
	}
	knownFields.Store(t, fields)
	return fields
}

// take sets how the field's type is read.
func (f *field) take(t reflect.Type) {
	switch t {
	case reflect.TypeFor[int32]():
		f.kind, f.open = parquet.Int32, opens(func(v *encoding.Values, _ int) []int32 { return v.Int32() })
	case reflect.TypeFor[int64]():
		f.kind, f.open = parquet.Int64, opens(func(v *encoding.Values, _ int) []int64 { return v.Int64() })
	case reflect.TypeFor[float32]():
		f.kind, f.open = parquet.Float, opens(func(v *encoding.Values, _ int) []float32 { return v.Float() })
	case reflect.TypeFor[float64]():
		f.kind, f.open = parquet.Double, opens(func(v *encoding.Values, _ int) []float64 { return v.Double() })
	case reflect.TypeFor[bool]():
		f.kind, f.open = parquet.Boolean, opens(func(v *encoding.Values, n int) []bool { return bits(v, n, func(b bool) bool { return b }) })
	case reflect.TypeFor[*bool]():
		f.kind, f.open = parquet.Boolean, opens(func(v *encoding.Values, n int) []*bool { return bits(v, n, record.BoolValue) })
	case reflect.TypeFor[*int32]():
		f.kind, f.open = parquet.Int32, opens(func(v *encoding.Values, _ int) []*int32 { return sharedCounts(v.Int32()) })
	case reflect.TypeFor[string]():
		f.kind, f.open = parquet.ByteArray, opens(texts)
	default:
		panic(fmt.Sprintf("data: no column is of type %v", t))
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

// columnReader reads a column into fields of type T.
type columnReader[T any] struct {
	field
	pages *parquetfile.Pages
	load  func(values *encoding.Values, n int) []T

	page   parquet.Page
	levels []byte // of the page: 0 where its row is null; nil where none can be
	rows   int    // of the page that are still to come
	values []T    // of the page, or of the dictionary
	index  []int32
	words  []T // of the dictionary
}

func opens[T any](load func(*encoding.Values, int) []T) func(field, *parquetfile.Pages) filler {
	return func(f field, pages *parquetfile.Pages) filler {
		return &columnReader[T]{field: f, pages: pages, load: load}
	}
}

func (c *columnReader[T]) close() {
	c.release()
	_ = c.pages.Close() // it was read; nothing is written
}

func (c *columnReader[T]) release() {
	if c.page != nil {
		parquet.Release(c.page)
		c.page = nil
	}
}

func (c *columnReader[T]) fill(first unsafe.Pointer, rows int) error {
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
	c.release()
	page, err := c.pages.Next()
	if err != nil {
		return noMore(err)
	}
	c.page, c.rows, c.levels = page, int(page.NumRows()), page.DefinitionLevels()
	values := page.Data()
	if d := page.Dictionary(); d != nil {
		if c.words == nil {
			entries := d.Page().Data()
			c.words = append([]T{}, c.load(&entries, d.Len())...)
		}
		c.values, c.index = c.words, values.Int32()
		return nil
	}
	c.values, c.index = c.load(&values, int(page.NumValues()-page.NumNulls())), nil
	return nil
}

// put writes the next n values, which the page has.
func (c *columnReader[T]) put(at unsafe.Pointer, n int) {
	var levels []byte
	if c.levels != nil {
		levels, c.levels = c.levels[:n], c.levels[n:]
	}
	if c.index != nil {
		c.index = c.index[scatter(at, c.size, n, levels, c.index, func(i int32) T { return c.values[i] }):]
		return
	}
	c.values = c.values[scatter(at, c.size, n, levels, c.values, func(v T) T { return v }):]
}

// scatter writes n fields, step bytes apart: a value for each level above 0 (for
// every field where there are no levels), else nothing. It returns the number of
// values. No address is made that is not that of a field: one behind the last would
// not belong to the rows.
func scatter[From, T any](at unsafe.Pointer, step uintptr, n int, levels []byte, from []From, value func(From) T) int {
	if levels == nil {
		for i, v := range from[:n] {
			*(*T)(unsafe.Add(at, uintptr(i)*step)) = value(v)
		}
		return n
	}
	used := 0
	for i, level := range levels {
		var v T
		if level > 0 {
			v = value(from[used])
			used++
		}
		*(*T)(unsafe.Add(at, uintptr(i)*step)) = v
	}
	return used
}

package columns

import (
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
)

// Group encodes the rows of one row group, page by page, and keeps the compressed
// pages until all are there. Reset begins another one in the same memory. A Group
// serves one goroutine.
type Group struct {
	schema  *Schema
	chunks  []*chunk
	rows    int64
	scratch scratch
	bytes   []byte
}

// NewGroup begins a row group. It panics where the schema cannot be.
func NewGroup(s *Schema) *Group {
	g := &Group{schema: s}
	for i := range s.Columns {
		g.chunks = append(g.chunks, newChunk(&s.Columns[i]))
	}
	g.Reset()
	return g
}

// Reset forgets what was encoded and keeps the memory.
func (g *Group) Reset() {
	g.rows = 0
	for _, c := range g.chunks {
		c.reset()
	}
}

// Rows is the number of rows that were encoded.
func (g *Group) Rows() int64 { return g.rows }

// Page encodes n rows as a page of each column: the first n values of the slices
// that values point to, one for each column in order. A score is a *[]uint8 of
// codes, as is a truth; numbers and texts are a *[]int32, *[]int64, *[]float32,
// *[]float64 or *[]string, or a [Marked] of them. The slices may be used again
// afterwards, but texts must not change.
//
// It is an error if a slice is of the wrong type, if a code is none of the column's
// or if a code is null and the column is not nullable.
func (g *Group) Page(values []any, n int) error {
	if len(values) != len(g.chunks) {
		return fmt.Errorf("columns: %d slices for %d columns", len(values), len(g.chunks))
	}
	if n == 0 {
		return nil
	}
	for i, c := range g.chunks {
		if !c.column.takes(values[i]) {
			return fmt.Errorf("columns: column %s: does not take %T", c.column.Name, values[i])
		}
		p, err := c.encode(&g.scratch, values[i], n)
		if err != nil {
			return err
		}
		packed, err := c.compress(&g.scratch, p)
		if err != nil {
			return err
		}
		if err := c.add(p, packed); err != nil {
			return err
		}
	}
	g.rows += int64(n)
	return nil
}

// Marked are values of a nullable column that may be zero: what is null is said beside
// them.
type Marked[T int64 | float64 | string] struct {
	Values []T
	Null   []bool
}

// takes reports whether the column's values come in such a slice.
func (c *Column) takes(values any) bool {
	ok := false
	switch values.(type) {
	case *[]uint8:
		return c.Kind == Truth || c.Codes != nil
	case *[]int32:
		ok = c.Kind == Int32
	case *[]int64, *Marked[int64]:
		ok = c.Kind == Int64
	case *[]float32:
		ok = c.Kind == Float32
	case *[]float64, *Marked[float64]:
		ok = c.Kind == Float64
	case *[]string, *Marked[string]:
		ok = c.Kind == Text
	}
	return ok && c.Codes == nil
}

// WriteTo writes the row group as a Parquet file of its own, without metadata of
// key and value; without rows, a file without row groups.
func (g *Group) WriteTo(w io.Writer) (int64, error) {
	f := Create(w, g.schema, nil)
	if err := g.AddTo(f); err != nil {
		return f.offset, err
	}
	err := f.Close()
	return f.offset, err
}

// AddTo appends the row group to a file of the same table, where it has rows.
func (g *Group) AddTo(f *File) error {
	if g.rows == 0 {
		return nil
	}
	g.bytes = g.bytes[:0]
	group := groupMeta{rows: g.rows}
	for _, c := range g.chunks {
		var meta chunkMeta
		var err error
		at := int64(len(g.bytes))
		if g.bytes, meta, err = c.finish(&g.scratch, g.bytes); err != nil {
			return err
		}
		meta.move(at)
		group.chunks = append(group.chunks, meta)
	}
	return f.add(g.bytes, group)
}

const windowBytes = 1 << 20 // above any page of ours, so that it cuts nothing off

// shortest is the length from which counting letters pays.
const shortest = 64

// compress compresses a page; the result is valid until the next call.
func (c *chunk) compress(s *scratch, p *page) (packed []byte, err error) {
	every := len(p.body)
	switch {
	case len(p.body) < shortest || p.encoding == format.Plain:
		return s.compress(p.body)
	case c.column.Encoding == Split && c.column.Kind == Float32:
		every = len(p.body) / 4
	case c.column.Codes == nil:
		return s.compress(p.body)
	}
	s.packed, err = literals(s.packed[:0], p.body, every, &s.huffman)
	return s.packed, err
}

// compress compresses src; the result is valid until the next call.
func (s *scratch) compress(src []byte) ([]byte, error) {
	e, err := encoder()
	if err != nil {
		return nil, err
	}
	s.packed = e.EncodeAll(src, s.packed[:0])
	release(e)
	return s.packed, nil
}

// idle are encoders that no group uses now: one has megabytes of tables.
var idle = make(chan *zstd.Encoder, 64)

func encoder() (*zstd.Encoder, error) {
	select {
	case e := <-idle:
		return e, nil
	default:
		return zstd.NewWriter(nil,
			zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(windowBytes),
			zstd.WithLowerEncoderMem(true), zstd.WithZeroFrames(true), zstd.WithEncoderCRC(false))
	}
}

func release(e *zstd.Encoder) {
	select {
	case idle <- e:
	default:
	}
}

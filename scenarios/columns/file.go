package columns

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"rapport/sim/record/parquetfile"
)

const magic = "PAR1"

// File is a Parquet file in the making, to which row groups are joined. It writes
// from front to back and keeps the metadata of its row groups in memory.
type File struct {
	out    io.Writer
	schema *Schema
	meta   format.FileMetaData
	groups []groupMeta
	offset int64
	failed error
	buffer []byte
}

// chunkMeta is what a file states of a column chunk.
type chunkMeta struct {
	meta          format.ColumnMetaData
	hasDictionary bool
	index         format.ColumnIndex
	offsets       format.OffsetIndex
}

// move adds n to the chunk's offsets.
func (c *chunkMeta) move(n int64) {
	if c.hasDictionary {
		c.meta.DictionaryPageOffset += n
	}
	c.meta.DataPageOffset += n
	for i := range c.offsets.PageLocations {
		c.offsets.PageLocations[i].Offset += n
	}
}

type groupMeta struct {
	rows   int64
	chunks []chunkMeta
}

// Create begins a file of a table with that metadata of key and value.
func Create(w io.Writer, s *Schema, pairs [][2]string) *File {
	f := &File{out: w, schema: s, meta: format.FileMetaData{Version: 2, Schema: s.elements(), CreatedBy: s.CreatedBy}}
	for _, pair := range pairs {
		f.meta.KeyValueMetadata = append(f.meta.KeyValueMetadata, format.KeyValue{Key: pair[0], Value: pair[1]})
	}
	for range s.Columns {
		f.meta.ColumnOrders = append(f.meta.ColumnOrders, format.ColumnOrder{Value: &format.TypeDefinedOrder{}})
	}
	f.write([]byte(magic))
	return f
}

// write appends bytes; after a failure every further call does nothing.
func (f *File) write(b []byte) {
	if f.failed != nil {
		return
	}
	n, err := f.out.Write(b)
	f.offset += int64(n)
	f.failed = err
}

// add appends a row group, whose offsets count from the first of its bytes.
func (f *File) add(b []byte, g groupMeta) error {
	f.note(g)
	f.write(b)
	return f.failed
}

// note takes a row group's metadata over; its bytes come next.
func (f *File) note(g groupMeta) {
	for i := range g.chunks {
		g.chunks[i].move(f.offset)
	}
	f.groups = append(f.groups, g)
}

// Join appends the row groups of a file of the same table, of size bytes in r, as
// they are, and returns their number of rows.
func (f *File) Join(r io.ReaderAt, size int64) (rows int64, err error) {
	if f.failed != nil {
		return 0, f.failed
	}
	from, err := parquetfile.Open(r, size)
	if err != nil {
		return 0, err
	}
	meta := from.Metadata()
	if err := f.alike(meta); err != nil {
		return 0, err
	}
	for i := range meta.RowGroups {
		g, bytes, err := f.read(from, &meta.RowGroups[i])
		if err != nil {
			return rows, fmt.Errorf("row group %d: %w", i, err)
		}
		f.note(g)
		if err := f.copy(r, bytes); err != nil {
			return rows, err
		}
		rows += g.rows
	}
	return rows, nil
}

var errOtherTable = errors.New("its columns are not those of the table")

// alike checks that a file has the columns of this one.
func (f *File) alike(other *format.FileMetaData) error {
	same := slices.EqualFunc(f.meta.Schema, other.Schema, func(a, b format.SchemaElement) bool {
		return a.Name == b.Name && a.Type == b.Type && a.RepetitionType == b.RepetitionType && a.NumChildren == b.NumChildren
	})
	if !same {
		return errOtherTable
	}
	return nil
}

// stretch is a range of bytes.
type stretch struct{ from, to int64 }

// read reads a row group's metadata and where its bytes are. Its chunks must lie
// one behind the other.
func (f *File) read(from *parquetfile.File, group *format.RowGroup) (groupMeta, stretch, error) {
	g := groupMeta{rows: group.NumRows}
	all := stretch{-1, -1}
	if len(group.Columns) != len(f.schema.Columns) {
		return g, all, errOtherTable
	}
	for i := range group.Columns {
		c := &group.Columns[i]
		m := chunkMeta{meta: c.MetaData, hasDictionary: c.MetaData.DictionaryPageOffset != 0}
		start := c.MetaData.DataPageOffset
		if m.hasDictionary {
			start = c.MetaData.DictionaryPageOffset
		}
		if all.from < 0 {
			all = stretch{start, start}
		}
		if start != all.to || c.MetaData.TotalCompressedSize < 0 || c.MetaData.TotalCompressedSize > from.Size()-start {
			return g, all, fmt.Errorf("column %s: its pages are not where they belong", f.schema.Columns[i].Name)
		}
		all.to += c.MetaData.TotalCompressedSize
		err := errors.Join(
			from.ReadThrift(c.ColumnIndexOffset, int64(c.ColumnIndexLength), &m.index),
			from.ReadThrift(c.OffsetIndexOffset, int64(c.OffsetIndexLength), &m.offsets))
		if err != nil {
			return g, all, err
		}
		g.chunks = append(g.chunks, m)
	}
	for i := range g.chunks {
		g.chunks[i].move(-all.from)
	}
	return g, all, nil
}

const copyBytes = 1 << 20

func (f *File) copy(r io.ReaderAt, s stretch) error {
	f.buffer = slices.Grow(f.buffer[:0], int(min(copyBytes, s.to-s.from)))
	for at := s.from; at < s.to; {
		b := f.buffer[:min(copyBytes, s.to-at)]
		if _, err := r.ReadAt(b, at); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		f.write(b)
		at += int64(len(b))
	}
	return f.failed
}

// Close writes the page indexes and the footer. It does not close what the file is
// written to.
func (f *File) Close() error {
	for i := range f.groups {
		if err := f.finish(&f.groups[i], i); err != nil {
			return err
		}
	}
	for i := range f.groups {
		for j := range f.groups[i].chunks {
			c := &f.meta.RowGroups[i].Columns[j]
			var err error
			if c.ColumnIndexOffset, c.ColumnIndexLength, err = f.thrift(&f.groups[i].chunks[j].index); err != nil {
				return err
			}
		}
	}
	for i := range f.groups {
		for j := range f.groups[i].chunks {
			c := &f.meta.RowGroups[i].Columns[j]
			var err error
			if c.OffsetIndexOffset, c.OffsetIndexLength, err = f.thrift(&f.groups[i].chunks[j].offsets); err != nil {
				return err
			}
		}
	}
	_, length, err := f.thrift(&f.meta)
	if err != nil {
		return err
	}
	f.write(append(binary.LittleEndian.AppendUint32(nil, uint32(length)), magic...))
	return f.failed
}

// finish states a row group in the footer.
func (f *File) finish(g *groupMeta, number int) error {
	group := format.RowGroup{NumRows: g.rows, SortingColumns: f.schema.sorting(), Ordinal: int16(number)}
	for _, c := range g.chunks {
		group.Columns = append(group.Columns, format.ColumnChunk{MetaData: c.meta})
		group.TotalByteSize += c.meta.TotalUncompressedSize
		group.TotalCompressedSize += c.meta.TotalCompressedSize
	}
	first := &g.chunks[0].meta
	group.FileOffset = first.DataPageOffset
	if g.chunks[0].hasDictionary {
		group.FileOffset = first.DictionaryPageOffset
	}
	f.meta.RowGroups = append(f.meta.RowGroups, group)
	f.meta.NumRows += g.rows
	return f.failed
}

// thrift writes a structure and tells where it lies.
func (f *File) thrift(v any) (offset int64, length int32, err error) {
	b, err := thrift.Marshal(new(thrift.CompactProtocol), v)
	if err != nil {
		return 0, 0, err
	}
	offset = f.offset
	f.write(b)
	return offset, int32(len(b)), f.failed
}

// Package parquetfile reads Parquet files: those of a run, for writer and readers
// alike, and tables of other programs. It does not take a damaged or hostile file at
// its word: what it claims about its own sizes is checked before anything is
// allocated for it.
//
// # Why it is ours
//
// Files are read column by column, page by page, and their columns are flat: that is
// a small part of the format, and the rest of a library that writes and reads all of
// it took about as long to compile as everything of ours. Only the assembly is written
// here. Thrift, the structures of the format and the encodings
// are those that parquet-go publishes, the compression is klauspost's and the standard
// library's. Tests read what parquet-go writes.
//
// # What is read
//
//	columns      flat, required or optional, of any physical type
//	pages        data pages version 1 and 2, dictionary pages, their CRC where there is one
//	encodings    all of the format but the deprecated BIT_PACKED
//	compression  none, Snappy, GZIP, ZSTD, LZ4_RAW
package parquetfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// ErrNoParquet is the error of a file that is no Parquet file, or a damaged one.
var ErrNoParquet = errors.New("no readable Parquet file")

const (
	magic = "PAR1"
	tail  = 4 + len(magic) // the length of the footer, and the magic again
)

// File is an open Parquet file.
type File struct {
	from    io.ReaderAt
	size    int64
	meta    format.FileMetaData
	columns []Column

	memory *memory // of a file that [Map] opened
	name   string
}

// Open opens the Parquet file of size bytes in r. It refuses a footer that claims
// more than the file can hold.
func Open(r io.ReaderAt, size int64) (*File, error) {
	f := &File{from: r, size: size}
	if err := f.readFooter(); err != nil {
		return nil, err
	}
	if err := checkClaims(&f.meta, size); err != nil {
		return nil, err
	}
	var err error
	if f.columns, err = leaves(f.meta.Schema); err != nil {
		return nil, err
	}
	return f, f.checkColumns()
}

// Close lets the memory of a mapped file go. Nothing of it may be read afterwards.
func (f *File) Close() error {
	if f.memory == nil {
		return nil
	}
	return f.memory.mapped.Close()
}

// Metadata is the footer.
func (f *File) Metadata() *format.FileMetaData { return &f.meta }

// Size is the size of the file in bytes.
func (f *File) Size() int64 { return f.size }

// NumRows is the number of rows.
func (f *File) NumRows() int64 { return f.meta.NumRows }

// Groups is the number of row groups.
func (f *File) Groups() int { return len(f.meta.RowGroups) }

// GroupRows is the number of rows of a row group.
func (f *File) GroupRows(group int) int64 { return f.meta.RowGroups[group].NumRows }

// Columns are the columns in their order; of nested ones, the innermost.
func (f *File) Columns() []Column { return f.columns }

// Find is the place of a column that is not nested, and whether there is one.
func (f *File) Find(name string) (at int, ok bool) {
	for i := range f.columns {
		if path := f.columns[i].Path; len(path) == 1 && path[0] == name {
			return i, true
		}
	}
	return 0, false
}

// Lookup is the value of a key of the file's metadata.
func (f *File) Lookup(key string) (value string, ok bool) {
	for i := range f.meta.KeyValueMetadata {
		if f.meta.KeyValueMetadata[i].Key == key {
			return f.meta.KeyValueMetadata[i].Value, true
		}
	}
	return "", false
}

// readFooter reads the footer, once it has checked what that claims of its own length
// and of the lengths of its lists.
func (f *File) readFooter() error {
	var end [tail]byte
	if f.size < int64(len(magic)+tail) {
		return ErrNoParquet
	}
	if _, err := f.from.ReadAt(end[:], f.size-int64(tail)); err != nil {
		return fmt.Errorf("%w: %w", ErrNoParquet, err)
	}
	length := int64(binary.LittleEndian.Uint32(end[:4]))
	if string(end[4:]) != magic || length > f.size-int64(len(magic)+tail) {
		return ErrNoParquet
	}
	if err := f.ReadThrift(f.size-int64(tail)-length, length, &f.meta); err != nil {
		return fmt.Errorf("its footer: %w", err)
	}
	return nil
}

// ReadThrift reads a structure of the file, once it has checked that it lies within
// it and claims no more than it can hold.
func (f *File) ReadThrift(offset, length int64, into any) (err error) {
	if !within(offset, length, f.size) {
		return fmt.Errorf("%w: a structure lies outside of it", ErrNoParquet)
	}
	b := make([]byte, length)
	if n, err := f.from.ReadAt(b, offset); n < len(b) {
		return fmt.Errorf("%w: %w", ErrNoParquet, err)
	}
	return unmarshal(b, into)
}

// unmarshal reads a structure. The library panics at some damaged ones.
func unmarshal(b []byte, into any) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrNoParquet, r)
		}
	}()
	if !fits(b) {
		return fmt.Errorf("%w: a structure is damaged", ErrNoParquet)
	}
	if err := thrift.Unmarshal(new(thrift.CompactProtocol), b, into); err != nil {
		return fmt.Errorf("%w: %w", ErrNoParquet, err)
	}
	return nil
}

func within(offset, length, size int64) bool {
	return offset >= 0 && length >= 0 && offset <= size && length <= size-offset
}

// Package parquetfile opens the Parquet files of a run, for writer and readers alike,
// without taking a damaged or hostile file at its word: what it claims about its
// own sizes is checked before anything is allocated for it.
package parquetfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
)

// ErrNoParquet is the error of a file that is no Parquet file, or a damaged one.
var ErrNoParquet = errors.New("not a Parquet file")

const (
	magic = "PAR1"
	tail  = 4 + len(magic) // the length of the footer, and the magic again
)

// Open opens the Parquet file of size bytes in r, without its page index and
// Bloom filters. parquet-go 0.32 allocates whatever the footer says of its own
// length and of the lengths of its lists; Open refuses those that the file is
// too small to hold. It turns the library's panics at damaged files into errors.
func Open(r io.ReaderAt, size int64) (*parquet.File, error) {
	if err := checkFooter(r, size); err != nil {
		return nil, err
	}
	f, err := open(r, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, err
	}
	return f, checkClaims(f, size)
}

// OpenIndexed is Open with the page index, for files whose pages are copied.
func OpenIndexed(r io.ReaderAt, size int64) (*parquet.File, error) {
	f, err := Open(r, size)
	if err != nil {
		return nil, err
	}
	for _, group := range f.Metadata().RowGroups {
		for _, c := range group.Columns {
			if !within(c.ColumnIndexOffset, int64(c.ColumnIndexLength), size) || !within(c.OffsetIndexOffset, int64(c.OffsetIndexLength), size) {
				return nil, fmt.Errorf("%w: its page index lies outside of it", ErrNoParquet)
			}
		}
	}
	return open(r, size, parquet.SkipBloomFilters(true))
}

func within(offset, length, size int64) bool {
	return offset >= 0 && length >= 0 && offset <= size && length <= size-offset
}

func open(r io.ReaderAt, size int64, options ...parquet.FileOption) (f *parquet.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			f, err = nil, fmt.Errorf("%w: %v", ErrNoParquet, r)
		}
	}()
	return parquet.OpenFile(r, size, options...)
}

// checkFooter checks what the footer claims.
func checkFooter(r io.ReaderAt, size int64) error {
	var end [tail]byte
	if size < int64(len(magic)+tail) {
		return ErrNoParquet
	}
	if _, err := r.ReadAt(end[:], size-int64(tail)); err != nil {
		return fmt.Errorf("%w: %w", ErrNoParquet, err)
	}
	length := int64(binary.LittleEndian.Uint32(end[:4]))
	if string(end[4:]) != magic || length > size-int64(len(magic)+tail) {
		return ErrNoParquet
	}
	footer := make([]byte, length)
	if _, err := r.ReadAt(footer, size-int64(tail)-length); err != nil {
		return fmt.Errorf("%w: %w", ErrNoParquet, err)
	}
	if !fits(footer) {
		return fmt.Errorf("%w: its footer is damaged", ErrNoParquet)
	}
	return nil
}

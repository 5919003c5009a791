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

// Open opens the Parquet file of size bytes in r. parquet-go 0.32 allocates
// whatever the footer says of its own length and of the lengths of its lists;
// Open refuses those that the file is too small to hold. It turns the library's
// panics at damaged files into errors.
func Open(r io.ReaderAt, size int64, options ...parquet.FileOption) (f *parquet.File, err error) {
	var end [tail]byte
	if size < int64(len(magic)+tail) {
		return nil, ErrNoParquet
	}
	if _, err := r.ReadAt(end[:], size-int64(tail)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoParquet, err)
	}
	length := int64(binary.LittleEndian.Uint32(end[:4]))
	if string(end[4:]) != magic || length > size-int64(len(magic)+tail) {
		return nil, ErrNoParquet
	}
	footer := make([]byte, length)
	if _, err := r.ReadAt(footer, size-int64(tail)-length); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoParquet, err)
	}
	if !fits(footer) {
		return nil, fmt.Errorf("%w: its footer is damaged", ErrNoParquet)
	}
	defer func() {
		if r := recover(); r != nil {
			f, err = nil, fmt.Errorf("%w: %v", ErrNoParquet, r)
		}
	}()
	return parquet.OpenFile(r, size, options...)
}

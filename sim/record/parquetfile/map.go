package parquetfile

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"sync/atomic"

	"github.com/parquet-go/parquet-go"
	"golang.org/x/exp/mmap"
)

// ErrFault is the error of a file that was cut short, or whose disk failed, while
// it was read. The file may be sound: it is the environment that is not.
var ErrFault = errors.New("the file was cut short, or its disk failed, while it was read")

// File is a Parquet file of a run, memory-mapped while it is read.
type File struct {
	*parquet.File
	memory *memory
	name   string
}

// Map opens the named Parquet file as [Open] does. What is no regular file is
// refused.
func Map(name string) (*File, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: it is no regular file", ErrNoParquet)
	}
	mapped, err := mmap.Open(name)
	if err != nil {
		return nil, err
	}
	f := &File{memory: &memory{mapped: mapped}, name: name}
	if f.File, err = Open(f.memory, int64(mapped.Len())); err != nil {
		err = f.Explain(err)
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// Close lets the memory go. Nothing of the file may be read afterwards.
func (f *File) Close() error { return f.memory.mapped.Close() }

// Explain gives the cause of an error that came up while the file was read: it
// is [ErrFault] where a page of the mapping could not be had, or where the file
// no longer has the size that it had when it was opened.
func (f *File) Explain(err error) error {
	if err == nil || errors.Is(err, ErrFault) {
		return err
	}
	info, gone := os.Stat(f.name)
	if f.memory.failed.Load() || gone != nil || info.Size() != int64(f.memory.mapped.Len()) {
		return fmt.Errorf("%w: %w", ErrFault, err)
	}
	return err
}

// memory reads mapped memory. A page that cannot be had (the file was truncated,
// its disk failed) is a fault of the processor, by which a Go program dies unless
// it asks, in each goroutine, for a panic instead.
type memory struct {
	mapped *mmap.ReaderAt
	failed atomic.Bool
}

func (m *memory) ReadAt(p []byte, offset int64) (n int, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			if _, fault := r.(interface{ Addr() uintptr }); !fault {
				panic(r)
			}
			m.failed.Store(true)
			n, err = 0, ErrFault
		}
	}()
	return m.mapped.ReadAt(p, offset)
}

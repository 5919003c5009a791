package parquetfile

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"sync/atomic"

	"golang.org/x/exp/mmap"
)

// ErrFault is the error of a file that was cut short, or whose disk failed, while
// it was read. The file may be sound: it is the environment that is not.
var ErrFault = errors.New("the file was cut short, or its disk failed, while it was read")

// Map opens the named Parquet file as [Open] does, memory-mapped while it is read. What is no regular file is
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
	m := &memory{mapped: mapped}
	f, err := Open(m, int64(mapped.Len()))
	if err != nil {
		err = (&File{memory: m, name: name}).Explain(err)
		_ = mapped.Close()
		return nil, err
	}
	f.memory, f.name = m, name
	return f, nil
}

// Explain gives the cause of an error that came up while the file was read: it
// is [ErrFault] where a page of the mapping could not be had, or where the file
// no longer has the size that it had when it was opened. Only mapped files have one.
func (f *File) Explain(err error) error {
	if err == nil || errors.Is(err, ErrFault) || f.memory == nil {
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

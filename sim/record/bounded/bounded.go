// Package bounded reads small files whole: manifests, journals, mappings. What a
// file's size says is not believed, since a pipe or a device has none: reading
// itself ends at the bound.
package bounded

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

// tooLarge is the error of a file or stream that is longer than its bound.
type tooLarge struct{ Most int64 } // bytes

func (e *tooLarge) Error() string {
	size, unit := e.Most>>20, "MiB"
	if size == 0 {
		size, unit = e.Most>>10, "KiB"
	}
	return fmt.Sprintf("it has more than the %d %s that are read of such a file", size, unit)
}

// ReadFile reads the named file, of at most so many bytes. A longer one is
// [tooLarge]. A pipe or device is refused, because opening it could wait for
// ever.
func ReadFile(name string, most int64) ([]byte, error) { return ReadFileInto(nil, name, most) }

// ReadFileInto is [ReadFile] into the memory of buffer, which it overwrites, or
// into a larger one. Whoever reads many files, one after the other, so takes memory
// but once.
func ReadFileInto(buffer []byte, name string, most int64) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", name)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	// The size is a hint for the memory alone; bytes.MinRead more, and the end is
	// seen without growing.
	text := bytes.NewBuffer(buffer[:0])
	text.Grow(int(min(info.Size(), most)) + bytes.MinRead)
	if _, err := text.ReadFrom(io.LimitReader(file, most+1)); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if int64(text.Len()) > most {
		return nil, fmt.Errorf("read %s: %w", name, &tooLarge{most})
	}
	return text.Bytes(), nil
}

// ReadAll reads r to its end, at most so many bytes.
func ReadAll(r io.Reader, most int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(text)) > most {
		return nil, &tooLarge{most}
	}
	return text, err
}

// Reader is r that fails with [tooLarge] where more than so many bytes are read,
// rather than end there as if that were all.
func Reader(r io.Reader, most int64) io.Reader { return &reader{r, most, most} }

type reader struct {
	r          io.Reader
	left, most int64
}

func (b *reader) Read(p []byte) (int, error) {
	if b.left <= 0 { // a byte more would be one too many
		var one [1]byte
		n, err := b.r.Read(one[:])
		if n > 0 {
			return 0, &tooLarge{b.most}
		}
		return 0, err
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.r.Read(p)
	b.left -= int64(n)
	return n, err
}

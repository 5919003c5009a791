package bounded

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// endless is a stream without an end, which counts what is taken from it.
type endless struct{ taken int64 }

func (e *endless) Read(p []byte) (int, error) {
	e.taken += int64(len(p))
	return len(p), nil
}

func TestReadingEndsAtTheBound(t *testing.T) {
	const most = 1 << 16
	for name, read := range map[string]func(io.Reader) error{
		"ReadAll": func(r io.Reader) error { _, err := ReadAll(r, most); return err },
		"Reader":  func(r io.Reader) error { _, err := io.Copy(io.Discard, Reader(r, most)); return err },
	} {
		var stream endless
		if err := read(&stream); !errors.As(err, new(*tooLarge)) || !strings.Contains(err.Error(), "more than the 64 KiB") {
			t.Errorf("%s: error %v, want that it is too large", name, err)
		}
		if stream.taken > 4*most {
			t.Errorf("%s: %d bytes were taken, bound %d", name, stream.taken, most)
		}
	}
}

func TestWhatFitsIsReadWhole(t *testing.T) {
	name := filepath.Join(t.TempDir(), "small.json")
	if err := os.WriteFile(name, []byte("four"), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := ReadFile(name, 4); err != nil || string(text) != "four" {
		t.Errorf("read %q, error %v", text, err)
	}
	if _, err := ReadFile(name, 3); !errors.As(err, new(*tooLarge)) {
		t.Errorf("error %v, want that it is too large", err)
	}
	if text, err := io.ReadAll(Reader(strings.NewReader("four"), 4)); err != nil || string(text) != "four" {
		t.Errorf("read %q, error %v", text, err)
	}
}

func TestDevicesAndFoldersAreNoFiles(t *testing.T) {
	for _, name := range []string{os.DevNull, t.TempDir()} {
		if _, err := ReadFile(name, 1); err == nil || !strings.Contains(err.Error(), "no regular file") {
			t.Errorf("%s: error %v, want that it is no regular file", name, err)
		}
	}
	if _, err := ReadFile(filepath.Join(t.TempDir(), "none"), 1); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want that there is none", err)
	}
}

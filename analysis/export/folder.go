package export

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

const readmeName = "README.md"

// Refused is an export whose folder cannot be used.
type Refused struct{ what, hint string }

func (r *Refused) Error() string { return r.what }

// Hint says what can be done.
func (r *Refused) Hint() string { return r.hint }

// admit says whether a folder may be written: one that is not there, an empty one,
// or with force an earlier export.
func admit(dir string, force bool) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0:
		return nil
	case err != nil:
		return fmt.Errorf("open the folder of the export: %w", err)
	case !isExport(dir):
		return &Refused{dir + " is not empty and holds no export", "choose a new or an empty folder with --out"}
	case !force:
		return &Refused{dir + " holds an export already", "choose another folder with --out, or replace it with --force"}
	}
	return replaceable(dir)
}

// replaceable refuses an export some of whose files have become links or devices.
func replaceable(dir string) error {
	for _, name := range append(written(), readmeName) {
		info, err := os.Lstat(filepath.Join(dir, name))
		if err == nil && !info.Mode().IsRegular() {
			return &Refused{filepath.Join(dir, name) + " is a link, a folder or a device, want a file", "move it elsewhere, or choose another folder with --out"}
		}
	}
	return nil
}

// isExport knows an export by the first line of its description.
func isExport(dir string) bool {
	f, err := os.Open(filepath.Join(dir, readmeName))
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	start := make([]byte, len(readmeTitle))
	_, err = io.ReadFull(f, start)
	return err == nil && bytes.Equal(start, []byte(readmeTitle))
}

// folder is an export in the making, in a folder beside its place.
type folder struct {
	dir   string // its place
	aside string
	open  []*os.File
}

func newFolder(dir string) (*folder, error) {
	if target, err := filepath.EvalSymlinks(dir); err == nil {
		dir = target // a link to a folder stays a link
	}
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return nil, fmt.Errorf("create the folder of the export: %w", err)
	}
	for { // a name of its own, and rights by the user's umask
		aside := filepath.Join(parent, fmt.Sprintf(".rapport-export-%d", rand.Uint64()))
		err := os.Mkdir(aside, 0o777)
		if err == nil {
			return &folder{dir: dir, aside: aside}, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("create the folder of the export: %w", err)
		}
	}
}

// create opens a file that is closed when the export is published or removed.
func (f *folder) create(name string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(f.aside, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err == nil {
		f.open = append(f.open, file)
	}
	return file, err
}

func (f *folder) write(name string, write func(io.Writer) error) error {
	file, err := f.create(name)
	if err != nil {
		return err
	}
	return write(file)
}

// publish puts the finished files into their place: the whole folder at once where
// there is none, and else file by file, between removing the old description and
// putting the new one, without which a folder does not count as an export. Only
// files that an export has written are replaced or removed.
func (f *folder) publish(files []string) error {
	for _, file := range f.open {
		if err := errors.Join(file.Sync(), file.Close()); err != nil {
			return err
		}
	}
	f.open = nil
	if !isExport(f.dir) {
		if err := os.Remove(f.dir); err != nil && !errors.Is(err, fs.ErrNotExist) { // an empty one
			return err
		}
		return os.Rename(f.aside, f.dir)
	}
	if err := os.Remove(filepath.Join(f.dir, readmeName)); err != nil {
		return err
	}
	for _, name := range written() {
		if slices.Contains(files, name) {
			continue
		}
		if err := os.Remove(filepath.Join(f.dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for _, name := range files { // the description is the last
		if err := os.Rename(filepath.Join(f.aside, name), filepath.Join(f.dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// written lists the names of all files that any export writes.
func written() []string {
	names := []string{"codebook.csv"}
	for _, shape := range shapes() {
		for _, extension := range []string{".csv", ".sps", ".do", ".dat", ".inp"} {
			names = append(names, shape+extension)
		}
	}
	return names
}

// remove removes what is not published.
func (f *folder) remove() {
	for _, file := range f.open {
		_ = file.Close()
	}
	_ = os.RemoveAll(f.aside)
}

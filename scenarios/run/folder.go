package run

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"rapport/sim/record"
)

const (
	manifestName = "manifest.json"
	studyName    = "study.yaml"
	workName     = ".work"     // of an unfinished run: its whole blocks
	planName     = "plan.json" // in the work folder: what the blocks belong to
)

// runFolder is the folder of one run, locked against other processes.
type runFolder struct {
	dir  string
	lock *os.File
}

// folderState is what a folder holds before a run begins.
type folderState int

const (
	folderEmpty folderState = iota
	folderForeign
	folderUnfinished
	folderFinished
)

// openFolder makes the folder ready for a run, or says why it cannot be. With
// force it removes the run that it holds; with resume it keeps it. A folder
// that holds anything but a run is refused in every case.
func openFolder(dir string, force, resume bool) (*runFolder, error) {
	if force && resume {
		return nil, errors.New("a run cannot be both resumed and replaced")
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("create the run folder: %w", err)
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	f := &runFolder{dir, lock}
	if err := f.admit(force, resume); err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

func (f *runFolder) admit(force, resume bool) error {
	state, err := stateOf(f.dir)
	if err != nil {
		return fmt.Errorf("read the run folder: %w", err)
	}
	switch {
	case state == folderForeign:
		return advise(fmt.Sprintf("%s is not empty and holds no run", f.dir), "choose a new or an empty folder with --out")
	case state == folderFinished && !force && !resume:
		return advise(fmt.Sprintf("%s holds a run already", f.dir), "choose another folder with --out, or replace the run with --force")
	case state == folderUnfinished && !force && !resume:
		return advise(fmt.Sprintf("%s holds an unfinished run", f.dir), "continue it with --resume, or start again with --force")
	case state != folderEmpty && force:
		if err := f.clear(); err != nil {
			return fmt.Errorf("remove the run in %s: %w", f.dir, err)
		}
	}
	return nil
}

func stateOf(dir string) (folderState, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return folderForeign, err
	}
	state := folderEmpty
	for _, e := range entries {
		switch {
		case e.Name() == manifestName && isManifest(dir):
			return folderFinished, nil
		case e.Name() == workName:
			state = folderUnfinished
		case state == folderEmpty:
			state = folderForeign
		}
	}
	return state, nil
}

// isManifest tells the manifest of a run from another program's file of that
// name: a folder that holds the latter must never be cleared.
func isManifest(dir string) bool {
	_, err := ReadManifest(dir)
	return err == nil
}

// clear removes what a run has written, and nothing else: a user's notes beside
// it stay. The manifest goes first, so that a half-removed run never looks whole.
func (f *runFolder) clear() error {
	if err := removeIfThere(filepath.Join(f.dir, manifestName)); err != nil {
		return err
	}
	for _, table := range record.Dictionary() {
		parts, err := fs.Glob(os.DirFS(f.dir), table.Name+"/scenario=*/part-*.parquet")
		if err != nil {
			return err
		}
		for _, part := range parts {
			at := filepath.Join(f.dir, filepath.FromSlash(part))
			if err := os.Remove(at); err != nil {
				return err
			}
			_ = os.Remove(filepath.Dir(at)) // only where it is empty now
		}
		_ = os.Remove(filepath.Join(f.dir, table.Name))
	}
	for _, name := range []string{designName, studyName} {
		if err := removeIfThere(filepath.Join(f.dir, name)); err != nil {
			return err
		}
	}
	return os.RemoveAll(f.work())
}

func removeIfThere(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// work is a path in the work folder.
func (f *runFolder) work(elem ...string) string {
	return filepath.Join(append([]string{f.dir, workName}, elem...)...)
}

// present says whether the folder is still the one that was opened. Whoever
// removes or replaces it while a run is going on must not be answered with half
// a run in a new folder of that name.
func (f *runFolder) present() error {
	opened, err := f.lock.Stat()
	if err != nil {
		return err
	}
	if now, err := os.Stat(f.dir); err != nil || !os.SameFile(opened, now) {
		return fmt.Errorf("%s was removed or replaced meanwhile", f.dir)
	}
	return nil
}

// path is a path in the run folder; name has slashes.
func (f *runFolder) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

// writeWork writes a file into the work folder. It gets its name once it is
// whole, but is not synced, which would cost more than to simulate what a power
// cut can take: what is read from the work folder is checked.
func (f *runFolder) writeWork(content []byte, elem ...string) error {
	if err := f.present(); err != nil {
		return err
	}
	name := f.work(elem...)
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	if err := os.WriteFile(name+".aside", content, 0o666); err != nil {
		_ = os.Remove(name + ".aside")
		return err
	}
	return os.Rename(name+".aside", name)
}

// write writes a file into the run folder, whole, at once and durably.
func (f *runFolder) write(name string, content []byte) error {
	if err := f.present(); err != nil {
		return err
	}
	return writeAside(f.work(name+".aside"), f.path(name), content)
}

// finish removes the work folder.
func (f *runFolder) finish() error { return os.RemoveAll(f.work()) }

// close releases the folder to other processes.
func (f *runFolder) close() { _ = f.lock.Close() }

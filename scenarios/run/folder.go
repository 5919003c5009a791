package run

import (
	"fmt"
	"os"
	"path/filepath"
)

const (
	manifestName = "manifest.json"
	studyName    = "study.yaml"
	workName     = ".work"     // of an unfinished run: its whole blocks
	planName     = "plan.json" // in the work folder: what the blocks belong to
)

// runFolder is the folder of one run, locked against other processes.
type runFolder struct {
	dir   string
	lock  *folderLock
	holds *holding // before the run began
}

// openFolder makes the folder ready for a run, or says why it cannot be. With
// force the run that it holds may be replaced, with resume it is gone on with. A
// folder that holds anything but a run is refused in every case.
func openFolder(dir string, force, resume bool) (*runFolder, error) {
	if force && resume {
		return nil, refuse("a run cannot be both resumed and replaced", "")
	}
	if err := makeFolders(dir); err != nil {
		return nil, fmt.Errorf("create the run folder: %w", err)
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	f := &runFolder{dir: dir, lock: lock}
	if f.holds, err = survey(dir); err != nil {
		err = fmt.Errorf("read the run folder: %w", err)
	} else {
		err = f.holds.admit(dir, force, resume)
	}
	if err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

// makeFolders makes a folder and those that it lies in, and makes the names of
// the new ones durable.
func makeFolders(dir string) error {
	var made []string // in which something is made
	for at := filepath.Clean(dir); ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); err == nil || filepath.Dir(at) == at {
			break
		}
		made = append(made, filepath.Dir(at))
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, parent := range made {
		if err := syncFolder(parent); err != nil {
			return err
		}
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
	opened, err := f.lock.folder.Stat()
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

// finish removes the work folder, once the manifest stands.
func (f *runFolder) finish() error { return f.removeWork() }

// close releases the folder to other processes.
func (f *runFolder) close() { f.lock.release() }

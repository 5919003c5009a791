package run

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// A finished run that is to be changed is first set aside: its files move, one by
// one, into the folder before in the work folder, its manifest first, so that a
// run that is being changed never looks finished. Only files that its manifest
// lists are moved. As long as the changed run has no manifest of its own, the
// earlier one can be given back.

// setAside moves the run of m aside. What is there already stays, so that it may
// be called again after a kill.
func (f *runFolder) setAside(m *Manifest) error {
	aside := f.work(beforeName)
	err := f.setManifestAside(aside)
	if err == nil {
		err = move(f.dir, aside, append(m.paths(), headFiles...), false)
	}
	if err != nil {
		return fmt.Errorf("set the run aside: %w", err)
	}
	return nil
}

func (f *runFolder) setManifestAside(aside string) error {
	if fileExists(filepath.Join(aside, manifestName)) {
		return nil
	}
	return f.moveManifest()
}

// giveBack moves the run of m, which was set aside, to its place again, its
// manifest last. The files that the changed run has beside its own go.
func (f *runFolder) giveBack(m *Manifest, changed *plan) error {
	if err := f.giveFilesBack(m, changed); err != nil {
		return fmt.Errorf("give the earlier run back: %w", err)
	}
	return nil
}

func (f *runFolder) giveFilesBack(m *Manifest, changed *plan) error {
	own := map[string]bool{}
	for _, path := range m.paths() {
		own[path] = true
	}
	var others []string
	for _, path := range changed.paths() {
		if !own[path] {
			others = append(others, path)
		}
	}
	if err := f.removeFiles(others); err != nil {
		return err
	}
	// From here on no plan says that everything was moved aside.
	if err := errors.Join(removeIfThere(f.work(planName)), syncFolder(f.work())); err != nil {
		return err
	}
	aside := f.work(beforeName)
	if err := move(aside, f.dir, append(m.paths(), headFiles...), true); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(aside, manifestName), f.path(manifestName)); err != nil {
		return err
	}
	return syncFolders(f.dir, aside)
}

// move moves files from one folder into the same places of another. A file that is
// not there is passed over; so is one whose place is taken, unless it is to be
// replaced. All names are durable then.
func move(from, to string, paths []string, replace bool) error {
	folders := map[string]bool{from: true, to: true}
	for _, path := range paths {
		source, target := filepath.Join(from, filepath.FromSlash(path)), filepath.Join(to, filepath.FromSlash(path))
		if _, err := os.Lstat(source); errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return err
		}
		if !replace && fileExists(target) {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o777); err != nil {
			return err
		}
		if err := os.Rename(source, target); err != nil {
			return err
		}
		for at := filepath.Dir(filepath.FromSlash(path)); at != "."; at = filepath.Dir(at) {
			folders[filepath.Join(from, at)], folders[filepath.Join(to, at)] = true, true
		}
	}
	for folder := range folders {
		if err := syncFolder(folder); err != nil {
			return err
		}
	}
	return nil
}

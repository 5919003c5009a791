package run

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Remove removes the run in a folder, finished or not, and the folder itself if
// nothing else is in it. A folder that holds no run, or into which another
// process is writing, is left alone with an error.
func Remove(dir string) error {
	folder, err := openFolder(dir, true, false)
	if err != nil {
		return err
	}
	defer func() {
		folder.close()
		_ = os.Remove(dir) // a user's files may be in it
	}()
	if err := folder.holds.untouchable(dir, nil); err != nil {
		return err
	}
	if err := folder.clear(); err != nil {
		return err
	}
	return folder.removeWork()
}

// clear removes the run that the folder holds, and nothing else: a user's notes
// beside it stay. Its manifest is set aside first, so that a half-removed run
// never looks whole; there it stays, as the sign that the folder is a run's, until
// the work folder goes or [runFolder.forget] removes it.
func (f *runFolder) clear() error {
	h := f.holds
	if h.torn && !fileExists(f.work(planName)) { // a sign of its own
		if err := writeAside(f.work(planName+".aside"), f.work(planName), nil); err != nil {
			return err
		}
	}
	switch {
	case h.finished != nil:
		if err := f.moveManifest(); err != nil {
			return err
		}
	case h.garbled:
		if err := removeIfThere(f.path(manifestName)); err != nil {
			return err
		}
	}
	owned := h.owned()
	if h.torn {
		owned = append(owned, planFromStudy(f.dir, shippedLayout, Shard{}).paths()...)
	}
	if err := f.removeFiles(append(owned, headFiles...)); err != nil {
		return err
	}
	return f.removeWorkBut(planName, filepath.Join(beforeName, manifestName))
}

// moveManifest moves the manifest of a finished run into the work folder.
func (f *runFolder) moveManifest() error {
	aside := f.work(beforeName)
	if err := os.MkdirAll(aside, 0o777); err != nil {
		return err
	}
	if err := os.Rename(f.path(manifestName), filepath.Join(aside, manifestName)); err != nil {
		return err
	}
	return syncFolders(aside, f.work(), f.dir)
}

// forget removes the manifest of a run that was replaced, once the new plan stands.
func (f *runFolder) forget() error {
	if err := removeIfThere(f.work(beforeName, manifestName)); err != nil {
		return err
	}
	return removeEmptyFolder(f.work(beforeName))
}

// removeFiles removes files of the run folder, and the folders that are empty then.
func (f *runFolder) removeFiles(paths []string) error {
	folders := map[string]bool{}
	for _, path := range paths {
		if err := removeIfThere(f.path(path)); err != nil {
			return err
		}
		for at := filepath.Dir(path); at != "."; at = filepath.Dir(at) {
			folders[at] = true
		}
	}
	return f.removeEmpty(folders)
}

// removeEmpty removes folders of the run folder, the inner ones first, if there is
// nothing in them.
func (f *runFolder) removeEmpty(folders map[string]bool) error {
	var names []string
	for name := range folders {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	for _, name := range names {
		if err := removeEmptyFolder(f.path(name)); err != nil {
			return err
		}
	}
	return nil
}

// removeEmptyFolder removes a folder unless something is in it, or it is gone.
func removeEmptyFolder(name string) error {
	err := os.Remove(name)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	left, unread := os.ReadDir(name)
	if unread == nil && len(left) > 0 || errors.Is(unread, fs.ErrNotExist) { // which a read-only disk does not say of itself
		return nil
	}
	return err
}

// removeWork removes what a run has written into the work folder, and the folder
// if nothing else is in it. The plan goes last: until then it says whose it is.
func (f *runFolder) removeWork() error {
	if err := f.removeWorkBut(planName); err != nil {
		return err
	}
	if err := removeIfThere(f.work(planName)); err != nil {
		return err
	}
	return removeEmptyFolder(f.work())
}

// removeWorkBut removes what a run has written into the work folder, but for some
// names in it.
func (f *runFolder) removeWorkBut(kept ...string) error {
	folders := map[string]bool{}
	var files []string
	err := filepath.WalkDir(f.work(), func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		name, err := filepath.Rel(f.work(), path)
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != ".":
			folders[filepath.Join(workName, name)] = true
		case d.Type().IsRegular() && oursInWork.MatchString(filepath.ToSlash(name)) && !slices.Contains(kept, name):
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, name := range files {
		if err := removeIfThere(name); err != nil {
			return err
		}
	}
	return f.removeEmpty(folders)
}

func removeIfThere(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) && fileExists(name) {
		return err
	}
	return nil
}

func fileExists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// syncFolders makes the names in folders durable.
func syncFolders(dirs ...string) error {
	for _, dir := range dirs {
		if err := syncFolder(dir); err != nil {
			return err
		}
	}
	return nil
}

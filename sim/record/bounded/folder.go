package bounded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Folder says why there is no folder of a name: nothing is there, or a file. It returns
// nil for a folder, and for what cannot be told, since reading it says why.
func Folder(name string) error {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return fmt.Errorf("there is no folder %s", name)
	case err == nil && !info.IsDir():
		return fmt.Errorf("%s is a file, want a folder%s", name, ofStudy(name))
	}
	return nil
}

// ofStudy says of the file of a study how it becomes the folder of a run.
func ofStudy(name string) string {
	if ext := filepath.Ext(name); ext == ".yaml" || ext == ".yml" {
		return ": rapport run " + name + " makes one of a study"
	}
	return ""
}

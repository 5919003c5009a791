package bounded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
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
		return fmt.Errorf("%s is a file, want a folder", name)
	}
	return nil
}

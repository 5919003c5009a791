//go:build (!unix || aix || solaris) && !windows

package run

import (
	"fmt"
	"os"
)

// Locks reports whether this system keeps a second process out of a run folder.
const Locks = false

const lockName = ""

// lockFolder opens the run folder. This system has no lock that ends with the
// process that holds it, so keeping two processes apart is left to the user.
func lockFolder(dir string) (*folderLock, error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("open the run folder: %w", err)
	}
	return &folderLock{folder: d}, nil
}

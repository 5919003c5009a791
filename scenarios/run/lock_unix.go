//go:build unix && !aix && !solaris

package run

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// Locks reports whether this system keeps a second process out of a run folder.
const Locks = true

// lockName is a file that only systems make whose folders cannot carry a lock.
const lockName = ""

// lockFolder keeps a second process out of a run folder until it is released. A
// file system without locks is used unlocked.
func lockFolder(dir string) (*folderLock, error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("open the run folder: %w", err)
	}
	err = syscall.Flock(int(d.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		_ = d.Close()
		return nil, errLocked(dir)
	}
	return &folderLock{folder: d}, nil
}

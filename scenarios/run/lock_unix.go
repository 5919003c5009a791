//go:build unix && !aix && !solaris

package run

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lockFolder keeps a second process out of a run folder until the file is
// closed. The kernel lets go of the lock when a process dies, however it dies.
// A file system without locks is used unlocked.
func lockFolder(dir string) (*os.File, error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("open the run folder: %w", err)
	}
	err = syscall.Flock(int(d.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		_ = d.Close()
		return nil, advise(fmt.Sprintf("another process is writing into %s", dir), "wait for it to end, or choose another folder with --out")
	}
	return d, nil
}

package run

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// Locks reports whether this system keeps a second process out of a run folder.
const Locks = true

// lockName is the file that carries the lock: Windows locks files, not folders. It
// stays where a process was killed, without its lock.
const lockName = ".lock"

// lockFolder keeps a second process out of a run folder until it is released. A
// file system without locks is used unlocked.
func lockFolder(dir string) (*folderLock, error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("open the run folder: %w", err)
	}
	lock := &folderLock{folder: d}
	if lock.file, err = openLock(filepath.Join(dir, lockName)); err != nil {
		_ = d.Close()
		return nil, fmt.Errorf("open the lock of the run folder: %w", err)
	}
	const one = 1 // byte
	err = windows.LockFileEx(windows.Handle(lock.file.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY,
		0, one, 0, &windows.Overlapped{})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		_ = lock.file.Close()
		_ = d.Close()
		return nil, errLocked(dir)
	}
	return lock, nil
}

func openLock(name string) (*os.File, error) {
	path, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return nil, err
	}
	handle, err := windows.CreateFile(path, windows.GENERIC_READ|windows.GENERIC_WRITE,
		windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE|windows.FILE_SHARE_DELETE, nil, windows.OPEN_ALWAYS,
		windows.FILE_ATTRIBUTE_HIDDEN, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: name, Err: err}
	}
	return os.NewFile(uintptr(handle), name), nil
}

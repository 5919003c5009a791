package run

import "os"

// folderLock keeps a second process out of a run folder. The system lets go of it
// when a process dies, however it dies.
type folderLock struct {
	folder *os.File // open for as long as the run goes on
	file   *os.File // that carries the lock, where a folder cannot; or nil
}

// release gives the folder to other processes. The file of the lock goes while it
// is still locked, so that nobody else's is removed.
func (l *folderLock) release() {
	if l.file != nil {
		_ = os.Remove(l.file.Name())
		_ = l.file.Close()
	}
	_ = l.folder.Close()
}

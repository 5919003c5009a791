package run

import "os"

// folderLock keeps a second process out of a run folder. The system lets go of it
// when a process dies, however it dies.
type folderLock struct {
	folder *os.File // open for as long as the run goes on
	file   *os.File // that carries the lock, where a folder cannot; or nil
}

// Hold keeps other processes out of a folder in which something else than a run is
// written, until it is let go. Two that wrote one journal would leave none that reads.
func Hold(dir string) (letGo func(), err error) {
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	return lock.release, nil
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

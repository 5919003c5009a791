//go:build linux || darwin || freebsd

package run

import "golang.org/x/sys/unix"

// freeBytes is how much room this user has on the disk of a folder.
func freeBytes(dir string) (n uint64, known bool) {
	var s unix.Statfs_t
	if unix.Statfs(dir, &s) != nil {
		return 0, false
	}
	return uint64(max(0, s.Bavail)) * uint64(s.Bsize), true
}

package run

import "golang.org/x/sys/windows"

// freeBytes is how much room this user has on the disk of a folder.
func freeBytes(dir string) (n uint64, known bool) {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, false
	}
	err = windows.GetDiskFreeSpaceEx(path, &n, nil, nil)
	return n, err == nil
}

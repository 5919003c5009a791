package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// What is named for output and is a device stays one. The device is the test's own.
func TestADeviceStaysADevice(t *testing.T) {
	t.Parallel()
	p, device := theProgram(t), filepath.Join(t.TempDir(), "null")
	if err := syscall.Mknod(device, syscall.S_IFCHR|0o666, 1<<8|3); errors.Is(err, fs.ErrPermission) {
		t.Skip("only root can make a device")
	} else if err != nil {
		t.Fatal(err)
	}
	run := p.cleanCopy()
	p.run(0, "report", run, "--out", device)
	p.run(0, "compare", run, "--csv", device)
	if info, err := os.Lstat(device); err != nil || info.Mode()&fs.ModeCharDevice == 0 {
		t.Errorf("%v (%v): want a device still", info, err)
	}
}

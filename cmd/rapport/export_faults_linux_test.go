package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// An export that cannot be written says so in one line and leaves nothing behind,
// neither under its name nor beside it.
func TestAnExportOnAFullOrReadOnlyDiskLeavesNothing(t *testing.T) {
	t.Parallel()
	p := theProgram(t)
	run := p.cleanCopy()
	disk := mount(t, "size=1m")
	for _, programs := range []string{"csv", "mplus"} {
		said := p.run(codeFailed, "export", run, "--for", programs, "--out", filepath.Join(disk, "out"))
		wantSaid(t, said, "no space left on device")
		wantOneLine(t, said)
		if left, err := os.ReadDir(disk); err != nil || len(left) > 0 {
			t.Errorf("%s: left on the disk: %v, %v", programs, left, err)
		}
	}
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	said := p.run(codeFailed, "export", run, "--out", filepath.Join(disk, "out"))
	wantSaid(t, said, "read-only file system")
	wantOneLine(t, said)
}

package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// mount mounts a small file system of its own in memory; without root there is
// none to be had.
func mount(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Skipf("cannot mount a file system here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestAFullDiskLosesNothing(t *testing.T) {
	t.Parallel()
	p, study := theProgram(t), writeStudy(t, small)
	want := p.cleanRun()
	disk := mount(t, "size=1500k")
	dir := filepath.Join(disk, "run")
	said := p.run(codeFailed, "run", study, "--quiet", "--out", dir)
	wantSaid(t, said, "no space left on device", "rapport: hint: what is complete is kept: continue with --resume")
	wantOneLine(t, said)
	wantUnfinished(t, dir)
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT, "size=100m"); err != nil {
		t.Fatal(err)
	}
	p.run(0, "run", study, "--quiet", "--resume", "--out", dir)
	if runDigest(t, dir) != want {
		t.Error("resumed with more space, the run differs")
	}
}

// What a disk cannot hold is refused before anything is simulated.
func TestARunThatDoesNotFitIsRefused(t *testing.T) {
	t.Parallel()
	p, study := theProgram(t), writeStudy(t, small)
	dir := filepath.Join(mount(t, "size=8m"), "run")
	said := p.run(codeInput, "run", study, "--quiet", "--patients", "40000", "--out", dir)
	wantSaid(t, said, "the run would write", "has room for", "rapport: hint: write elsewhere with --out")
	wantOneLine(t, said)
	if _, err := os.Stat(dir); err == nil {
		t.Error("the refused run has a folder")
	}
}

func TestAReadOnlyDiskIsNamed(t *testing.T) {
	t.Parallel()
	p, study := theProgram(t), writeStudy(t, small)
	disk := mount(t, "size=1m")
	dir := filepath.Join(disk, "run")
	if err := syscall.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{dir, filepath.Join(disk, "new")} {
		said := p.run(codeFailed, "run", study, "--quiet", "--out", out)
		wantSaid(t, said, "read-only file system")
		wantOneLine(t, said)
	}
}

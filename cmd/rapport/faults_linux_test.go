package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil { // at once, whatever a process that is just starting has open
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

// Where a disk has no room for a larger run, not even for the first of it, the run that
// was to be extended is as it was.
func TestARunIsNotLostToADiskWithoutRoom(t *testing.T) {
	t.Parallel()
	p, study := theProgram(t), writeStudy(t, small)
	want := p.cleanRun()
	for name, fill := range map[string]func(disk string) error{
		"no bytes": func(disk string) error {
			filler, err := os.Create(filepath.Join(disk, "filler"))
			if err != nil {
				return err
			}
			for err == nil {
				_, err = filler.Write(make([]byte, 4096))
			}
			return filler.Close()
		},
		"no names": func(disk string) error {
			var s syscall.Statfs_t
			if err := syscall.Statfs(disk, &s); err != nil {
				return err
			}
			const few = 4 // of the folders that a run is set aside into
			return syscall.Mount("", disk, "", syscall.MS_REMOUNT, fmt.Sprintf("nr_inodes=%d", s.Files-s.Ffree+few))
		},
	} {
		disk := mount(t, "size=20m")
		dir := filepath.Join(disk, "run")
		if err := errors.Join(os.CopyFS(dir, os.DirFS(clean.dir)), fill(disk)); err != nil {
			t.Fatal(err)
		}
		said := p.run(codeFailed, "run", study, "--quiet", "--replications", "2", "--resume", "--out", dir)
		wantSaid(t, said, "no space left on device", "rapport: hint: the run is as it was")
		wantOneLine(t, said)
		if runDigest(t, dir) != want {
			t.Errorf("%s: the run is not as it was", name)
		}
		p.run(0, "verify", dir)
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

// A whole run on such a disk, as in a snapshot, has nothing left to do.
func TestAWholeRunOnAReadOnlyDiskIsWhole(t *testing.T) {
	t.Parallel()
	p, study := theProgram(t), writeStudy(t, small)
	p.cleanRun()
	disk := mount(t, "size=100m")
	dir := filepath.Join(disk, "run")
	syscall.ForkLock.RLock() // a process that a test beside starts would have the files open for a moment
	err := os.CopyFS(dir, os.DirFS(clean.dir))
	syscall.ForkLock.RUnlock()
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	p.run(0, "run", study, "--quiet", "--out", dir)
	p.run(0, "run", study, "--quiet", "--out", dir, "--resume")
	p.run(0, "verify", dir)
}

// Who may read and write what the program makes is what the user's umask says, and of
// a file that is replaced what it was.
func TestTheUmaskHolds(t *testing.T) {
	t.Parallel()
	p, study, out := theProgram(t), writeStudy(t, small), t.TempDir()
	under := func(umask string, args ...string) {
		t.Helper()
		q := p.startAs("sh", append([]string{"-c", "umask " + umask + " && exec \"$0\" \"$@\"", p.binary}, args...)...)
		if code := q.end(); code != 0 {
			t.Fatalf("rapport %s: exit code %d\n%s", strings.Join(args, " "), code, q.errs.String())
		}
	}
	for umask, want := range map[string]fs.FileMode{"007": 0o660, "077": 0o600} {
		made := filepath.Join(out, umask)
		run, page := filepath.Join(made, "run"), filepath.Join(made, "page.html")
		under(umask, "run", study, "--quiet", "--patients", "20", "--replications", "1", "--out", run)
		under(umask, "report", run, "--out", page, "--figures", filepath.Join(made, "figures"))
		under(umask, "compare", run, "--csv", filepath.Join(made, "contrasts.csv"))
		under(umask, "export", run, "--out", filepath.Join(made, "export"))
		under(umask, "power", "cbt-vs-psychodynamic", "--sizes", "40", "--trials", "20", "--out", filepath.Join(made, "power"))
		err := filepath.WalkDir(made, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			if have := info.Mode().Perm() & 0o666; have != want {
				t.Errorf("umask %s: %s has %v, want %v", umask, path, have, want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(page, 0o640); err != nil {
			t.Fatal(err)
		}
		under(umask, "report", run, "--out", page)
		if info, err := os.Stat(page); err != nil || info.Mode().Perm() != 0o640 {
			t.Errorf("umask %s: the report that is replaced is %v (%v), want 0640", umask, info.Mode(), err)
		}
	}
}

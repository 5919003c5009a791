package run

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// wantRefusal runs into dir and expects an error that says want, before
// anything is simulated and without a change to the folder.
func wantRefusal(t *testing.T, opts Options, want string) error {
	t.Helper()
	before := listing(t, opts.Dir)
	arms := fakeArms()
	m, err := runArms(t.Context(), arms, fakeStudy, smallLayout, opts)
	if err == nil || m != nil || !strings.Contains(err.Error(), want) {
		t.Fatalf("error %v, want one that says %q", err, want)
	}
	if n := arms[0].courses.(*fakeCourses).blocks.Load(); n != 0 {
		t.Errorf("%d blocks simulated before the refusal", n)
	}
	if after := listing(t, opts.Dir); after != before {
		t.Errorf("the folder changed from\n%s\nto\n%s", before, after)
	}
	return err
}

// listing is every path under dir; empty if there is no such folder.
func listing(t *testing.T, dir string) string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		names = append(names, path)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) {
		t.Fatal(err)
	}
	return strings.Join(names, "\n")
}

func writeFile(t *testing.T, content string, elem ...string) {
	t.Helper()
	name := filepath.Join(elem...)
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestAFinishedRunIsKeptUnlessReplaced(t *testing.T) {
	t.Parallel()
	dir := wholeFake(t).copied(t)
	err := wantRefusal(t, Options{Dir: dir}, "holds a run already")
	var hinted interface{ Hint() string }
	if !errors.As(err, &hinted) || !strings.Contains(hinted.Hint(), "--force") {
		t.Errorf("no hint at --force: %v", err)
	}
	writeFile(t, "keep me", dir, "notes.txt")
	short := (&fakeCourses{patients: 5, replications: 1}).arm("short")
	runFake(t, []*arm{short}, Options{Dir: dir, Overwrite: true})
	wantSound(t, dir) // nothing of the old run is left
	if _, err := os.Stat(filepath.Join(dir, "notes.txt")); err != nil {
		t.Errorf("a user's file is gone: %v", err)
	}
}

// A Parquet file that somebody has put among the tables would be read with them: it is told
// wherever a run is found, gone on with or replaced, and stays.
func TestAStrayAmongTheTablesIsRefused(t *testing.T) {
	t.Parallel()
	for _, stray := range []string{partPath("sessions", "routine-care", 99), partPath("patients", "mine", 0)} {
		dir := wholeFake(t).copied(t)
		writeFile(t, "PAR1", dir, stray)
		for _, opts := range []Options{{Dir: dir, Resume: true}, {Dir: dir, Overwrite: true}} {
			wantRefusal(t, opts, filepath.FromSlash(stray)+" is no file of the run")
		}
		if m, err := found(fakeArms(), fakeStudy, smallLayout, Options{Dir: dir}, wholeFake(t).manifest); m != nil || err == nil || !strings.Contains(err.Error(), "is no file of the run") {
			t.Errorf("%s: found %v, %v", stray, m != nil, err)
		}
		if err := Remove(dir); err != nil {
			t.Errorf("the run is not removed: %v", err)
		}
		if left := listing(t, dir); !strings.HasSuffix(left, filepath.FromSlash(stray)) {
			t.Errorf("left is\n%s", left)
		}
	}
}

func TestAFolderThatIsNoRunIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, "my thesis", dir, "thesis.tex")
	for _, opts := range []Options{{Dir: dir}, {Dir: dir, Overwrite: true}, {Dir: dir, Resume: true}} {
		wantRefusal(t, opts, "holds no run")
	}
}

// A manifest.json of another program makes no run of a folder.
func TestAForeignManifestIsRefused(t *testing.T) {
	t.Parallel()
	for _, content := range []string{`{"name": "web app"}`, "", "\x00\x01", `{"engine": 3}`} {
		dir := t.TempDir()
		writeFile(t, content, dir, manifestName)
		wantRefusal(t, Options{Dir: dir, Overwrite: true}, "holds no run")
	}
}

func TestAnUnfinishedRunIsRefusedWithAHint(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, "{}", dir, workName, planName)
	err := wantRefusal(t, Options{Dir: dir}, "unfinished run")
	var hinted interface{ Hint() string }
	if !errors.As(err, &hinted) || !strings.Contains(hinted.Hint(), "--resume") {
		t.Errorf("no hint at --resume: %v", err)
	}
	runFake(t, fakeArms(), Options{Dir: dir, Overwrite: true})
	wantSound(t, dir)
}

func TestAnEmptyFolderIsUsed(t *testing.T) {
	t.Parallel()
	dir, _ := runFake(t, fakeArms(), Options{Dir: t.TempDir()})
	wantSound(t, dir)
}

// A file where a folder is wanted cannot be written into by anyone, root included.
func TestAnUnusableFolderIsRefusedBeforeSimulating(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	writeFile(t, "not a folder", file)
	wantRefusal(t, Options{Dir: file}, "create the run folder")
	wantRefusal(t, Options{Dir: filepath.Join(file, "run")}, "create the run folder")
}

func TestAReadOnlyFolderIsRefusedBeforeSimulating(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	if os.WriteFile(filepath.Join(dir, "probe"), nil, 0o666) == nil {
		t.Skip("this user may write into read-only folders")
	}
	wantRefusal(t, Options{Dir: dir}, "write into the run folder")
}

func TestASecondProcessIsKeptOut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, err := openFolder(dir, false, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := openFolder(dir, false, false); err == nil || !strings.Contains(err.Error(), "another process") {
		t.Errorf("error %v, want that another process is writing", err)
	}
	first.close()
	second, err := openFolder(dir, false, false)
	if err != nil {
		t.Fatalf("the folder stays locked: %v", err)
	}
	second.close()
}

// A folder that vanishes or a disk that refuses ends the run with one error,
// and what is complete can be resumed.
func TestAWriteErrorEndsTheRunAndIsResumed(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "run")
	arms := fakeArms()
	block := func() { // a folder in the place of the next part's file
		if arms[0].courses.(*fakeCourses).blocks.Load() == 6 {
			writeFile(t, "", dir, partPath("sessions", "routine-care", 1), "in the way")
		}
	}
	arms[0].courses.(*fakeCourses).onBlock = func(int64) { block() }
	m, err := runArms(t.Context(), arms, fakeStudy, smallLayout, Options{Dir: dir, Workers: 2})
	if err == nil || m != nil || strings.Count(err.Error(), "\n") != 0 || !strings.Contains(err.Error(), "part-00001.parquet") {
		t.Fatalf("error %v, want one line that names the file", err)
	}
	if err := os.RemoveAll(filepath.Join(dir, partPath("sessions", "routine-care", 1))); err != nil {
		t.Fatal(err)
	}
	runFake(t, fakeArms(), Options{Dir: dir, Workers: 2, Resume: true})
	wantSound(t, dir)
}

func TestImpossibleRunsAreRefused(t *testing.T) {
	t.Parallel()
	of := func(name string, patients int64) *arm {
		return (&fakeCourses{patients: patients, replications: 1}).arm(name)
	}
	dir := filepath.Join(t.TempDir(), "run")
	cases := []struct {
		want string
		arms []*arm
		opts Options
	}{
		{"needs a folder", fakeArms(), Options{}},
		{"no scenarios", nil, Options{Dir: dir}},
		{"no patients", []*arm{of("a", 0)}, Options{Dir: dir}},
		{"scenario a twice", []*arm{of("a", 1), of("a", 1)}, Options{Dir: dir}},
		{"lower-case letters", []*arm{of("../up", 1)}, Options{Dir: dir}},
		{"shard 3 of 3", fakeArms(), Options{Dir: dir, Shard: Shard{3, 3}}},
		{"shard -1 of 3", fakeArms(), Options{Dir: dir, Shard: Shard{-1, 3}}},
		{"both resumed and replaced", fakeArms(), Options{Dir: dir, Resume: true, Overwrite: true}},
	}
	for _, c := range cases {
		m, err := runArms(t.Context(), c.arms, fakeStudy, smallLayout, c.opts)
		if err == nil || m != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one that says %q", err, c.want)
		}
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a refused run made its folder: %v", err)
	}
}

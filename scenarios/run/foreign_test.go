package run

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a run has not written stays as it is when the run is extended, mended or
// replaced.
func TestForeignFilesStay(t *testing.T) {
	t.Parallel()
	foreign := []string{"notes.txt", "sessions/NOTES.txt", "patients/mine/x.txt", "sessions/scenario=waitlist/my.csv"}
	for name, change := range map[string]func(dir string){
		"extended": func(dir string) { runSized(t, 80, 2, Options{Dir: dir, Resume: true}) },
		"replaced": func(dir string) { runSized(t, 50, 1, Options{Dir: dir, Overwrite: true}) },
		"mended": func(dir string) {
			edit(t, dir, "PAR1", "PAR2", partPath("patients", "waitlist", 0))
			runSized(t, 70, 2, Options{Dir: dir, Resume: true})
		},
		"extended and resumed": func(dir string) {
			stopExtension(t, dir)
			runSized(t, 84, 3, Options{Dir: dir, Resume: true})
		},
	} {
		dir := wholeSized(t, 70, 2).copied(t)
		for _, path := range foreign {
			writeFile(t, "mine", dir, path)
		}
		change(dir)
		for _, path := range foreign {
			if content, err := os.ReadFile(filepath.Join(dir, path)); err != nil || string(content) != "mine" {
				t.Errorf("%s: %s is %q (%v)", name, path, content, err)
			}
		}
		if _, err := ReadManifest(dir); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A work folder of somebody else's makes no run of a folder, and nothing in it is
// touched where there is a run.
func TestAForeignWorkFolderIsLeftAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, "precious", dir, workName, "thesis.tex")
	writeFile(t, "precious", dir, studyName)
	for _, opts := range []Options{{Dir: dir}, {Dir: dir, Resume: true}, {Dir: dir, Overwrite: true}} {
		wantRefusal(t, opts, "holds no run")
	}
	finished := wholeFake(t).copied(t)
	writeFile(t, "precious", finished, workName, "thesis.tex")
	wantRefusal(t, Options{Dir: finished, Overwrite: true}, "holds what rapport did not write")
	runFake(t, fakeArms(), Options{Dir: finished, Resume: true}) // nothing to do
	if _, err := os.Stat(filepath.Join(finished, workName, "thesis.tex")); err != nil {
		t.Error(err)
	}
}

// Neither links nor devices, nor a user's file where a run wants to write, are
// replaced.
func TestLinksAndFilesInTheWayAreRefused(t *testing.T) {
	t.Parallel()
	part := partPath("sessions", "routine-care", 0)
	for name, place := range map[string]func(dir string){
		"is a symbolic link": func(dir string) {
			moved := filepath.Join(t.TempDir(), "sessions")
			if os.Rename(filepath.Join(dir, "sessions"), moved) != nil || os.Symlink(moved, filepath.Join(dir, "sessions")) != nil {
				t.Skip("no links here")
			}
		},
		part + " is a symbolic link": func(dir string) {
			moved := filepath.Join(t.TempDir(), "part")
			if os.Rename(filepath.Join(dir, part), moved) != nil || os.Symlink(moved, filepath.Join(dir, part)) != nil {
				t.Skip("no links here")
			}
		},
		"in the way": func(dir string) { writeFile(t, "mine", dir, partPath("sessions", "another", 0)) },
	} {
		dir := wholeFake(t).copied(t)
		place(dir)
		before := listing(t, dir)
		arms := append(fakeArms(), (&fakeCourses{patients: 5, replications: 1}).arm("another"))
		_, err := runArms(t.Context(), arms, []byte("question: other\n"), smallLayout, Options{Dir: dir, Overwrite: true})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("error %v, want that something %s", err, name)
		}
		if listing(t, dir) != before {
			t.Errorf("%s: a refusal changed the folder", name)
		}
	}
}

func TestSharesThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "run")
	_, err := runArms(t.Context(), fakeArms(), fakeStudy, smallLayout, Options{Dir: dir, Shard: Shard{0, 1<<24 + 1}})
	if err == nil || !strings.Contains(err.Error(), "whole blocks") {
		t.Errorf("error %v, want a word on blocks", err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("a refused shard made its folder")
	}
}

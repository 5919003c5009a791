package main

import (
	"os"
	"path/filepath"
	"testing"
)

// What is made of a run lies beside its folder, also where the user stands in it: it would be a
// hidden file within the run.
func TestBesideARun(t *testing.T) {
	within := filepath.Join(t.TempDir(), "study-seed1", "sessions")
	if err := os.MkdirAll(within, 0o777); err != nil {
		t.Fatal(err)
	}
	t.Chdir(within)
	for dir, want := range map[string]string{
		"runs/mine/": "runs/mine-long", ".": "../sessions-long", "..": "../../study-seed1-long", "../.": "../../study-seed1-long",
	} {
		if got := filepath.ToSlash(besideRun(filepath.FromSlash(dir), "-long")); got != want {
			t.Errorf("beside %s lies %s, want %s", dir, got, want)
		}
	}
}

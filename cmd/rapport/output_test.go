package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
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

// Files that belong together are all new or all as they were: where one cannot be written, none is
// left beside an older one.
func TestFilesThatBelongTogether(t *testing.T) {
	t.Chdir(t.TempDir())
	says := func(text string, err error) func(io.Writer) error {
		return func(w io.Writer) error {
			_, failed := io.WriteString(w, text)
			return errors.Join(err, failed)
		}
	}
	holds := func(want map[string]string) {
		t.Helper()
		all, err := os.ReadDir(".")
		if err != nil || len(all) != len(want) {
			t.Errorf("%v there, want %v; %v", all, want, err)
		}
		for name, text := range want {
			if got, err := os.ReadFile(name); err != nil || string(got) != text {
				t.Errorf("%s holds %q, want %q; %v", name, got, text, err)
			}
		}
	}
	if err := writeTogether(output{"a", says("1", nil)}, output{"b", says("1", nil)}); err != nil {
		t.Fatal(err)
	}
	full := errors.New("no space left on device")
	if err := writeTogether(output{"a", says("2", nil)}, output{"b", says("2", full)}, output{"c", says("2", nil)}); !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
	holds(map[string]string{"a": "1", "b": "1"})
	if err := writeTogether(output{"a", says("2", nil)}, output{"b", says("2", nil)}); err != nil {
		t.Error(err)
	}
	holds(map[string]string{"a": "2", "b": "2"})
}

// Where the summary of a comparison cannot be written, its table is as it was.
func TestATableIsNotLeftBesideAnOlderSummary(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := errors.Join(os.WriteFile("late.yaml", []byte(late), 0o666), os.WriteFile("c.csv", []byte("older"), 0o666), os.Mkdir("c-summary.csv", 0o777)); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := execute(strings.Fields("run late.yaml --patients 12 --out r --quiet"), strings.NewReader(""), &out, &errs); code != codeOK {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	code := execute(strings.Fields("compare r --csv c.csv"), strings.NewReader(""), &out, &errs)
	if text, err := os.ReadFile("c.csv"); code != codeInput || string(text) != "older" || !strings.Contains(errs.String(), "c-summary.csv is a folder") {
		t.Errorf("exit code %d, c.csv holds %.40q, %v; %s", code, text, err, errs.String())
	}
}

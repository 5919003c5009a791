package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"rapport/configs"
	"rapport/scenarios/study"
)

//go:generate go test -run TestReadme -update .

// shown is a command in README.md with the output shown under it.
var shown = regexp.MustCompile("(?s)<!-- rapport ([^\n]*) -->\n```text\n(.*?)```\n")

// speed is what differs from machine to machine in a run's summary.
var speed = regexp.MustCompile(`in [0-9.]+ s, [0-9,]+ sessions/s`)

// TestReadme runs the commands whose output README.md shows, in their order, and
// compares. With -update (or go generate) it rewrites what is shown.
func TestReadme(t *testing.T) {
	const page = "../../README.md"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	home, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	fresh := shown.ReplaceAllFunc(text, func(block []byte) []byte {
		parts := shown.FindSubmatch(block)
		var out, errs bytes.Buffer
		if code := execute(strings.Fields(string(parts[1])), strings.NewReader(""), &out, &errs); code != codeOK {
			t.Fatalf("rapport %s: exit code %d: %s", parts[1], code, errs.String())
		}
		same := func(b []byte) string { return speed.ReplaceAllString(string(b), "") }
		if same(out.Bytes()) == same(parts[2]) {
			return block
		}
		if !*update {
			t.Errorf("README.md shows another output of rapport %s: go generate ./cmd/rapport renews it", parts[1])
		}
		return []byte("<!-- rapport " + string(parts[1]) + " -->\n```text\n" + out.String() + "```\n")
	})
	if n := len(shown.FindAll(text, -1)); n < 2 {
		t.Errorf("README.md shows %d outputs, want that of a run and of a course", n)
	}
	if *update && !bytes.Equal(fresh, text) {
		t.Chdir(home)
		if err := os.WriteFile(page, fresh, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReadmeStudy runs the study that README.md writes from scratch.
func TestReadmeStudy(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	file := regexp.MustCompile("(?s)<!-- file: mine.yaml -->\n```yaml\n(.*?)```").FindSubmatch(text)
	if file == nil {
		t.Fatal("README.md has no mine.yaml")
	}
	if n := bytes.Count(file[1], []byte("\n")); n > 10 {
		t.Errorf("the study from scratch has %d lines, it promises ten", n)
	}
	study, err := study.Parse("mine.yaml", file[1], study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := study.Simulations(); err != nil {
		t.Error(err)
	}
}

// TestReadmeLoadLines holds the lines that README.md gives for opening a run to
// those that a run ends with, which .ci/run executes.
func TestReadmeLoadLines(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range loadLines("runs/routine-care-seed1", "sessions") {
		if !strings.Contains(string(text), "\n"+line.code+"\n") {
			t.Errorf("README.md does not load a run into %s as a run says: %s", line.language, line.code)
		}
	}
}

// TestShippedStudiesAreTold shows every study that ships.
func TestShippedStudiesAreTold(t *testing.T) {
	for _, name := range configs.Names() {
		var out, errs bytes.Buffer
		if code := execute([]string{"show", name}, strings.NewReader(""), &out, &errs); code != codeOK || !strings.Contains(out.String(), "Question") {
			t.Errorf("show %s: exit code %d: %s%s", name, code, out.String(), errs.String())
		}
	}
}

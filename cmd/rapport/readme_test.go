package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"rapport/configs"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

//go:generate go test -run TestReadme -update .

// shown is a command in a page with the output shown under it.
var shown = regexp.MustCompile("(?s)<!-- rapport ([^\n]*) -->\n```text\n(.*?)```\n")

// speed is what differs from machine to machine in a run's summary.
var speed = regexp.MustCompile(`in [0-9.]+ s, [0-9,]+ sessions/s`)

// pages show outputs of commands, in this order, of one folder.
var pages = []string{"../../README.md", "../../analysis/RUNS.md"}

// TestReadme runs the commands whose output the pages show, in their order, and
// compares. With -update (or go generate) it rewrites what is shown.
func TestReadme(t *testing.T) {
	home, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	for _, page := range pages {
		t.Chdir(home)
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		if !shown.Match(text) {
			t.Errorf("%s shows no output", page)
		}
		t.Chdir(work)
		fresh := shown.ReplaceAllFunc(text, func(block []byte) []byte { return rerun(t, page, block) })
		if t.Chdir(home); *update && !bytes.Equal(fresh, text) {
			if err := os.WriteFile(page, fresh, 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// rerun carries out the command of a block and returns the block with what it prints
// now, or as it is where that is the same.
func rerun(t *testing.T, page string, block []byte) []byte {
	parts := shown.FindSubmatch(block)
	var out, errs bytes.Buffer
	if code := execute(strings.Fields(string(parts[1])), strings.NewReader(""), &out, &errs); code != codeOK {
		t.Fatalf("%s: rapport %s: exit code %d: %s", page, parts[1], code, errs.String())
	}
	same := func(b []byte) string { return speed.ReplaceAllString(string(b), "") }
	if same(out.Bytes()) == same(parts[2]) {
		return block
	}
	if !*update {
		t.Errorf("%s shows another output of rapport %s: go generate ./cmd/rapport renews it", page, parts[1])
	}
	return []byte("<!-- rapport " + string(parts[1]) + " -->\n```text\n" + out.String() + "```\n")
}

// TestReadmeStudy runs the study that STUDIES.md writes from scratch.
func TestReadmeStudy(t *testing.T) {
	text, err := os.ReadFile("../../configs/STUDIES.md")
	if err != nil {
		t.Fatal(err)
	}
	file := regexp.MustCompile("(?s)<!-- file: mine.yaml -->\n```yaml\n(.*?)```").FindSubmatch(text)
	if file == nil {
		t.Fatal("STUDIES.md has no mine.yaml")
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

// TestStudiesOfThePage shows every study that STUDIES.md has a file of, beside its other files.
func TestStudiesOfThePage(t *testing.T) {
	text, err := os.ReadFile("../../configs/STUDIES.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	files := regexp.MustCompile("(?s)<!-- file: (\\S+) -->\n```yaml\n(.*?)```").FindAllSubmatch(text, -1)
	for _, file := range files {
		if err := os.WriteFile(string(file[1]), file[2], 0o666); err != nil {
			t.Fatal(err)
		}
	}
	told := 0
	for _, file := range files {
		if !bytes.Contains(file[2], []byte("\nscenarios:")) {
			continue // what a study names
		}
		var out, errs bytes.Buffer
		if code := execute([]string{"show", string(file[1])}, strings.NewReader(""), &out, &errs); code != codeOK {
			t.Errorf("STUDIES.md: rapport show %s: exit code %d: %s", file[1], code, errs.String())
		}
		told++
	}
	if told < 3 {
		t.Errorf("STUDIES.md has %d studies with a name of a file, want at least 3", told)
	}
}

// TestReadmeLoadLines holds the lines that RUNS.md gives for opening a run to
// those that a run ends with, which .ci/run executes.
func TestReadmeLoadLines(t *testing.T) {
	text, err := os.ReadFile("../../analysis/RUNS.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range loadLines("runs/routine-care-seed1", "sessions") {
		if !strings.Contains(string(text), "\n"+line.code+"\n") {
			t.Errorf("RUNS.md does not load a run into %s as a run says: %s", line.language, line.code)
		}
	}
}

// RUNS.md names every table, STUDIES.md and LESSONS.md what ships to be named, and the page of
// clusters the limit of memory that runs have.
func TestPagesAreOfToday(t *testing.T) {
	var tables, instruments, lessons []string
	for _, name := range configs.Instruments() {
		instruments = append(instruments, "`"+name+"`")
	}
	for _, name := range configs.Lessons() {
		lessons = append(lessons, "| `"+name+"` |")
	}
	for _, table := range record.Dictionary() {
		tables = append(tables, "`"+table.Name+"`")
	}
	limit := []string{fmt.Sprintf("%d MiB and %d MiB a", memoryBase>>20, memoryPerWorker>>20)}
	for page, words := range map[string][]string{"../../analysis/RUNS.md": tables, "../../configs/cluster/README.md": limit,
		"../../configs/STUDIES.md": instruments, "studio/LESSONS.md": lessons} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range words {
			if !strings.Contains(string(text), word) {
				t.Errorf("%s does not say %s", page, word)
			}
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

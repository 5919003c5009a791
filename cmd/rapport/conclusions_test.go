package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// The table of conclusions that ships is of the studies, the sets and the model of today, and
// has every contrast of theirs. (That its numbers are what the command writes, .ci/run holds
// of one study: all take minutes.)
func TestConclusionsAreOfToday(t *testing.T) {
	if testing.Short() {
		t.Skip("no goroutine starts here: left out of short runs, which look for races")
	}
	t.Parallel()
	text, err := os.ReadFile("../../configs/CONCLUSIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	var v conclusionsCommand
	plans, err := v.plans(nil)
	if err != nil {
		t.Fatal(err)
	}
	if told := screenedApart(plans); strings.Count(told, "\n") != 1 || !strings.Contains(string(text), told) {
		t.Errorf("configs/CONCLUSIONS.md does not say: %s", told)
	}
	if len(plans) < 20 {
		t.Errorf("%d studies with contrasts, want at least 20", len(plans))
	}
	for i := range plans {
		p := &plans[i]
		mark, err := markOf(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), p.name+" "+mark) {
			t.Errorf("configs/CONCLUSIONS.md was made from another %s, or from other sets: rapport conclusions --out configs/CONCLUSIONS.md (about a quarter of an hour)", p.name)
		}
		for _, s := range p.Scenarios[1:] {
			if line := "| [" + p.name + "](" + p.name + ".yaml) | " + s.Name + " minus " + p.Scenarios[0].Name + " |"; strings.Count(string(text), line) != 1 {
				t.Errorf("configs/CONCLUSIONS.md has no line %s", line)
			}
		}
	}
}

// README.md counts the verdicts, and quotes two lines, as the table has them.
func TestReadmeCountsConclusions(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("../../configs/CONCLUSIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	says := strings.Join(strings.Fields(string(readme)), " ")
	var all, holds, open int
	for _, line := range strings.Split(string(table), "\n") {
		cells := strings.Split(line, " | ")
		if len(cells) != 9 || !strings.HasPrefix(line, "| [") {
			continue
		}
		switch verdict := cells[8]; {
		case strings.HasPrefix(verdict, "holds in all"):
			holds++
		case strings.HasPrefix(verdict, "left open"), strings.HasPrefix(verdict, "depends on"):
			open++
		}
		all++
		var low, high float64
		if _, err := fmt.Sscanf(strings.ReplaceAll(cells[5], "−", "-"), "%f to %f", &low, &high); err != nil {
			t.Fatalf("%q: %v", cells[5], err)
		}
		for contrast, quoted := range map[string]string{
			"trained minus as-usual":    fmt.Sprintf("lowers the PHQ-9 at week 16 holds in all 64 sets (by %.2f to %.2f points in 90 %% of them)", -high, -low),
			"twice-weekly minus weekly": strings.ReplaceAll(fmt.Sprintf("leave patients better off at week 16 than one is open: %.2f to %+.2f points", low, high), "-", "−"),
		} {
			if cells[1] == contrast && !strings.Contains(says, quoted) {
				t.Errorf("README.md does not say: %s", quoted)
			}
		}
	}
	want := fmt.Sprintf("Of %d contrasts of the shipped studies %d hold in all sets, %d are open, and %d cannot be told at 2,000 patients", all, holds, open, all-holds-open)
	if !strings.Contains(says, want) {
		t.Errorf("README.md does not say: %s", want)
	}
}

// A study says something else when its scenarios do.
func TestMarkFollowsWhatAStudyDoes(t *testing.T) {
	t.Parallel()
	marks := map[string]string{}
	for _, name := range []string{"repair-training", "training-decay", "repair-training"} {
		mark, err := markOf(name)
		if err != nil {
			t.Fatal(err)
		}
		if before, known := marks[name]; known && before != mark {
			t.Errorf("%s has the marks %s and %s", name, before, mark)
		}
		marks[name] = mark
	}
	if marks["repair-training"] == marks["training-decay"] {
		t.Error("two studies have one mark")
	}
}

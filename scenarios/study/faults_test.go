package study

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"rapport/sim"
)

var updateStudies = flag.Bool("update-studies", false, "write the expected faults of testdata/bad-studies.txtar anew")

func TestBadStudies(t *testing.T) {
	const file = "testdata/bad-studies.txtar"
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[string]string{}
	for _, f := range archive.Files {
		wanted[f.Name] = string(f.Data)
	}
	var renewed []txtar.File
	for _, f := range archive.Files {
		name, isStudy := strings.CutSuffix(f.Name, ".yaml")
		if !isStudy {
			continue
		}
		study, err := parse(f.Name, f.Data, Overrides{NoEnvironment: true}, testTable())
		if study != nil || err == nil {
			t.Errorf("%s: accepted: want faults", f.Name)
			continue
		}
		got := withoutWords(err.Error()) + "\n"
		renewed = append(renewed, f, txtar.File{Name: name + ".want", Data: []byte(got)})
		if want := wanted[name+".want"]; got != want && !*updateStudies {
			t.Errorf("%s: got\n%s\nwant\n%s\nif that is meant: go test ./scenarios/study -run TestBadStudies -update-studies", f.Name, got, want)
		}
	}
	if *updateStudies {
		archive.Files = renewed
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// withoutWords leaves the model's own lists of words out of the golden file, so
// that a new move there is no change here.
func withoutWords(text string) string {
	return strings.NewReplacer(
		oneOf(sim.MoveNames), "one of MOVES", oneOf(sim.PhaseNames), "one of PHASES", oneOf(sim.ConditionNames), "one of CONDITIONS",
	).Replace(text)
}

func TestFilesThatAreNoStudies(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"zeros", "question: why\nseed: a\x00b", "x: the file is not text in UTF-8; line 2 holds other bytes: save the file as UTF-8"},
		{"parquet", "PAR1\x15\x04\x15\xff", "x: the file is not text in UTF-8; line 1 holds other bytes: save the file as UTF-8"},
		{"utf-16", "\xff\xfeq\x00", "x: the file is not text in UTF-8; line 1 holds other bytes: save the file as UTF-8"},
		{"large", strings.Repeat("#", maxStudyBytes+1), "x: the file is larger than 1 MiB, too large for a study"},
		{"white", " \n\n \n", "x: the study is empty; a study needs a question and at least one scenario"},
	} {
		if _, err := parse("x", []byte(c.data), Overrides{NoEnvironment: true}, testTable()); fmt.Sprint(err) != c.want {
			t.Errorf("%s: got %v: want %s", c.name, err, c.want)
		}
	}
}

// A file that is wrong throughout is told in a bounded number of lines, and the
// rest is counted.
func TestManyFaultsAreCut(t *testing.T) {
	text := "question: why\nscenarios: [{name: a}]\nset:\n"
	for i := range 2500 {
		text += fmt.Sprintf("  rupture.b%d: 1\n", i)
	}
	_, err := parse("x", []byte(text), Overrides{NoEnvironment: true}, testTable())
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("got %v: want faults", err)
	}
	if len(faults) != maxFaults+1 || faults[maxFaults].Message != "and 2400 more faults" {
		t.Errorf("got %d faults, last %q: want %d and the number of the others", len(faults), faults[len(faults)-1].Message, maxFaults)
	}
}

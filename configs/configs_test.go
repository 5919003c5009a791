package configs

import (
	"os"
	"slices"
	"strings"
	"testing"
)

func TestNamesAreReadable(t *testing.T) {
	names := Names()
	for _, name := range []string{"cbt-vs-psychodynamic", "routine-care", "waitlist"} {
		if !slices.Contains(names, name) {
			t.Errorf("%s is not among the shipped studies %v", name, names)
		}
	}
	if !slices.IsSorted(names) {
		t.Errorf("Names() = %v, want alphabetical order", names)
	}
	for _, name := range names {
		text, err := Read(name)
		if err != nil || !strings.Contains(string(text), "question:") {
			t.Errorf("Read(%q) = %d bytes, %v: want a study", name, len(text), err)
		}
	}
}

func TestReadRefusesOtherNames(t *testing.T) {
	for _, name := range []string{"", "wait-list", "waitlist.yaml", "../configs/waitlist", "configs.go"} {
		text, err := Read(name)
		if err == nil || text != nil {
			t.Fatalf("Read(%q) = %q: want an error", name, text)
		}
		if !strings.Contains(err.Error(), "routine-care") {
			t.Errorf("Read(%q): %v: want the names that there are", name, err)
		}
	}
}

func TestStudiesNameTheInstruments(t *testing.T) {
	page, err := os.ReadFile("STUDIES.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range Instruments() {
		if !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("configs/STUDIES.md does not name the instrument %s, which ships", name)
		}
	}
}

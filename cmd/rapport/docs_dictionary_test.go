package main

import (
	"os"
	"strings"
	"testing"

	"rapport/sim/record"
)

// The page that is checked in is the one that the code makes.
func TestDictionaryPageIsFresh(t *testing.T) {
	have, err := os.ReadFile("../../sim/record/DICTIONARY.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != dictionaryPage() {
		t.Error("sim/record/DICTIONARY.md is not what the row definitions say: go generate ./cmd/rapport renews it")
	}
}

// Every column stands there once in its table, and what can be null says when.
func TestDictionaryPageHasEveryColumn(t *testing.T) {
	_, page, _ := strings.Cut(dictionaryPage(), "\n## ")
	parts := strings.Split(page, "\n## ")
	tables := record.Dictionary()
	if len(parts) != len(tables) {
		t.Fatalf("%d tables on the page, want %d", len(parts), len(tables))
	}
	for i, table := range tables {
		if joins[table.Name] == "" {
			t.Errorf("%s: nobody says how it joins", table.Name)
		}
		for _, c := range table.Columns {
			_, rest, found := strings.Cut(parts[i], "\n| `"+c.Name+"` | "+c.Type+" | ")
			line, _, _ := strings.Cut(rest, "\n")
			if !found || strings.HasSuffix(line, "|  |") == c.Nullable {
				t.Errorf("%s.%s: %q; it can be null: %v", table.Name, c.Name, line, c.Nullable)
			}
		}
	}
}

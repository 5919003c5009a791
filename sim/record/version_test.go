package record

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
)

// columnsOfVersion are the columns of a version: their tables, names, types and
// whether they may be missing.
var columnsOfVersion = map[int]string{
	2: "058e4b41a3bfcfe1",
	3: "c36d4d4b4709566e",
}

// A program that reads runs by their version must not meet other columns in it.
func TestOtherColumnsHaveAnotherVersion(t *testing.T) {
	var all strings.Builder
	for _, table := range Dictionary() {
		for _, c := range table.Columns {
			fmt.Fprintln(&all, table.Name, c.Name, c.Type, c.Nullable)
		}
	}
	have := fmt.Sprintf("%x", sha256.Sum256([]byte(all.String())))[:16]
	if want := columnsOfVersion[Version]; have != want {
		t.Errorf("the columns (%s) are not those of version %d (%s): raise Version in sim/record/record.go, and write the columns of the new version into sim/record/version_test.go", have, Version, want)
	}
}

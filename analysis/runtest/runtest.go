// Package runtest writes small runs by hand, for tests of what reads runs.
package runtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
)

type scenario struct {
	Name  string `json:"name"`
	Weeks []int  `json:"assessment_weeks,omitempty"`
}

type file struct {
	Path     string `json:"path"`
	Table    string `json:"table"`
	Scenario string `json:"scenario"`

	BlockRows []int64 `json:"block_rows,omitempty"`
}

// Write writes rows as a part of a table, and the manifest anew: it lists every
// part that lies in the folder, and the scenarios by name.
func Write[Row any](t testing.TB, dir, table, scenario string, part int, rows []Row) {
	t.Helper()
	name := filepath.Join(dir, table, "scenario="+scenario, fmt.Sprintf("part-%05d.parquet", part))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := parquet.WriteFile(name, rows); err != nil {
		t.Fatal(err)
	}
	List(t, dir)
}

// rowsOf is the number of rows of a part as those of one block; nil where the part
// is no Parquet file, as some tests want it.
func rowsOf(name string) []int64 {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil
	}
	f, err := parquet.OpenFile(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		return nil
	}
	return []int64{f.NumRows()}
}

// List writes the manifest of the parts in a folder, whose assessments were at these
// weeks.
func List(t testing.TB, dir string, weeks ...int) {
	t.Helper()
	parts, err := fs.Glob(os.DirFS(dir), "*/scenario=*/*.parquet")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(parts)
	var m struct {
		Scenarios []scenario `json:"scenarios"`
		Files     []file     `json:"files"`
	}
	for _, part := range parts {
		pieces := strings.Split(part, "/")
		one := file{Path: part, Table: pieces[0], Scenario: strings.TrimPrefix(pieces[1], "scenario="), BlockRows: rowsOf(filepath.Join(dir, part))}
		m.Files = append(m.Files, one)
		if !slices.ContainsFunc(m.Scenarios, func(s scenario) bool { return s.Name == one.Scenario }) {
			m.Scenarios = append(m.Scenarios, scenario{one.Scenario, weeks})
		}
	}
	slices.SortFunc(m.Scenarios, func(a, b scenario) int { return strings.Compare(a.Name, b.Name) })
	text, err := json.Marshal(m)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "manifest.json"), text, 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
}

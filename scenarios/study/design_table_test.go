package study

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func writeText(t *testing.T, text string, elem ...string) string {
	t.Helper()
	name := filepath.Join(elem...)
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestTableFileStandsInTheResolvedStudy(t *testing.T) {
	dir := t.TempDir()
	writeText(t, "\ufeffrupture.base, population.assignment\r\n0.5,match\r\n-1,random\r\n", dir, "data", "points.csv")
	study, err := Load(writeText(t, "question: why\ndesign: {kind: table, file: data/points.csv}\n", dir, "study.yaml"), Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	want := &Design{Kind: designTable, Columns: []string{"rupture.base", "population.assignment"}, Rows: [][]float64{{0.5, 1}, {-1, 0}}}
	if !reflect.DeepEqual(study.Design, want) {
		t.Errorf("got %+v: want %+v", study.Design, want)
	}
	text, err := study.Resolved()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse("study.yaml", text, Overrides{NoEnvironment: true})
	if err != nil || !reflect.DeepEqual(again, study) {
		t.Errorf("the resolved study reads as %+v (%v)", again, err)
	}
}

func TestBadTableFiles(t *testing.T) {
	dir := t.TempDir()
	writeText(t, "rupture.base\n0\n", dir, "outside.csv")
	for name, c := range map[string]struct{ table, want string }{
		"missing.csv":    {"", `study.yaml:2:23: design.file = "missing.csv": cannot be read: no such file or directory; name a CSV file`},
		"../outside.csv": {"", `design.file = "../outside.csv": cannot be read: path escapes from parent`},
		"unknown.csv":    {"rupture.bas\n0\n", `unknown.csv:1:1: rupture.bas: unknown parameter; did you mean "rupture.base"?`},
		"index.csv":      {",rupture.base\n0,0\n", "index.csv:1:1: the column has no name: want that of a parameter; row numbers are left out"},
		"short.csv":      {"rupture.base,care.sessions\n0\n1,8\n", "short.csv:2:1: want 2 values, one for each parameter, got 1"},
		"text.csv":       {"rupture.base,care.sessions\n0,8\nx,8.5\n", `text.csv:3:1: rupture.base: want -6 to 3 (log-odds per session), got the text "x"`},
		"fraction.csv":   {"care.sessions\n8.5\n", "fraction.csv:2:1: care.sessions = 8.5: want a whole number, 1 to 500 (sessions)"},
		"alone.csv":      {"rupture.base\n", "alone.csv: a table needs a line of parameter names and a line for each point"},
		"empty.csv":      {"", "empty.csv: a table needs"},
		"quote.csv":      {"rupture.base\n\"0\n", "quote.csv:2:4: not valid CSV"},
		"open.csv":       {"rupture.base\n\"0\n1\n2\n", "open.csv:2:1: not valid CSV"},
		"twice.csv":      {"rupture.base,care.sessions,rupture.base\n0,8,1\n", "twice.csv:1:28: rupture.base: said twice"},
		"binary.csv":     {"rupture.base\x00\n", "binary.csv: the file is no text (it holds zero bytes): save the table as CSV (UTF-8)"},
		"excel.csv":      {"PK\x03\x04", "excel.csv: this is an Excel workbook"},
		"data":           {"dir", "cannot be read: it is no ordinary file"},
	} {
		folder := filepath.Join(dir, "in")
		switch {
		case c.table == "dir":
			writeText(t, "", folder, name, "x")
		case c.table != "" || name == "empty.csv":
			writeText(t, c.table, folder, name)
		}
		file := writeText(t, "question: why\ndesign: {kind: table, file: "+name+"}\n", folder, "study.yaml")
		_, err := Load(file, Overrides{NoEnvironment: true})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error\n%v\nwant %s", name, err, c.want)
		} else if strings.Contains(err.Error(), "design.rows") || strings.Contains(err.Error(), "design.columns") {
			t.Errorf("%s: told twice:\n%v", name, err)
		}
	}
}

// A table as Excel writes it in much of Europe, in UTF-16 with semicolons, decimal
// commas and Windows' line ends, has the same points.
func TestTableOfRegionalHabits(t *testing.T) {
	dir := t.TempDir()
	plain := "sep=;\r\nrupture.base;care.sessions\r\n-0,5;8\r\n1;12\r\n"
	wide := "\xff\xfe"
	for _, r := range plain {
		wide += string([]byte{byte(r), 0})
	}
	for name, text := range map[string]string{"plain.csv": plain, "wide.csv": wide, "tabs.csv": "rupture.base\tcare.sessions\r-0.5\t8\r1\t12\r"} {
		writeText(t, text, dir, name)
		file := writeText(t, "question: why\ndesign: {kind: table, file: "+name+"}\n", dir, "study.yaml")
		study, err := Load(file, Overrides{NoEnvironment: true})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if want := [][]float64{{-0.5, 8}, {1, 12}}; !reflect.DeepEqual(study.Design.Rows, want) {
			t.Errorf("%s: points %v, want %v", name, study.Design.Rows, want)
		}
	}
}

// A file that is not there is perhaps another in its folder, whatever names it.
func TestAMistypedFileIsGuessed(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"tired.yaml", "points.csv", "plausible.json"} {
		writeText(t, "", dir, "data", name)
	}
	for text, want := range map[string]string{
		"instruments: [data/tierd.yaml]":                               `instruments[0] = "data/tierd.yaml": cannot be read: no such file or directory; did you mean "data/tired.yaml"?`,
		"design: {kind: table, file: data/point.csv}":                  `did you mean "data/points.csv"?`,
		"plausible: {sets: 2, file: data/plausibel.json}":              `did you mean "data/plausible.json"?`,
		"instruments: [./data/anxious.yaml]":                           "name a YAML file in the folder of the study, or in one below it",
		"instruments: [date/tired.yaml]":                               "name a YAML file in the folder of the study, or in one below it",
		"instruments: [../" + filepath.Base(dir) + "/data/tierd.yaml]": "cannot be read: path escapes from parent; name a YAML file",
	} {
		_, err := Load(writeText(t, "question: why\nscenarios: [{name: a}]\n"+text+"\n", dir, "study.yaml"), Overrides{NoEnvironment: true})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

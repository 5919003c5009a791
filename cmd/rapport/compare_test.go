package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"
)

// late is a study whose scenario differs from session 7 on.
const late = `question: What if therapists checked in from session 7 on?
population: {patients: 150}
scenarios:
  - name: as-usual
  - name: late
    actions:
      - {move: check_in, sessions: {from: 7}}
  - name: the-same
`

// TestTwinsAreExact reads the contrasts of a run: nobody parts before what differs
// begins, who never comes that far has no difference at all, and scenarios that say
// the same give the same.
func TestTwinsAreExact(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("late.yaml", []byte(late), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"run late.yaml --out r --quiet", "compare r --csv twins.csv"} {
		var out, errs bytes.Buffer
		if code := execute(strings.Fields(args), strings.NewReader(""), &out, &errs); code != codeOK {
			t.Fatalf("rapport %s: exit code %d: %s", args, code, errs.String())
		}
	}
	file, err := os.Open("twins.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	touched, untouched := 0, 0
	for _, row := range rows[1:] {
		parts := row[at["parts_at"]]
		if parts == "" {
			untouched++
			for name, i := range at {
				if strings.HasSuffix(name, "_difference") && row[i] != "" && row[i] != "0" {
					t.Errorf("patient %s never parts in %s but differs in %s by %s", row[at["patient"]], row[at["scenario"]], name, row[i])
				}
			}
			continue
		}
		touched++
		if n, err := strconv.Atoi(parts); err != nil || n < 7 || row[at["scenario"]] != "late" {
			t.Errorf("patient %s parts at session %s in %s", row[at["patient"]], parts, row[at["scenario"]])
		}
	}
	if touched < 50 || untouched < 150+10 {
		t.Errorf("%d twins part and %d do not: want many of both", touched, untouched)
	}
}

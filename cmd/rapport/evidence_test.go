package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"rapport/analysis"
	"rapport/analysis/explore/claims"
)

// ODD.md has every finding and claim that ships, and README.md counts them as its tables do.
func TestPagesCountTheEvidence(t *testing.T) {
	t.Parallel()
	odd, err := os.ReadFile("../../sim/ODD.md")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	says := strings.Join(strings.Fields(string(readme)), " ")
	const renew = "; go generate ./cmd/rapport renews it"

	scores := tableRows(string(odd), "scorecard")
	of := map[string]int{}
	for _, f := range analysis.Findings() {
		cells, ok := scores[f.ID]
		if !ok {
			t.Errorf("sim/ODD.md lacks finding %s%s", f.ID, renew)
			continue
		}
		_, verdict, _ := strings.Cut(cells[3], " ") // of the first seed, after its value
		of[strings.ToLower(strings.Fields(verdict)[0])]++
	}
	met := of["inside"] + of["holds"]
	want := fmt.Sprintf("Of %d scored findings %d are met, %d lie so near the end of their band that 40,000 patients cannot tell, and %d are missed",
		met+of["cannot"]+of["missed"], met, of["cannot"], of["missed"])
	if !strings.Contains(says, want) {
		t.Errorf("README.md does not say: %s (%v)", want, of)
	}

	tried, visible := tableRows(string(odd), "claims"), 0
	for _, c := range claims.Claims() {
		cells, ok := tried[c.Text]
		if !ok {
			t.Errorf("sim/ODD.md lacks the claim that %s%s", c.Text, renew)
		} else if cells[4] == "visible" {
			visible++
		}
	}
	if want := fmt.Sprintf("tries %d claims of the theory", visible); !strings.Contains(says, want) {
		t.Errorf("README.md does not say: %s", want)
	}
}

// tableRows are the rows of a generated table by their first cell, without it.
func tableRows(page, name string) map[string][]string {
	_, block, _ := strings.Cut(page, "<!-- generated: "+name+" -->")
	block, _, _ = strings.Cut(block, "<!-- end generated -->")
	rows := map[string][]string{}
	for _, line := range strings.Split(block, "\n") {
		if cells := strings.Split(strings.Trim(line, "| "), " | "); len(cells) > 2 {
			rows[cells[0]] = cells[1:]
		}
	}
	return rows
}

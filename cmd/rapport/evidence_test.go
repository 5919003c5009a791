package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"rapport/analysis"
	"rapport/analysis/explore/claims"
)

// renew says how the tables of ODD.md are made anew.
const renew = "; go generate ./cmd/rapport renews it"

// ODD.md has every finding and claim that ships, and README.md and section 10 count them as its tables do.
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

	of := verdicts(t, string(odd), "scorecard", analysis.Findings())
	met := of["inside"] + of["holds"]
	want := fmt.Sprintf("Of %d scored findings %d are met, %d lie so near the end of their band that 40,000 patients cannot tell, and %d are missed",
		met+of["cannot"]+of["missed"], met, of["cannot"], of["missed"])
	if !strings.Contains(says, want) {
		t.Errorf("README.md does not say: %s (%v)", want, of)
	}

	of = verdicts(t, string(odd), "held-out", analysis.HeldOut())
	met = of["inside"] + of["holds"]
	asked := met + of["cannot"] + of["missed"]
	if want := fmt.Sprintf("Of %d other findings, which had no part in it (`rapport validate --held-out`), %d are met and %d missed", asked, met, of["missed"]); !strings.Contains(says, want) {
		t.Errorf("README.md does not say: %s (%v)", want, of)
	}
	_, limits, _ := strings.Cut(string(odd), "## 10. Limits")
	if want := fmt.Sprintf("Of %d held-out findings that ask something, %d are met and %d missed", asked, met, of["missed"]); !strings.Contains(limits, want) {
		t.Errorf("sim/ODD.md, section 10, does not say: %s (%v)", want, of)
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

// verdicts counts the first words of what a table of ODD.md has of these findings with the first seed.
func verdicts(t *testing.T, page, table string, findings []analysis.Finding) map[string]int {
	t.Helper()
	of, scores := map[string]int{}, tableRows(page, table)
	for i := range findings {
		cells, ok := scores[findings[i].ID]
		if !ok {
			t.Errorf("sim/ODD.md lacks finding %s%s", findings[i].ID, renew)
			continue
		}
		_, verdict, _ := strings.Cut(cells[3], " ") // of the first seed, after its value
		of[strings.ToLower(strings.Fields(verdict)[0])]++
	}
	return of
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

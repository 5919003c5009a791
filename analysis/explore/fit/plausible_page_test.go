package fit

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"rapport/configs"
)

// PLAUSIBLE.md and ODD.md tell of the search for the sets that ship what its record has.
func TestPlausiblePageIsOfTheRecord(t *testing.T) {
	t.Parallel()
	var p PlausibleSets
	if err := json.Unmarshal(configs.Plausible(), &p); err != nil {
		t.Fatal(err)
	}
	if len(p.Mended) != 3 {
		t.Fatalf("ends were judged %d times, and PLAUSIBLE.md tells of three", len(p.Mended))
	}
	first, last, before := &p.Rounds[0], &p.Rounds[len(p.Rounds)-1], &p.Rounds[len(p.Rounds)-4]
	met := func(a, b Round) int { return a.Met - b.Met }
	made := func(a, b Round) int { return a.Accepted - b.Accepted }
	share := 0.0
	for i := range p.Coverage {
		share += p.Coverage[i].Share / float64(len(p.Coverage))
	}
	if grown := (last.Spread - before.Spread) / 3; grown >= 0.01 {
		t.Errorf("the spread of the chains grew by %.3f a round in the last three, and PLAUSIBLE.md says by less than .01", grown)
	}
	says(t, "PLAUSIBLE.md",
		fmt.Sprintf("simulated with %s patients each on luck of their own", thousands(p.Scored)),
		fmt.Sprintf("further lucks, %s patients in each scenario", thousands(p.FoundPatients)),
		fmt.Sprintf("of %d numbers some do", len(p.Asked)),
		fmt.Sprintf("The number of rounds (%d)", len(p.Rounds)),
		fmt.Sprintf("(seed %d, %d rounds, %s evaluations): %d parameters, of which the findings hold %d directions; the emulator's R² is %s",
			p.Seed, len(p.Rounds), thousands(int64(p.Evaluations)), len(p.Parameters), p.Held, hundredths(p.R2)),
		fmt.Sprintf("The shipped values meet all numbers on %d of %d lucks. Of %d proposals a round, %d to %d met all numbers and %d to %d were steps",
			p.Start.Met, p.Start.Of, first.Evaluated, slices.MinFunc(p.Rounds, met).Met, slices.MaxFunc(p.Rounds, met).Met,
			slices.MinFunc(p.Rounds, made).Accepted, slices.MaxFunc(p.Rounds, made).Accepted),
		fmt.Sprintf("grew from %s to %s prior standard deviations", hundredths(first.Spread), hundredths(last.Spread)),
		fmt.Sprintf("steps shrank from %s to %s", hundredths(first.Step), hundredths(last.Step)),
		fmt.Sprintf("%d of the %d ends met all numbers. The other %d were mended: %d of them met all", p.Mended[0].Met, p.Mended[0].Of, p.Mended[1].Of, p.Mended[1].Met),
		fmt.Sprintf("a parameter covers %.0f %% of ±2 prior", 100*share),
		fmt.Sprintf("Sets lie %s apart (median; %s to %s)", hundredths(p.Distances.Median), hundredths(p.Distances.Least), hundredths(p.Distances.Most)),
		fmt.Sprintf("draws of the prior lie %.2f apart", p.Distances.Prior))
	says(t, "../../../sim/ODD.md", fmt.Sprintf("Of %d directions in the space of the parameters that are Calibrated or Assumed, the findings hold %d.", len(p.Parameters), p.Held))
}

// says fails where a page lacks a sentence, wherever its lines break.
func says(t *testing.T, page string, sentences ...string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, sentence := range sentences {
		if !strings.Contains(strings.Join(strings.Fields(string(text)), " "), sentence) {
			t.Errorf("%s does not say: %s", page, sentence)
		}
	}
}

// hundredths is a number as the pages write it, without a 0 before the point.
func hundredths(x float64) string { return strings.TrimPrefix(fmt.Sprintf("%.2f", x), "0") }

// thousands is a whole number with commas.
func thousands(n int64) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

package fit

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"rapport/analysis/explore"
)

// tightest is how many parameters the text lists that are held most.
const tightest = 12

// fewForMiddle is below how many sets nothing is said of their middle 90 %.
const fewForMiddle = 20

// WriteText says how many sets there are, how they were found and how far they spread.
func (p *PlausibleSets) WriteText(w io.Writer) error {
	var b strings.Builder
	what := "findings"
	if p.own {
		what = "numbers of the table"
	}
	fmt.Fprintf(&b, "%d sets (of %d wanted) of %d parameters meet the %s on luck that had no part in choosing them (%d patients per scenario; seed %d, %d evaluations)\n",
		len(p.Sets), p.Wanted, len(p.Parameters), what, p.FoundPatients, p.Seed, p.Evaluations)
	fmt.Fprintf(&b, "On a single luck the start meets all in %d of %d. Ends of chains that met all on the mean of %d fresh lucks:", p.Start.Met, p.Start.Of, lastLucks)
	for i, j := range p.Mended {
		b.WriteString([]string{" ", ", mended "}[min(i, 1)] + fmt.Sprintf("%d of %d", j.Met, j.Of))
	}
	b.WriteString("\n")
	fmt.Fprintf(&b, "%d directions of %d are held; the emulator's R² is %.2f (median over numbers, %d places)\n\n", p.Held, len(p.Parameters), p.R2, p.First)
	b.WriteString("round  step  looked at  simulated  met  accepted  spread of the chains\n")
	for i := range p.Rounds {
		v := &p.Rounds[i]
		fmt.Fprintf(&b, "%5d %5.2f %10d %10d %4d %9d %21.2f\n", v.Round, v.Step, v.Proposed, v.Evaluated, v.Met, v.Accepted, v.Spread)
	}
	p.spreadText(&b)
	p.askedText(&b, what)
	_, err := io.WriteString(w, b.String())
	return err
}

// spreadText says how far the sets spread.
func (p *PlausibleSets) spreadText(b *strings.Builder) {
	share, spread := 0.0, 0.0
	for i := range p.Coverage {
		share, spread = share+p.Coverage[i].Share/float64(len(p.Coverage)), spread+p.Coverage[i].Spread/float64(len(p.Coverage))
	}
	fmt.Fprintf(b, "\nMean over parameters: %.0f %% of ±2 prior standard deviations covered, spread %.2f of the prior's\n", 100*share, spread)
	fmt.Fprintf(b, "Distances between sets, prior standard deviations for each parameter: least %.2f, median %.2f, most %.2f (draws of the prior: %.2f)\n",
		p.Distances.Least, p.Distances.Median, p.Distances.Most, p.Distances.Prior)
	held := slices.Clone(p.Coverage)
	slices.SortStableFunc(held, func(x, y Covered) int { return cmp.Compare(x.Spread, y.Spread) })
	b.WriteString("\nHeld most closely:\n")
	for _, c := range held[:min(tightest, len(held))] {
		fmt.Fprintf(b, "  %-40s spread %.2f of the prior's: %s to %s, shipped %s\n", c.Name, c.Spread, explore.Number(c.Least), explore.Number(c.Most), explore.Number(c.Shipped))
	}
}

// askedText says what the start misses, and where it is no middle one among the sets.
func (p *PlausibleSets) askedText(b *strings.Builder, what string) {
	var widened, aside []string
	for i := range p.Asked {
		a := &p.Asked[i]
		name := a.Finding
		if a.Check != "" && !p.own {
			name += " " + a.Check
		}
		if a.Widened {
			widened = append(widened, name)
		}
		if len(p.Sets) >= fewForMiddle && (a.Below < 0.05 || a.Below > 0.95) {
			aside = append(aside, fmt.Sprintf("%s (%s; half the sets are beyond %s)", name, explore.Number(float64(a.Start)), explore.Number(float64(a.Median))))
		}
	}
	if len(widened) > 0 {
		fmt.Fprintf(b, "\nMissed by the start, so that a set was asked to be no worse: %s\n", strings.Join(widened, ", "))
	}
	if len(aside) > 0 {
		fmt.Fprintf(b, "\nOf these %s the start lies outside the middle 90 %% of the sets: %s\n", what, strings.Join(aside, ", "))
	}
}

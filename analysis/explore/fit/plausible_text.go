package fit

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"rapport/analysis/explore"
)

// widest and tightest are how many parameters the text lists that the findings hold most.
const tightest = 12

// WriteText says how many sets there are, how they were found and how far they spread.
func (p *PlausibleSets) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d sets of %d parameters meet the findings on luck of their own (%d patients per scenario; seed %d, %d evaluations)\n\n",
		len(p.Sets), len(p.Parameters), p.Scored, p.Seed, p.Evaluations)
	b.WriteString("wave  places  not ruled out  accepted  R² of the emulator  coverage so far\n")
	for i := range p.Waves {
		v := &p.Waves[i]
		r2, covered := "–", "–"
		if v.Wave > 1 {
			r2, covered = fmt.Sprintf("%.2f", v.R2), fmt.Sprintf("%.0f %%", 100*v.Coverage)
		}
		fmt.Fprintf(&b, "%4d %7d %14d %9d %19s %16s\n", v.Wave, v.Places, v.Plausible, v.Accepted, r2, covered)
	}
	if len(p.Growth) > 0 {
		b.WriteString("\nCoverage of the plausible ranges (±" + explore.Number(p.Box) + " prior standard deviations), mean over parameters:\n")
	}
	for _, g := range p.Growth {
		fmt.Fprintf(&b, "  %3d sets %3.0f %%  (as many drawn evenly from the whole box: %.0f %%)\n", g.Sets, 100*g.Coverage, 100*g.Uniform)
	}
	fmt.Fprintf(&b, "Distances between sets, prior standard deviations for each parameter: least %.2f, median %.2f, most %.2f (evenly from the box: %.2f)\n",
		p.Distances.Least, p.Distances.Median, p.Distances.Most, p.Distances.Uniform)
	held := slices.Clone(p.Coverage)
	slices.SortStableFunc(held, func(x, y Covered) int { return cmp.Compare(x.Share, y.Share) })
	b.WriteString("\nHeld most closely by the findings:\n")
	for _, c := range held[:min(tightest, len(held))] {
		fmt.Fprintf(&b, "  %-40s %3.0f %% of %s to %s: %s to %s, shipped %s\n", c.Name, 100*c.Share, explore.Number(c.Low), explore.Number(c.High),
			explore.Number(c.Least), explore.Number(c.Most), explore.Number(c.Shipped))
	}
	var widened []string
	for i := range p.Asked {
		if p.Asked[i].Widened {
			widened = append(widened, strings.TrimSpace(p.Asked[i].Finding+" "+p.Asked[i].Check))
		}
	}
	if len(widened) > 0 {
		fmt.Fprintf(&b, "\nMissed by the start, so that a set was asked to be no worse: %s\n", strings.Join(widened, ", "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

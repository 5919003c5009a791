package twins

import (
	"fmt"
	"math"
	"strings"
)

// subgroupText prints the thirds, and the groups of traits with labels, by one outcome.
func (s *ScenarioComparison) subgroupText(b *strings.Builder, outcome string) {
	var above [3]string
	row := func(name string, c [3]string, p, adjusted string) {
		fmt.Fprintf(b, "  %s %s %s %s %s %s\n", cellLeft(name, 22), cellRight(c[0], 26), cellRight(c[1], 26), cellRight(c[2], 26), cellRight(p, 6), cellRight(adjusted, 6))
	}
	for i := range s.Subgroups {
		g := &s.Subgroups[i]
		if g.Outcome.Name != outcome {
			continue
		}
		if above == [3]string{} {
			fmt.Fprintf(b, "\nfor whom: difference in %s by thirds of a trait (95 %% interval); p: the effects are equal\n", g.Outcome.Label)
			fmt.Fprintf(b, "  (%d traits tested; adj.: p by Holm's method over them)\n", g.Interaction.Tested)
		}
		if heading := g.Headings(); heading != above {
			row("", heading, "p", "adj.")
			above = heading
		}
		c := g.Cells()
		row(g.Trait.Words(), [3]string(c[:3]), c[3], c[4])
	}
}

// Headings are the names of the groups, for a table.
func (s *Subgroups) Headings() (names [3]string) {
	for g := range s.Thirds {
		names[g] = s.Thirds[g].Name
		if !s.Trait.Labelled() {
			names[g] += " third"
		}
	}
	return names
}

// Cells are the subgroups ready to print: the difference with its interval in the
// low, middle and high third, and p of the interaction, as it is and adjusted for
// the number of traits.
func (s *Subgroups) Cells() [5]string {
	var c [5]string
	for k := range s.Thirds {
		c[k] = spanText(s.Thirds[k].Difference, s.Outcome.showDifference)
	}
	c[3], c[4] = pText(s.Interaction.P), pText(s.Interaction.Adjusted)
	return c
}

// pText prints a p value.
func pText(p float64) string {
	switch {
	case math.IsNaN(p):
		return "–"
	case p < 0.001:
		return "<0.001"
	}
	return fmt.Sprintf("%.3f", p)
}

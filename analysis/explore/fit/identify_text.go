package fit

import (
	"fmt"
	"io"
	"math"
	"strings"

	"rapport/analysis/explore"
)

// WriteText writes a table of the parameters in the order in which they were
// named, then the directions that are free.
func (f *Identifiability) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "How far each parameter can move before the findings move by %s half-widths in all\n", explore.Number(f.Rise))
	fmt.Fprintf(&b, "(%d patients per scenario, %d lucks from seed %d)\n\n", f.Patients, f.Lucks, f.Seed)
	fmt.Fprintf(&b, "%-34s %9s  %-20s %-20s %-5s %s\n", "parameter", "value", "alone", "others following", "hold", "unit")
	for _, p := range f.Parameters {
		fmt.Fprintf(&b, "%-34s %9s  %-20s %-20s %-5s %s\n", p.Name, explore.Number(p.Value), span(p.Alone), span(p.Together), p.Hold, p.Unit)
	}
	held := f.count(Held)
	fmt.Fprintf(&b, "\n%d held, %d loose, %d free, of %d\n", held, f.count(Loose), f.count(Free), len(f.Parameters))
	if len(f.Directions) > 0 {
		b.WriteString("\nDirections that the findings do not pin down (length in prior standard deviations):\n")
	}
	for _, d := range f.Directions {
		fmt.Fprintf(&b, "%6.1f ", d.Length)
		for i, l := range d.Loadings {
			sign := " +"
			if l.Part < 0 {
				sign = " -"
			}
			if i == 0 {
				sign = " "
			}
			fmt.Fprintf(&b, "%s%.2f %s", sign, math.Abs(l.Part), l.Name)
		}
		b.WriteString("\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func span(ends [2]float64) string { return explore.Number(ends[0]) + " to " + explore.Number(ends[1]) }

func (f *Identifiability) count(h Hold) int {
	n := 0
	for i := range f.Parameters {
		if f.Parameters[i].Hold == h {
			n++
		}
	}
	return n
}

package explore

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// number prints v with four significant digits and no exponent where it can.
func number(v float64) string {
	if v == 0 {
		return "0" // no "-0"
	}
	return fmt.Sprintf("%.4g", v)
}

// WriteText writes a table of the parameters in the order in which they were
// named, then the directions that are free.
func (f *Identifiability) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "How far each parameter can move before the findings move by %s half-widths in all\n", number(f.Rise))
	fmt.Fprintf(&b, "(%d patients per scenario, %d lucks from seed %d)\n\n", f.Patients, f.Lucks, f.Seed)
	fmt.Fprintf(&b, "%-34s %9s  %-20s %-20s %-5s %s\n", "parameter", "value", "alone", "others following", "hold", "unit")
	for _, p := range f.Parameters {
		fmt.Fprintf(&b, "%-34s %9s  %-20s %-20s %-5s %s\n", p.Name, number(p.Value), span(p.Alone), span(p.Together), p.Hold, p.Unit)
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

func span(ends [2]float64) string { return number(ends[0]) + " to " + number(ends[1]) }

func (f *Identifiability) count(h Hold) int {
	n := 0
	for i := range f.Parameters {
		if f.Parameters[i].Hold == h {
			n++
		}
	}
	return n
}

// WriteMarkdown writes the table for documents: what changes in each outcome
// when a mechanism is switched off, with the half-width of the 95 % interval.
func (t *SwitchTable) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("| switched off | " + strings.Join(t.Outcomes, " | ") + " |\n")
	b.WriteString("|:---|" + strings.Repeat("---:|", len(t.Outcomes)) + "\n")
	b.WriteString("| *nothing* |" + cells(t.Baseline, "%.3f", " | ") + " |\n")
	for i := range t.Switched {
		r := &t.Switched[i]
		if r.None() {
			fmt.Fprintf(&b, "| `%s` |%s\n", r.Parameter, strings.Repeat(" 0 |", len(t.Outcomes)))
			continue
		}
		fmt.Fprintf(&b, "| `%s` |%s |\n", r.Parameter, cells(r.Effects, "%+.3f", " | "))
	}
	fmt.Fprintf(&b, "\nScenario %s, differences of off minus on for the same patients with the same luck, with 95 %% intervals over %d lucks of %d patients from seed %d.\n",
		t.Scenario, t.Lucks, t.Patients, t.Seed)
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteText writes the table for a terminal.
func (t *SwitchTable) WriteText(w io.Writer) error {
	const first, wide = 24, 17
	var b strings.Builder
	line := func(name string, at func(i int) string) {
		fmt.Fprintf(&b, "%-*s", first, name)
		for i := range t.Outcomes {
			text := at(i)
			b.WriteString(strings.Repeat(" ", max(1, wide-len([]rune(text)))) + text)
		}
		b.WriteString("\n")
	}
	line("switched off", func(i int) string { name, _, _ := strings.Cut(t.Outcomes[i], " ("); return short(name, wide-1) })
	line("", func(i int) string { _, unit, _ := strings.Cut(t.Outcomes[i], " ("); return "(" + unit })
	line("nothing", func(i int) string { return t.Baseline[i].text("%.3f") })
	for k := range t.Switched {
		r := &t.Switched[k]
		line(r.Parameter, func(i int) string { return r.Effects[i].text("%+.3f") })
	}
	fmt.Fprintf(&b, "\n%s: off minus on, the same patients with the same luck; 95 %% interval over %d lucks of %d patients from seed %d\n",
		t.Scenario, t.Lucks, t.Patients, t.Seed)
	_, err := io.WriteString(w, b.String())
	return err
}

// short cuts a name to n letters.
func short(name string, n int) string {
	if letters := []rune(name); len(letters) > n {
		return string(letters[:n-1]) + "…"
	}
	return name
}

func cells(effects []Effect, layout, between string) string {
	all := make([]string, len(effects))
	for i := range effects {
		all[i] = effects[i].text(layout)
	}
	return " " + strings.Join(all, between)
}

// text is the mean and the half-width of the interval; 0 where nothing changed.
func (e Effect) text(layout string) string {
	if e.Mean == 0 && e.Low == 0 && e.High == 0 {
		return "0"
	}
	if math.IsNaN(e.Mean) {
		return "–"
	}
	return fmt.Sprintf(layout+" ±%.3f", e.Mean, (e.High-e.Low)/2)
}

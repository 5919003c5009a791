package explore

import (
	"fmt"
	"io"
	"math"
	"strings"
)

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

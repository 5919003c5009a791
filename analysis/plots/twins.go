package plots

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// twinDifferences draws how the primary outcome of patients differs from that of
// their twins. Nil without comparisons.
func twinDifferences(m *Material) *Figure {
	label := m.primary()
	f := &Figure{Name: "twin-differences", Title: "Patients and their twins",
		Table: Table{Header: []string{"scenario", "difference in " + label + ", points", "patients", "share"}}}
	var all []*plot.Plot
	reach, top := 5, 0.0 // what the panels say of shares stands beside the bars in their middle
	for i := range m.Scenarios {
		n := total(m.Scenarios[i].Twins)
		for d, count := range m.Scenarios[i].Twins {
			if d != 0 {
				reach, top = max(reach, d, -d), max(top, 100*float64(count)/float64(n))
			}
		}
	}
	if top == 0 {
		top = 1
	}
	for i := range m.Scenarios {
		s := &m.Scenarios[i]
		if len(s.Twins) == 0 {
			continue
		}
		better, same, worse := shares(s.Twins)
		all = append(all, twinPanel(s, fitting(s.Name, halfWidth, m.names()...), reach, top, better, same, worse))
		f.Alt += fmt.Sprintf("%s: %s %% of patients have fewer points than their twin in the baseline, %s %% with the same, %s %% with more. ", s.Name,
			number(100*better, 0), number(100*same, 0), number(100*worse, 0))
		for _, d := range slices.Sorted(maps.Keys(s.Twins)) {
			f.Table.Rows = append(f.Table.Rows, []string{s.Name, number(float64(d), 0), strconv.Itoa(s.Twins[d]), number(100*float64(s.Twins[d])/float64(total(s.Twins)), 2) + " %"})
		}
	}
	if len(all) == 0 {
		return nil
	}
	f.Caption = strings.ToUpper(label[:1]) + label[1:] + " of each patient minus that of the same patient under the same luck in " + m.Scenarios[0].Name +
		". The bar at 0, patients for whom nothing changed, is left out because it would dwarf the others; its share stands in the panels."
	columns := min(2, len(all))
	keys := []key{boxKey("fewer points: better", palette[1]), boxKey("more points: worse", palette[2])}
	f.width, f.height = pageWidth, panelsHeight(len(all), columns, 150, 0, keys)
	f.draw = panels(all, columns, keys)
	return f
}

// primary is the label of the outcome by which scenarios are judged first.
func (m *Material) primary() string {
	if m.Comparison == nil || len(m.Comparison.Scenarios) == 0 {
		return ""
	}
	return m.Comparison.Scenarios[0].Primary().Label
}

func twinPanel(s *Scenario, title string, reach int, top, better, same, worse float64) *plot.Plot {
	p := newPanel(title, "difference, points", "patients, %")
	setRange(&p.X, -float64(reach)-0.5, float64(reach)+0.5, 8)
	setRange(&p.Y, 0, top, 4)
	grid(p, false, true)
	n := float64(total(s.Twins))
	p.Add(layer(func(pen *pen) {
		for _, d := range slices.Sorted(maps.Keys(s.Twins)) {
			c := palette[1]
			if d > 0 {
				c = palette[2]
			}
			if d != 0 {
				pen.box(c, float64(d)-0.42, 0, float64(d)+0.42, 100*float64(s.Twins[d])/n)
			}
		}
		share := func(v float64, word string, x, height float64, away vg.Length, align draw.XAlignment) {
			pen.beside(fmt.Sprintf("%s %% %s", number(100*v, 0), word), x, height*p.Y.Max, away, align)
		}
		line := float64(besideStyle().FontExtents().Height / (pen.c.Max.Y - pen.c.Min.Y)) // of the height, which is low where there are many panels
		share(better, "better", p.X.Min, 0.94, 4, draw.XLeft)
		share(worse, "worse", p.X.Max, 0.94, -4, draw.XRight)
		share(same, "the same", p.X.Max, 0.94-max(0.14, line), -4, draw.XRight)
		pen.c.StrokeLine2(draw.LineStyle{Color: ink, Width: 0.8, Dashes: []vg.Length{2, 2}}, pen.x(0), pen.c.Min.Y, pen.x(0), pen.c.Max.Y)
	}))
	return p
}

func total(h map[int]int) int {
	n := 0
	for _, count := range h {
		n += count
	}
	return n
}

// shares are those who have fewer, as many and more points. Patients are counted first:
// sums of shares would round by the order of a map.
func shares(h map[int]int) (better, same, worse float64) {
	n := [3]int{}
	for d, count := range h {
		n[1+cmp.Compare(d, 0)] += count
	}
	all := float64(total(h))
	return float64(n[0]) / all, float64(n[1]) / all, float64(n[2]) / all
}

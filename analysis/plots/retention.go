package plots

import (
	"fmt"
	"strconv"

	"gonum.org/v1/plot"
)

// retention draws who is still in treatment, and who has not dropped out. Nil
// where no scenario is a treatment.
func retention(m *Material) *Figure {
	f := &Figure{Name: "retention", Title: "Who stays",
		Caption: "Left: the share of patients who held the session. Right: the share who have not dropped out after it (Kaplan–Meier, planned endings censored)."}
	f.Table.Header = []string{"scenario", "session", "held it", "share of patients", "dropped out after it", "ended as planned", "not dropped out"}
	var here, stay []curve
	var keys []key
	for i := range m.Scenarios {
		s := &m.Scenarios[i]
		if len(s.Life) == 0 {
			continue
		}
		keys = append(keys, lineKey(s.Name, line(i, 1.6)))
		a, b := curve{style: i}, curve{style: i, xs: []float64{0.5}, ys: []float64{100}}
		for _, row := range s.Life {
			x, held := float64(row.Session), 100*float64(row.AtRisk)/float64(s.Summary.Patients)
			a.xs, a.ys = append(a.xs, x), append(a.ys, held)
			b.xs, b.ys = append(b.xs, x, x), append(b.ys, b.ys[len(b.ys)-1], 100*row.Stay)
			f.Table.Rows = append(f.Table.Rows, []string{s.Name, strconv.Itoa(row.Session), strconv.Itoa(row.AtRisk), number(held, 1) + " %",
				strconv.Itoa(row.Dropouts), strconv.Itoa(row.Planned), number(100*row.Stay, 1) + " %"})
		}
		a.low, a.up, b.low, b.up = a.ys, a.ys, b.ys, b.ys
		here, stay = append(here, a), append(stay, b)
		last := s.Life[len(s.Life)-1]
		f.Alt += fmt.Sprintf("%s: %s %% hold session %d, %s %% have not dropped out after it. ", s.Name,
			number(100*float64(last.AtRisk)/float64(s.Summary.Patients), 0), last.Session, number(100*last.Stay, 0))
	}
	if len(keys) == 0 {
		return nil
	}
	all, side := []*plot.Plot{sharePanel("still in treatment", here), sharePanel("not dropped out", stay)}, 2
	if groups := multiples(stay); len(groups) > 1 {
		f.Caption = "The share of patients who have not dropped out after the session (Kaplan–Meier, planned endings censored); how many held it stands in the table."
		all = paneled(groups, m.names(), "session", "not dropped out, %", 0, 100)
		side = columns(len(groups))
	}
	f.width, f.height = pageWidth, panelsHeight(len(all), side, 200, 0, keys)
	f.draw = panels(all, side, keys)
	return f
}

// sharePanel draws shares of patients by session.
func sharePanel(title string, curves []curve) *plot.Plot {
	p := newPanel(title, "session", "patients, %")
	drawCurves(p, curves, 0, 100)
	setRange(&p.Y, 0, 100, 5)
	return p
}

package plots

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"rapport/analysis"
	"rapport/analysis/twins"
)

// forestRow is one line of a forest plot: an estimate per scenario.
type forestRow struct {
	label  string
	points []analysis.Result // by comparison; NaN: none
}

// forest draws estimates with intervals, a line per row. Estimates beyond limit
// (above 0; else none is) stand as arrows with their value at the edge.
func forest(rows []forestRow, label string, styles []int, limit float64) *plot.Plot {
	p := newPanel("", label, "")
	low, high := 0.0, 0.0
	for _, r := range rows {
		for _, e := range r.points {
			for _, v := range []float64{e.Value, e.Low, e.High} {
				if !math.IsNaN(v) && !(limit > 0 && math.Abs(v) > limit) {
					low, high = min(low, v), max(high, v)
				} else if limit > 0 && v < -limit {
					low = min(low, -limit)
				} else if limit > 0 && v > limit {
					high = max(high, limit)
				}
			}
		}
	}
	setRange(&p.X, low, high, 6)
	p.Y.Min, p.Y.Max = 0.4-float64(len(rows)), 0.6
	ticks := make([]plot.Tick, len(rows))
	for i, r := range rows {
		ticks[i] = plot.Tick{Value: -float64(i), Label: r.label}
	}
	p.Y.Tick.Marker = plot.ConstantTicks(ticks)
	p.Y.LineStyle.Width, p.Y.Tick.Length = 0, 0
	grid(p, true, false)
	p.Add(layer(func(pen *pen) {
		for i := 1; i < len(rows); i++ {
			y := pen.y(0.5 - float64(i))
			pen.c.StrokeLine2(draw.LineStyle{Color: faint, Width: 0.5}, pen.c.Min.X, y, pen.c.Max.X, y)
		}
		pen.c.StrokeLine2(draw.LineStyle{Color: ink, Width: 0.8}, pen.x(0), pen.c.Min.Y, pen.x(0), pen.c.Max.Y)
		for i, r := range rows {
			var taken [2]vg.Length // by arrows and their values at the left and the right edge
			for k, e := range r.points {
				pen.estimate(e, styles[k], -float64(i)+0.8*(0.5-(float64(k)+0.5)/float64(len(r.points))), &taken)
			}
		}
	}))
	return p
}

// estimate draws a value with its interval, or an arrow with the value where it lies
// outside, beside those that the row has at that edge.
func (p *pen) estimate(e analysis.Result, style int, y float64, taken *[2]vg.Length) {
	c, axis := palette[style], &p.plot.X
	switch {
	case math.IsNaN(e.Value):
		return
	case e.Value < axis.Min:
		p.c.DrawGlyphNoClip(draw.GlyphStyle{Shape: leftward{}, Color: c, Radius: 3.4}, vg.Point{X: p.x(axis.Min) + 4 + taken[0], Y: p.y(y)})
		p.beside(number(e.Value, 2), axis.Min, y, 9+taken[0], draw.XLeft)
		taken[0] += besideStyle().Width(number(e.Value, 2)) + 13
		return
	case e.Value > axis.Max:
		p.c.DrawGlyphNoClip(draw.GlyphStyle{Shape: rightward{}, Color: c, Radius: 3.4}, vg.Point{X: p.x(axis.Max) - 4 - taken[1], Y: p.y(y)})
		p.beside(number(e.Value, 2), axis.Max, y, -9-taken[1], draw.XRight)
		taken[1] += besideStyle().Width(number(e.Value, 2)) + 13
		return
	}
	if !math.IsNaN(e.Low) {
		p.path(draw.LineStyle{Color: c, Width: 1.3}, []float64{e.Low, e.High}, []float64{y, y})
	}
	p.glyph(shapes[style%len(shapes)], c, 2.3, e.Value, y)
}

// beside writes next to a point.
func (p *pen) beside(words string, x, y float64, away vg.Length, align draw.XAlignment) {
	style := besideStyle()
	style.XAlign, style.YAlign = align, draw.YCenter
	at := p.at(x, y)
	p.c.FillText(style, vg.Point{X: at.X + away, Y: at.Y}, words)
}

// besideStyle is the font of what stands beside points.
func besideStyle() text.Style { return textStyle(8, false) }

// shapes go with the palette, so that points differ by more than colour.
var shapes = []draw.GlyphDrawer{draw.CircleGlyph{}, draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{}, downward{}, draw.RingGlyph{}, draw.SquareGlyph{}}

// forestFigure lays a forest out.
func forestFigure(f *Figure, rows []forestRow, label string, limit float64, styles []int, keys []key) *Figure {
	each := max(15, 4.2*vg.Length(len(styles))+4)
	f.width, f.height = pageWidth, vg.Length(len(rows))*each+44+legendHeight(keys)
	f.draw = panels([]*plot.Plot{forest(rows, label, styles, limit)}, 1, keys)
	return f
}

// drawn are the comparisons of the scenarios that have a colour.
func (m *Material) drawn() (all []*twins.ScenarioComparison, styles []int, keys []key) {
	if m.Comparison == nil {
		return nil, nil, nil
	}
	for i := range m.Scenarios {
		for j := range m.Comparison.Scenarios {
			if c := &m.Comparison.Scenarios[j]; c.Scenario == m.Scenarios[i].Name {
				all, styles = append(all, c), append(styles, i)
				keys = append(keys, glyphKey(c.Scenario, shapes[i%len(shapes)], palette[i]))
			}
		}
	}
	return all, styles, keys
}

// farthest is the largest standardised effect that a figure draws to scale: the
// others would be squeezed together by one of three standard deviations.
const farthest = 1

// contrasts draws the standardised effects on all outcomes. Nil without
// comparisons.
func contrasts(m *Material) *Figure {
	all, styles, keys := m.drawn()
	if len(all) == 0 {
		return nil
	}
	f := &Figure{Name: "contrasts", Title: "What the scenarios change",
		Caption: "Standardised difference from " + m.Comparison.Baseline + " (Cohen's d; h for yes or no) with its 95 % interval from twins. Right of 0: more or higher than in the baseline, whether that is good or not; arrows lie beyond the scale.",
		Table:   Table{Header: []string{"outcome", "scenario", "effect", "from", "to"}}}
	var rows []forestRow
	starred, cut := false, false
	for k := range all[0].Effects {
		if !all[0].Shown(&all[0].Effects[k].Outcome) {
			continue
		}
		row := forestRow{label: all[0].Effects[k].Outcome.Label}
		if slices.ContainsFunc(all, func(c *twins.ScenarioComparison) bool { return c.Effects[k].Mark != "" }) {
			row.label, starred = row.label+" *", true
		}
		for _, c := range all {
			e := c.Effects[k].Standardised
			row.points = append(row.points, e)
			cut = cut || math.Abs(e.Value) <= farthest && max(-e.Low, e.High) > farthest
			f.Table.Rows = append(f.Table.Rows, []string{row.label, c.Scenario, number(e.Value, 3), number(e.Low, 3), number(e.High, 3)})
		}
		rows = append(rows, row)
	}
	if cut {
		f.Caption += " Intervals that reach the edge go on beyond it."
	}
	if starred {
		f.Caption += " Outcomes with a star do not compare like with like, at different times or in patients who are not the same: the tables of the comparison say where."
	}
	for _, c := range all {
		e := c.Effect(c.Primary().Name).Standardised
		f.Alt += fmt.Sprintf("%s: %s %s (%s to %s) standard deviations. ", c.Scenario, c.Primary().Label, number(e.Value, 2), number(e.Low, 2), number(e.High, 2))
	}
	return forestFigure(f, rows, "standardised difference (d or h)", farthest, styles, keys)
}

// forWhom draws the effect on the primary outcome by thirds of traits. Nil without
// comparisons or traits.
func forWhom(m *Material) *Figure {
	all, styles, keys := m.drawn()
	if len(all) == 0 || len(all[0].Subgroups) == 0 {
		return nil
	}
	f := &Figure{Name: "for-whom", Title: "For whom",
		Caption: "Difference in " + all[0].Primary().Label + " from " + m.Comparison.Baseline + " in thirds of the patients by traits, or groups, with 95 % intervals. Left of 0: fewer symptoms.",
		Table:   Table{Header: []string{"trait", "third", "scenario", "difference", "from", "to", "p of the interaction"}}}
	var rows []forestRow
	for k := range all[0].Subgroups {
		if all[0].Subgroups[k].Outcome.Name != all[0].Primary().Name {
			continue
		}
		trait := strings.ReplaceAll(all[0].Subgroups[k].Trait.Name, "_", " ")
		for g := range all[0].Subgroups[k].Thirds {
			row := forestRow{label: trait + ", " + all[0].Subgroups[k].Thirds[g].Name}
			for _, c := range all {
				s := &c.Subgroups[k]
				e := s.Thirds[g].Difference
				row.points = append(row.points, e)
				f.Table.Rows = append(f.Table.Rows, []string{trait, s.Thirds[g].Name, c.Scenario, number(e.Value, 3), number(e.Low, 3), number(e.High, 3), number(s.Interaction.P, 3)})
			}
			rows = append(rows, row)
		}
	}
	f.Alt = "The numbers stand in the table below the figure."
	return forestFigure(f, rows, "difference in "+all[0].Primary().Label+", points", 0, styles, keys)
}

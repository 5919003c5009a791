package plots

import (
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"rapport/analysis/twins"
)

// overSets draws every contrast on the primary outcome under each plausible set. Nil
// without sets.
func overSets(m *Material) *Figure {
	if m.Comparison == nil {
		return nil
	}
	var all []*twins.OverSets
	for i := range m.Comparison.Sets {
		if o := &m.Comparison.Sets[i]; o.Outcome.Name == m.Comparison.Primary {
			all = append(all, o)
		}
	}
	if len(all) == 0 {
		return nil
	}
	f := &Figure{Name: "plausible", Title: "What the evidence leaves open",
		Table: Table{Header: []string{"contrast", "shipped", "median", "90 % of the sets", "same sign", "luck", "verdict"}}}
	var words []string
	for _, o := range all {
		cells := o.Cells()
		f.Table.Rows = append(f.Table.Rows, append(append([]string{o.Contrast}, cells[:]...), o.Short()))
		words = append(words, o.Sentence()+".")
	}
	f.Alt = strings.Join(words, " ")
	f.Caption = "Difference in " + all[0].Outcome.Label + " under each of " + number(float64(len(all[0].Values)), 0) +
		" parameter sets that meet what they were held to (dots), the middle 90 % of them (bar) and the shipped values (triangle with the 95 % interval by luck). The sets lie nearer to the shipped values than the evidence demands: this is the least that is open. " + strings.Join(words, " ")
	keys := []key{glyphKey("shipped", draw.PyramidGlyph{}, ink), glyphKey("holds in all sets", draw.CircleGlyph{}, palette[verdictColours[twins.HoldsInAll]]),
		glyphKey("depends on a parameter", draw.CircleGlyph{}, palette[verdictColours[twins.DependsOn]]),
		glyphKey("left open", draw.CircleGlyph{}, palette[verdictColours[twins.LeftOpen]]), glyphKey("no verdict", draw.CircleGlyph{}, palette[verdictColours[twins.TooSmall]])}
	f.width, f.height = pageWidth, vg.Length(len(all))*34+52+legendHeight(keys)
	f.draw = panels([]*plot.Plot{setsPanel(all)}, 1, keys)
	return f
}

// verdictColours are places in the palette.
var verdictColours = map[twins.SetVerdict]int{twins.HoldsInAll: 1, twins.DependsOn: 3, twins.LeftOpen: 2, twins.TooSmall: 5, twins.NoLuck: 5, twins.TooFew: 5}

func setsPanel(all []*twins.OverSets) *plot.Plot {
	p := newPanel("", "difference in "+all[0].Outcome.Label, "")
	low, high := 0.0, 0.0
	ticks := make([]plot.Tick, len(all))
	for i, o := range all {
		for _, v := range append([]float64{o.Shipped.Value, o.Shipped.Low, o.Shipped.High}, o.Values...) {
			if !math.IsNaN(v) {
				low, high = min(low, v), max(high, v)
			}
		}
		ticks[i] = plot.Tick{Value: -float64(i), Label: strings.Replace(o.Contrast, " minus ", "\nminus ", 1)}
	}
	setRange(&p.X, low, high, 6)
	p.Y.Min, p.Y.Max = 0.4-float64(len(all)), 0.6
	p.Y.Tick.Marker = plot.ConstantTicks(ticks)
	p.Y.LineStyle.Width, p.Y.Tick.Length = 0, 0
	grid(p, true, false)
	p.Add(layer(func(pen *pen) {
		pen.c.StrokeLine2(draw.LineStyle{Color: ink, Width: 0.8}, pen.x(0), pen.c.Min.Y, pen.x(0), pen.c.Max.Y)
		for i, o := range all {
			pen.overSets(o, -float64(i))
		}
	}))
	return p
}

// overSets draws one contrast: a dot for each set, in a few rows so that they do not hide
// each other, the middle of them, and the shipped values above.
func (p *pen) overSets(o *twins.OverSets, y float64) {
	c := palette[verdictColours[o.Verdict]]
	p.box(faint, o.Low, y-0.3, o.High, y+0.02)
	for i, v := range o.Values {
		if !math.IsNaN(v) {
			p.glyph(draw.CircleGlyph{}, c, 1.5, v, y-0.24+0.2*float64(i%5)/4)
		}
	}
	p.path(draw.LineStyle{Color: ink, Width: 1.2}, []float64{o.Median, o.Median}, []float64{y - 0.32, y + 0.04})
	if !math.IsNaN(o.Shipped.Low) {
		p.path(draw.LineStyle{Color: ink, Width: 1}, []float64{o.Shipped.Low, o.Shipped.High}, []float64{y + 0.2, y + 0.2})
	}
	p.glyph(draw.PyramidGlyph{}, ink, 3, o.Shipped.Value, y+0.2)
}

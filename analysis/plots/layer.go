package plots

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// layer draws on a panel in the units of its axes.
type layer func(c *pen)

// Plot satisfies plot.Plotter.
func (l layer) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	l(&pen{c: c, x: x, y: y, plot: p})
}

// pen draws in the units of the axes.
type pen struct {
	c    draw.Canvas
	x, y func(float64) vg.Length
	plot *plot.Plot
}

func (p *pen) at(x, y float64) vg.Point { return vg.Point{X: p.x(x), Y: p.y(y)} }

// path draws lines through the points.
func (p *pen) path(style draw.LineStyle, xs, ys []float64) {
	if len(xs) < 2 {
		return
	}
	points := make([]vg.Point, len(xs))
	for i := range xs {
		points[i] = p.at(xs[i], ys[i])
	}
	p.c.StrokeLines(style, p.c.ClipLinesXY(points)...)
}

// band fills between two curves.
func (p *pen) band(fill color.Color, xs, low, high []float64) {
	if len(xs) < 2 {
		return
	}
	var points []vg.Point
	for i := range xs {
		points = append(points, p.at(xs[i], high[i]))
	}
	for i := len(xs) - 1; i >= 0; i-- {
		points = append(points, p.at(xs[i], low[i]))
	}
	p.c.FillPolygon(fill, p.c.ClipPolygonXY(points))
}

// box fills a rectangle.
func (p *pen) box(fill color.Color, x0, y0, x1, y1 float64) {
	p.c.FillPolygon(fill, []vg.Point{p.at(x0, y0), p.at(x1, y0), p.at(x1, y1), p.at(x0, y1)})
}

// glyph draws a mark.
func (p *pen) glyph(shape draw.GlyphDrawer, c color.Color, radius vg.Length, x, y float64) {
	p.c.DrawGlyphNoClip(draw.GlyphStyle{Shape: shape, Color: c, Radius: radius}, p.at(x, y))
}

// grid draws faint lines at the ticks.
func grid(p *plot.Plot, vertical, horizontal bool) {
	style := draw.LineStyle{Color: faint, Width: 0.5}
	p.Add(layer(func(c *pen) {
		if horizontal {
			for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
				c.c.StrokeLine2(style, c.c.Min.X, c.y(t.Value), c.c.Max.X, c.y(t.Value))
			}
		}
		if vertical {
			for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
				c.c.StrokeLine2(style, c.x(t.Value), c.c.Min.Y, c.x(t.Value), c.c.Max.Y)
			}
		}
	}))
}

// key is one entry of a legend.
type key struct {
	label string
	draw  func(c draw.Canvas) // into a box of keyWidth × one line
}

const (
	keyWidth  = vg.Length(20)
	keyHeight = vg.Length(13)
)

// lineKey is an entry for a curve.
func lineKey(label string, style draw.LineStyle) key {
	return key{label, func(c draw.Canvas) {
		y := c.Center().Y
		c.StrokeLine2(style, c.Min.X, y, c.Max.X, y)
	}}
}

// boxKey is an entry for a filled area.
func boxKey(label string, fill color.Color) key {
	return key{label, func(c draw.Canvas) {
		r := vg.Rectangle{Min: vg.Point{X: c.Min.X + 6, Y: c.Center().Y - 4}, Max: vg.Point{X: c.Max.X - 2, Y: c.Center().Y + 4}}
		c.FillPolygon(fill, corners(r))
	}}
}

// glyphKey is an entry for a mark.
func glyphKey(label string, shape draw.GlyphDrawer, fill color.Color) key {
	return key{label, func(c draw.Canvas) {
		c.DrawGlyphNoClip(draw.GlyphStyle{Shape: shape, Color: fill, Radius: 3.5}, vg.Point{X: c.Max.X - 6, Y: c.Center().Y})
	}}
}

// legendRows breaks entries into lines that fit the width.
func legendRows(keys []key, width vg.Length) [][]key {
	style := textStyle(9, false)
	var rows [][]key
	used := width
	for _, k := range keys {
		w := keyWidth + 4 + style.Width(k.label) + 14
		if used+w > width {
			rows, used = append(rows, nil), 0
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], k)
		used += w
	}
	return rows
}

// legendHeight is the height that the entries take above the panels.
func legendHeight(keys []key) vg.Length {
	return vg.Length(len(legendRows(keys, pageWidth)))*keyHeight + 8
}

// legend draws the entries at the top and returns what is left below.
func legend(c draw.Canvas, keys []key) draw.Canvas {
	style := textStyle(9, false)
	y := c.Max.Y
	for _, row := range legendRows(keys, pageWidth) {
		x := c.Min.X + 4
		for _, k := range row {
			k.draw(draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
				Min: vg.Point{X: x, Y: y - keyHeight}, Max: vg.Point{X: x + keyWidth, Y: y}}})
			c.FillText(style, vg.Point{X: x + keyWidth + 4, Y: y - keyHeight/2 - style.FontExtents().Ascent/2 + 1}, k.label)
			x += keyWidth + 4 + style.Width(k.label) + 14
		}
		y -= keyHeight
	}
	return draw.Crop(c, 0, 0, 0, -legendHeight(keys))
}

// panels lays plots out in columns under a legend.
func panels(all []*plot.Plot, columns int, keys []key) func(draw.Canvas) {
	return inColumns(all, columns, keys, func(i int, at draw.Canvas) { all[i].Draw(at) })
}

// inColumns lays plots out in columns under a legend, and lets each be drawn by
// its number.
func inColumns(all []*plot.Plot, columns int, keys []key, one func(i int, at draw.Canvas)) func(draw.Canvas) {
	rows := (len(all) + columns - 1) / columns
	table := make([][]*plot.Plot, rows)
	for i := range table {
		table[i] = make([]*plot.Plot, columns)
		copy(table[i], all[i*columns:min(len(all), (i+1)*columns)])
	}
	return func(c draw.Canvas) {
		c = draw.Crop(c, 2, -6, 2, -4)
		if len(keys) > 0 {
			c = legend(c, keys)
		}
		tiles := draw.Tiles{Rows: rows, Cols: columns, PadX: 14, PadY: 12}
		for i, row := range plot.Align(table, tiles, c) {
			for j, at := range row {
				if table[i][j] != nil {
					one(i*columns+j, at)
				}
			}
		}
	}
}

// Rows of panels share a height, so that a figure of several is read on paper, where two
// figures share a page; below the lowest, curves are no longer told apart.
const (
	sharedHeight = vg.Length(260)
	lowestPanel  = vg.Length(100)
)

// panelsHeight is the height of a figure of such panels, each of which has so much below it.
func panelsHeight(n, columns int, each, foot vg.Length, keys []key) vg.Length {
	rows := vg.Length((n + columns - 1) / columns)
	if rows > 1 {
		each = min(each, max(lowestPanel, sharedHeight/rows))
	}
	h := rows*(each+foot) + 6
	if len(keys) > 0 {
		h += legendHeight(keys)
	}
	return h
}

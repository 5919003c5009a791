package plots

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Triangles that the plotting library does not have; draw.PyramidGlyph points up.
type (
	downward  struct{}
	leftward  struct{}
	rightward struct{}
)

// wide is the half width of a triangle of radius 1, low how far its base lies from
// the centre.
const wide, low = 0.87, 0.5

// DrawGlyph satisfies draw.GlyphDrawer.
func (downward) DrawGlyph(c *draw.Canvas, style draw.GlyphStyle, at vg.Point) {
	r := style.Radius
	c.FillPolygon(style.Color, []vg.Point{{X: at.X, Y: at.Y - r}, {X: at.X - r*wide, Y: at.Y + r*low}, {X: at.X + r*wide, Y: at.Y + r*low}})
}

// DrawGlyph satisfies draw.GlyphDrawer.
func (leftward) DrawGlyph(c *draw.Canvas, style draw.GlyphStyle, at vg.Point) {
	r := style.Radius
	c.FillPolygon(style.Color, []vg.Point{{X: at.X - r, Y: at.Y}, {X: at.X + r*low, Y: at.Y - r*wide}, {X: at.X + r*low, Y: at.Y + r*wide}})
}

// DrawGlyph satisfies draw.GlyphDrawer.
func (rightward) DrawGlyph(c *draw.Canvas, style draw.GlyphStyle, at vg.Point) {
	r := style.Radius
	c.FillPolygon(style.Color, []vg.Point{{X: at.X + r, Y: at.Y}, {X: at.X - r*low, Y: at.Y - r*wide}, {X: at.X - r*low, Y: at.Y + r*wide}})
}

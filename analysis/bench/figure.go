package main

import (
	"errors"
	"fmt"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// The figure of growth: a column for each axis, time above, memory below.
const (
	panelWidth   = vg.Length(150)
	panelHeight  = vg.Length(125)
	captionSpace = vg.Length(18)
)

var (
	ink  = color.RGBA{0x1B, 0x1E, 0x23, 0xFF}
	grid = color.RGBA{0xD9, 0xDC, 0xE1, 0xFF}
	blue = color.RGBA{0x00, 0x72, 0xB2, 0xFF} // of Okabe & Ito
	red  = color.RGBA{0xD5, 0x5E, 0x00, 0xFF}
)

// axes of growth and what their numbers count.
var axes = []struct{ name, label string }{
	{"patients", "patients"}, {"sessions", "planned sessions"}, {"scenarios", "scenarios"},
	{"replications", "replications"}, {"workers", "workers"},
}

// quantity is what a row of the figure shows.
type quantity struct {
	label    string
	of       func(*summary) float64
	low, top float64
	colour   color.Color
	compared bool // with a proportional line
}

var quantities = []quantity{
	{"time in seconds", func(s *summary) float64 { return s.seconds }, 0.01, 200, blue, true},
	{"peak memory in MiB", func(s *summary) float64 { return float64(s.peak) / (1 << 20) }, 10, 1000, red, false},
}

// drawGrowth writes growth.svg and growth.png from the summaries of all runs.
func (b *bench) drawGrowth(all []summary) error {
	width := panelWidth * vg.Length(len(axes))
	height := panelHeight*vg.Length(len(quantities)) + captionSpace
	svg := vgsvg.New(width, height)
	png := vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(150))
	for _, canvas := range []vg.CanvasSizer{svg, png} {
		if err := growthFigure(draw.New(canvas), all); err != nil {
			return err
		}
	}
	return errors.Join(
		writeTo(filepath.Join(b.results, "growth.svg"), func(f *os.File) error { _, err := svg.WriteTo(f); return err }),
		writeTo(filepath.Join(b.results, "growth.png"), func(f *os.File) error {
			_, err := vgimg.PngCanvas{Canvas: png}.WriteTo(f)
			return err
		}))
}

func writeTo(path string, write func(*os.File) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

func growthFigure(c draw.Canvas, all []summary) error {
	c.FillPolygon(color.White, []vg.Point{c.Min, {X: c.Max.X, Y: c.Min.Y}, c.Max, {X: c.Min.X, Y: c.Max.Y}})
	style := textStyle(9)
	style.YAlign = draw.YBottom
	c.FillText(style, vg.Point{X: c.Min.X + 8, Y: c.Min.Y + 5},
		"Points: medians of full runs into Parquet. Dashed: proportional to the number on the axis (for workers: inversely).")
	body := draw.Crop(c, 0, 0, captionSpace, 0)
	for row, q := range quantities {
		for column, axis := range axes {
			p, err := panel(axis.name, axis.label, q, all)
			if err != nil {
				return err
			}
			x := body.Min.X + panelWidth*vg.Length(column)
			y := body.Max.Y - panelHeight*vg.Length(row+1)
			p.Draw(draw.Canvas{Canvas: body.Canvas, Rectangle: vg.Rectangle{
				Min: vg.Point{X: x + 4, Y: y + 4}, Max: vg.Point{X: x + panelWidth - 8, Y: y + panelHeight - 4}}})
		}
	}
	return nil
}

// sans is the font of all text.
var sans = font.Font{Typeface: "Liberation", Variant: "Sans"}

func textStyle(size vg.Length) draw.TextStyle {
	return draw.TextStyle{Color: ink, Font: font.From(sans, size), Handler: plot.DefaultTextHandler}
}

// panel draws one quantity against one axis.
func panel(axis, label string, q quantity, all []summary) (*plot.Plot, error) {
	p := plot.New()
	p.X.Label.Text, p.Y.Label.Text = label, q.label
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Scale = plot.LogScale{}
		a.Label.TextStyle.Font, a.Tick.Label.Font = font.From(sans, 9), font.From(sans, 8)
		a.Label.TextStyle.Color, a.Tick.Label.Color = ink, ink
		a.Padding = 2
	}
	var points plotter.XYs
	for i := range all {
		if s := &all[i]; s.piece == "growth" && s.what == axis {
			points = append(points, plotter.XY{X: float64(s.size), Y: q.of(s)})
		}
	}
	if len(points) == 0 {
		return nil, fmt.Errorf("nothing measured against %s: run the piece growth first", axis)
	}
	first, last := points[0].X, points[len(points)-1].X
	p.X.Min, p.X.Max = first/1.3, last*1.3
	p.Y.Min, p.Y.Max = q.low, q.top
	p.X.Tick.Marker, p.Y.Tick.Marker = decades(p.X.Min, p.X.Max), decades(q.low, q.top)
	lines, dots, err := plotter.NewLinePoints(points)
	if err != nil {
		return nil, err
	}
	lines.Color, dots.Color = q.colour, q.colour
	dots.Shape, dots.Radius = draw.CircleGlyph{}, 2.2
	ground := plotter.NewGrid()
	ground.Vertical.Color, ground.Horizontal.Color = grid, grid
	p.Add(ground)
	if q.compared {
		p.Add(proportional(points, axis))
	}
	p.Add(lines, dots)
	return p, nil
}

// proportional is a straight line through the last point that goes with the
// number on the axis, or against it where that is the number of workers.
func proportional(points plotter.XYs, axis string) plot.Plotter {
	slope := 1.0
	if axis == "workers" {
		slope = -1
	}
	first, last := points[0], points[len(points)-1]
	from := plotter.XY{X: first.X, Y: last.Y * math.Pow(first.X/last.X, slope)}
	line, err := plotter.NewLine(plotter.XYs{from, last})
	if err != nil {
		panic("bench: two points make a line: " + err.Error())
	}
	line.Color, line.Width, line.Dashes = ink, 0.7, []vg.Length{3, 2}
	return line
}

// decades are the ticks of a logarithmic axis: powers of ten, or of four or two
// where fewer than two powers of ten would fall on it.
func decades(low, high float64) plot.ConstantTicks {
	for _, base := range []float64{10, 4, 2} {
		var ticks plot.ConstantTicks
		for k := math.Ceil(math.Log(low) / math.Log(base)); math.Pow(base, k) <= high*(1+1e-9); k++ {
			v := math.Pow(base, k)
			ticks = append(ticks, plot.Tick{Value: v, Label: short(v)})
		}
		if len(ticks) > 2 || base == 2 {
			return ticks
		}
	}
	return nil
}

// short writes a number of an axis: 1M for a million.
func short(v float64) string {
	switch {
	case v >= 1e6:
		return strconv.FormatFloat(v/1e6, 'g', 3, 64) + "M"
	case v >= 1e3:
		return strconv.FormatFloat(v/1e3, 'g', 3, 64) + "k"
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

package plots

import (
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The colours of text, grid and ground. None is pure black or white, so that
// Inline can tell them from others.
var (
	ink     = color.RGBA{0x1B, 0x1E, 0x23, 0xFF}
	faint   = color.RGBA{0xD9, 0xDC, 0xE1, 0xFF}
	surface = color.RGBA{0xFE, 0xFE, 0xFE, 0xFF}
	grey    = color.RGBA{0x8A, 0x8F, 0x98, 0xFF}
)

// palette is that of Okabe & Ito in the order in which scenarios take colours,
// the baseline first. Orange and sky blue are darkened.
var palette = []color.RGBA{
	ink,
	{0x00, 0x72, 0xB2, 0xFF}, // blue
	{0xD5, 0x5E, 0x00, 0xFF}, // vermillion
	{0x00, 0x9E, 0x73, 0xFF}, // bluish green
	{0xC0, 0x62, 0x98, 0xFF}, // reddish purple
	{0xB8, 0x7F, 0x00, 0xFF}, // orange
	{0x2F, 0x8F, 0xCB, 0xFF}, // sky blue
}

// dashes go with the palette.
var dashes = [][]vg.Length{nil, nil, {6, 2}, {2, 2}, {7, 2, 2, 2}, {4, 1.5}, {1, 1.5}}

// maxScenarios is how many scenarios a figure can tell apart.
var maxScenarios = len(palette)

// pageWidth is the width of a figure: a column of a page, 480 points.
const pageWidth = vg.Length(480)

// textStyle is the figures' font, as large as given.
func textStyle(size vg.Length, bold bool) text.Style {
	f := font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
	if bold {
		f.Weight = xfont.WeightBold
	}
	return text.Style{Color: ink, Font: f, Handler: plot.DefaultTextHandler}
}

// newPanel is an empty plot in the figures' style.
func newPanel(title, x, y string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	p.Title.Text = title
	align := p.Title.TextStyle
	p.Title.TextStyle = textStyle(9.5, true)
	p.Title.TextStyle.XAlign, p.Title.TextStyle.YAlign = align.XAlign, align.YAlign
	p.Title.Padding = 5
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		label, tick := a.Label.TextStyle, a.Tick.Label
		a.Label.TextStyle, a.Tick.Label = textStyle(9, false), textStyle(8.5, false)
		a.Label.TextStyle.XAlign, a.Label.TextStyle.YAlign, a.Label.TextStyle.Rotation = label.XAlign, label.YAlign, label.Rotation
		a.Tick.Label.XAlign, a.Tick.Label.YAlign = tick.XAlign, tick.YAlign
		a.LineStyle = draw.LineStyle{Color: ink, Width: 0.6}
		a.Tick.LineStyle = draw.LineStyle{Color: ink, Width: 0.6}
		a.Tick.Length, a.Label.Padding = 3, 3
		a.Padding = 2
	}
	p.X.Label.Text, p.Y.Label.Text = x, y
	return p
}

// About the width of a panel beside another, and beside two others.
const (
	halfWidth  = vg.Length(215)
	thirdWidth = vg.Length(130)
)

// fitting shortens the title of a panel where it is wider than that: at its end, or in its middle
// where one of the others would then read the same.
func fitting(title string, width vg.Length, others ...string) string {
	style := textStyle(9.5, true)
	if style.Width(title) <= width {
		return title
	}
	letters := []rune(title)
	keep, whole := len(letters), len(letters)
	short := func(tail int) string { return string(letters[:keep-tail]) + "…" + string(letters[whole-tail:]) }
	for keep > 1 && style.Width(short(0)) > width {
		keep--
	}
	if !slices.ContainsFunc(others, func(o string) bool { return o != title && strings.HasPrefix(o, string(letters[:keep])) }) {
		return short(0)
	}
	for keep > 2 && style.Width(short(keep/2)) > width {
		keep--
	}
	return short(keep / 2)
}

// setRange gives an axis a range and round ticks, about as many as wanted.
func setRange(a *plot.Axis, low, high float64, wanted int) {
	step := niceStep((high - low) / float64(max(1, wanted)))
	a.Min, a.Max = math.Floor(low/step+1e-9)*step, math.Ceil(high/step-1e-9)*step
	if a.Min == a.Max {
		a.Max += step
	}
	decimals := max(0, int(math.Ceil(-math.Log10(step)-1e-9)))
	var ticks []plot.Tick
	for k := 0; k <= int(math.Round((a.Max-a.Min)/step)); k++ {
		v := a.Min + float64(k)*step
		ticks = append(ticks, plot.Tick{Value: v, Label: number(v, decimals)})
	}
	a.Tick.Marker = plot.ConstantTicks(ticks)
}

// setTicks gives an axis the ticks from low to high by a step: for scales whose
// ends are no round numbers.
func setTicks(a *plot.Axis, low, high, step float64) {
	a.Min, a.Max = low, high
	var ticks []plot.Tick
	for v := low; v <= high; v += step {
		ticks = append(ticks, plot.Tick{Value: v, Label: number(v, 0)})
	}
	a.Tick.Marker = plot.ConstantTicks(ticks)
}

// niceStep is 1, 2 or 5 times a power of ten, at least as large as the step.
func niceStep(step float64) float64 {
	if !(step > 0) {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(step)))
	for _, m := range []float64{1, 2, 5} {
		if m*unit >= step*(1-1e-9) {
			return m * unit
		}
	}
	return 10 * unit
}

// sessionAxis makes x an axis of whole session numbers.
func sessionAxis(p *plot.Plot, last int) {
	p.X.Min, p.X.Max = 0.5, math.Max(1, float64(last))+0.5
	step := max(1, int(niceStep(float64(last)/9+1e-9)))
	ticks := []plot.Tick{{Value: 1, Label: "1"}}
	first := step // 5, 10, 15 …, but 1, 3, 5 … by twos
	if step <= 2 {
		first = 1 + step
	}
	for n := first; n <= last; n += step {
		ticks = append(ticks, plot.Tick{Value: float64(n), Label: strconv.Itoa(n)})
	}
	p.X.Tick.Marker = plot.ConstantTicks(ticks)
}

// number prints a value with a true minus sign.
func number(v float64, decimals int) string {
	if math.IsNaN(v) {
		return "–"
	}
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Trim(s, "-0.") == "" {
		return strings.TrimPrefix(s, "-")
	}
	return strings.Replace(s, "-", "−", 1)
}

// line is the style of a curve.
func line(i int, width vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: palette[i], Width: width, Dashes: dashes[i]}
}

// alpha thins a colour.
func alpha(c color.RGBA, share float64) color.NRGBA {
	return color.NRGBA{c.R, c.G, c.B, uint8(math.Round(255 * share))}
}

package plots

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Share is a share of trials, or what a curve says of it, at one size, with its
// 95 % interval; shares are 0 to 1.
type Share struct{ Size, Value, Low, High float64 }

// PowerMaterial is what a power curve shows.
type PowerMaterial struct {
	Title    string
	Question string // what was asked, in a sentence without its full stop
	Answer   string // what was found, likewise; empty: nothing was searched
	Varies   string // what the sizes count: patients, therapists, sessions
	Alpha    float64
	Target   float64

	Points []Share // simulated, from the smallest size to the largest
	Curve  []Share // fitted, likewise; nil: none
	Null   *Share  // share of significant trials where there is nothing to find; nil: not simulated

	Needed, Low, High float64 // the size found and its interval; 0: none found. High may be +Inf
}

// beyondNeeded is how far the axis goes, as a factor of the size found.
const beyondNeeded = 1.75

// Power draws the power of trials by their size.
func Power(m PowerMaterial) *Figure {
	f := &Figure{Name: "power", Title: m.Title,
		Caption: m.Question + ". Dots: share of simulated trials that find the effect, with 95 % intervals (Wilson). Line and band: the fitted curve with its 95 % interval."}
	if m.Answer != "" {
		f.Caption += " " + m.Answer + "."
	}
	last := m.Points[len(m.Points)-1].Size
	if m.Needed > 0 {
		last = min(last, beyondNeeded*m.Needed)
		if last < m.Points[len(m.Points)-1].Size {
			f.Caption += " Larger sizes that were simulated stand in the table alone."
		}
	}
	p := newPanel(m.Question, m.Varies+" in the trial", "significant trials, %")
	setRange(&p.X, 0, last, 7)
	setRange(&p.Y, 0, 100, 5)
	grid(p, false, true)
	p.Add(layer(func(pen *pen) { m.draw(pen) }))
	keys := m.keys()
	f.width, f.height = pageWidth, panelsHeight(1, 1, 250, 0, keys)
	f.draw = panels([]*plot.Plot{p}, 1, keys)
	f.Table = m.table()
	f.Alt = m.Question + "."
	if m.Answer != "" {
		f.Alt += " " + m.Answer + "."
	}
	return f
}

// The colours of the power curve, as places in the palette.
const (
	powerStyle = 1
	nullStyle  = 2
)

func (m *PowerMaterial) draw(c *pen) {
	edge := c.plot.X.Max
	if m.Needed > 0 {
		c.box(alpha(grey, 0.2), max(0, m.Low), 0, min(edge, m.High), 100)
		c.path(draw.LineStyle{Color: grey, Width: 0.9}, []float64{m.Needed, m.Needed}, []float64{0, 100})
	}
	for _, level := range []float64{m.Target, m.Alpha} {
		c.path(draw.LineStyle{Color: grey, Width: 0.8, Dashes: []vg.Length{3, 2}}, []float64{0, edge}, []float64{100 * level, 100 * level})
	}
	var xs, ys, low, high []float64
	for _, s := range m.Curve {
		if s.Size <= edge {
			xs, ys, low, high = append(xs, s.Size), append(ys, 100*s.Value), append(low, 100*s.Low), append(high, 100*s.High)
		}
	}
	c.band(alpha(palette[powerStyle], 0.15), xs, low, high)
	c.path(line(powerStyle, 1.6), xs, ys)
	for _, s := range m.Points {
		c.share(s, powerStyle)
	}
	if m.Null != nil {
		c.share(*m.Null, nullStyle)
	}
	if m.Needed > 0 {
		right := m.Needed > 0.7*edge
		c.beside(strconv.FormatFloat(m.Needed, 'f', -1, 64)+" "+m.Varies, m.Needed, 12, map[bool]vg.Length{true: -5, false: 5}[right],
			map[bool]draw.XAlignment{true: draw.XRight, false: draw.XLeft}[right])
	}
}

// share draws a share with its interval.
func (p *pen) share(s Share, style int) {
	if s.Size > p.plot.X.Max {
		return
	}
	p.path(draw.LineStyle{Color: palette[style], Width: 1.1}, []float64{s.Size, s.Size}, []float64{100 * s.Low, 100 * s.High})
	p.glyph(shapes[style], palette[style], 2.8, s.Size, 100*s.Value)
}

func (m *PowerMaterial) keys() []key {
	keys := []key{glyphKey("simulated power, 95 % interval", shapes[powerStyle], palette[powerStyle])}
	if m.Curve != nil {
		keys = append(keys, lineKey("fitted curve", line(powerStyle, 1.6)))
	}
	if m.Null != nil {
		keys = append(keys, glyphKey("with nothing to find", shapes[nullStyle], palette[nullStyle]))
	}
	keys = append(keys, lineKey(fmt.Sprintf("power %s %%, alpha %s %%", number(100*m.Target, 0), strconv.FormatFloat(100*m.Alpha, 'g', 3, 64)),
		draw.LineStyle{Color: grey, Width: 0.8, Dashes: []vg.Length{3, 2}}))
	if m.Needed > 0 {
		keys = append(keys, boxKey("size needed, 95 % interval", alpha(grey, 0.35)))
	}
	return keys
}

func (m *PowerMaterial) table() Table {
	t := Table{Header: []string{m.Varies, "significant", "from", "to"}}
	row := func(name string, s Share) {
		t.Rows = append(t.Rows, []string{name, number(100*s.Value, 1) + " %", number(100*s.Low, 1) + " %", number(100*s.High, 1) + " %"})
	}
	for _, s := range m.Points {
		row(strconv.FormatFloat(math.Round(s.Size), 'f', -1, 64), s)
	}
	if m.Null != nil {
		row(strconv.FormatFloat(math.Round(m.Null.Size), 'f', -1, 64)+", with nothing to find", *m.Null)
	}
	return t
}

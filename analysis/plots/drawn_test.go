package plots

import (
	"bytes"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"rapport/analysis"
)

// outline is what a panel draws in one stroke or fills, in the units of its axes.
type outline struct {
	filled                 bool
	left, right, low, high float64
}

var paths = regexp.MustCompile(`<path d="([^"]+)"\s+style="([^"]*)"`)

// outlines are those that a panel draws, in the order in which it does.
func outlines(t *testing.T, p *plot.Plot) (all []outline) {
	t.Helper()
	var x, y [2]float64 // where 0 and 1 of the axes lie
	p.Add(layer(func(pen *pen) {
		x, y = [2]float64{float64(pen.x(0)), float64(pen.x(1))}, [2]float64{float64(pen.y(0)), float64(pen.y(1))}
	}))
	c := vgsvg.New(400, 300)
	p.Draw(draw.New(c))
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	for _, m := range paths.FindAllStringSubmatch(b.String(), -1) {
		o := outline{!strings.Contains(m[2], "fill:none"), math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)}
		for point := range strings.FieldsFuncSeq(m[1], func(r rune) bool { return strings.ContainsRune("MLZ", r) }) {
			first, second, _ := strings.Cut(point, ",")
			h, errX := strconv.ParseFloat(first, 64)
			v, errY := strconv.ParseFloat(second, 64)
			if errX != nil || errY != nil {
				continue // an arc of a glyph
			}
			h, v = (h-x[0])/(x[1]-x[0]), (v-y[0])/(y[1]-y[0])
			o.left, o.right, o.low, o.high = min(o.left, h), max(o.right, h), min(o.low, v), max(o.high, v)
		}
		all = append(all, o)
	}
	return all
}

// drawsAll fails unless each of the outlines is drawn, to a thousandth of the axes.
func drawsAll(t *testing.T, what string, p *plot.Plot, want ...outline) {
	t.Helper()
	all := outlines(t, p)
	near := func(a, b float64, of *plot.Axis) bool { return math.Abs(a-b) <= (of.Max-of.Min)/1000 }
	for _, w := range want {
		found := false
		for _, o := range all {
			found = found || o.filled == w.filled && near(o.left, w.left, &p.X) && near(o.right, w.right, &p.X) &&
				near(o.low, w.low, &p.Y) && near(o.high, w.high, &p.Y)
		}
		if !found {
			t.Errorf("%s: %+v is not drawn, but %+v", what, w, all)
		}
	}
}

// Is what a figure draws where its numbers are?
func TestWhatIsDrawnIsWhereItsNumbersAre(t *testing.T) {
	ledger := newPanel("", "session", "change")
	setRange(&ledger.X, 0, 4, 4)
	setRange(&ledger.Y, -2, 4, 4)
	stack(ledger, moved{1: {"a": 1, "b": 2, "c": -1}, 3: {"a": -1, "b": -0.5}}, []string{"a", "b", "c"})
	drawsAll(t, "bars stand on each other, below 0 apart, with their sum as a line", ledger,
		outline{true, 0.6, 1.4, 0, 1}, outline{true, 0.6, 1.4, 1, 3}, outline{true, 0.6, 1.4, -1, 0},
		outline{true, 2.6, 3.4, -1, 0}, outline{true, 2.6, 3.4, -1.5, -1}, outline{false, 1, 3, -1.5, 2})

	drawsAll(t, "intervals of differences", differencePanel("", []int{8, 26}, []curve{{xs: []float64{8, 26}, ys: []float64{-2, -1}, low: []float64{-3, math.NaN()}, up: []float64{-1, math.NaN()}}}),
		outline{false, 8, 26, -2, -1}, outline{false, 8, 8, -3, -1})

	drawsAll(t, "estimates and their intervals, a line for each row", forest([]forestRow{{"a", []analysis.Result{{Value: 1, Low: 0.5, High: 2}}}, {"b", []analysis.Result{{Value: -1, Low: -3, High: 0}}}}, "", []int{1}, 0),
		outline{false, 0.5, 2, 0, 0}, outline{false, -3, 0, -1, -1})

	s := &Scenario{Twins: map[int]int{-2: 3, 0: 5, 4: 2}}
	drawsAll(t, "shares of twins in percent", twinPanel(s, "", 5, 30, 0.3, 0.5, 0.2),
		outline{true, -2.42, -1.58, 0, 30}, outline{true, 3.58, 4.42, 0, 20})

	power, m := newPanel("", "patients", "%"), powerMaterial()
	m.High = 240
	setRange(&power.X, 0, 1000, 5)
	setRange(&power.Y, 0, 100, 5)
	power.Add(layer(m.draw))
	drawsAll(t, "power, its curve and the size needed", power,
		outline{true, 180, 240, 0, 100}, outline{false, 200, 200, 0, 100}, outline{true, 100, 900, 45, 100}, outline{false, 100, 900, 52, 100},
		outline{false, 100, 100, 40, 60}, outline{false, 200, 200, 4, 7})
}

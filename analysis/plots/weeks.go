package plots

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"rapport/analysis"
	"rapport/analysis/data"
)

// asked is of whom the scores at weeks are: of everybody, but where a run records no truth
// that would stand for answers that are missing.
func (m *Material) asked() string {
	for i := range m.Scenarios {
		if !m.Scenarios[i].Summary.EverybodyStands() {
			return "those who answered"
		}
	}
	return "everybody"
}

// byWeek draws the PHQ-9 of everybody by week, and beside it how far each scenario
// is from the baseline there, from twins: where curves coincide, the differences
// tell them apart. Nil where nobody was assessed.
func byWeek(m *Material) *Figure {
	asked := m.asked()
	f := &Figure{Name: "phq9-by-week", Title: "Depression by week, " + asked,
		Table: Table{Header: []string{"scenario", "week", "PHQ-9, mean", "SD", "patients", "answered", "waiting", "in treatment", "ended", "difference", "from", "to"}}}
	var means []curve
	var weeks []int
	for i := range m.Scenarios {
		s := &m.Scenarios[i]
		if c := weekCurve(s, i); len(c.xs) > 1 {
			means, weeks = append(means, c), longer(weeks, c.xs)
			m.weekRows(f, s)
			f.Alt += fmt.Sprintf("%s: PHQ-9 from %s at entry to %s at week %d. ", s.Name, number(c.ys[0], 1), number(c.ys[len(c.ys)-1], 1), int(c.xs[len(c.xs)-1]))
		}
	}
	if len(means) == 0 {
		return nil
	}
	of := "everybody who entered"
	if asked != "everybody" {
		of = asked + " (no latent severity is recorded that would stand for the others, and who is more ill or has left answers less often)"
	}
	f.Caption = "Mean PHQ-9 of " + of + ", whether waiting, in treatment, finished or gone, at entry and at the weeks of the assessments; bands: the 95 % interval of the mean, patients taken as independent."
	all := []*plot.Plot{weekPanel(asked, "PHQ-9, points (0–27)", weeks, means, 0, 27)}
	keys := scenarioKeys(m.Scenarios)
	if differences := m.weekDifferences(); len(differences) > 0 {
		all = append(all, differencePanel(fitting("difference from "+m.Scenarios[0].Name, halfWidth), weeks, differences))
		f.Caption += " Right: the mean difference of patients from themselves under " + m.Scenarios[0].Name + ", with its 95 % interval from twins; below 0 is fewer symptoms. The points of a week stand side by side."
	}
	f.width, f.height = pageWidth, panelsHeight(len(all), len(all), 200, 0, keys)
	f.draw = panels(all, len(all), keys)
	return f
}

// weekCurve is the mean of everybody at entry and at the weeks.
func weekCurve(s *Scenario, style int) curve {
	c := curve{style: style}
	add := func(week float64, of data.Moments) {
		half := 1.959964 * of.SD / math.Sqrt(float64(max(1, of.N)))
		c.xs, c.ys = append(c.xs, week), append(c.ys, of.Mean)
		c.low, c.up = append(c.low, of.Mean-half), append(c.up, of.Mean+half)
	}
	add(0, s.Summary.PHQ9Entry)
	for _, at := range s.Summary.ByWeek {
		if at.PHQ9.N > 0 {
			add(float64(at.Week), at.PHQ9)
		}
	}
	return c
}

// longer joins the weeks of a curve to those of others, whichever are more.
func longer(weeks []int, xs []float64) []int {
	if len(xs) <= len(weeks) {
		return weeks
	}
	weeks = nil
	for _, x := range xs {
		weeks = append(weeks, int(x))
	}
	return weeks
}

// weekDifferences are the differences from the baseline by week, from twins.
func (m *Material) weekDifferences() (all []curve) {
	of, styles, _ := m.drawn()
	for k, s := range of {
		c := curve{style: styles[k]}
		for i := range m.Scenarios[0].Summary.ByWeek {
			week := int(m.Scenarios[0].Summary.ByWeek[i].Week)
			if d := m.weekDifference(s.Scenario, week); !math.IsNaN(d.Value) {
				c.xs, c.ys = append(c.xs, float64(week)), append(c.ys, d.Value)
				c.low, c.up = append(c.low, d.Low), append(c.up, d.High)
			}
		}
		if len(c.xs) > 0 {
			all = append(all, c)
		}
	}
	return all
}

// weekDifference is that of a scenario at a week; NaN where there is none.
func (m *Material) weekDifference(scenario string, week int) analysis.Result {
	if m.Comparison != nil {
		for i := range m.Comparison.Scenarios {
			c := &m.Comparison.Scenarios[i]
			if e := c.Effect(fmt.Sprintf("phq9_week_%d", week)); c.Scenario == scenario && e != nil {
				return e.Difference
			}
		}
	}
	nan := math.NaN()
	return analysis.Result{Value: nan, Low: nan, High: nan}
}

// weekPanel draws means with their bands on an axis of weeks.
func weekPanel(title, unit string, weeks []int, all []curve, floor, ceiling float64) *plot.Plot {
	p := newPanel(title, "week since entry", unit)
	drawCurves(p, all, floor, ceiling)
	weekAxis(p, weeks)
	return p
}

// differencePanel draws differences with their intervals, those of a week side by
// side.
func differencePanel(title string, weeks []int, all []curve) *plot.Plot {
	p := newPanel(title, "week since entry", "points")
	low, high := 0.0, 0.0
	for _, c := range all {
		for i := range c.xs {
			low, high = min(low, finite(c.low[i], c.ys[i])), max(high, finite(c.up[i], c.ys[i]))
		}
	}
	setRange(&p.Y, low, high, 5)
	grid(p, false, true)
	p.Add(layer(func(pen *pen) {
		pen.c.StrokeLine2(draw.LineStyle{Color: ink, Width: 0.8}, pen.c.Min.X, pen.y(0), pen.c.Max.X, pen.y(0))
		apart := float64(weeks[len(weeks)-1]) / 130
		for k, c := range all {
			aside := (float64(k) - float64(len(all)-1)/2) * apart
			xs := make([]float64, len(c.xs))
			for i := range xs {
				xs[i] = c.xs[i] + aside
			}
			thin := line(c.style, 0.9)
			pen.path(thin, xs, c.ys)
			for i := range xs {
				if !math.IsNaN(c.low[i]) {
					pen.path(draw.LineStyle{Color: palette[c.style], Width: 1.2}, []float64{xs[i], xs[i]}, []float64{c.low[i], c.up[i]})
				}
				pen.glyph(shapes[c.style%len(shapes)], palette[c.style], 2.2, xs[i], c.ys[i])
			}
		}
	}))
	weekAxis(p, weeks)
	return p
}

// finite is v, or instead where there is none.
func finite(v, instead float64) float64 {
	if math.IsNaN(v) {
		return instead
	}
	return v
}

// weekAxis makes x an axis of the weeks of the assessments from entry on; those
// that would stand too close to entry or to a later one have a tick without a number.
func weekAxis(p *plot.Plot, weeks []int) {
	last := weeks[len(weeks)-1]
	p.X.Min, p.X.Max = -float64(last)/40, float64(last)*41/40
	const room = 0.05 // of the axis, from one number to the next
	free := 1 + room
	var ticks []plot.Tick
	for i := len(weeks) - 1; i >= 0; i-- {
		at, tick := float64(weeks[i])/float64(last), plot.Tick{Value: float64(weeks[i])}
		if at == 0 || free-at >= room && at >= room {
			tick.Label, free = strconv.Itoa(weeks[i]), at
		}
		ticks = append(ticks, tick)
	}
	p.X.Tick.Marker = plot.ConstantTicks(ticks)
}

// weekRows adds a scenario's numbers.
func (m *Material) weekRows(f *Figure, s *Scenario) {
	for i := range s.Summary.ByWeek {
		at := &s.Summary.ByWeek[i]
		d := m.weekDifference(s.Name, int(at.Week))
		f.Table.Rows = append(f.Table.Rows, []string{s.Name, strconv.Itoa(int(at.Week)), number(at.PHQ9.Mean, 2), number(at.PHQ9.SD, 2), strconv.FormatInt(at.PHQ9.N, 10),
			number(100*float64(at.Answered)/float64(max(1, s.Summary.Patients)), 0) + " %",
			strconv.FormatInt(at.Phases["waiting"], 10), strconv.FormatInt(at.Phases["treatment"], 10), strconv.FormatInt(at.Phases["ended"], 10),
			number(d.Value, 3), number(d.Low, 3), number(d.High, 3)})
	}
}

// footnote is the numbers under a panel: a line per scenario.
type footnote struct {
	heading string
	rows    []footRow
	at      []float64 // where numbers stand, on the axis of the panel
}

// footRow is the numbers of one scenario.
type footRow struct {
	style   int
	numbers func(at float64) string
}

const footLine = vg.Length(9.5)

// height is what the footnote takes.
func (n *footnote) height() vg.Length {
	if n == nil {
		return 0
	}
	return vg.Length(len(n.rows)+1)*footLine + 5
}

// draw writes the numbers under a panel that was drawn on c, into room.
func (n *footnote) draw(p *plot.Plot, c, room draw.Canvas) {
	area := p.DataCanvas(c)
	x, _ := p.Transforms(&area)
	style := textStyle(7.5, false)
	y := room.Max.Y - footLine
	room.FillText(style, vg.Point{X: area.Min.X - 20, Y: y}, n.heading)
	style.XAlign = draw.XCenter
	for _, row := range n.rows {
		y -= footLine
		room.StrokeLine2(line(row.style, 1.6), max(room.Min.X, area.Min.X-32), y+2.6, area.Min.X-13, y+2.6)
		for _, at := range n.at {
			if at <= p.X.Max { // beyond its end stands the panel beside it
				room.FillText(style, vg.Point{X: x(at), Y: y}, row.numbers(at))
			}
		}
	}
}

// compact is a count in at most five letters.
func compact(n int64) string {
	switch {
	case n < 10_000:
		return strconv.FormatInt(n, 10)
	case n < 1_000_000:
		return strconv.FormatFloat(float64(n)/1e3, 'f', 0, 64) + "k"
	}
	return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + "M"
}

// footed lays panels out in columns under a legend, each with the numbers below it.
func footed(all []*plot.Plot, feet []*footnote, columns int, keys []key) func(draw.Canvas) {
	return inColumns(all, columns, keys, func(i int, at draw.Canvas) {
		above := draw.Crop(at, 0, 0, feet[i].height(), 0)
		all[i].Draw(above)
		if feet[i] != nil {
			below := at
			below.Max.Y = above.Min.Y
			feet[i].draw(all[i], above, below)
		}
	})
}

package plots

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// individual draws single courses of a score as thin lines, and the mean.
func individual(m *Material, name, title, unit string, low, high, step float64, score func(*record.Session) float64, mean func(data.SessionSummary) data.Moments) *Figure {
	f := &Figure{Name: name, Title: title, Caption: fmt.Sprintf("Thin: %s, the same in every scenario, at equal distances in the table. Thick: the mean of all patients who were still there and answered. Lines bridge sessions without an answer.", data.Counted(len(m.Scenarios[0].Sample), "patient")),
		Table: Table{Header: []string{"scenario", "replication", "patient", "sessions", "first", "last"}}}
	var all []*plot.Plot
	last := 1
	for i := range m.Scenarios {
		for _, c := range m.Scenarios[i].Sample {
			last = max(last, len(c.Sessions))
		}
	}
	for i := range m.Scenarios {
		s := &m.Scenarios[i]
		curves := make([]curve, 0, len(s.Sample))
		for _, c := range s.Sample {
			one := courseCurve(&c, score)
			if len(one.xs) == 0 {
				continue
			}
			curves = append(curves, one)
			f.Table.Rows = append(f.Table.Rows, []string{s.Name, strconv.Itoa(int(c.Patient.Replication)), strconv.FormatInt(c.Patient.Patient, 10),
				strconv.Itoa(len(c.Sessions)), number(one.ys[0], 1), number(one.ys[len(one.ys)-1], 1)})
		}
		if len(curves) == 0 {
			continue
		}
		all = append(all, spaghetti(s, fitting(s.Name, thirdWidth, m.names()...), i, last, curves, mean, func(p *plot.Plot) {
			p.Y.Label.Text = unit
			setTicks(&p.Y, low, high, step)
		}))
		f.Alt += fmt.Sprintf("%s: %s. ", s.Name, data.Counted(len(curves), "course"))
	}
	if len(all) == 0 {
		return nil
	}
	side := min(3, len(all))
	f.width, f.height = pageWidth, panelsHeight(len(all), side, 150, 0, nil)
	f.draw = panels(all, side, nil)
	return f
}

// courseCurve is a score of one course where it was answered.
func courseCurve(c *data.Course, score func(*record.Session) float64) curve {
	var out curve
	for i := range c.Sessions {
		if v := score(&c.Sessions[i]); !math.IsNaN(v) {
			out.xs, out.ys = append(out.xs, float64(c.Sessions[i].Session)), append(out.ys, v)
		}
	}
	return out
}

func spaghetti(s *Scenario, title string, i, last int, curves []curve, mean func(data.SessionSummary) data.Moments, scale func(*plot.Plot)) *plot.Plot {
	p := newPanel(title, "session", "")
	scale(p)
	sessionAxis(p, last)
	grid(p, false, true)
	thick := curveOf(s, i, 1, mean)
	p.Add(layer(func(pen *pen) {
		thin := draw.LineStyle{Color: alpha(palette[i], 0.3), Width: 0.6}
		for _, c := range curves {
			pen.path(thin, c.xs, c.ys)
		}
		pen.path(draw.LineStyle{Color: surface, Width: 4}, thick.xs, thick.ys)
		pen.path(draw.LineStyle{Color: palette[i], Width: 2.2}, thick.xs, thick.ys)
	}))
	return p
}

// laneY is where the lane of marks lies, below the scale of the alliance.
const laneY = 0.42

// marks draws single courses with what became of their ruptures. Nil without.
func marks(m *Material) *Figure {
	if len(m.Marked) == 0 {
		return nil
	}
	first := m.Marked[0]
	f := &Figure{Name: "ruptures-and-repair", Title: "Single courses with ruptures, recognition and repair",
		Caption: "Alliance rated by the patient in " + first.Scenario + "; below it a bar from the onset of each rupture to its resolution, or to the end where it was not resolved. " +
			"The courses were picked among those with a rupture and at least four sessions, at equal distances from the best to the worst change in PHQ-9."}
	keys := []key{lineKey(first.Scenario, draw.LineStyle{Color: ink, Width: 1.5})}
	if first.Other != "" {
		f.Caption += " The thin line is the same patient in " + first.Other + "."
		keys = append(keys, lineKey("the same patient, "+first.Other, draw.LineStyle{Color: palette[1], Width: 0.9, Dashes: dashes[2]}))
	}
	keys = append(keys, glyphKey("withdrawal", downward{}, palette[2]), glyphKey("confrontation", draw.PyramidGlyph{}, palette[2]),
		glyphKey("recognised", draw.RingGlyph{}, ink), glyphKey("resolved", draw.CircleGlyph{}, palette[3]))
	f.Table.Header = []string{"replication", "patient", "PHQ-9, intake", "last", "rupture at session", "kind", "recognised at", "resolved at"}
	var all []*plot.Plot
	last := 1
	for _, pair := range m.Marked {
		last = max(last, len(pair.One.Sessions))
		if pair.Two != nil {
			last = max(last, len(pair.Two.Sessions))
		}
	}
	for i, pair := range m.Marked {
		all = append(all, marksPanel(&pair, i, i >= len(m.Marked)-3, last))
		f.Table.Rows = append(f.Table.Rows, ruptureRows(&pair.One)...)
		p := pair.One.Patient
		f.Alt += fmt.Sprintf("Patient %d: %s, %d resolved, PHQ-9 from %d to %d. ", p.Patient, data.Counted(p.Ruptures, "rupture"), p.RupturesResolved, p.PHQ9Intake, p.PHQ9Last)
	}
	f.width, f.height = pageWidth, panelsHeight(len(all), 3, 135, 0, keys)
	f.draw = panels(all, 3, keys)
	return f
}

// marksPanel draws course i; below a lowest one stands no other.
func marksPanel(pair *Pair, i int, lowest bool, last int) *plot.Plot {
	patient := pair.One.Patient
	x, y := "", ""
	if i%3 == 0 {
		y = "WAI-SR (1–5)"
	}
	if lowest {
		x = "session"
	}
	p := newPanel(fmt.Sprintf("patient %d: PHQ-9 %d → %d", patient.Patient, patient.PHQ9Intake, patient.PHQ9Last), x, y)
	sessionAxis(p, last)
	setTicks(&p.Y, 1, 5, 1)
	p.Y.Min = 0 // room for the lane
	grid(p, false, true)
	p.Add(layer(func(pen *pen) {
		if pair.Two != nil {
			c := courseCurve(pair.Two, data.AnsweredWAI)
			pen.path(draw.LineStyle{Color: palette[1], Width: 0.9, Dashes: dashes[2]}, c.xs, c.ys)
		}
		c := courseCurve(&pair.One, data.AnsweredWAI)
		pen.path(draw.LineStyle{Color: ink, Width: 1.5}, c.xs, c.ys)
		for i := range pair.One.Ruptures {
			pen.rupture(&pair.One.Ruptures[i], len(pair.One.Sessions))
		}
	}))
	return p
}

// rupture draws one rupture in the lane: what happened in one session stands side
// by side within it.
func (p *pen) rupture(r *record.Rupture, last int) {
	onset, end := float64(r.SessionOnset)-0.3, float64(last)
	if r.Resolved && r.SessionResolved != nil {
		end = float64(*r.SessionResolved) + 0.3
	}
	p.path(draw.LineStyle{Color: palette[2], Width: 1.2}, []float64{onset, end}, []float64{laneY, laneY})
	var shape draw.GlyphDrawer = downward{}
	if r.Kind == "confrontation" {
		shape = draw.PyramidGlyph{}
	}
	p.glyph(shape, palette[2], 2.8, onset, laneY)
	if r.Recognised && r.SessionRecognised != nil {
		p.glyph(draw.CircleGlyph{}, surface, 2, float64(*r.SessionRecognised), laneY)
		p.glyph(draw.RingGlyph{}, ink, 2, float64(*r.SessionRecognised), laneY)
	}
	if r.Resolved {
		p.glyph(draw.CircleGlyph{}, palette[3], 2.4, end, laneY)
	}
}

func ruptureRows(c *data.Course) (rows [][]string) {
	session := func(n *int32) string {
		if n == nil {
			return "–"
		}
		return strconv.Itoa(int(*n))
	}
	p := c.Patient
	for i := range c.Ruptures {
		r := &c.Ruptures[i]
		rows = append(rows, []string{strconv.Itoa(int(p.Replication)), strconv.FormatInt(p.Patient, 10), strconv.Itoa(int(p.PHQ9Intake)), strconv.Itoa(int(p.PHQ9Last)),
			strconv.Itoa(int(r.SessionOnset)), r.Kind, session(r.SessionRecognised), session(r.SessionResolved)})
	}
	return rows
}

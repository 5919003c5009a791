package plots

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"rapport/analysis/data"
)

// bandsOfPatients is up to how many scenarios the spread of patients is drawn; the
// bands of more would cover each other.
const bandsOfPatients = 3

// bySession draws alliance and PHQ-9 by session.
func bySession(m *Material) *Figure {
	f := &Figure{Name: "alliance-and-phq9", Title: "Alliance and depression by session"}
	band := "one standard deviation of patients to either side"
	if len(m.Scenarios) > bandsOfPatients {
		band = "the 95 % interval of the mean"
	}
	f.Caption = "Mean alliance (WAI-SR, rated by the patient after the session) and PHQ-9 (before the session) of the patients who were still there and answered; bands: " + band +
		". Whoever has left or ended is missing from later means, which flatters them; how many are still in treatment stands below"
	if byWeek(m) != nil {
		f.Caption += ", and " + m.asked() + " by week above"
	}
	f.Caption += "."
	var a, b []curve
	for i := range m.Scenarios {
		s := &m.Scenarios[i]
		a = append(a, curveOf(s, i, len(m.Scenarios), func(at data.SessionSummary) data.Moments { return at.WAIPatient }))
		b = append(b, curveOf(s, i, len(m.Scenarios), func(at data.SessionSummary) data.Moments { return at.PHQ9 }))
	}
	left, right := [][]curve{a}, [][]curve{b}
	if behindFirst(a) && behindFirst(b) { // a row to a scenario takes a page
		left, right = besideFirst(a), besideFirst(b)
	}
	f.drawPairs(m, left, right)
	f.Table = sessionTable(m)
	f.Alt = sessionWords(m)
	return f
}

// drawPairs draws alliance beside depression, a row of panels to a group.
func (f *Figure) drawPairs(m *Material, left, right [][]curve) {
	alliance := paneled(left, m.names(), "session", "WAI-SR, item mean (1–5)", 1, 5)
	depression := paneled(right, m.names(), "session", "PHQ-9, points (0–27)", 0, 27)
	if len(left) == 1 {
		alliance[0].Title.Text, depression[0].Title.Text = "alliance", "depression"
	}
	var all []*plot.Plot
	var feet []*footnote
	for i := range left {
		foot := stillThere(m, left[i])
		all, feet = append(all, alliance[i], depression[i]), append(feet, foot, foot)
	}
	keys := scenarioKeys(m.Scenarios)
	f.width, f.height = pageWidth, panelsHeight(2, 2, 200, feet[0].height(), keys)
	if further := vg.Length(len(left) - 1); further > 0 {
		f.height += further * (150 + feet[0].height())
	}
	f.draw = footed(all, feet, 2, keys)
}

// stillThere is how many hold a session, of the scenarios of these curves.
func stillThere(m *Material, of []curve) *footnote {
	foot := &footnote{heading: "still in treatment"}
	last := 1
	for _, c := range of {
		held := m.Scenarios[c.style].Summary.BySession
		if len(m.Scenarios[c.style].Life) == 0 {
			foot.heading = "still in treatment, or waiting"
		}
		foot.rows = append(foot.rows, footRow{c.style, func(at float64) string {
			for k := range held {
				if held[k].Session == int32(at) {
					return compact(held[k].Held)
				}
			}
			return "0"
		}})
		if len(held) > 0 {
			last = max(last, int(held[len(held)-1].Session))
		}
	}
	step := max(1, (last+5)/6)
	for n := 1; n <= last; n += step {
		foot.at = append(foot.at, float64(n))
	}
	return foot
}

// curve is a mean by session with a band.
type curve struct {
	style           int
	xs, ys, low, up []float64
}

func curveOf(s *Scenario, i, of int, pick func(data.SessionSummary) data.Moments) curve {
	c := curve{style: i}
	for _, at := range s.Summary.BySession {
		m := pick(at)
		if m.N == 0 {
			continue
		}
		half := m.SD
		if of > bandsOfPatients {
			half = 1.959964 * m.SD / math.Sqrt(float64(m.N))
		}
		c.xs, c.ys = append(c.xs, float64(at.Session)), append(c.ys, m.Mean)
		c.low, c.up = append(c.low, m.Mean-half), append(c.up, m.Mean+half)
	}
	return c
}

// drawCurves adds curves to a panel whose y axis spans them, within the scale.
func drawCurves(p *plot.Plot, all []curve, floor, ceiling float64) {
	low, high, last := math.Inf(1), math.Inf(-1), 1.0
	for _, c := range all {
		for i := range c.xs {
			low, high, last = min(low, c.low[i]), max(high, c.up[i]), max(last, c.xs[i])
		}
	}
	none := low > high
	if none {
		low, high = floor, ceiling
	}
	if low == high { // one value, such as the best of all
		low, high = max(floor, low-1), min(ceiling, high+1)
	}
	sessionAxis(p, int(last))
	setRange(&p.Y, max(floor, low), min(ceiling, high), 5)
	grid(p, false, true)
	p.Add(layer(func(pen *pen) {
		if none {
			pen.beside("nobody was asked", (p.X.Min+p.X.Max)/2, (p.Y.Min+p.Y.Max)/2, 0, draw.XCenter)
		}
		for _, c := range all {
			pen.band(alpha(palette[c.style], 0.14), c.xs, c.low, c.up)
		}
		for i := len(all) - 1; i >= 0; i-- {
			pen.path(line(all[i].style, 1.6), all[i].xs, all[i].ys)
		}
	}))
}

func scenarioKeys(all []Scenario) []key {
	keys := make([]key, len(all))
	for i := range all {
		keys[i] = lineKey(all[i].Name, line(i, 1.6))
	}
	return keys
}

// sessionTable is a line per scenario and session.
func sessionTable(m *Material) Table {
	t := Table{Header: []string{"scenario", "session", "in treatment", "alliance, mean", "SD", "answers", "PHQ-9, mean", "SD", "answers"}}
	for i := range m.Scenarios {
		s := &m.Scenarios[i]
		for _, at := range s.Summary.BySession {
			row := []string{s.Name, strconv.Itoa(int(at.Session)), strconv.FormatInt(at.Held, 10)}
			for _, v := range []data.Moments{at.WAIPatient, at.PHQ9} {
				if v.N == 0 {
					row = append(row, "–", "–", "0")
					continue
				}
				row = append(row, number(v.Mean, 2), number(v.SD, 2), strconv.FormatInt(v.N, 10))
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// sessionWords tells first and last values.
func sessionWords(m *Material) string {
	text := ""
	for i := range m.Scenarios {
		s := m.Scenarios[i].Summary.BySession
		if len(s) == 0 {
			continue
		}
		first, last := s[0], s[len(s)-1]
		if text += m.Scenarios[i].Name + ": "; first.WAIPatient.N > 0 && last.WAIPatient.N > 0 {
			text += fmt.Sprintf("alliance from %s at session %d to %s at session %d, ", number(first.WAIPatient.Mean, 2), first.Session, number(last.WAIPatient.Mean, 2), last.Session)
		}
		text += fmt.Sprintf("PHQ-9 from %s to %s. ", number(first.PHQ9.Mean, 1), number(last.PHQ9.Mean, 1))
	}
	return text
}

package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"rapport/analysis/data"
	"rapport/sim"
)

// eighths are bars of zero to eight eighths of a line.
var eighths = []rune(" ▁▂▃▄▅▆▇█")

// chartColumns is the widest a chart gets; longer courses are averaged.
const chartColumns = 32

// series is one curve over sessions; NaN where nobody was asked.
type series []float64

// curves are the two that a summary draws of a scenario.
func curves(s *data.ScenarioSummary) (phq9, alliance series) {
	last := int32(0)
	for _, at := range s.BySession {
		last = max(last, at.Session)
	}
	phq9, alliance = blank(int(last)), blank(int(last))
	for _, at := range s.BySession {
		if at.PHQ9.N > 0 {
			phq9[at.Session-1] = at.PHQ9.Mean
		}
		if at.WAIPatient.N > 0 {
			alliance[at.Session-1] = at.WAIPatient.Mean
		}
	}
	return phq9, alliance
}

func blank(n int) series {
	s := make(series, n)
	for i := range s {
		s[i] = math.NaN()
	}
	return s
}

// narrow averages neighbours so that at most width columns remain.
func (s series) narrow(width int) series {
	by := (len(s) + width - 1) / max(1, width)
	if by <= 1 {
		return s
	}
	var out series
	for from := 0; from < len(s); from += by {
		sum, n := 0.0, 0
		for _, v := range s[from:min(from+by, len(s))] {
			if !math.IsNaN(v) {
				sum, n = sum+v, n+1
			}
		}
		out = append(out, sum/float64(n)) // NaN where there is none
	}
	return out
}

// scale is the range of a chart, on whole steps.
type scale struct{ low, high float64 }

// scaleOf spans the series, on multiples of step.
func scaleOf(step float64, all ...series) scale {
	low, high := math.Inf(1), math.Inf(-1)
	for _, s := range all {
		for _, v := range s {
			if !math.IsNaN(v) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	if low > high {
		return scale{0, step}
	}
	c := scale{math.Floor(low/step) * step, math.Ceil(high/step) * step}
	if c.low == c.high {
		c.high += step
	}
	return c
}

// draw makes height lines, the highest first. A value at the foot of the scale
// is still a hair's breadth high, so that it differs from a missing one.
func (c scale) draw(s series, height int) []string {
	lines := make([]string, height)
	for row := range lines {
		var b strings.Builder
		for _, v := range s {
			if math.IsNaN(v) {
				b.WriteByte(' ')
				continue
			}
			units := max(1, int(math.Round((v-c.low)/(c.high-c.low)*float64(8*height))))
			b.WriteRune(eighths[min(8, max(0, units-8*(height-1-row)))])
		}
		lines[row] = b.String()
	}
	return lines
}

// charts draws alliance and PHQ-9 by session, side by side, all scenarios on the
// same scale: tall for one or two, a line each for more.
func charts(p *printer, all []data.ScenarioSummary) {
	left, right := make([]series, len(all)), make([]series, len(all))
	sessions := 0
	for i := range all {
		left[i], right[i] = curves(&all[i])
		sessions = max(sessions, len(left[i]))
		left[i], right[i] = left[i].narrow(chartColumns), right[i].narrow(chartColumns)
	}
	if sessions == 0 {
		return
	}
	height := 1
	if len(all) <= 2 {
		height = 5 - len(all)
	}
	a, b := scaleOf(1, left...), scaleOf(0.1, right...)
	width, columns := nameWidth(all), min(chartColumns, max(len("PHQ-9 12 to 16"), longest(left)))
	p.line("\n%-*s  %-*s   %s", width, fmt.Sprintf("sessions 1 to %d", sessions), columns+4,
		fmt.Sprintf("PHQ-9, %.0f to %.0f", a.low, a.high), allianceSpan(b, right))
	for i := range all {
		one, two := a.draw(left[i], height), b.draw(right[i], height)
		for row := range one {
			name := ""
			if row == 0 {
				name = all[i].Name
			}
			p.line("%-*s  %s%s   %s", width, name, one[row], strings.Repeat(" ", max(0, columns+4-len([]rune(one[row])))), two[row])
		}
	}
	if stay := stayers(all); stay != "" {
		p.line("%s", stay)
	}
}

// allianceSpan is what the curves of the alliance span; without treatment there is none.
func allianceSpan(s scale, curves []series) string {
	for _, curve := range curves {
		if slices.ContainsFunc(curve, func(v float64) bool { return !math.IsNaN(v) }) {
			return fmt.Sprintf("alliance, %.1f to %.1f (WAI-SR by the patient)", s.low, s.high)
		}
	}
	return "no alliance: nobody is in treatment"
}

// stayers says how few of the patients the end of the curves rests on; empty where
// nobody is in treatment.
func stayers(all []data.ScenarioSummary) string {
	low, high := math.Inf(1), math.Inf(-1)
	for i := range all {
		s := &all[i]
		if n := len(s.BySession); n > 0 && s.Ending(sim.Waiting) < s.Patients {
			held := 100 * float64(s.BySession[n-1].Held) / float64(s.Patients)
			low, high = min(low, held), max(high, held)
		}
	}
	if low > high {
		return ""
	}
	span := fmt.Sprintf("%.0f", low)
	if most := fmt.Sprintf("%.0f", high); most != span {
		span += " to " + most
	}
	return fmt.Sprintf("of those still in treatment: %s %% of the patients in the last session", span)
}

func longest(all []series) int {
	n := 0
	for _, s := range all {
		n = max(n, len(s))
	}
	return n
}

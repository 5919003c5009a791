package main

import (
	"fmt"
	"strconv"
	"strings"

	"rapport/analysis/data"
	"rapport/scenarios/study"
	"rapport/sim"
)

// showDesign tells what a study varies from point to point.
func showDesign(p *printer, s *study.Study, rows map[string]sim.Param) {
	x := s.Design
	if x == nil {
		return
	}
	p.line("\nDesign")
	p.line("%s", wrap("  ", strings.ReplaceAll(x.Kind, "_", " ")+" of "+data.Counted(x.Size(), "point")+
		"; every scenario at every point"))
	for i := range x.Parameters {
		p.line("%s", wrap("    ", dimensionText(&x.Parameters[i], rows)))
	}
	for _, name := range x.Columns {
		p.line("%s", wrap("    ", name+": "+rows[name].Meaning))
	}
	idle := s.IdleAtPoints()
	for i := range idle {
		p.line("%s", wrap("  ", idleAt(&idle[i], x.Size())))
	}
}

// mostPoints is how many points are named one by one.
const mostPoints = 8

// idleAt is such as "at 1 of 3 points (1) scenarios[1].rules[0].sessions = 10 never happens:
// treatment is planned for 8 sessions".
func idleAt(x *study.IdleAt, size int) string {
	var points []string
	for _, n := range x.Points[:min(mostPoints, len(x.Points))] {
		points = append(points, strconv.Itoa(n))
	}
	if len(points) < len(x.Points) {
		points = append(points, "…")
	}
	text := fmt.Sprintf("at %d of %s (%s) %s", len(x.Points), data.Counted(size, "point"), strings.Join(points, ", "), x.Path)
	if x.Value != "" {
		text += " = " + x.Value
	}
	return text + " " + x.Message
}

// dimensionText is such as "rupture.base from -2 to 0 log-odds: risk …".
func dimensionText(x *study.Dimension, rows map[string]sim.Param) string {
	row := rows[x.Name]
	from := number(x.From)
	if row.Unit == "session" {
		from = valueText(&row, x.From)
	}
	text := fmt.Sprintf("%s from %s to %s", x.Name, from, valueText(&row, x.To))
	if len(x.Values) > 0 {
		var values []string
		for _, v := range x.Values {
			values = append(values, valueText(&row, v))
		}
		text = x.Name + " = " + strings.Join(values, ", ")
	}
	if x.Levels > 0 {
		text += fmt.Sprintf(" in %d levels", x.Levels)
	}
	return text + ": " + row.Meaning
}

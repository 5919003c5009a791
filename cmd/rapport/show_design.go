package main

import (
	"fmt"
	"strings"

	"rapport/scenarios/study"
	"rapport/sim"
)

// showDesign tells what a study varies from point to point.
func showDesign(p *printer, x *study.Design, rows map[string]sim.Param) {
	if x == nil {
		return
	}
	p.line("\nDesign")
	p.line("%s", wrap("  ", strings.ReplaceAll(x.Kind, "_", " ")+" of "+counted(int64(x.Size()), "point")+
		"; every scenario at every point"))
	for i := range x.Parameters {
		p.line("%s", wrap("    ", dimensionText(&x.Parameters[i], rows)))
	}
	for _, name := range x.Columns {
		p.line("%s", wrap("    ", name+": "+rows[name].Meaning))
	}
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

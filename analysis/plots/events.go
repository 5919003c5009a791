package plots

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/plot"

	"rapport/analysis"
	"rapport/analysis/data"
)

// event is something that happens to some people in some week.
type event struct {
	name, title, caption string
	axis, unit           string
	time                 func(*data.Course) (weeks float64, event, ok bool)
	rising               bool // draw those who have had it, not those without
}

// events are drawn in this order.
var events = [...]event{
	{"leaving", "Leaving", "Share of those who came to treatment who have not left before a planned ending (Kaplan–Meier). A planned ending ends the watch, so the curve describes treatments that would go on. A wait for session 1 counts, and nobody leaves in it.",
		"week since entry", "not left, %", analysis.TimeToLeaving, false},
	{"remission", "Remission", "Share of everybody who entered with a PHQ-9 of 5 or more and has been below 5 at an assessment (one minus Kaplan–Meier); the week is that of the first such assessment.",
		"week since entry", "have remitted, %", analysis.TimeToRemission, true},
	{"relapse", "Relapse", "Of those who have responded (PHQ-9 at most half of that at entry) at an assessment, the share without a relapse at a later one (Kaplan–Meier): at least 10 points, and at least 6 above the lowest since.",
		"week since the response", "without relapse, %", analysis.TimeToRelapse, false},
}

// timeToEvent draws when an event comes, with the number at risk under the axis.
// Nil where nobody can have it.
func timeToEvent(m *Material, which int) *Figure {
	e := &events[which]
	f := &Figure{Name: "time-to-" + e.name, Title: e.title + " by week", Caption: e.caption + " Bands: 95 % intervals, patients taken as independent. At risk: seen until then, and without it; k: thousands. A curve ends where fewer than ten, or one in a hundred, are at risk.",
		Table: Table{Header: []string{"scenario", e.axis, "at risk", "events", "lost from sight", e.unit, "from", "to"}}}
	var curves []curve
	var of []*Scenario
	last := 0
	for i := range m.Scenarios {
		s := &m.Scenarios[i]
		rows := borne(s.Events[which])
		if len(rows) == 0 {
			continue
		}
		curves, of = append(curves, e.steps(rows, i)), append(of, s)
		last = max(last, rows[len(rows)-1].Week)
		for _, r := range rows {
			share, low, high := e.share(&r)
			f.Table.Rows = append(f.Table.Rows, []string{s.Name, strconv.Itoa(r.Week), strconv.Itoa(r.AtRisk), strconv.Itoa(r.Events), strconv.Itoa(r.Censored),
				number(share, 1), number(low, 1), number(high, 1)})
		}
		share, _, _ := e.share(&rows[len(rows)-1])
		f.Alt += fmt.Sprintf("%s: %s %s by week %d of %s. ", s.Name, number(share, 0), e.unit, rows[len(rows)-1].Week, data.Counted(rows[0].AtRisk, "patient"))
	}
	if last == 0 {
		return nil
	}
	if e.name == "relapse" {
		f.Caption += whoResponds(of, which)
	}
	groups := multiples(curves)
	all, side := paneled(groups, m.names(), e.axis, e.unit, 0, 100), columns(len(groups))
	feet := make([]*footnote, len(groups))
	for i, p := range all {
		feet[i] = &footnote{heading: "at risk", at: numbersAt(last, 14/side)}
		p.X.Min, p.X.Max = 0, float64(last)
		p.X.Tick.Marker = plot.ConstantTicks(ticksAt(feet[i].at))
		for _, c := range groups[i] {
			rows := m.Scenarios[c.style].Events[which]
			feet[i].rows = append(feet[i].rows, footRow{c.style, func(at float64) string { return compact(atRisk(rows, at)) }})
		}
	}
	keys := eventKeys(curves, of)
	f.width, f.height = pageWidth, panelsHeight(len(all), side, 175, feet[0].height(), keys)
	f.draw = footed(all, feet, side, keys)
	return f
}

// whoResponds says that a curve of relapse is one of a selection, and how large it is
// under each scenario.
func whoResponds(of []*Scenario, which int) string {
	low, high := math.Inf(1), math.Inf(-1)
	var least, most string
	for _, s := range of {
		share := 100 * float64(s.Events[which][0].AtRisk) / float64(max(1, s.Summary.Patients))
		if share < low {
			low, least = share, s.Name
		}
		if share > high {
			high, most = share, s.Name
		}
	}
	const selected = " Only who has responded can relapse: the curve says nothing of the others"
	if len(of) == 1 {
		return fmt.Sprintf("%s (%.0f %% are in it).", selected, high)
	}
	return fmt.Sprintf("%s, and scenarios differ in who responds and when (%.0f %% of patients are in the curve of %s, %.0f %% in that of %s). A higher curve is not yet a scenario that protects; weeks well count everybody, and weeks to relapse, of twins who respond under both, the same patients from the same week on.", selected, low, least, high, most)
}

func eventKeys(curves []curve, of []*Scenario) []key {
	keys := make([]key, len(of))
	for k, s := range of {
		keys[k] = lineKey(s.Name, line(curves[k].style, 1.6))
	}
	return keys
}

// borne are the weeks in which enough are at risk for a curve to mean something.
func borne(rows []analysis.SurvivalRow) []analysis.SurvivalRow {
	for i := range rows {
		if n := rows[i].AtRisk; n < 10 || 100*n < rows[0].AtRisk {
			return rows[:i]
		}
	}
	return rows
}

// share is what is drawn of a row, in per cent, with its interval.
func (e *event) share(r *analysis.SurvivalRow) (v, low, high float64) {
	if e.rising {
		return 100 * (1 - r.Free), 100 * (1 - r.High), 100 * (1 - r.Low)
	}
	return 100 * r.Free, 100 * r.Low, 100 * r.High
}

// steps is the curve, which changes in the weeks alone.
func (e *event) steps(rows []analysis.SurvivalRow, style int) curve {
	c := curve{style: style}
	add := func(x, y, low, up float64) {
		c.xs, c.ys, c.low, c.up = append(c.xs, x), append(c.ys, y), append(c.low, low), append(c.up, up)
	}
	y, low, up := e.share(&analysis.SurvivalRow{Free: 1, Low: 1, High: 1})
	add(0, y, low, up)
	for i := range rows {
		x := float64(rows[i].Week)
		add(x, y, low, up)
		y, low, up = e.share(&rows[i])
		add(x, y, low, up)
	}
	return c
}

// atRisk is how many are at risk in a week.
func atRisk(rows []analysis.SurvivalRow, week float64) int64 {
	for i := range rows {
		if float64(rows[i].Week) >= week {
			return int64(rows[i].AtRisk)
		}
	}
	return 0
}

// numbersAt are round weeks from 0 to the last, no more than given.
func numbersAt(last, most int) (at []float64) {
	step := 1.0
	for _, s := range []float64{1, 2, 4, 8, 13, 26, 52, 104} {
		if step = s; int(float64(last)/s) < most {
			break
		}
	}
	for x := 0.0; x <= float64(last); x += step {
		at = append(at, x)
	}
	return at
}

func ticksAt(at []float64) []plot.Tick {
	ticks := make([]plot.Tick, len(at))
	for i, x := range at {
		ticks[i] = plot.Tick{Value: x, Label: strconv.Itoa(int(math.Round(x)))}
	}
	return ticks
}

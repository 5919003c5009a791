package plots

import (
	"cmp"
	"fmt"
	"image/color"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"

	"rapport/analysis/data"
)

// apart is how many mechanisms a figure tells apart; the others are summed.
const apart = 6

// others is what the rest of the mechanisms is called.
const others = "all others"

// moved is the mean change by session and mechanism.
type moved map[int]map[string]float64

// ledgerFigure draws what moved a group of facets, stacked by mechanism. Nil where
// the run has no ledger.
func ledgerFigure(m *Material, name, title, unit string, facets ...string) *Figure {
	f := &Figure{Name: name, Title: title, Table: Table{Header: []string{"scenario", "session", "mechanism", "change, " + unit}}}
	f.Caption = "Mean change per session, or in the time after it, over the patients who had it, stacked by the mechanism that made it: what raised it above 0, what lowered it below. The line is the sum."
	changes, weight := movedIn(m, facets)
	if len(weight) == 0 {
		return nil
	}
	names := heaviest(weight)
	low, high, last := 0.0, 0.0, 1
	for i := range changes {
		changes[i].sumOthers(names)
		down, up, session := changes[i].reach()
		low, high, last = min(low, down), max(high, up), max(last, session)
	}
	var all []*plot.Plot
	for i := range m.Scenarios {
		if len(changes[i]) > 0 {
			p := newPanel(fitting(m.Scenarios[i].Name, halfWidth, m.names()...), "session", "change, "+unit)
			sessionAxis(p, last)
			setRange(&p.Y, low, high, 5)
			all = append(all, stack(p, changes[i], names))
			f.Alt += m.Scenarios[i].Name + ": " + changes[i].words(names) + " "
			f.Table.Rows = append(f.Table.Rows, changes[i].rows(m.Scenarios[i].Name, names)...)
		}
	}
	keys := make([]key, len(names))
	for k := range names {
		keys[k] = boxKey(strings.ReplaceAll(names[k], "_", " "), mechanismColour(k, names))
	}
	columns := min(2, len(all))
	f.width, f.height = pageWidth, panelsHeight(len(all), columns, 165, 0, keys)
	f.draw = panels(all, columns, keys)
	return f
}

// reach is the lowest and highest end of the bars, and the last session.
func (m moved) reach() (low, high float64, last int) {
	for session, by := range m {
		up, down := 0.0, 0.0
		for _, name := range slices.Sorted(maps.Keys(by)) { // in order: sums round alike
			up, down = up+max(by[name], 0), down+min(by[name], 0)
		}
		low, high, last = min(low, down), max(high, up), max(last, session)
	}
	return low, high, last
}

// movedIn is the change in every scenario, and how much each mechanism moved in all,
// up or down.
func movedIn(m *Material, facets []string) ([]moved, map[string]float64) {
	changes, weight := make([]moved, len(m.Scenarios)), map[string]float64{}
	for i := range m.Scenarios {
		changes[i] = movedBy(m.Scenarios[i].Ledger, facets)
		for _, session := range slices.Sorted(maps.Keys(changes[i])) { // in order: sums round alike
			for mechanism, v := range changes[i][session] {
				weight[mechanism] += math.Abs(v)
			}
		}
	}
	return changes, weight
}

// movedBy averages the facets.
func movedBy(ledger []data.LedgerMean, facets []string) moved {
	out := moved{}
	for _, l := range ledger {
		if slices.Contains(facets, l.Facet) {
			if out[l.Session] == nil {
				out[l.Session] = map[string]float64{}
			}
			out[l.Session][l.Mechanism] += l.Change / float64(len(facets))
		}
	}
	return out
}

// heaviest are the mechanisms that moved most, in falling order, and the rest.
func heaviest(weight map[string]float64) []string {
	names := slices.SortedFunc(maps.Keys(weight), func(a, b string) int {
		return cmp.Or(cmp.Compare(weight[b], weight[a]), cmp.Compare(a, b))
	})
	if len(names) > apart+1 {
		names = append(names[:apart], others)
	}
	return names
}

// sumOthers adds up the mechanisms that have no name of their own.
func (m moved) sumOthers(names []string) {
	for _, by := range m {
		for _, mechanism := range slices.Sorted(maps.Keys(by)) { // in order: sums round alike
			if !slices.Contains(names, mechanism) {
				by[others] += by[mechanism]
				delete(by, mechanism)
			}
		}
	}
}

func mechanismColour(k int, names []string) color.RGBA {
	if names[k] == others {
		return grey
	}
	return palette[1:][k%(len(palette)-1)]
}

// stack draws the bars of a scenario.
func stack(p *plot.Plot, m moved, names []string) *plot.Plot {
	grid(p, false, true)
	p.Add(layer(func(pen *pen) {
		var xs, sums []float64
		for _, session := range slices.Sorted(maps.Keys(m)) {
			up, down, x := 0.0, 0.0, float64(session)
			for k, name := range names {
				v := m[session][name]
				from := &up
				if v < 0 {
					from = &down
				}
				if v != 0 {
					pen.box(mechanismColour(k, names), x-0.4, *from, x+0.4, *from+v)
				}
				*from += v
			}
			xs, sums = append(xs, x), append(sums, up+down)
		}
		pen.c.StrokeLine2(draw.LineStyle{Color: ink, Width: 0.6}, pen.c.Min.X, pen.y(0), pen.c.Max.X, pen.y(0))
		pen.path(draw.LineStyle{Color: surface, Width: 3}, xs, sums)
		pen.path(draw.LineStyle{Color: ink, Width: 1.4}, xs, sums)
	}))
	return p
}

// words tells what moved most over all sessions.
func (m moved) words(names []string) string {
	sums := map[string]float64{}
	for _, session := range slices.Sorted(maps.Keys(m)) {
		for name, v := range m[session] {
			sums[name] += v
		}
	}
	var parts []string
	for _, name := range names {
		parts = append(parts, fmt.Sprintf("%s %s", strings.ReplaceAll(name, "_", " "), number(sums[name], 3)))
	}
	return "sum over sessions by mechanism: " + strings.Join(parts, ", ") + "."
}

func (m moved) rows(scenario string, names []string) (rows [][]string) {
	for _, session := range slices.Sorted(maps.Keys(m)) {
		for _, name := range names {
			rows = append(rows, []string{scenario, strconv.Itoa(session), strings.ReplaceAll(name, "_", " "), number(m[session][name], 4)})
		}
	}
	return rows
}

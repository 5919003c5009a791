package plots

import (
	"math"
	"slices"

	"gonum.org/v1/plot"
)

// tellable is the share of an axis by which curves must differ on average to be told
// apart where more than three are drawn over one another.
const tellable = 0.03

// multiples groups curves into panels: all in one where most can be told apart, and else
// each beside the first in a panel of its own.
func multiples(all []curve) [][]curve {
	if 2*hidden(all) < len(all) {
		return [][]curve{all}
	}
	return besideFirst(all)
}

// besideFirst gives each curve a panel beside the first; up to three share one, whose bands
// tell them apart.
func besideFirst(all []curve) [][]curve {
	if len(all) <= bandsOfPatients {
		return [][]curve{all}
	}
	groups := make([][]curve, 0, len(all)-1)
	for i := range all[1:] {
		groups = append(groups, []curve{all[0], all[i+1]})
	}
	return groups
}

// hidden counts the curves that lie on another one.
func hidden(all []curve) (n int) {
	for i := range all {
		for j := range all {
			if i != j && distance(all[i], all[j]) < tellable*span(all) {
				n++
				break
			}
		}
	}
	return n
}

// behindFirst reports whether all curves lie on the first.
func behindFirst(all []curve) bool {
	return !slices.ContainsFunc(all, func(c curve) bool { return distance(all[0], c) >= tellable*span(all) })
}

// span is how far all curves reach together.
func span(all []curve) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, c := range all {
		for _, y := range c.ys {
			low, high = min(low, y), max(high, y)
		}
	}
	return high - low
}

// distance is the mean distance of two curves where both are drawn.
func distance(a, b curve) float64 {
	sum, n := 0.0, min(len(a.ys), len(b.ys))
	for i := range n {
		sum += math.Abs(a.ys[i] - b.ys[i])
	}
	return sum / float64(max(1, n))
}

// paneled is a panel for each group, on the axes that all curves together would have.
func paneled(groups [][]curve, names []string, x, y string, floor, ceiling float64) []*plot.Plot {
	if len(groups) == 1 {
		p := newPanel("", x, y)
		drawCurves(p, groups[0], floor, ceiling)
		return []*plot.Plot{p}
	}
	var all []curve
	for _, g := range groups {
		all = append(all, g...)
	}
	whole := newPanel("", x, y)
	drawCurves(whole, all, floor, ceiling)
	width := halfWidth
	if columns(len(groups)) > 2 {
		width = thirdWidth
	}
	panels := make([]*plot.Plot, len(groups))
	for i, g := range groups {
		panels[i] = newPanel(fitting(names[g[1].style], width, names...), x, y)
		drawCurves(panels[i], g, floor, ceiling)
		panels[i].X, panels[i].Y = whole.X, whole.Y
	}
	return panels
}

// columns is how many panels stand side by side.
func columns(groups int) int {
	if groups > 4 {
		return 3
	}
	return min(2, groups)
}

// names are the scenarios' names, the baseline first.
func (m *Material) names() []string {
	names := make([]string, len(m.Scenarios))
	for i := range m.Scenarios {
		names[i] = m.Scenarios[i].Name
	}
	return names
}

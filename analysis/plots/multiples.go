package plots

import (
	"math"

	"gonum.org/v1/plot"
)

// tellable is the share of an axis by which curves must differ on average to be told
// apart where more than three are drawn over one another.
const tellable = 0.03

// multiples groups curves into panels: all in one where they can be told apart, and else
// each beside the first in a panel of its own.
func multiples(all []curve) [][]curve {
	if len(all) <= bandsOfPatients || !coincide(all) {
		return [][]curve{all}
	}
	groups := make([][]curve, 0, len(all)-1)
	for i := range all[1:] {
		groups = append(groups, []curve{all[0], all[i+1]})
	}
	return groups
}

// coincide reports whether curves lie on one another: the mean distance of the farthest
// from the first, as a share of what all of them span.
func coincide(all []curve) bool {
	low, high := math.Inf(1), math.Inf(-1)
	for _, c := range all {
		for _, y := range c.ys {
			low, high = min(low, y), max(high, y)
		}
	}
	farthest := 0.0
	for _, c := range all[1:] {
		sum, n := 0.0, min(len(c.ys), len(all[0].ys))
		for i := range n {
			sum += math.Abs(c.ys[i] - all[0].ys[i])
		}
		farthest = max(farthest, sum/float64(max(1, n)))
	}
	return farthest < tellable*(high-low)
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
	panels := make([]*plot.Plot, len(groups))
	for i, g := range groups {
		panels[i] = newPanel(fitting(names[g[1].style], halfWidth), x, y)
		drawCurves(panels[i], g, floor, ceiling)
		panels[i].X, panels[i].Y = whole.X, whole.Y
	}
	return panels
}

// columns is how many panels stand side by side.
func columns(groups int) int { return min(2, groups) }

// names are the scenarios' names, the baseline first.
func (m *Material) names() []string {
	names := make([]string, len(m.Scenarios))
	for i := range m.Scenarios {
		names[i] = m.Scenarios[i].Name
	}
	return names
}

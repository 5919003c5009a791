package fit

import (
	"math"

	"rapport/sim"
)

// edge is how near to the end of its range, as a share of it, a parameter may
// start: at the end itself no finite coordinate would lead away.
const edge = 0.002

// Bounds of the scale of a coordinate, as shares of the range of the parameter
// and of its start.
const (
	startShare    = 0.3
	smallestShare = 0.03
	largestShare  = 0.15
)

// axis is one parameter as an unbounded coordinate y,
//
//	value = min + (max-min)·logistic(logit(u0) + scale·y),  u0 = (start-min)/(max-min),
//
// so that the range of the table holds by form. y = 0 is the start; a step of 1
// is there about one prior standard deviation: 0.3·|start|, but at least 3 and
// at most 15 % of the range.
type axis struct {
	param sim.Param // its Value is not used
	start float64
	logit float64 // of u0
	scale float64
}

func newAxis(p sim.Param, start float64) axis {
	width := p.Max - p.Min
	u := min(max((start-p.Min)/width, edge), 1-edge)
	sd := min(max(startShare*math.Abs(start), smallestShare*width), largestShare*width)
	return axis{param: p, start: start, logit: math.Log(u / (1 - u)), scale: sd / (width * u * (1 - u))}
}

// value is the parameter at coordinate y, within its range.
func (a *axis) value(y float64) float64 {
	if y == 0 {
		return a.start // exactly, also where rounding or the edge would move it
	}
	return a.param.Min + (a.param.Max-a.param.Min)/(1+math.Exp(-a.logit-a.scale*y))
}

// space is all fitted parameters.
type space []axis

func (s space) values(y []float64) []float64 {
	x := make([]float64, len(s))
	for i := range s {
		x[i] = s[i].value(y[i])
	}
	return x
}

// rounded is x with four significant digits, as the parameter file has it.
func rounded(x float64) float64 {
	if x == 0 || math.IsInf(x, 0) || math.IsNaN(x) {
		return x
	}
	unit := math.Pow(10, 3-math.Floor(math.Log10(math.Abs(x))))
	return math.Round(x*unit) / unit
}

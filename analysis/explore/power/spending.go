package power

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"rapport/scenarios/study"
)

// spent is the error that may be spent on one side up to the share t of the
// information (Lan & DeMets 1983, Biometrika 70:659-663):
//
//	O'Brien-Fleming type: 2 - 2Φ(z(alpha/2)/√t)    Pocock type: alpha·ln(1 + (e-1)t)
func spent(spending string, alpha, t float64) float64 {
	if spending == study.SpendingPocock {
		return alpha * math.Log(1+(math.E-1)*t)
	}
	norm := distuv.UnitNormal
	return 2 * norm.CDF(norm.Quantile(alpha/2)/math.Sqrt(t))
}

// boundaries are the values of z beyond which a look ends the trial, such that up to
// each look the chance of having ended without an effect is what may be spent:
// alpha is that of one side, and with two sides the boundaries are symmetric. By the
// recursion of Armitage, McPherson & Rowe (1969, J R Stat Soc A 132:235-244) over
// the score √t·z, whose steps are independent.
func boundaries(spending string, alpha float64, looks []float64, sided int) []float64 {
	var out []float64
	density := path{points: []float64{0}, mass: []float64{1}} // all at 0 before the first look
	before, at := 0.0, 0.0
	for _, t := range looks {
		spend := float64(sided) * (spent(spending, alpha, t) - before)
		before = spent(spending, alpha, t)
		sd := math.Sqrt(t - at)
		c := density.boundary(spend, sd, sided)
		out = append(out, c/math.Sqrt(t))
		density = density.onward(c, sd, math.Sqrt(t), sided)
		at = t
	}
	return out
}

// path is where the score of trials stands that have not ended: at some points, with
// so much of all trials at each.
type path struct{ points, mass []float64 }

// beyond is how much of it ends at the next look with boundary c.
func (p *path) beyond(c, sd float64, sided int) float64 {
	norm := distuv.UnitNormal
	sum := 0.0
	for i, x := range p.points {
		out := norm.CDF((x - c) / sd)
		if sided == 2 {
			out += norm.CDF((-c - x) / sd)
		}
		sum += p.mass[i] * out
	}
	return sum
}

// boundary is that at which so much ends, by halving.
func (p *path) boundary(spend, sd float64, sided int) float64 {
	low, high := 0.0, 10.0
	for range 60 {
		if middle := (low + high) / 2; p.beyond(middle, sd, sided) > spend {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

// onward is the path after a look with boundary c, by Simpson's rule; all is the
// standard deviation of the score without looks.
func (p *path) onward(c, sd, all float64, sided int) path {
	const pieces = 600
	from := -c
	if sided == 1 {
		from = -8 * all
	}
	step := (c - from) / pieces
	next := path{make([]float64, pieces+1), make([]float64, pieces+1)}
	norm := distuv.UnitNormal
	for i := range next.points {
		x := from + float64(i)*step
		density := 0.0
		for j, y := range p.points {
			density += p.mass[j] * norm.Prob((x-y)/sd) / sd
		}
		weight := 2.0
		switch {
		case i == 0 || i == pieces:
			weight = 1
		case i%2 == 1:
			weight = 4
		}
		next.points[i], next.mass[i] = x, density*weight*step/3
	}
	return next
}

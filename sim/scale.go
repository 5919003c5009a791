package sim

import "math"

// Everything that has ends is moved by forms that saturate: a change shrinks as
// the end comes near, so nothing is ever clamped.

// logistic maps a log-odds to a probability or proportion, above 0 and below 1.
func logistic(x float64) float64 { return 1 / (1 + exp(-x)) }

// logit is the inverse of logistic, for p above 0 and below 1.
func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// bounded maps any x into (−1, 1), with slope 1 at 0.
func bounded(x float64) float64 { return x / (1 + math.Abs(x)) }

// toward is the change of a proportion x, above 0 and below 1, under a drive u:
// u > 0 closes the share u/(1+u) of the distance to 1, u < 0 the share
// |u|/(1+|u|) of the distance to 0.
func toward(x, u float64) float64 {
	if u > 0 {
		return (1 - x) * (u / (1 + u))
	}
	return x * (u / (1 - u))
}

// grid is the step, 0 to n − 1, of an instrument of n steps at which a proportion
// p falls. Only rounding can bring p to 1.
func grid(n int, p float64) int { return min(n-1, int(float64(n)*p)) }

// share is the part u/(1+u) of a distance that a rate u ≥ 0 closes.
func share(u float64) float64 { return u / (1 + u) }

// turn is the change of a proportion x under a drive u on its odds o = x/(1 − x):
// u > 0 multiplies them by 1 + u, u < 0 divides them by 1 + |u|. So drives of equal
// size and opposite sign undo each other, and most moves where x is in the middle.
func turn(x, u float64) float64 {
	beyond := x
	if u < 0 {
		beyond = 1 - x
	}
	return x * (1 - x) * u / (1 + math.Abs(u)*beyond)
}

package fit

import (
	"math"

	"rapport/analysis"
)

// The shape of the loss of one target. See [target.loss].
const (
	centrePull = 0.05 // within the acceptance, towards its middle
	steep      = 20   // beyond the safe part of it
	safeShare  = 0.75 // largest safe part of a band's half-width
	leastSafe  = 0.1  // smallest
	errorsAway = 2.5  // standard errors of a validation that keep a value safe
	wideBand   = 0.5  // bands as wide as this ask for their ends only
	noValue    = 10   // excess of a value that could not be computed
)

// target is one number that a finding asks for: the value of a band, one check
// of a direction, the acceptance of a direction, or a part of a result.
type target struct {
	finding   int    // index
	id, name  string // name is empty for a value
	check     int    // index of the check; -1 for the value, onePart for the part called name
	low, high float64

	pull, steep float64 // the shape of the loss
	weight      float64
	se          float64 // Monte-Carlo standard error of the number at the patients of one evaluation
	valid       float64 // … and of the scorecard
}

// What a target takes from a result, where it is no check.
const (
	theValue = -1
	onePart  = -2
)

// targetsOf lists what the findings ask for. Notes ask nothing; checks are found
// by evaluating the findings once, as results.
func targetsOf(findings []analysis.Finding, results []analysis.Result) []target {
	var all []target
	for i := range findings {
		f := &findings[i]
		if f.Kind == analysis.Note {
			continue
		}
		if !math.IsInf(f.Accept.Low, -1) || !math.IsInf(f.Accept.High, 1) {
			t := target{finding: i, id: f.ID, check: theValue, low: f.Accept.Low, high: f.Accept.High, steep: steep}
			if t.high-t.low < wideBand {
				t.pull = centrePull
			}
			all = append(all, t)
		}
		for k, c := range results[i].Checks {
			if f.Kind == analysis.Direction {
				all = append(all, target{finding: i, id: f.ID, name: c.Name, check: k, low: 0, high: math.Inf(1), steep: steep})
			}
		}
	}
	return all
}

// of takes the target's number from the results of all findings.
func (t *target) of(results []analysis.Result) float64 {
	r := &results[t.finding]
	switch {
	case t.check == theValue:
		return r.Value
	case t.check == onePart:
		return r.Detail(t.name)
	case t.check < len(r.Checks):
		return r.Checks[t.check].Margin
	}
	return math.NaN()
}

// halfWidth is what the number is measured in: half the band, or for a target
// with one end two and a half Monte-Carlo standard errors.
func (t *target) halfWidth() float64 {
	if h := (t.high - t.low) / 2; !math.IsInf(h, 0) && h > 0 {
		return h
	}
	if unit := errorsAway * t.se; unit > 0 && !math.IsInf(unit, 0) {
		return unit
	}
	return 0.01
}

// excess is how far the number v lies beyond the safe part of the acceptance, in
// half-widths, and the direction in which v must move to lessen it.
//
// The safe part of a band leaves room for the sampling error of another seed:
// 2.5 standard errors, but at least a quarter of the half-width. A target with
// one end is safe 2.5 standard errors away from it.
func (t *target) excess(v float64) (e, direction float64) {
	h := t.halfWidth()
	if math.IsInf(t.high-t.low, 0) {
		if math.IsInf(t.high, 1) {
			return (t.low-v)/h + 1, 1
		}
		return (v-t.high)/h + 1, -1
	}
	z := (v - (t.low+t.high)/2) / h
	safe := min(max(1-errorsAway*t.valid/h, leastSafe), safeShare)
	if z < 0 {
		return -z - safe, 1
	}
	return z - safe, -1
}

// loss of the number v, with its slope and curvature in v:
//
//	pull z²                            z = (v - middle) / half-width
//	+ steep e²  up to e = 1,  steep (2e - 1) beyond it,   e = excess above 0,
//
// For a published band pull is 0.05, or 0 where it is wider than 0.5, and steep is 20,
// so that the loss is gentle inside, steep at the ends, and a target that cannot be
// reached does not outweigh all others. The curvature is that of the parabola
// that touches the loss from above, which makes Gauss-Newton steps safe.
func (t *target) loss(v float64) (loss, slope, curve float64) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return t.weight * (t.pull*noValue*noValue + t.steep*(2*noValue-1)), 0, 0
	}
	h := t.halfWidth()
	if t.pull > 0 {
		z := (v - (t.low+t.high)/2) / h
		loss, slope, curve = t.pull*z*z, 2*t.pull*z/h, 2*t.pull/(h*h)
	}
	e, direction := t.excess(v)
	if e > 0 && t.steep > 0 {
		value, gradient := e*e, 2*e
		if e > 1 {
			value, gradient = 2*e-1, 2
		}
		loss += t.steep * value
		slope -= direction * t.steep * gradient / h
		curve += t.steep * gradient / e / (h * h)
	}
	return t.weight * loss, t.weight * slope, t.weight * curve
}

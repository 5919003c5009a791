package analysis

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/descriptive"
)

// Result is what an estimator found.
type Result struct {
	Value float64 // the estimate; NaN where the data do not allow one (a warning says why)
	SE    float64 // standard error; NaN where no formula is at hand
	Low   float64 // 95 % interval, both NaN where no formula is at hand
	High  float64
	N     int // units that entered: patients, sessions, ruptures or therapists, as the estimator says

	Details  []Detail // the numbers behind the value
	Checks   []Check  // what a direction asks; empty where the value says it all
	Warnings []error  // doubts that a reader should know

	events []int // patients with and without what is counted, for shares and ratios of them
	differ *int  // twins who differ, of a mean of differences that most have not; else nil
	few    int   // the patients, where they are fewer than the interval needs; else 0
	own    bool  // Low and High are exact by the estimator's own formula, better than the jackknife
	scale  scale // on which the value is nearest to normal
	cut    *cut  // what decides who is counted, where the data set that too; else nil
}

// scale is how an interval of the value is made from its standard error, so that it says
// nothing that cannot be.
type scale uint8

const (
	asItIs   scale = iota
	ofRatio        // symmetric in the logarithm: above 0
	ofShare        // Wilson's: 0 to 1
	ofFisher       // symmetric in Fisher's z: a correlation, or a coefficient like it, -1 to 1
)

// on sets the scale.
func (r Result) on(s scale) Result {
	r.scale = s
	return r
}

// cut is a threshold that comes of the data, as a number of their own standard
// deviations. Scores move in steps, so that a share jumps where its threshold passes
// one, which no error of the share tells.
type cut struct {
	at    float64
	share func(at float64) float64 // what the value would be with another threshold
}

// Detail is a named number behind a value.
type Detail struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`

	counts bool // it is a number of something, to which each part of the data adds
}

// Check is one condition of a direction. It holds where Margin is above zero.
type Check struct {
	Name   string  `json:"name"`
	Margin float64 `json:"margin"` // how far on the right side, in units of the numbers compared
}

// Pass says that the condition holds.
func (c Check) Pass() bool { return c.Margin > 0 }

// Pass says that every check of the result holds.
func (r Result) Pass() bool {
	return !slices.ContainsFunc(r.Checks, func(c Check) bool { return !c.Pass() })
}

// Margin is the smallest margin of the checks, +Inf without any.
func (r Result) Margin() float64 {
	m := math.Inf(1)
	for _, c := range r.Checks {
		if math.IsNaN(c.Margin) {
			return math.NaN()
		}
		m = min(m, c.Margin)
	}
	return m
}

// Detail returns the named detail, NaN where there is none.
func (r Result) Detail(name string) float64 {
	for _, d := range r.Details {
		if d.Name == name {
			return d.Value
		}
	}
	return math.NaN()
}

func (r *Result) warn(format string, args ...any) {
	r.Warnings = append(r.Warnings, fmt.Errorf(format, args...))
}

func (r *Result) detail(name string, value float64) {
	r.Details = append(r.Details, Detail{Name: name, Value: value})
}

// count is a detail that counts something.
func (r *Result) count(name string, n int) {
	r.Details = append(r.Details, Detail{name, float64(n), true})
}

// enoughPatients is from how many patients on the intervals of some estimators hold what they
// say: with 60 they held the truth in 90 of 100 studies (analysis/coverage).
const enoughPatients = 100

// asks marks the interval where the patients are fewer than it needs.
func (r *Result) asks(patients int) {
	if patients < enoughPatients {
		r.few = patients
	}
}

func (r *Result) check(name string, margin float64) {
	r.Checks = append(r.Checks, Check{name, margin})
}

// estimate is a value with a normal interval.
func estimate(value, se float64, n int) Result {
	return Result{Value: value, SE: se, Low: value - descriptive.Z95*se, High: value + descriptive.Z95*se, N: n}
}

// unsure is a value for which no formula of a standard error is at hand; a
// scorecard has the jackknife's.
func unsure(value float64, n int) Result {
	nan := math.NaN()
	return Result{Value: value, SE: nan, Low: nan, High: nan, N: n}
}

// deviation is the standard deviation, NaN of fewer than two values.
func deviation(x []float64) float64 {
	if len(x) < 2 {
		return math.NaN()
	}
	return stat.StdDev(x, nil)
}

// Nothing is the result where the data do not allow an estimate.
func Nothing(n int, format string, args ...any) Result {
	nan := math.NaN()
	r := Result{Value: nan, SE: nan, Low: nan, High: nan, N: n}
	r.warn(format, args...)
	return r
}

// proportion is k of n with Wilson's score interval, which stays inside 0 to 1 where k is near 0 or n.
func proportion(k, n int, unit string) Result {
	if n == 0 {
		return Nothing(0, "no %s to count", unit)
	}
	p, low, high := descriptive.Wilson(k, n)
	return Result{Value: p, SE: math.Sqrt(p * (1 - p) / float64(n)), Low: low, High: high, N: n, scale: ofShare, events: []int{k, n - k}}
}

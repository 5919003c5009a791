package analysis

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
)

// allianceSlope is the mean of each treated patient's own least-squares slope of
// the alliance on session number, over the answers in the window, of patients with
// at least minAnswers of them. N is the patients. (Sauer, Lopez & Gormley 2003,
// Psychother Res 13:371-382.)
//
// Trap: who leaves early has a low alliance, so the mean rating of those present
// rises by selection alone; the mean of own slopes does not.
func allianceSlope(d *data.Data, m data.Measure, window data.Span, minAnswers int) Result {
	slopes := slopesOf(d, m, window, minAnswers)
	x := make([]float64, 0, len(slopes))
	for _, b := range slopes {
		if !math.IsNaN(b) {
			x = append(x, b)
		}
	}
	if len(x) < 2 {
		return Nothing(len(x), "a mean slope needs at least 2 patients, there are %d", len(x))
	}
	mean, sd := stat.MeanStdDev(x, nil)
	r := estimate(mean, sd/math.Sqrt(float64(len(x))), len(x))
	r.detail("SD of slopes", sd)
	return r
}

// slopesOf are the slopes of all courses, NaN where there is none.
func slopesOf(d *data.Data, m data.Measure, window data.Span, minAnswers int) []float64 {
	score := m.Reader()
	var s series
	out := make([]float64, len(d.List))
	for i := range d.List {
		c := &d.List[i]
		out[i] = math.NaN()
		if s.read(c, window, score); c.Treated() && len(s.score) >= max(minAnswers, 2) {
			out[i] = lineThrough(s.session, s.score).slope
		}
	}
	return out
}

// slopeByOutcome is the mean slope of the alliance on session number of responders
// minus that of non-responders, both with a planned ending, of patients with at
// least minAnswers answers. Checks: it is above zero, and responders rise more than
// dropouts, too. N is the patients of all three groups. Details: the three mean
// slopes. (Coutinho et al. 2014, An Psicol 30(3).)
//
// Trap: slopes over a few answers are noisy, and courses of dropouts are short, so
// their mean slope is far less sure than that of the others.
func slopeByOutcome(d *data.Data, m data.Measure, minAnswers int) Result {
	slopes := slopesOf(d, m, wholeCourse, minAnswers)
	var responders, others, dropouts []float64
	for i, b := range slopes {
		c := &d.List[i]
		switch {
		case math.IsNaN(b):
		case c.DroppedOut():
			dropouts = append(dropouts, b)
		case data.Responded(float64(c.Patient.PHQ9Intake), float64(c.Patient.PHQ9Last)):
			responders = append(responders, b)
		default:
			others = append(others, b)
		}
	}
	n := len(responders) + len(others) + len(dropouts)
	if len(responders) < 2 || len(others) < 2 || len(dropouts) < 2 {
		return Nothing(n, "want 2 responders, non-responders and dropouts with slopes, there are %d, %d and %d",
			len(responders), len(others), len(dropouts))
	}
	ma, va := stat.MeanVariance(responders, nil)
	mb, vb := stat.MeanVariance(others, nil)
	mc := stat.Mean(dropouts, nil)
	r := estimate(ma-mb, math.Sqrt(va/float64(len(responders))+vb/float64(len(others))), n)
	r.detail("slope responders", ma)
	r.detail("slope non-responders", mb)
	r.detail("slope dropouts", mc)
	r.check("responders rise more than non-responders", ma-mb)
	r.check("responders rise more than dropouts", ma-mc)
	return r
}

// pattern is what a series of alliance ratings shows.
type pattern string

// The patterns of [patternShare].
const (
	repaired   pattern = "repaired"   // a drop, and every drop is regained
	unrepaired pattern = "unrepaired" // a drop that is not regained before the end
	noDrop     pattern = "none"       // no drop
)

// patternShare is the share of treated patients with at least minAnswers ratings
// whose series shows the pattern, by one criterion: a drop is a rating that lies at
// least the given number of standard deviations (of ratings within patients, pooled)
// below the patient's running level, the mean of the answers before it; it is
// regained where a later rating reaches that level again. Until then no further drop is
// looked for, and of several drops the last one counts. N is the patients. Details: the
// shares of all patterns, and the SD. (Holmqvist Larsson, Falkenström, Andersson
// & Holmqvist 2018, Psychother Res 28:123-136, whose wording of the criterion was
// not seen.)
//
// Trap: error of measurement alone makes drops, and the next rating regains them;
// shares by different criteria do not compare.
func patternShare(d *data.Data, m data.Measure, want pattern, drop float64, minAnswers int) Result {
	score := m.Reader()
	var s series
	var all [][]float64
	ss, df := 0.0, 0
	for i := range d.List {
		c := &d.List[i]
		if s.read(c, wholeCourse, score); !c.Treated() || len(s.score) < max(minAnswers, 2) {
			continue
		}
		own := append([]float64(nil), s.score...)
		all = append(all, own)
		ss, df = ss+stat.Variance(own, nil)*float64(len(own)-1), df+len(own)-1
	}
	sd := math.Sqrt(ss / float64(df))
	count := map[pattern]int{}
	for _, x := range all {
		count[patternOf(x, drop*sd)]++
	}
	r := proportion(count[want], len(all), "patients with enough ratings")
	for _, p := range []pattern{repaired, unrepaired, noDrop} {
		r.detail(string(p), float64(count[p])/float64(len(all)))
	}
	r.detail("SD within", sd)
	return r
}

// patternOf finds drops of at least the given size below the running level.
func patternOf(x []float64, size float64) pattern {
	found, level, sum, n := noDrop, math.NaN(), 0.0, 0.0
	for _, v := range x {
		switch {
		case found == unrepaired && v >= level:
			found = repaired
		case found != unrepaired && n > 0 && size > 0 && v <= sum/n-size:
			found, level = unrepaired, sum/n
		}
		sum, n = sum+v, n+1
	}
	return found
}

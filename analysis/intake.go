package analysis

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
)

// intakeOutcome is the correlation of PHQ-9 at intake with the last PHQ-9, of
// those who started and answered at least minScores times. N is the patients.
// (Buckman et al. 2021, Psychol Med 51:1068-1081.)
//
// Trap: screening at a cut-off narrows the range of intake and with it r, so a
// trial and routine care do not compare.
func intakeOutcome(d *data.Data, minScores int) Result {
	x, y := beforeAfter(answering(d, minScores), occasion{})
	return pearson(x, y)
}

// answering leaves the courses with at least so many answered PHQ-9.
func answering(d *data.Data, minScores int) *data.Data {
	return d.Select(func(c data.Course) bool {
		n := 0
		for i := range c.Sessions {
			if c.Sessions[i].PHQ9 != nil {
				n++
			}
		}
		return n >= minScores
	})
}

// lastSkewness is the skewness of the last PHQ-9 (adjusted Fisher–Pearson); the
// checks are that it is positive and larger than that of intake. Detail: the
// skewness of intake. N is those who started. (Karin et al. 2018,
// doi 10.2196/10200.)
//
// Trap: skewness at the end arises from the floor of the scale as well as from
// who gets well; it says nothing about which.
func lastSkewness(d *data.Data) Result {
	x, y := beforeAfter(d, occasion{})
	if len(x) < 4 {
		return Nothing(len(x), "skewness needs at least 4 patients, there are %d", len(x))
	}
	last, first := stat.Skew(y, nil), stat.Skew(x, nil)
	if math.IsNaN(last) || math.IsNaN(first) {
		return Nothing(len(x), "a score does not vary, so it has no skewness")
	}
	r := estimate(last, skewnessSE(len(y)), len(y))
	r.detail("skewness intake", first)
	r.check("skewness above zero", last)
	r.check("last is more skewed than intake", last-first)
	return r
}

// skewnessSE is the standard error of the skewness of n normal values.
func skewnessSE(count int) float64 {
	n := float64(count)
	return math.Sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3)))
}

// spreadRatio is SD of the last PHQ-9 over SD of intake, of patients with at
// least minSessions. For normal scores that correlate by r the logarithm has
// standard error √((1-r²)/(n-1)). N is the patients. Details: the two SDs. (NHS
// Talking Therapies annual reports; Karin et al. 2018.)
//
// Trap: a cut-off at intake narrows the denominator.
func spreadRatio(d *data.Data, minSessions int) Result {
	x, y := beforeAfter(d.Select(func(c data.Course) bool { return len(c.Sessions) >= minSessions }), occasion{})
	n := len(x)
	if n < 4 {
		return Nothing(n, "a ratio of spreads needs at least 4 patients, there are %d", n)
	}
	sx, sy, r := stat.StdDev(x, nil), stat.StdDev(y, nil), stat.Correlation(x, y, nil)
	if sx == 0 || math.IsNaN(r) {
		return Nothing(n, "a score does not vary, so spreads do not compare")
	}
	out := estimate(sy/sx, sy/sx*math.Sqrt((1-r*r)/float64(n-1)), n).on(ofRatio)
	out.detail("SD intake", sx)
	out.detail("SD last", sy)
	return out
}

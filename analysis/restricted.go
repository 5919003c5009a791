package analysis

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// Seen is the PHQ-9 of an assessment as somebody knows it, NaN where it is not known:
// [data.OfEverybody] has all that a run can tell. It is asked in order, each once.
type Seen func(*record.Assessment) float64

// Restricted times are the weeks that a course spends without an event, or in a
// state, up to a week at which everybody is assessed. Everybody is seen until then,
// so that nobody is censored: the mean over courses is the restricted mean time (the
// area under the curve of Kaplan & Meier up to that week), and the mean over twins of
// their differences is its difference (Royston & Parmar 2013, BMC Med Res Methodol
// 13:152, doi:10.1186/1471-2288-13-152; read as an abstract).
//
// Trap: remission, response and relapse are known at assessments only, so that their
// times are those of the weeks at which somebody was asked, and a scenario is never
// quicker than these.

// WeeksToLeaving are the weeks from entry until somebody leaves before a planned
// ending, at most until the week; all of them for those who never leave, finished or
// not. NaN on a waiting list, which nobody leaves.
func WeeksToLeaving(c *data.Course, until int) float64 {
	switch {
	case !c.Treated():
		return math.NaN()
	case c.DroppedOut():
		return min(float64(c.Patient.Weeks), float64(until))
	}
	return float64(until)
}

// WeeksToRemission are the weeks from entry to the first assessment with a PHQ-9
// below [RemissionBelow], at most until the week. NaN for those in remission at
// entry, and where a score before the event is not known.
func WeeksToRemission(c *data.Course, until int, seen Seen) float64 {
	if c.Patient.PHQ9Entry < RemissionBelow {
		return math.NaN()
	}
	for i := range c.Assessments {
		week := int(c.Assessments[i].Week)
		if week > until {
			break
		}
		switch x := seen(&c.Assessments[i]); {
		case math.IsNaN(x):
			return x
		case x < RemissionBelow:
			return float64(week)
		}
	}
	return float64(until)
}

// WeeksWell are the weeks from the first assessment with a response to a relapse as
// [TimeToRelapse] has it, at most until the week; 0 for those who never respond. It
// is the restricted mean duration of response of everybody, those who never respond
// with 0 (Huang & Tian 2022, Pharm Stat 21:865-878, doi:10.1002/pst.2198; read as an
// abstract): scenarios in which more or others respond are compared without a selection.
func WeeksWell(c *data.Course, until int, seen Seen) float64 {
	lowest, since := math.Inf(1), 0.0
	for i := range c.Assessments {
		week := int(c.Assessments[i].Week)
		if week > until {
			break
		}
		x := seen(&c.Assessments[i])
		switch {
		case math.IsNaN(x):
			return x
		case math.IsInf(lowest, 1):
			if data.Responded(float64(c.Patient.PHQ9Entry), x) {
				lowest, since = x, float64(week)
			}
		case x >= RelapseFrom && x-lowest >= RelapseRise:
			return float64(week) - since
		default:
			lowest = min(lowest, x)
		}
	}
	if math.IsInf(lowest, 1) {
		return 0
	}
	return float64(until) - since
}

// WeeksToRelapse are the weeks from a landmark to a relapse (at least [RelapseFrom]
// points, and [RelapseRise] above the lowest since the landmark), at most until the
// week. NaN for those who are not in response at the landmark. The clock of everybody
// begins there, so that nobody is longer at risk for having responded sooner
// (Anderson, Cain & Gelber 1983, J Clin Oncol 1:710-719; read as an abstract, volume and
// pages recalled).
//
// Trap: it tells of those who respond, and scenarios differ in who does; twins who
// respond under both are the same people.
func WeeksToRelapse(c *data.Course, landmark, until int) float64 {
	lowest := math.NaN()
	for i := range c.Assessments {
		week := int(c.Assessments[i].Week)
		if week < landmark || week > until {
			continue
		}
		x := data.OfEverybody(&c.Assessments[i])
		switch {
		case math.IsNaN(x):
			return x
		case week == landmark:
			if !data.Responded(float64(c.Patient.PHQ9Entry), x) {
				return math.NaN()
			}
			lowest = x
		case x >= RelapseFrom && x-lowest >= RelapseRise:
			return float64(week - landmark)
		default:
			lowest = min(lowest, x)
		}
	}
	if math.IsNaN(lowest) {
		return lowest
	}
	return float64(until - landmark)
}

// Events of which the restricted time is told.
var restrictedEvents = []string{"leaving", "remission", "well", "relapse"}

// restrictedQuery says of what.
type restrictedQuery struct {
	Event           string
	Until, Landmark int
}

// of is the time of a course.
func (q restrictedQuery) of(c *data.Course) float64 {
	switch q.Event {
	case "leaving":
		return WeeksToLeaving(c, q.Until)
	case "remission":
		return WeeksToRemission(c, q.Until, data.OfEverybody)
	case "well":
		return WeeksWell(c, q.Until, data.OfEverybody)
	}
	return WeeksToRelapse(c, q.Landmark, q.Until)
}

// assessed says that somebody was asked at the week until which is counted; without,
// times up to then are not known.
func (q restrictedQuery) assessed(c *data.Course) bool {
	return q.Event == "leaving" || !math.IsNaN(c.Everybody(q.Until))
}

// restrictedWeeks is the mean over courses of the weeks that each spends without the event,
// or in response, up to a week. N is the courses that have such a time. (Royston & Parmar
// 2013, BMC Med Res Methodol 13:152; for weeks well Huang & Tian 2022, Pharm Stat
// 21:865-878.)
//
// Trap: remission, response and relapse are known at assessments only, so that no scenario
// is quicker than these.
func restrictedWeeks(d *data.Data, q restrictedQuery) Result {
	var x []float64
	for i := range d.List {
		if c := &d.List[i]; q.assessed(c) {
			if v := q.of(c); !math.IsNaN(v) {
				x = append(x, v)
			}
		}
	}
	if len(x) < 2 {
		return Nothing(len(x), "fewer than two patients have such a time")
	}
	mean, variance := stat.MeanVariance(x, nil)
	return estimate(mean, math.Sqrt(variance/float64(len(x))), len(x))
}

// restrictedDifference is the mean over twins of the first scenario's time less the
// second's. Details: the two means. N is the twins who have it under both.
func restrictedDifference(first, second *data.Data, q restrictedQuery) Result {
	var x, a, b []float64
	differ := 0
	data.EachPair(first, second, func(one, two *data.Course) {
		if !q.assessed(one) || !q.assessed(two) {
			return
		}
		if v, w := q.of(one), q.of(two); !math.IsNaN(v) && !math.IsNaN(w) {
			x, a, b = append(x, v-w), append(a, v), append(b, w)
			if v != w {
				differ++
			}
		}
	})
	if len(x) < 2 {
		return Nothing(len(x), "fewer than two twins have such a time under both scenarios")
	}
	mean, variance := stat.MeanVariance(x, nil)
	r := estimate(mean, math.Sqrt(variance/float64(len(x))), len(x))
	r.differ = &differ
	r.detail("first scenario", stat.Mean(a, nil))
	r.detail("second scenario", stat.Mean(b, nil))
	return r
}

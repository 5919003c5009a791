package analysis

import (
	"fmt"
	"math"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// line is the least-squares line of y on t.
type line struct {
	slope float64 // NaN where t does not vary
	rss   float64 // residual sum of squares
}

func lineThrough(t, y []float64) line {
	n := float64(len(t))
	mt, my := 0.0, 0.0
	for i := range t {
		mt += t[i] / n
		my += y[i] / n
	}
	tt, ty, yy := 0.0, 0.0, 0.0
	for i := range t {
		tt += (t[i] - mt) * (t[i] - mt)
		ty += (t[i] - mt) * (y[i] - my)
		yy += (y[i] - my) * (y[i] - my)
	}
	return line{ty / tt, max(yy-ty*ty/tt, 0)}
}

// series is one patient's answered scores with their session numbers.
type series struct{ session, score []float64 }

// read fills the series with the answers in the window; its memory is used again.
func (s *series) read(c *data.Course, window data.Span, score func(*record.Session) float64) {
	s.session, s.score = s.session[:0], s.score[:0]
	for i := range c.Sessions {
		n := int(c.Sessions[i].Session)
		if n < window.From || n > window.To {
			continue
		}
		if v := score(&c.Sessions[i]); !math.IsNaN(v) {
			s.session, s.score = append(s.session, float64(n)), append(s.score, v)
		}
	}
}

// wholeCourse is a window that holds every session.
var wholeCourse = data.Span{From: 1, To: math.MaxInt}

// curves are a patient's own regressions of PHQ-9 on session and on
// log(session + shift).
func (s *series) curves(shift float64, work []float64) (straight, curved line, used []float64) {
	work = work[:0]
	for _, t := range s.session {
		work = append(work, math.Log(t+shift))
	}
	return lineThrough(s.session, s.score), lineThrough(work, s.score), work
}

// courseLengths are the categories of [logCurves], in sessions held.
var courseLengths = []data.Span{{From: 5, To: 8}, {From: 9, To: 15}, {From: 16, To: math.MaxInt}}

// logCurves is by how much the residual mean square of each patient's own
// regression of PHQ-9 on log(session) lies below that on session,
//
//	1 - Σ RSS(log) / Σ RSS(line),
//
// over treated patients with 5 sessions and 4 answers or more; both curves have
// two parameters, so the degrees of freedom cancel. Checks: the same is above zero
// in courses of 5 to 8, 9 to 15 and 16 or more sessions, where there are such
// courses. N is the patients. (Stulz, Lutz, Kopta, Minami & Saunders 2013, J Couns
// Psychol 60:593-600.)
//
// Trap: a mean curve bends although no single course does, where the fast leave
// early; each patient's own curve does not.
func logCurves(d *data.Data) Result {
	rss := make([][2]float64, len(courseLengths))
	patients := make([]int, len(courseLengths))
	var s series
	var work []float64
	for i := range d.List {
		c := &d.List[i]
		k := lengthOf(len(c.Sessions))
		if !c.Treated() || k < 0 {
			continue
		}
		if s.read(c, wholeCourse, data.PHQ9Of); len(s.score) < 4 {
			continue
		}
		var straight, curved line
		straight, curved, work = s.curves(0, work)
		rss[k][0] += straight.rss
		rss[k][1] += curved.rss
		patients[k]++
	}
	return logCurve(rss, patients)
}

// lengthOf is the category of a course, -1 where it is too short for any.
func lengthOf(sessions int) int {
	for k, l := range courseLengths {
		if sessions >= l.From && sessions <= l.To {
			return k
		}
	}
	return -1
}

func logCurve(rss [][2]float64, patients []int) Result {
	straight, curved, n := 0.0, 0.0, 0
	for k := range rss {
		straight, curved, n = straight+rss[k][0], curved+rss[k][1], n+patients[k]
	}
	if straight == 0 {
		return Nothing(n, "no course of 5 sessions or more has 4 answers off a line")
	}
	r := unsure(1-curved/straight, n)
	for k, l := range courseLengths {
		name := fmt.Sprintf("%d to %d sessions", l.From, l.To)
		if l.To == math.MaxInt {
			name = fmt.Sprintf("%d sessions or more", l.From)
		}
		r.count("patients of "+name, patients[k])
		if rss[k][0] > 0 {
			r.check("log-linear better in "+name, 1-rss[k][1]/rss[k][0])
		}
	}
	return r
}

// logCurveShare is the share of treated patients with at least minScores answers
// whose own regression of PHQ-9 on log(session + shift) leaves the smaller residual
// sum of squares than that on session. N is the patients. (Computed from the
// session-by-session scores of the CBT arm of ENRICHD, R package npmlda.)
//
// Trap: error of measurement alone makes it a half, so a share of .7 is far from
// every course being curved.
func logCurveShare(d *data.Data, minScores int, shift float64) Result {
	var s series
	var work []float64
	k, n := 0, 0
	for i := range d.List {
		c := &d.List[i]
		if !c.Treated() {
			continue
		}
		if s.read(c, wholeCourse, data.PHQ9Of); len(s.score) < max(minScores, 3) {
			continue
		}
		var straight, curved line
		straight, curved, work = s.curves(shift, work)
		n++
		if curved.rss < straight.rss {
			k++
		}
	}
	return proportion(k, n, "patients with enough answers")
}

// curveScatter is the standard deviation of PHQ-9 within patients around each
// one's own regression on log(session + shift), in SD of intake:
//
//	√(Σ RSS / Σ (n - 2)) / SD(intake),
//
// over treated patients with at least minScores answers, intake being theirs. N is the
// patients. Detail: the scatter in points. (Computed from the CBT arm of ENRICHD.)
//
// Trap: it holds error of measurement, mood of the week and true change that the
// curve does not follow; only the first is unreliability.
func curveScatter(d *data.Data, minScores int, shift float64) Result {
	var s series
	var work, intake []float64
	rss, df := 0.0, 0
	for i := range d.List {
		c := &d.List[i]
		if !c.Treated() {
			continue
		}
		if s.read(c, wholeCourse, data.PHQ9Of); len(s.score) < max(minScores, 3) {
			continue
		}
		var curved line
		_, curved, work = s.curves(shift, work)
		rss, df = rss+curved.rss, df+len(s.score)-2
		intake = append(intake, intakeOf(c.Patient))
	}
	return inIntakeSD(math.Sqrt(rss/float64(df)), intake)
}

// inIntakeSD divides a number of points by the SD of intake.
func inIntakeSD(points float64, intake []float64) Result {
	sd := deviation(intake)
	if math.IsNaN(points) || !(sd > 0) {
		return Nothing(len(intake), "only %d patients have enough answers, or their intake does not vary", len(intake))
	}
	r := unsure(points/sd, len(intake)).on(ofRatio)
	r.detail("points", points)
	r.detail("SD intake", sd)
	return r
}

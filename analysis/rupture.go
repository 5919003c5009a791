package analysis

import (
	"math"
	"strconv"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// rater is whose view of a session counts.
type rater string

// The three raters.
const (
	byPatient   rater = "patient"
	byTherapist rater = "therapist"
	byObserver  rater = "observer"
)

// raters lists the raters, from the one who reports fewest ruptures to the one
// who codes most.
var raters = []rater{byPatient, byTherapist, byObserver}

// reader returns the function that reads the rater's report.
func (r rater) reader() func(*record.Session) *bool {
	switch r {
	case byPatient:
		return func(s *record.Session) *bool { return s.RupturePatient }
	case byTherapist:
		return func(s *record.Session) *bool { return s.RuptureTherapist }
	case byObserver:
		return func(s *record.Session) *bool { return s.RuptureObserver }
	}
	panic("analysis: unknown rater " + strconv.Quote(string(r)))
}

// rupturePrevalence is the share of sessions in which the rater reports a
// rupture, among the sessions for which the rater answered. N is those sessions;
// the standard error allows for sessions of the same patient being alike.
// (Safran, Muran & Eubanks-Carter 2011, Psychotherapy 48:80-87.)
//
// Trap: prevalence depends on who looks and how; no two raters' shares compare.
func rupturePrevalence(d *data.Data, by rater) Result {
	k, n := 0, 0
	type tally struct{ yes, all int }
	own := make([]tally, 0, len(d.List))
	report := by.reader()
	for i := range d.List {
		t := tally{}
		for j := range d.List[i].Sessions {
			if b := report(&d.List[i].Sessions[j]); b != nil {
				t.all++
				if *b {
					t.yes++
				}
			}
		}
		k, n, own = k+t.yes, n+t.all, append(own, t)
	}
	if n == 0 {
		return Nothing(0, "the %s answered for no session", by)
	}
	p, ss := float64(k)/float64(n), 0.0
	for _, t := range own {
		e := float64(t.yes) - p*float64(t.all)
		ss += e * e
	}
	r := estimate(p, math.Sqrt(ss)/float64(n), n).on(ofShare)
	r.asks(len(own))
	return r
}

// ruptureReportOrder asks, of a routine scenario, whether patients report fewer
// ruptures than therapists and therapists fewer than observers code; and, of a
// CBT and a psychodynamic scenario, whether each rater reports fewer in CBT. The
// value is the smallest of these differences of prevalence, N the sessions of
// the routine scenario. (Muran et al. 2009, Psychotherapy 46:233-248.)
func ruptureReportOrder(routine, cbt, psychodynamic *data.Data) Result {
	p := map[rater]float64{}
	r := Result{}
	for _, by := range raters {
		here := rupturePrevalence(routine, by)
		p[by], r.N = here.Value, max(r.N, here.N)
		r.detail(string(by), here.Value)
	}
	r.check("therapists report more than patients", p[byTherapist]-p[byPatient])
	r.check("observers code more than therapists report", p[byObserver]-p[byTherapist])
	for _, by := range raters {
		c, d := rupturePrevalence(cbt, by).Value, rupturePrevalence(psychodynamic, by).Value
		r.detail(string(by)+" in CBT", c)
		r.detail(string(by)+" in psychodynamic", d)
		r.check("fewer in CBT by the "+string(by), d-c)
	}
	r.byMargin()
	return r
}

// byMargin makes the smallest margin the value.
func (r *Result) byMargin() {
	nan := math.NaN()
	r.Value, r.SE, r.Low, r.High = r.Margin(), nan, nan, nan
	if math.IsNaN(r.Value) {
		r.warn("a number that the comparison needs is not in the data")
	}
}

// ruptureKinds asks whether withdrawal ruptures outnumber confrontations, and
// whether a confrontation lowers the patient-rated alliance more at once. The
// immediate effect of a rupture is the change of the patient's WAI-SR from the
// session before to the session of onset, minus the mean change between the same
// two sessions of the patients in whom none began in either. The value is the effect of
// withdrawal minus that of confrontation (above zero where confrontation costs
// more); N is the ruptures. (Schenk et al. 2019, Res Psychother 22:348.)
//
// Trap: ruptures of session 1 have no session before and stay out of the effect.
func ruptureKinds(d *data.Data) Result {
	usual := usualChange(d, data.AnsweredWAI)
	effect := map[string][]float64{}
	count := map[string]int{}
	for i := range d.List {
		c := &d.List[i]
		for j := range c.Ruptures {
			u := &c.Ruptures[j]
			n := int(u.SessionOnset)
			count[u.Kind]++
			if v := c.Change(n-1, n, data.AnsweredWAI) - usual.at(n); !math.IsNaN(v) {
				effect[u.Kind] = append(effect[u.Kind], v)
			}
		}
	}
	w, c := effect["withdrawal"], effect["confrontation"]
	nw, nc := count["withdrawal"], count["confrontation"]
	if len(w) < 2 || len(c) < 2 {
		return Nothing(nw+nc, "too few ruptures with the alliance answered before and after: %d withdrawal, %d confrontation", len(w), len(c))
	}
	r := meanDifference(w, c)
	r.N = nw + nc
	r.count("withdrawal", nw)
	r.count("confrontation", nc)
	r.detail("effect of withdrawal", stat.Mean(w, nil))
	r.detail("effect of confrontation", stat.Mean(c, nil))
	r.check("withdrawal outnumbers confrontation", float64(nw-nc)/float64(nw+nc))
	r.check("confrontation lowers the alliance more", r.Value)
	return r
}

// meanCourse is a mean by session number.
type meanCourse struct{ sum, n []float64 }

func (m *meanCourse) add(session int, v float64) {
	for len(m.n) <= session {
		m.sum, m.n = append(m.sum, 0), append(m.n, 0)
	}
	m.sum[session] += v
	m.n[session]++
}

// at is the mean at the session, NaN where nothing was added.
func (m *meanCourse) at(session int) float64 {
	if session < 0 || session >= len(m.n) {
		return math.NaN()
	}
	return m.sum[session] / m.n[session]
}

// usualChange is the mean change of a score from the session before, by session,
// over the patients in whom a rupture began in neither of the two.
func usualChange(d *data.Data, score func(*record.Session) float64) meanCourse {
	var m meanCourse
	for i := range d.List {
		c := &d.List[i]
		before, quiet, next := math.NaN(), false, 0
		for j := range c.Sessions {
			n := int(c.Sessions[j].Session)
			for next < len(c.Ruptures) && int(c.Ruptures[next].SessionOnset) < n {
				next++
			}
			calm := next == len(c.Ruptures) || int(c.Ruptures[next].SessionOnset) != n
			now := score(&c.Sessions[j])
			if v := now - before; !math.IsNaN(v) && quiet && calm && int(c.Sessions[j-1].Session) == n-1 {
				m.add(n, v)
			}
			before, quiet = now, calm
		}
	}
	return m
}

// meanDifference is mean a - mean b with Welch's standard error.
func meanDifference(a, b []float64) Result {
	ma, va := stat.MeanVariance(a, nil)
	mb, vb := stat.MeanVariance(b, nil)
	return estimate(ma-mb, math.Sqrt(va/float64(len(a))+vb/float64(len(b))), len(a)+len(b))
}

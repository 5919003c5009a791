package analysis

import (
	"math"
	"slices"

	"rapport/analysis/data"
)

// relapses asks who relapses after treatment. Well at the end are patients
// whose treatment did not end unplanned, with a last PHQ-9 below Cutoff that, for
// responders, is at most half of that at intake. A relapse is a PHQ-9 of Cutoff or
// more that stands at least Rise above that last one; where Lasting, at two
// assessments in a row that were answered.
type relapses struct {
	Weeks      int // after the last session
	Cutoff     int
	Rise       int
	Responders bool
	Lasting    bool
}

// relapse is when a course relapses, in weeks after the last session, +Inf where it
// does not; ok says that the patient was well at the end and asked since.
func (q relapses) relapse(c *data.Course) (after float64, ok bool) {
	last := int(c.Patient.PHQ9Last)
	if !c.Treated() || c.DroppedOut() || last >= q.Cutoff || q.Responders && !data.Responded(float64(c.Patient.PHQ9Intake), float64(last)) {
		return math.NaN(), false
	}
	ill := false
	for i := range c.Assessments {
		a := &c.Assessments[i]
		t := float64(a.Week) - float64(c.Patient.Weeks)
		if t <= 0 || t > float64(q.Weeks) || a.PHQ9 == nil {
			continue
		}
		ok = true
		before := ill
		ill = int(*a.PHQ9) >= q.Cutoff && int(*a.PHQ9)-last >= q.Rise
		if ill && (before || !q.Lasting) {
			return t, true
		}
	}
	return math.Inf(1), ok
}

// relapse is the share of patients who were well at the end of treatment and
// relapse within the weeks after it. N is the patients who were well and answered
// at least one assessment since. (Vittengl, Clark, Dunn & Jarrett 2007, J Consult
// Clin Psychol 75:475-488; Ali et al. 2017, Behav Res Ther 94:1-8.)
//
// Traps: where one assessment is enough, the error of a single score near the cut-off
// counts as a relapse; the more often patients are asked, the more relapses are seen; those who
// do not answer, who are more often ill, stay out.
func relapse(d *data.Data, q relapses) Result {
	n, k, asked := 0, 0, 0
	for i := range d.List {
		if after, ok := q.relapse(&d.List[i]); ok {
			n++
			asked += q.asked(&d.List[i])
			if !math.IsInf(after, 1) {
				k++
			}
		}
	}
	r := proportion(k, n, "patients who were well at the end")
	if apart := float64(q.Weeks*n) / float64(asked); apart > seldom {
		r.warn("patients were asked once in %.0f weeks after treatment: relapses that come and go between are not seen", apart)
	}
	return r
}

// seldom is the distance of assessments, in weeks, beyond which a share of relapses misses
// many that studies see who ask every month.
const seldom = 8

// asked is how often a patient was asked within the weeks after the last session.
func (q relapses) asked(c *data.Course) (n int) {
	for i := range c.Assessments {
		if t := float64(c.Assessments[i].Week) - float64(c.Patient.Weeks); t > 0 && t <= float64(q.Weeks) {
			n++
		}
	}
	return n
}

// relapseHazard is how much greater the hazard of relapse is for those with
// residual symptoms at the end (last PHQ-9 of residual or more) than for the
// others, as the ratio of cumulative hazards −ln(1 − share). Details: the two shares.
// N is the patients who were well at the end. (Ali et al. 2017.)
func relapseHazard(d *data.Data, q relapses, residual int) Result {
	with := relapse(d.Select(func(c data.Course) bool { return int(c.Patient.PHQ9Last) >= residual }), q)
	without := relapse(d.Select(func(c data.Course) bool { return int(c.Patient.PHQ9Last) < residual }), q)
	a, b := -math.Log1p(-with.Value), -math.Log1p(-without.Value)
	if !(a > 0 && b > 0) || math.IsInf(a, 1) || math.IsInf(b, 1) {
		return Nothing(with.N+without.N, "nobody or everybody relapses with or without residual symptoms")
	}
	se := a / b * math.Hypot(with.SE/(1-with.Value)/a, without.SE/(1-without.Value)/b)
	r := estimate(a/b, se, with.N+without.N)
	r.scale, r.events = ofRatio, slices.Concat(with.events, without.events)
	r.detail("share with residual symptoms", with.Value)
	r.detail("share without", without.Value)
	return r
}

// relapseEarly is the share of the relapses of [relapse] that come early. N is the
// relapses. (Ali et al. 2017.)
func relapseEarly(d *data.Data, q relapses, weeks int) Result {
	n, k := 0, 0
	for i := range d.List {
		if after, ok := q.relapse(&d.List[i]); ok && !math.IsInf(after, 1) {
			n++
			if after <= float64(weeks) {
				k++
			}
		}
	}
	return proportion(k, n, "relapses")
}

// residualRelapse is the correlation of the last PHQ-9 in treatment with relapse
// (0 or 1), of those who were well at the end. N is these patients. (Wojnarowski,
// Firth, Finegan & Delgadillo 2019, Behav Cogn Psychother 47:514-529.)
//
// Trap: a relapse is a rise above the last score, so that the error of that score
// lowers the correlation.
func residualRelapse(d *data.Data, q relapses) Result {
	var x, y []float64
	for i := range d.List {
		if after, ok := q.relapse(&d.List[i]); ok {
			relapsed := 0.0
			if !math.IsInf(after, 1) {
				relapsed = 1
			}
			x, y = append(x, float64(d.List[i].Patient.PHQ9Last)), append(y, relapsed)
		}
	}
	return pearson(x, y)
}

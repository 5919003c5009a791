package sim

import (
	"rapport/sim/luck"
	"rapport/sim/record"
)

// Assessment asks everybody who entered for the PHQ-9 at the weeks that a study
// names, whether waiting, in treatment, finished or gone, by somebody who is not
// the therapist. It never changes the course. The answer is the score of [PHQ9]; it
// is missing with
//
//	P = logistic(Missing + Ended·[treatment has ended] + Left·[left unplanned]
//	             + Severity·S/27 + Later·week/52)
type Assessment struct {
	Missing  float64
	Ended    float64
	Left     float64
	Severity float64
	Later    float64
}

// Unanswered is P in a phase at a severity in points.
func (a *Assessment) Unanswered(phase string, left bool, severity float64, week int) Probability {
	x := a.Missing + a.Severity*severity/PHQ9Max + a.Later*float64(week)/52
	if phase == record.PhaseEnded {
		x += a.Ended
	}
	if left {
		x += a.Left
	}
	return Probability{1, x}
}

func (a *Assessment) describe() Mechanism {
	return Mechanism{
		Title: "Assessments at weeks", File: "assessment.go",
		Meaning: "Everybody is asked at the same weeks, whether waiting, in treatment, finished or gone. The answer changes nothing.",
		Params: []Param{
			{"assessment.missing", &a.Missing, "log-odds", -12, 2, Assumed, "cooper2015", "an assessment is not answered at entry by somebody without symptoms", nil},
			{"assessment.ended", &a.Ended, "log-odds", -3, 5, Assumed, "", "… more often after treatment", nil},
			{"assessment.left", &a.Left, "log-odds", -3, 5, Assumed, "", "… and by those who left unplanned", nil},
			{"assessment.severity", &a.Severity, "log-odds", -5, 5, Assumed, "", "… and by the severely depressed", nil},
			{"assessment.later", &a.Later, "log-odds per year", -3, 5, Assumed, "", "… and the later, the more", nil},
		},
	}
}

// due says whether an assessment is due until now.
func (c *Course) due() bool {
	return c.asked < len(c.Weeks) && float64(c.Weeks[c.asked]) <= c.Dyad.Week+sliver
}

// assess asks at the weeks since from, when the slow level of severity was level,
// and up to now. Between two sessions that level is taken to have gone its way at
// the pace of the natural course, and life stress on its exact path.
func (c *Course) assess(m *Model, to *record.Columns, from moment, level float64) {
	d, phase := &c.Dyad, record.PhaseTreatment
	if d.Session == 0 {
		phase = record.PhaseWaiting
	}
	var path trail
	for ; c.due(); c.asked++ {
		week, severity := c.Weeks[c.asked], d.Severity
		if t := float64(week); t < d.Week {
			if path.path == nil {
				path = trailOf(c.pathOf(m), c.Luck, from).until(moment{week: d.Week, stress: d.Stress})
			}
			level := level + m.Natural.gone(t-from.week, d.Week-from.week)*(d.Level-level)
			severity = level + m.Stress.Fluctuation(level, path.at(week).stress)
		}
		c.ask(m, to, week, phase, false, severity)
	}
}

// ask takes the answer at a week; left says that the patient has left unplanned.
func (c *Course) ask(m *Model, all *record.Columns, week int, phase string, left bool, severity float64) {
	var n luck.Noise
	c.Luck.AtWeek(&n, week)
	to := &all.Assessments
	row := to.Add()
	to.Replication[row], to.Patient[row], to.Week[row] = int32(c.Replication), c.Case.Patient.ID, int32(week)
	to.Phase[row], to.TrueSeverity[row] = phase, c.Truth.Points(severity)
	if !m.Assessment.Unanswered(phase, left, severity, week).Happens(&n, luck.AssessmentMissing) {
		to.PHQ9[row] = record.Points(m.PHQ9.Score(severity, n.Normal(luck.AssessmentError)))
		c.assessInstruments(m, all, week, severity)
	}
}

// left says that the patient has left unplanned.
func (c *Course) left() bool { return c.Ending == DroppedOut || c.Ending == afterTransfer[DroppedOut] }

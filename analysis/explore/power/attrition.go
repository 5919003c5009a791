package power

import (
	"math/rand/v2"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// lose takes patients out of the sight of those who assess, at random and beyond
// those who leave treatment in the model: so many of the arm are lost, each at a time
// that is as likely as any other of the trial. What was answered before is kept; from
// then on nothing is known, as of somebody who dropped out.
func (o *Options) lose(arm trialArm, k int, t int64) {
	share := o.attritionOf(k)
	if share == 0 {
		return
	}
	for i := range arm.data.List {
		c := &arm.data.List[i]
		luck := rand.New(rand.NewPCG(o.Seed^0x6c6f7374, uint64(t)<<34^uint64(k)<<32^uint64(c.Patient.Patient)))
		if lost, when := luck.Float64() < share, luck.Float64(); lost {
			o.cut(c, arm.planned, when)
		}
	}
}

// attritionOf is the share lost in an arm.
func (o *Options) attritionOf(k int) float64 {
	switch len(o.Attrition) {
	case 0:
		return 0
	case 1:
		return o.Attrition[0]
	}
	return o.Attrition[k]
}

// cut leaves of a course what was known at a share of the trial: of the weeks up to
// the outcome or, where that rests on sessions, of the planned sessions.
func (o *Options) cut(c *data.Course, planned int, when float64) {
	held, asked := 0, 0
	for held < len(c.Sessions) && o.before(float64(c.Sessions[held].Week), float64(c.Sessions[held].Session), planned, when) {
		held++
	}
	for asked < len(c.Assessments) && float64(c.Assessments[asked].Week) <= when*float64(o.outcome.week) {
		asked++
	}
	p := *c.Patient
	p.Ending, p.PHQ9Last = "dropout", p.PHQ9Intake
	c.Sessions = c.Sessions[:held]
	c.Scores = scoresUntil(c.Scores, c.Sessions, when*float64(o.outcome.week))
	for i := asked; i < len(c.Assessments); i++ {
		c.Assessments[i].PHQ9 = nil // what is true of them is not known to those who assess
	}
	for i := range c.Sessions {
		if score := c.Sessions[i].PHQ9; score != nil {
			p.PHQ9Last = int32(*score)
		}
	}
	change(&p)
	c.Patient = &p
}

// before says whether a session was held before the patient was lost.
func (o *Options) before(week, session float64, planned int, when float64) bool {
	if o.outcome.week > 0 {
		return week <= when*float64(o.outcome.week)
	}
	return session <= when*float64(planned)
}

// change sets what follows from the first and the last PHQ-9.
func change(p *record.Patient) {
	fell := p.PHQ9Intake - p.PHQ9Last
	p.Response, p.Remission = data.Responded(float64(p.PHQ9Intake), float64(p.PHQ9Last)), p.PHQ9Last < 5
	p.ReliableImprovement, p.ReliableDeterioration = fell >= record.ReliableChange, fell <= -record.ReliableChange
}

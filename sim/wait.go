package sim

import (
	"rapport/sim/luck"
	"rapport/sim/record"
)

// await lets the wait before session 1 pass, week by week as on a waiting list and with the
// same luck, so that life brings the same. In the ledger the whole wait is one step.
func (c *Course) await(m *Model, to *record.Columns) {
	d := &c.Dyad
	if weeks := m.Care.WaitingWeeks + c.Wait; weeks > 0 {
		c.enter(m, to)
		kept, entered, eased := d.Ledger.Kept, d.Severity, 0.0
		d.Ledger.Kept = false
		var n luck.Noise
		for week := 1; d.Week < weeks; week++ {
			c.waited = week
			c.Luck.At(&n, week+1)
			from, level := moment{week: d.Week, stress: d.Stress}, d.Level
			eased += m.Pass(d, &n, min(float64(week), weeks)-d.Week)
			c.assess(m, to, from, level)
		}
		d.Ledger.Kept = kept
		brought := d.Severity - entered - eased
		d.Severity = entered
		d.add(FacetSeverity, byNaturalCourse, eased)
		d.add(FacetSeverity, byStress, brought)
	}
	d.Gap = 0
	c.assess(m, to, moment{}, d.Level)
}

// enter takes the PHQ-9, and what else is asked at weeks, in week 0 of somebody who waits
// for session 1, with the luck that session 1 has where nobody waits: all are asked when they
// enter, and the same patient answers the same, whatever follows. Like that before
// session 1, the PHQ-9 is always answered.
func (c *Course) enter(m *Model, to *record.Columns) {
	c.Entry = m.PHQ9.Score(c.Dyad.Severity, c.Now.Normal(luck.PHQ9Error))
	c.assessInstruments(m, to, 0, c.Dyad.Severity)
}

// firstAfterWait says whether the session to come is session 1, and lies behind a wait.
func (c *Course) firstAfterWait() bool {
	return c.waited > 0 && c.Dyad.Session == 0
}

// wait lets a patient wait without treatment, assessed every week from intake.
func (c *Course) wait(m *Model, to *record.Columns) {
	d, t := &c.Dyad, &to.Sessions
	for week := 0; float64(week) <= m.Care.WaitingListWeeks; week++ {
		c.Luck.At(&c.Now, week+1)
		from, level := moment{week: d.Week, stress: d.Stress}, d.Level
		if week > 0 {
			m.Pass(d, &c.Now, 1)
		}
		c.assess(m, to, from, level)
		row := t.Add()
		t.Replication[row], t.Patient[row], t.Therapist[row] = int32(c.Replication), c.Case.Patient.ID, -1
		t.Session[row], t.Week[row] = int32(week+1), float32(week)
		c.askSymptoms(m, t, row, week == 0)
		c.askInstruments(m, to, week+1, false)
		c.flushLedger(&to.Ledger, week)
	}
	c.Ended, c.Ending = true, Waiting
	c.follow(m, to)
}

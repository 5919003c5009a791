package sim

import "rapport/sim/record"

// afterwards is the course of a patient after the last session, or after the
// assessments of a waiting list. The severity of any later week is worked out in a few
// steps, without the weeks between.
type afterwards struct {
	since  float64 // when it begins, weeks since the patient entered
	intake float64 // severity at intake, log-odds
	drift  drift
	path   trail
	spells spells
}

// afterwards begins where the course has ended. What the last session gave is
// worked through as if another had followed after the planned gap.
func (c *Course) afterwards(m *Model) afterwards {
	d := &c.Dyad
	level, natural := d.Level, d.NaturalLevel
	if d.Session > 0 {
		m.span(d, c.Planned)
		level, natural = m.worked(d)
	}
	untreated := m.Natural.Level(&d.Patient)
	gain := logit(untreated/PHQ9Max) - logit(natural/PHQ9Max)
	if c.left() {
		natural = m.Setback.Level(natural, d.Hope)
	}
	return afterwards{
		since:  d.Week,
		intake: logit(d.Patient.IntakeSeverity / PHQ9Max),
		drift:  m.Fading.drift(level, natural, untreated, m.Natural.Strength*m.Natural.Pace),
		path:   trailOf(c.pathOf(m), c.Luck, moment{week: d.Week, stress: d.Stress}),
		spells: m.Relapse.spells(c.Luck, m.Relapse.Hazard(&d.Patient, level, gain)),
	}
}

// severity is that of a week, in points above 0 and below 27. Weeks must ascend.
func (a *afterwards) severity(m *Model, week int) float64 {
	t, p := float64(week)-a.since, a.path.at(week)
	y := logit(a.drift.at(t)/PHQ9Max) + m.Circumstances.OnLevel(p.life)
	if depth := m.Relapse.depth(&a.spells, t); depth > 0 {
		y += share(depth) * max(0, a.intake-y)
	}
	level := PHQ9Max * logistic(y)
	return level + m.Stress.Fluctuation(level, p.stress)
}

// follow asks at the weeks that are left after the course has ended.
func (c *Course) follow(m *Model, to *record.Columns) {
	if c.asked == len(c.Weeks) {
		return
	}
	phase := record.PhaseEnded
	if c.Ending == Waiting {
		phase = record.PhaseWaiting
	}
	after, left := c.afterwards(m), c.left()
	for ; c.asked < len(c.Weeks); c.asked++ {
		week := c.Weeks[c.asked]
		c.ask(m, to, week, phase, left, after.severity(m, week))
	}
}

package main

import (
	"rapport/analysis/data"
	"rapport/analysis/words"
	"rapport/cmd/rapport/ruletext"
	"rapport/sim"
	"rapport/sim/record"
)

// tell prints the course in clinical words.
func (c *course) tell(p *printer, told data.SessionSet, withLedger bool) {
	p.line("Patient %d in scenario %s, replication %d, seed %d", c.who.Patient.ID, c.simulation.Scenario, c.who.Replication, c.simulation.Seed)
	p.line("")
	p.line("%s", wrap("Patient    ", words.English.Patient(c.patient().PHQ9Intake, patientTraits(&c.who.Patient))))
	if len(c.held) > 0 {
		t := &c.who.Clinic[c.who.Assigned]
		p.line("%s", wrap("Therapist  ", words.English.Therapist(t.ID, t.ApproachName(), therapistTraits(t))))
	}
	p.line("%s", wrap("Outcome    ", words.English.Outcome(c.patient(), c.waited(), c.rows.Ruptures)))
	none := len(c.rows.Sessions) > 0
	for i := range c.rows.Sessions {
		if told.Contains(int(c.rows.Sessions[i].Session)) {
			none = false
			if waited := c.moved(0); i == 0 && withLedger && len(waited) > 0 {
				p.line("\nbefore session 1")
				p.lines("    ", waited)
			}
			p.line("")
			c.tellSession(p, i, withLedger)
		}
	}
	if none {
		p.line("\nNone of the sessions that were asked for: the last one of this course is session %d.", c.rows.Sessions[len(c.rows.Sessions)-1].Session)
	}
	if len(c.held) == 0 {
		p.line("\n%s", words.English.Text("ending."+words.Ending(c.patient().Ending)))
	}
	if withLedger {
		p.line("\n%s", words.English.Text("ledger.total"))
		p.lines("  ", words.English.Totals(c.rows.Ledger, sim.FacetNames[:]))
	}
}

// tellSession tells one session, or one assessment of a wait: the scores, what
// happened, and what moved. Severity moves in the time until the next one.
func (c *course) tellSession(p *printer, i int, withLedger bool) {
	row := &c.rows.Sessions[i]
	week := number(float64(row.Week))
	moved := row.Session
	if len(c.held) > 0 {
		p.line("%s", wrap("", "session "+number(float64(row.Session))+", week "+week+": "+words.English.Scores(row, c.answeredBefore(i))))
		for k := range c.rows.Decisions {
			if d := &c.rows.Decisions[k]; d.Session == row.Session {
				p.line("%s", wrap("  ", ruletext.Decision(words.English, d, c.rules, c.scores)))
			}
		}
		p.line("%s", wrap("  ", words.English.Tell(&c.held[i])))
	} else {
		p.line("assessment %d, week %s: %s", row.Session, week, words.English.PHQ9(row.PHQ9, c.answeredBefore(i)))
		moved--
	}
	if withLedger && moved > 0 {
		p.lines("    ", c.moved(moved))
	}
}

// moved are the lines of what moved in a session and in the time until the next, or, of
// session 0, while the patient waited for the first.
func (c *course) moved(session int32) (lines []string) {
	var rows []record.Ledger
	for _, entry := range c.rows.Ledger {
		if entry.Session == session {
			rows = append(rows, entry)
		}
	}
	for _, facet := range words.English.Facets(rows, sim.FacetNames[:]) {
		lines = append(lines, words.English.Line(&facet))
	}
	return lines
}

// waited is how many weeks the patient waited for session 1; 0 on a waiting list.
func (c *course) waited() float64 {
	if len(c.held) == 0 {
		return 0
	}
	return c.held[0].Waited
}

// answeredBefore is the last PHQ-9 answered before a session; nil: none.
func (c *course) answeredBefore(i int) *int32 {
	for j := i - 1; j >= 0; j-- {
		if score := c.rows.Sessions[j].PHQ9; score != nil {
			return score
		}
	}
	return nil
}

func patientTraits(who *sim.Patient) []words.Trait {
	return []words.Trait{
		{Key: "agreeableness", Value: who.Agreeableness}, {Key: "neuroticism", Value: who.Neuroticism},
		{Key: "extraversion", Value: who.Extraversion}, {Key: "conscientiousness", Value: who.Conscientiousness},
		{Key: "openness", Value: who.Openness}, {Key: "attachment_avoidance", Value: who.AttachmentAvoidance},
		{Key: "attachment_anxiety", Value: who.AttachmentAnxiety}, {Key: "disclosure", Value: who.Disclosure},
		{Key: "expectations", Value: who.Expectations}, {Key: "preferred_directiveness", Value: who.PreferredDirectiveness},
	}
}

func therapistTraits(t *sim.Therapist) []words.Trait {
	return []words.Trait{
		{Key: "warmth", Value: t.Warmth}, {Key: "empathy", Value: t.Empathy}, {Key: "genuineness", Value: t.Genuineness},
		{Key: "flexibility", Value: t.Flexibility}, {Key: "repair_skill", Value: t.RepairSkill},
		{Key: "competence", Value: t.Competence}, {Key: "directiveness", Value: t.Directiveness},
	}
}

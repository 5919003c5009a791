package sim

import (
	"rapport/sim/luck"
	"rapport/sim/record"
)

// askSymptoms takes the PHQ-9 before a session; at intake it is always answered.
func (c *Course) askSymptoms(m *Model, t *record.SessionColumns, row int, intake bool) {
	d, n := &c.Dyad, &c.Now
	t.TrueSeverity[row] = c.Truth.Points(d.Severity)
	if !intake && m.PHQ9.Unanswered(d.Severity).Happens(n, luck.PHQ9Missing) {
		return
	}
	score := m.PHQ9.Score(d.Severity, c.symptomError())
	t.PHQ9[row] = record.Points(score)
	d.Seen.PHQ9 = score
	if intake {
		d.Seen.PHQ9Intake = score
		if d.Week == 0 {
			c.Entry = score
		}
	}
}

// symptomError is the error of the PHQ-9 before a session. Who waited for session 1 has
// had that of session 1 at entry, and has that of week 0 now.
func (c *Course) symptomError() float64 {
	if !c.firstAfterWait() {
		return c.Now.Normal(luck.PHQ9Error)
	}
	var entry luck.Noise
	c.Luck.AtWeek(&entry, 0)
	return entry.Normal(luck.AssessmentError)
}

// askAlliance takes the ratings of the alliance and the reports of ruptures
// after a session, and fills the rest of the session's row.
func (c *Course) askAlliance(m *Model, to *record.Columns, row int) {
	d, n, t := &c.Dyad, &c.Now, &to.Sessions
	t.Replication[row], t.Patient[row], t.Therapist[row] = int32(c.Replication), d.Patient.ID, d.Therapist.ID
	t.Session[row], t.Week[row] = int32(d.Session), float32(d.Week)
	t.TrueBond[row], t.TrueTasks[row] = c.Truth.Proportion(d.Bond), c.Truth.Proportion(d.Tasks)
	t.TrueGoals[row], t.TrueTrust[row] = c.Truth.Proportion(d.Goals), c.Truth.Proportion(d.Trust)
	t.TrueHope[row] = c.Truth.Proportion(d.Hope)
	if c.Truth != record.NoTruth {
		t.TrueRupture[row] = record.Code(c.Last.Intensity > 0)
	}

	occasion := n.Normal(luck.WAIOccasion)
	goals := m.WAI.View(&d.Patient, d.Goals, occasion)
	tasks := m.WAI.View(&d.Patient, d.Tasks, occasion)
	bond := m.WAI.View(&d.Patient, d.Bond, occasion) + m.WAI.BondLevel
	if !m.WAI.Unanswered(d).Happens(n, luck.WAIMissing) {
		g := m.WAI.Sum(goals + m.WAI.Error*n.Normal(luck.WAIGoalsError))
		k := m.WAI.Sum(tasks + m.WAI.Error*n.Normal(luck.WAITasksError))
		b := m.WAI.Sum(bond + m.WAI.Error*n.Normal(luck.WAIBondError))
		t.WAIPatientGoals[row], t.WAIPatientTasks[row], t.WAIPatientBond[row] = record.Mean(g, 4), record.Mean(k, 4), record.Mean(b, 4)
		t.WAIPatient[row] = record.Mean(g+k+b, 12)
		calpas := m.CALPAS.Sum((goals+tasks+bond)/3, n.Normal(luck.CALPASError))
		t.CALPASPatient[row] = record.Mean(calpas, 24)
		t.RupturePatient[row] = record.Code(m.Reports.ByPatient(d, c.Last.Intensity).Happens(n, luck.RupturePatientReport))
		d.Seen.WAIBefore, d.Seen.WAI = d.Seen.WAI, float64(float32(g+k+b)/12)
		if c.KeepItems {
			c.answerAlliance(&to.Items, g, k, b, calpas)
		}
	}
	if !m.WAITherapist.Unanswered().Happens(n, luck.WAITherapistMissing) {
		v := (goals+tasks+bond)/3 - m.WAI.Level - m.WAI.Slope*(d.Alliance()-0.5)
		t.WAITherapist[row] = record.Mean(m.WAITherapist.Sum(d, v, n.Normal(luck.WAITherapistError)), 12)
		t.RuptureTherapist[row] = record.Code(m.Reports.ByTherapist(c.Last.Intensity, c.Last.Recognised).Happens(n, luck.RuptureTherapistReport))
	}
	t.WAIObserver[row] = record.Mean(m.WAIObserver.Sum(d, n.Normal(luck.WAIObserverError)), 12)
	t.RuptureObserver[row] = record.Code(m.Reports.ByObserver(c.Last.Intensity).Happens(n, luck.RuptureObserverReport))
	if d.Session == 3 {
		c.askPerceived(m)
	}
	if c.KeepItems {
		c.answerSymptoms(&to.Items, t.PHQ9[row])
	}
}

// askPerceived takes the patient's report on the therapist after session 3.
func (c *Course) askPerceived(m *Model) {
	d, n, q := &c.Dyad, &c.Now, &m.Perceived
	c.Perceived = [3]float64{
		q.Mean(d, d.Therapist.Empathy, 1, n.Normal(luck.PerceivedEmpathyError)),
		q.Mean(d, d.Therapist.Warmth, q.Spread, n.Normal(luck.PerceivedRegardError)),
		q.Mean(d, d.Therapist.Genuineness, q.Spread, n.Normal(luck.PerceivedGenuinenessError)),
	}
}

// perceivedCode is the code of one of the reports, null where session 3 was not reached.
func perceivedCode(mean float64) uint8 {
	if mean == 0 {
		return 0
	}
	return record.Mean(int(16*mean), 16)
}

func (c *Course) fillPatient(t *record.PatientColumns) {
	i, d, p := t.Add(), &c.Dyad, &c.Case.Patient
	t.Replication[i], t.Patient[i], t.Therapist[i], t.Approach[i] = int32(c.Replication), p.ID, -1, "none"
	t.PreferredApproach[i] = preferenceNames[p.Prefers]
	if c.Ending != Waiting {
		who := &c.Clinic[c.Assigned]
		t.Therapist[i], t.Approach[i] = who.ID, who.ApproachName()
		if p.Prefers != NoPreference {
			t.PreferenceMet[i] = record.Code(p.Prefers.Unmet(who) < 0)
		}
	}
	t.Agreeableness[i], t.Neuroticism[i] = float32(p.Agreeableness), float32(p.Neuroticism)
	t.Extraversion[i], t.Conscientiousness[i] = float32(p.Extraversion), float32(p.Conscientiousness)
	t.Openness[i], t.AttachmentAvoid[i] = float32(p.Openness), float32(p.AttachmentAvoidance)
	t.AttachmentAnxiety[i], t.Disclosure[i] = float32(p.AttachmentAnxiety), float32(p.Disclosure)
	t.Expectations[i], t.PreferredDirectiveness[i] = float32(p.Expectations), float32(p.PreferredDirectiveness)
	t.IntakeSeverity[i], t.NaturalCourse[i] = float32(p.IntakeSeverity), float32(p.NaturalCourse)
	t.AllianceToSymptoms[i], t.SymptomsToAlliance[i] = float32(p.AllianceToSymptoms), float32(p.SymptomsToAlliance)
	t.PerceivedEmpathy[i], t.PerceivedRegard[i] = perceivedCode(c.Perceived[0]), perceivedCode(c.Perceived[1])
	t.PerceivedGenuineness[i] = perceivedCode(c.Perceived[2])
	t.SessionsHeld[i], t.SessionsMissed[i], t.Weeks[i] = int32(d.Session), int32(c.Missed), float32(d.Week)
	t.Ruptures[i], t.RupturesResolved[i], t.Transfers[i] = int32(c.Ruptures), int32(c.Resolved), int32(c.Transfers)
	t.Ending[i] = c.Ending
	c.fillOutcome(t, i)
}

// fillOutcome fills in what became of the symptoms.
func (c *Course) fillOutcome(t *record.PatientColumns, i int) {
	intake, last := c.Dyad.Seen.PHQ9Intake, c.Dyad.Seen.PHQ9
	t.PHQ9Screening[i], t.PHQ9Entry[i] = record.Points(int(c.Case.Patient.Screening)), record.Points(c.Entry)
	t.PHQ9Intake[i], t.PHQ9Last[i] = record.Points(intake), record.Points(last)
	t.Response[i], t.Remission[i] = record.Code(intake > 0 && 2*last <= intake), record.Code(last < 5)
	t.ReliableImprovement[i], t.ReliableDeterioration[i] = record.Code(intake-last >= record.ReliableChange), record.Code(last-intake >= record.ReliableChange)
}

func (c *Course) fillRupture(t *record.RuptureColumns, r *Rupture, resolved bool) {
	i := t.Add()
	t.Replication[i], t.Patient[i], t.Therapist[i] = int32(c.Replication), c.Case.Patient.ID, r.Therapist
	t.SessionOnset[i], t.Kind[i], t.Intensity[i] = int32(r.Onset), KindNames[r.Kind], float32(r.Peak)
	t.Recognised[i], t.Resolved[i] = record.Code(r.Recognised > 0), record.Code(resolved)
	t.SessionRecognised[i] = int32(r.Recognised) // 0, which is null, if never
	if resolved {
		t.SessionResolved[i] = int32(c.Dyad.Session)
	}
}

// flushLedger appends what the ledger holds, under the number of a session.
func (c *Course) flushLedger(t *record.LedgerColumns, session int) {
	if !c.KeepLedger {
		return
	}
	for step, e := range c.Dyad.Ledger.Booked() {
		i := t.Add()
		t.Replication[i], t.Patient[i], t.Session[i], t.Step[i] = int32(c.Replication), c.Case.Patient.ID, int32(session), int32(step)
		t.Facet[i], t.Mechanism[i] = FacetNames[e.Facet], e.By.Name
		t.Change[i], t.Value[i] = e.Change, e.Value
	}
	c.Dyad.Ledger.Len = 0
}

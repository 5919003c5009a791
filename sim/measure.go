package sim

import (
	"rapport/sim/luck"
	"rapport/sim/record"
)

// askSymptoms takes the PHQ-9 before a session; at intake it is always answered.
func (c *Course) askSymptoms(m *Model, row *record.Session, intake bool) {
	d, n := &c.Dyad, &c.Now
	row.TrueSeverity = float32(d.Severity)
	if !intake && m.PHQ9.Unanswered(d.Severity).Happens(n, luck.PHQ9Missing) {
		return
	}
	score := m.PHQ9.Score(d.Severity, n.Normal(luck.PHQ9Error))
	row.PHQ9 = record.PHQ9Value(score)
	d.Seen.PHQ9 = score
	if intake {
		d.Seen.PHQ9Intake = score
	}
}

// askAlliance takes the ratings of the alliance and the reports of ruptures
// after a session, and fills the rest of the session's row.
func (c *Course) askAlliance(m *Model, row *record.Session, rows *record.Rows) {
	d, n := &c.Dyad, &c.Now
	row.Replication, row.Patient, row.Therapist = int32(c.Replication), d.Patient.ID, d.Therapist.ID
	row.Session, row.Week = int32(d.Session), float32(d.Week)
	row.TrueBond, row.TrueTasks, row.TrueGoals = float32(d.Bond), float32(d.Tasks), float32(d.Goals)
	row.TrueTrust, row.TrueHope = float32(d.Trust), float32(d.Hope)
	row.TrueRupture = record.BoolValue(c.Last.Intensity > 0)

	occasion := n.Normal(luck.WAIOccasion)
	goals := m.WAI.View(&d.Patient, d.Goals, occasion)
	tasks := m.WAI.View(&d.Patient, d.Tasks, occasion)
	bond := m.WAI.View(&d.Patient, d.Bond, occasion) + m.WAI.BondLevel
	if !m.WAI.Unanswered(d).Happens(n, luck.WAIMissing) {
		g := m.WAI.Sum(goals + m.WAI.Error*n.Normal(luck.WAIGoalsError))
		k := m.WAI.Sum(tasks + m.WAI.Error*n.Normal(luck.WAITasksError))
		b := m.WAI.Sum(bond + m.WAI.Error*n.Normal(luck.WAIBondError))
		row.WAIPatientGoals, row.WAIPatientTasks, row.WAIPatientBond = float32(g)/4, float32(k)/4, float32(b)/4
		row.WAIPatient = float32(g+k+b) / 12
		calpas := m.CALPAS.Sum((goals+tasks+bond)/3, n.Normal(luck.CALPASError))
		row.CALPASPatient = float32(calpas) / 24
		row.RupturePatient = record.BoolValue(m.Reports.ByPatient(d, c.Last.Intensity).Happens(n, luck.RupturePatientReport))
		d.Seen.WAIBefore, d.Seen.WAI = d.Seen.WAI, float64(row.WAIPatient)
		if c.KeepItems {
			c.spreadAlliance(rows, g, k, b, calpas)
		}
	}
	if !m.WAITherapist.Unanswered().Happens(n, luck.WAITherapistMissing) {
		v := (goals+tasks+bond)/3 - m.WAI.Level - m.WAI.Slope*(d.Alliance()-0.5)
		row.WAITherapist = float32(m.WAITherapist.Sum(d, v, n.Normal(luck.WAITherapistError))) / 12
		row.RuptureTherapist = record.BoolValue(m.Reports.ByTherapist(c.Last.Intensity, c.Last.Recognised).Happens(n, luck.RuptureTherapistReport))
	}
	row.WAIObserver = float32(m.WAIObserver.Sum(d, n.Normal(luck.WAIObserverError))) / 12
	row.RuptureObserver = record.BoolValue(m.Reports.ByObserver(c.Last.Intensity).Happens(n, luck.RuptureObserverReport))
	if d.Session == 3 {
		c.askPerceived(m)
	}
	if c.KeepItems {
		c.spreadSymptoms(m, rows, row)
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

func (c *Course) patientRow() record.Patient {
	d, p := &c.Dyad, &c.Case.Patient
	intake, last := d.Seen.PHQ9Intake, d.Seen.PHQ9
	row := record.Patient{
		Replication: int32(c.Replication), Patient: p.ID, Therapist: -1, Approach: "none",
		Agreeableness: float32(p.Agreeableness), Neuroticism: float32(p.Neuroticism),
		Extraversion: float32(p.Extraversion), Conscientiousness: float32(p.Conscientiousness),
		Openness: float32(p.Openness), AttachmentAvoid: float32(p.AttachmentAvoidance),
		AttachmentAnxiety: float32(p.AttachmentAnxiety), Disclosure: float32(p.Disclosure),
		Expectations: float32(p.Expectations), Directiveness: float32(p.PreferredDirectiveness),
		IntakeSeverity: float32(p.IntakeSeverity), NaturalCourse: float32(p.NaturalCourse),
		AllianceToSymptoms: float32(p.AllianceToSymptoms), SymptomsToAlliance: float32(p.SymptomsToAlliance),
		PHQ9Screening: int32(p.Screening), PHQ9Intake: int32(intake), PHQ9Last: int32(last),
		PerceivedEmpathy: float32(c.Perceived[0]), PerceivedRegard: float32(c.Perceived[1]),
		PerceivedGenuineness: float32(c.Perceived[2]),
		SessionsHeld:         int32(d.Session), SessionsMissed: int32(c.Missed), Weeks: float32(d.Week),
		Ruptures: int32(c.Ruptures), RupturesResolved: int32(c.Resolved), Transfers: int32(c.Transfers),
		Ending:   c.Ending,
		Response: intake > 0 && 2*last <= intake, Remission: last < 5,
		ReliableImprovement: intake-last >= 6, ReliableDeterioration: last-intake >= 6,
	}
	if c.Ending != Waiting {
		t := &c.Clinic[c.Assigned]
		row.Therapist, row.Approach = t.ID, t.ApproachName()
	}
	return row
}

func (c *Course) ruptureRow(r *Rupture, resolved bool) record.Rupture {
	row := record.Rupture{
		Replication: int32(c.Replication), Patient: c.Case.Patient.ID, Therapist: r.Therapist,
		SessionOnset: int32(r.Onset), Kind: KindNames[r.Kind], Intensity: float32(r.Peak),
		Recognised: r.Recognised > 0, Resolved: resolved,
	}
	if r.Recognised > 0 {
		row.SessionRecognised = record.SessionValue(r.Recognised)
	}
	if resolved {
		row.SessionResolved = record.SessionValue(c.Dyad.Session)
	}
	return row
}

// flushLedger appends what the ledger holds, under the number of a session.
func (c *Course) flushLedger(rows *record.Rows, session int) {
	if !c.KeepLedger {
		return
	}
	for i, e := range c.Dyad.Ledger.Booked() {
		rows.Ledger = append(rows.Ledger, record.Ledger{
			Replication: int32(c.Replication), Patient: c.Case.Patient.ID, Session: int32(session),
			Step: int32(i), Facet: FacetNames[e.Facet], Mechanism: e.By.Name,
			Change: e.Change, Value: e.Value,
		})
	}
	c.Dyad.Ledger.Len = 0
}

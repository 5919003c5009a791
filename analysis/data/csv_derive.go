package data

import (
	"cmp"
	"slices"

	"rapport/sim/record"
)

// sort brings the tables into the order of a run.
func (d *Data) sort() {
	slices.SortStableFunc(d.Patients, func(a, b record.Patient) int {
		return cmp.Or(cmp.Compare(a.Replication, b.Replication), cmp.Compare(a.Patient, b.Patient))
	})
	slices.SortStableFunc(d.Sessions, func(a, b record.Session) int {
		return cmp.Or(cmp.Compare(a.Replication, b.Replication), cmp.Compare(a.Patient, b.Patient), cmp.Compare(a.Session, b.Session))
	})
	slices.SortStableFunc(d.Ruptures, func(a, b record.Rupture) int {
		return cmp.Or(cmp.Compare(a.Replication, b.Replication), cmp.Compare(a.Patient, b.Patient), cmp.Compare(a.SessionOnset, b.SessionOnset))
	})
	slices.SortStableFunc(d.Assessments, func(a, b record.Assessment) int {
		return cmp.Or(cmp.Compare(a.Replication, b.Replication), cmp.Compare(a.Patient, b.Patient), cmp.Compare(a.Week, b.Week))
	})
}

// patientsOfSessions makes a row for every patient who has a session.
func (d *Data) patientsOfSessions() {
	for i := range d.Sessions {
		s := &d.Sessions[i]
		if i == 0 || s.Replication != d.Sessions[i-1].Replication || s.Patient != d.Sessions[i-1].Patient {
			d.Patients = append(d.Patients, record.Patient{Replication: s.Replication, Patient: s.Patient})
		}
	}
}

// derive fills in what patients lacks and sessions tells. A patient who never
// answered PHQ-9 leaves the data, as no outcome can be had.
func (d *Data) derive() {
	fill := func(column, from string, set func(c *Course)) {
		if d.Absent["patients."+column] && !d.Absent["sessions."+from] {
			for i := range d.List {
				set(&d.List[i])
			}
			delete(d.Absent, "patients."+column)
		}
	}
	if d.Absent["patients.phq9_intake"] && !d.Absent["sessions.phq9"] {
		d.answered()
	}
	fill("phq9_intake", "phq9", func(c *Course) { c.Patient.PHQ9Intake = c.firstPHQ9() })
	if d.Absent["patients.phq9_entry"] && !d.Absent["patients.phq9_intake"] { // a table of one's own knows no other
		for i := range d.Patients {
			d.Patients[i].PHQ9Entry = d.Patients[i].PHQ9Intake
		}
		delete(d.Absent, "patients.phq9_entry")
	}
	fill("phq9_last", "phq9", func(c *Course) {
		if last, n := c.Latest(1, record.MaxSessions); n > 0 {
			c.Patient.PHQ9Last = int32(last)
		} else { // the only answer is that at intake, which the table of patients tells
			c.Patient.PHQ9Last = c.Patient.PHQ9Intake
		}
	})
	fill("therapist", "therapist", func(c *Course) {
		c.Patient.Therapist = -1 // nobody
		if len(c.Sessions) > 0 {
			c.Patient.Therapist = c.Sessions[0].Therapist
		}
	})
	fill("sessions_held", "session", func(c *Course) { c.Patient.SessionsHeld = int32(len(c.Sessions)) })
}

// firstPHQ9 is the first answered PHQ-9, 0 where there is none.
func (c *Course) firstPHQ9() int32 {
	for i := range c.Sessions {
		if p := c.Sessions[i].PHQ9; p != nil {
			return *p
		}
	}
	return 0
}

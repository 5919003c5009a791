package data

import (
	"errors"
	"fmt"
	"slices"

	"rapport/sim/record"
)

// maxFilled is how many sessions may be filled in for rows that a table lacks.
const maxFilled = 20_000_000

// fewestBeforeLast is how many rows must lack before the last session is doubted.
const fewestBeforeLast = 20

// Own makes Data from rows of a user's own, in any order. A session without a row
// that lies before another one of the patient is a session without answers: a row
// is put in for it, and Notes says how many. Where patients is nil or lacks them,
// intake, last PHQ-9, number of sessions and therapist come from the sessions.
// Absent names the columns ("table.column") that the rows do not tell.
func Own(rows *record.Rows, absent map[string]bool) (*Data, error) {
	d := &Data{Patients: rows.Patients, Sessions: rows.Sessions, Ruptures: rows.Ruptures, Therapists: rows.Therapists, Assessments: rows.Assessments, Absent: absent}
	d.sort()
	if err := d.fillGaps(); err != nil {
		return nil, err
	}
	if rows.Patients == nil {
		d.patientsOfSessions()
	}
	if err := d.index(); err != nil {
		return nil, err
	}
	d.derive()
	return d, nil
}

// fillGaps puts in a row for every session that a patient held and that has none.
func (d *Data) fillGaps() error {
	lacking, before, highest := 0, map[int32]int{}, int32(0) // before: by the number that follows
	for i := range d.Sessions {
		n := max(0, d.gap(i))
		lacking, highest = lacking+n, max(highest, d.Sessions[i].Session)
		before[d.Sessions[i].Session] += n
	}
	if lacking == 0 {
		return nil
	}
	if lacking > maxFilled {
		return fmt.Errorf("sessions: %d sessions before others have no row: want numbers that count sessions one by one", lacking)
	}
	filled := make([]record.Session, 0, len(d.Sessions)+lacking)
	for i := range d.Sessions {
		s := d.Sessions[i]
		n := d.gap(i)
		for k := range max(0, n) {
			filled = append(filled, record.Session{Replication: s.Replication, Patient: s.Patient, Therapist: s.Therapist,
				Session: s.Session - int32(n-k), Week: s.Week})
		}
		filled = append(filled, s)
	}
	told := ""
	switch {
	case 2*before[highest] > lacking && lacking >= fewestBeforeLast:
		told = "; most of them lie before the highest number of all: where that is an assessment after treatment, call it follow-up (in calibrate --data also --follow-up NUMBER=WEEK), or it makes a full treatment of every other"
	case lacking > len(d.Sessions):
		told = "; they are more than those that have one: where the numbers count days, or the rows of the whole table, number the sessions of each patient (1, 2, 3 …) or give their dates"
	}
	d.Sessions = filled
	d.note("%s without a row before a later one of the same patient: taken as held and not answered%s", Counted(lacking, "session"), told)
	return nil
}

// gap is how many numbers lie between session i and the one before it of the same
// patient, or 1.
func (d *Data) gap(i int) int {
	s := &d.Sessions[i]
	before := int32(0)
	if i > 0 {
		if p := &d.Sessions[i-1]; p.Replication == s.Replication && p.Patient == s.Patient {
			before = p.Session
		}
	}
	return int(s.Session - before - 1)
}

// note keeps a line about what the reader took for something else.
func (d *Data) note(format string, args ...any) {
	d.Notes = append(d.Notes, fmt.Sprintf(format, args...))
}

// answered leaves out the patients who answered no PHQ-9 at intake or in a session, and
// says how many there are.
func (d *Data) answered() {
	kept := d.Select(func(c Course) bool { _, n := c.Latest(1, record.MaxSessions); return n > 0 })
	if n := len(d.List) - len(kept.List); n > 0 {
		kept.note("%s without a symptom score at intake or in a session: left out, as no change can be had", Counted(n, "patient"))
	}
	*d = *kept
}

// errNothingKnown is the fault of a table in which nothing but ids was recognised.
var errNothingKnown = errors.New("no column of the sessions table but patient and session is one of a run")

// recognises says that the tables tell more of sessions or patients than who they
// are.
func recognises(absent map[string]bool) bool {
	ids := []string{"replication", "patient", "session", "therapist", "week"}
	for name := range ColumnsOf[record.Session]() {
		if !slices.Contains(ids, name) && !absent["sessions."+name] {
			return true
		}
	}
	for name := range ColumnsOf[record.Patient]() {
		if !slices.Contains(ids, name) && !absent["patients."+name] {
			return true
		}
	}
	return false
}

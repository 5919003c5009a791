package runtest

import (
	"math"
	"testing"

	"rapport/sim/record"
)

// None marks a missing PHQ-9 in hand-made series; 0 does in ratings.
const None = -1

// Hand builds Data patient by patient for hand-worked cases.
type Hand struct{ Rows record.Rows }

// Add makes the next patient: one session per PHQ-9, ratings beside them where
// given.
func (h *Hand) Add(ending string, phq []int, wai ...float64) *record.Patient {
	p := record.Patient{Patient: int64(len(h.Rows.Patients)), Ending: ending, SessionsHeld: int32(len(phq))}
	for i, v := range phq {
		s := record.Session{Patient: p.Patient, Session: int32(i + 1), Week: float32(i)}
		if v != None {
			s.PHQ9 = record.PHQ9Value(v)
			p.PHQ9Last = int32(v)
		}
		if i < len(wai) {
			s.WAIPatient = float32(wai[i])
		}
		h.Rows.Sessions = append(h.Rows.Sessions, s)
	}
	if len(phq) > 0 && phq[0] != None {
		p.PHQ9Intake = int32(phq[0])
	}
	p.PHQ9Screening, p.PHQ9Entry = p.PHQ9Intake, p.PHQ9Intake
	h.Rows.Patients = append(h.Rows.Patients, p)
	return &h.Rows.Patients[len(h.Rows.Patients)-1]
}

// Rupture adds a rupture of the patient added last.
func (h *Hand) Rupture(session int, kind string, recognised int) {
	u := record.Rupture{Patient: int64(len(h.Rows.Patients) - 1), SessionOnset: int32(session), Kind: kind}
	if recognised > 0 {
		u.Recognised, u.SessionRecognised = true, record.SessionValue(recognised)
	}
	h.Rows.Ruptures = append(h.Rows.Ruptures, u)
}

// Last returns the session rows of the patient added last.
func (h *Hand) Last() []record.Session {
	n := int(h.Rows.Patients[len(h.Rows.Patients)-1].SessionsHeld)
	return h.Rows.Sessions[len(h.Rows.Sessions)-n:]
}

// Near fails unless got is want to twelve digits.
func Near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12*max(1, math.Abs(want))) && !(math.IsNaN(got) && math.IsNaN(want)) {
		t.Errorf("%s = %.15g, want %.15g", what, got, want)
	}
}

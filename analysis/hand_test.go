package analysis

import (
	"math"
	"testing"

	"rapport/sim/record"
)

// none marks a missing PHQ-9 in hand-made series; 0 does in ratings.
const none = -1

// hand builds Data patient by patient for hand-worked cases.
type hand struct{ rows record.Rows }

// add makes the next patient: one session per PHQ-9, ratings beside them where
// given.
func (h *hand) add(ending string, phq []int, wai ...float64) *record.Patient {
	p := record.Patient{Patient: int64(len(h.rows.Patients)), Ending: ending, SessionsHeld: int32(len(phq))}
	for i, v := range phq {
		s := record.Session{Patient: p.Patient, Session: int32(i + 1), Week: float32(i)}
		if v != none {
			s.PHQ9 = record.PHQ9Value(v)
			p.PHQ9Last = int32(v)
		}
		if i < len(wai) {
			s.WAIPatient = float32(wai[i])
		}
		h.rows.Sessions = append(h.rows.Sessions, s)
	}
	if len(phq) > 0 && phq[0] != none {
		p.PHQ9Intake = int32(phq[0])
	}
	p.PHQ9Screening = p.PHQ9Intake
	h.rows.Patients = append(h.rows.Patients, p)
	return &h.rows.Patients[len(h.rows.Patients)-1]
}

// rupture adds a rupture of the patient added last.
func (h *hand) rupture(session int, kind string, recognised int) {
	u := record.Rupture{Patient: int64(len(h.rows.Patients) - 1), SessionOnset: int32(session), Kind: kind}
	if recognised > 0 {
		u.Recognised, u.SessionRecognised = true, record.SessionValue(recognised)
	}
	h.rows.Ruptures = append(h.rows.Ruptures, u)
}

// last returns the session rows of the patient added last.
func (h *hand) last() []record.Session {
	n := int(h.rows.Patients[len(h.rows.Patients)-1].SessionsHeld)
	return h.rows.Sessions[len(h.rows.Sessions)-n:]
}

func (h *hand) data(t *testing.T) *Data { return mustData(t, &h.rows) }

// near fails unless got is want to twelve digits.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12*max(1, math.Abs(want))) && !(math.IsNaN(got) && math.IsNaN(want)) {
		t.Errorf("%s = %.15g, want %.15g", what, got, want)
	}
}

// withinError fails unless got lies within 4.5 standard errors of want.
func withinError(t *testing.T, what string, r Result, want float64) {
	t.Helper()
	if !(math.Abs(r.Value-want) <= 4.5*r.SE) {
		t.Errorf("%s = %.4f (SE %.4f), want %.4f within 4.5 SE", what, r.Value, r.SE, want)
	}
}

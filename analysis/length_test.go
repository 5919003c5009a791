package analysis

import (
	"math"
	"math/rand/v2"
	"testing"

	"rapport/analysis/runtest"
	"rapport/sim/record"
)

func TestRecoveryByLength(t *testing.T) {
	h := &runtest.Hand{}
	add := func(ending string, sessions, recovered, of int) {
		for i := range of {
			course := make([]int, sessions)
			for k := range course {
				course[k] = 15
			}
			if i < recovered {
				course[sessions-1] = 9
			}
			h.Add(ending, course)
		}
	}
	add("completed", 2, 3, 4)
	add("well_enough", 3, 2, 4)
	add("completed", 5, 2, 4)
	add("transferred_then_completed", 8, 1, 4)
	add("completed", 9, 1, 1)        // too few of that length
	add("dropout", 6, 4, 4)          // no planned ending
	h.Add("completed", []int{9, 1})  // not ill enough at intake
	h.Add("completed", []int{10, 5}) // better, but not reliably
	r := recoveryByLength(mustData(t, &h.Rows), 6, 10, 4)
	runtest.Near(t, "r", r.Value, pearson([]float64{2, 3, 5, 8}, []float64{0.6, 0.5, 0.5, 0.25}).Value)
	runtest.Near(t, "shorter", r.Detail("recovered, shorter half"), 5.0/9)
	runtest.Near(t, "longer", r.Detail("recovered, longer half"), 4.0/9)
	if r := recoveryByLength(mustData(t, &h.Rows), 6, 10, 5); !math.IsNaN(r.Value) || len(r.Warnings) == 0 {
		t.Errorf("one length: %v, want none and why", r.Value)
	}
}

// Therapists whose log-odds of dropout differ by a known SD are found to have the share of
// variance that this is, within four standard errors.
func TestTherapistDropoutShareRecoversKnownShare(t *testing.T) {
	const sd = 0.4
	luck, rows := rand.New(rand.NewPCG(7, 1)), record.Rows{}
	for therapist := range int64(500) {
		odds := math.Exp(-1.1 + sd*luck.NormFloat64())
		for range 40 {
			id := int64(len(rows.Patients))
			ending := "completed"
			if luck.Float64() < odds/(1+odds) {
				ending = "dropout"
			}
			rows.Patients = append(rows.Patients, record.Patient{Patient: id, Therapist: therapist, Ending: ending, SessionsHeld: 1})
			rows.Sessions = append(rows.Sessions, record.Session{Patient: id, Therapist: therapist, Session: 1})
		}
	}
	r := therapistDropoutShare(mustData(t, &rows), 20, 50)
	withinError(t, "share", r, sd*sd/(sd*sd+math.Pi*math.Pi/3))
	if !(r.Low < r.Value && r.Value < r.High) || r.N != 500 {
		t.Errorf("share %v from %v to %v of %d therapists", r.Value, r.Low, r.High, r.N)
	}
	// Caseloads that stay out, in which most drop out, say nothing of the others.
	for therapist := range int64(2000) {
		for k := range 5 {
			id := int64(len(rows.Patients))
			ending := "dropout"
			if k == 0 {
				ending = "completed"
			}
			rows.Patients = append(rows.Patients, record.Patient{Patient: id, Therapist: 500 + therapist, Ending: ending, SessionsHeld: 1})
			rows.Sessions = append(rows.Sessions, record.Session{Patient: id, Therapist: 500 + therapist, Session: 1})
		}
	}
	if s := therapistDropoutShare(mustData(t, &rows), 20, 50); s.Value != r.Value || s.Low != r.Low || s.High != r.High {
		t.Errorf("share %v (%v to %v) beside small caseloads that stay out, %v (%v to %v) without them", s.Value, s.Low, s.High, r.Value, r.Low, r.High)
	}
}

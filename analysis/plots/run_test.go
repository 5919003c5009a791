package plots

import (
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/analysis/twins"
	"rapport/sim/record"
)

// world makes a scenario of 30 patients with eight sessions, a rupture for every
// other one, and a small ledger. It is no model: PHQ-9 falls by gain per session
// for patients of even number, and by 1 for the others.
func world(gain int) *record.Rows {
	rows := &record.Rows{}
	for id := range 30 {
		p := record.Patient{Patient: int64(id), Therapist: int64(id / 5), Agreeableness: float32(id % 7), IntakeSeverity: float32(id), PHQ9Entry: 20, PHQ9Intake: 20, SessionsHeld: 8, Ending: "completed"}
		if id%10 == 9 {
			p.Ending, p.SessionsHeld = "dropout", 4
		}
		fall := 1
		if id%2 == 0 {
			fall = gain
		}
		for n := 1; n <= int(p.SessionsHeld); n++ {
			score := 20 - fall*(n-1)
			p.PHQ9Last = int32(score)
			rows.Sessions = append(rows.Sessions, record.Session{Patient: p.Patient, Therapist: p.Therapist, Session: int32(n), Week: float32(n),
				PHQ9: record.PHQ9Value(score), WAIPatient: 3 + float32(n)/8, TrueBond: 0.5, TrueTasks: 0.5, TrueGoals: 0.5})
			rows.Ledger = append(rows.Ledger, record.Ledger{Patient: p.Patient, Session: int32(n), Facet: "severity", Mechanism: "technique", Change: -float64(fall)},
				record.Ledger{Patient: p.Patient, Session: int32(n), Facet: "bond", Mechanism: "rupture", Change: -0.25})
		}
		p.Weeks = float32(p.SessionsHeld)
		for _, week := range []int32{4, 8, 26} {
			score := max(20-int32(fall)*week, 0) // after treatment, those of odd number are ill again
			if week == 26 && id%2 == 1 {
				score = 25
			}
			rows.Assessments = append(rows.Assessments, record.Assessment{Patient: p.Patient, Week: week, Phase: record.PhaseTreatment, PHQ9: record.PHQ9Value(int(score))})
		}
		p.Response, p.Remission = p.PHQ9Last <= 10, p.PHQ9Last < 5
		if id%2 == 1 {
			u := record.Rupture{Patient: p.Patient, SessionOnset: 2, Kind: "withdrawal", Recognised: true, SessionRecognised: record.SessionValue(3)}
			if id%3 == 0 {
				u.Kind, u.Resolved, u.SessionResolved = "confrontation", true, record.SessionValue(4)
				p.RupturesResolved = 1
			}
			p.Ruptures = 1
			rows.Ruptures = append(rows.Ruptures, u)
		}
		rows.Patients = append(rows.Patients, p)
	}
	return rows
}

// waiting makes a waiting list of the same patients.
func waiting() *record.Rows {
	rows := world(1)
	rows.Ruptures, rows.Ledger = nil, nil
	for i := range rows.Patients {
		p := &rows.Patients[i]
		p.Ending, p.Therapist, p.SessionsHeld, p.Ruptures, p.RupturesResolved = "waiting", -1, 0, 0, 0
	}
	for i := range rows.Sessions {
		s := &rows.Sessions[i]
		s.Therapist, s.WAIPatient, s.TrueBond, s.TrueTasks, s.TrueGoals = -1, 0, 0, 0, 0
	}
	return rows
}

// runOf writes scenarios and opens them as a run.
func runOf(t *testing.T, all map[string]*record.Rows) *data.Run {
	t.Helper()
	dir := t.TempDir()
	for name, rows := range all {
		runtest.Write(t, dir, "patients", name, 0, rows.Patients)
		runtest.Write(t, dir, "sessions", name, 0, rows.Sessions)
		runtest.Write(t, dir, "ruptures", name, 0, rows.Ruptures)
		runtest.Write(t, dir, "assessments", name, 0, rows.Assessments)
		if len(rows.Ledger) > 0 {
			runtest.Write(t, dir, "ledger", name, 0, rows.Ledger)
		}
	}
	runtest.List(t, dir, 4, 8, 26)
	run, err := data.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// gathered is the material of a baseline, a better scenario and a waiting list.
func gathered(t *testing.T) *Material {
	t.Helper()
	run := runOf(t, map[string]*record.Rows{"a-usual": world(1), "b-better": world(2), "c-wait": waiting()})
	m, err := Gather(run, twins.CompareOptions{TrialN: 100})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

package export

import (
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/sim/record"
)

// The run of the tests, small enough to be worked by hand: two scenarios, two
// replications of two patients. Under "usual" patient 0 of replication 0 has three
// sessions, the second without an answer, and drops out; the patient of the others
// has one session. Under "waiting" everybody has one assessment.
func handRun(t *testing.T) *Source {
	t.Helper()
	dir := t.TempDir()
	src := &Source{Name: "hand", Title: "A study", Question: "Does it work?", Version: "0.0.0", Seed: 5, Command: "rapport export hand"}
	for i, scenario := range []string{"usual", "waiting"} {
		rows := handRows(scenario)
		runtest.Write(t, dir, "patients", scenario, 0, rows.Patients)
		runtest.Write(t, dir, "sessions", scenario, 0, rows.Sessions)
		runtest.Write(t, dir, "ruptures", scenario, 0, rows.Ruptures)
		runtest.Write(t, dir, "therapists", scenario, 0, rows.Therapists)
		src.Scenarios = append(src.Scenarios, Scenario{Name: scenario, Description: []string{"As it is.", ""}[i], Patients: 2, Replications: 2,
			Rows: map[string]int64{"patients": int64(len(rows.Patients)), "sessions": int64(len(rows.Sessions)),
				"ruptures": int64(len(rows.Ruptures)), "therapists": int64(len(rows.Therapists))}})
	}
	run, err := data.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	src.Run = run
	return src
}

func handRows(scenario string) *record.Rows {
	rows := &record.Rows{}
	for replication := range int32(2) {
		for patient := range int64(2) {
			p := record.Patient{Replication: replication, Patient: patient, Therapist: patient, Approach: "cbt", Ending: "completed",
				Agreeableness: 0.5, IntakeSeverity: 16.25, PHQ9Screening: 19, PHQ9Entry: 18, PHQ9Intake: 18, PHQ9Last: 18, SessionsHeld: 1, Response: true}
			s := record.Session{Replication: replication, Patient: patient, Therapist: patient, Session: 1, PHQ9: record.PHQ9Value(18),
				WAIPatient: 3.5, WAIObserver: 3, RupturePatient: record.BoolValue(true), RuptureObserver: record.BoolValue(false), TrueSeverity: 17.5, TrueBond: 0.25}
			if scenario == "waiting" {
				p.Therapist, p.Approach, p.Ending = -1, "none", "waiting"
				s = record.Session{Replication: replication, Patient: patient, Therapist: -1, Session: 1, PHQ9: record.PHQ9Value(18), TrueSeverity: 17.5}
			}
			rows.Sessions = append(rows.Sessions, s)
			if scenario == "usual" && replication == 0 && patient == 0 {
				p.SessionsHeld, p.PHQ9Last, p.Ending, p.PerceivedEmpathy = 3, 12, "dropout", 4.25
				rows.Sessions = append(rows.Sessions,
					record.Session{Therapist: 0, Session: 2, Week: 1, WAIObserver: 3, TrueSeverity: 15},
					record.Session{Therapist: 1, Session: 3, Week: 2.5, PHQ9: record.PHQ9Value(12), WAIPatient: 4.5, WAIObserver: 3, TrueSeverity: 13})
				rows.Ruptures = append(rows.Ruptures, record.Rupture{Therapist: 1, SessionOnset: 3, Kind: "withdrawal", Intensity: 0.25})
			}
			rows.Patients = append(rows.Patients, p)
		}
		if scenario == "usual" {
			for therapist := range int64(3) {
				rows.Therapists = append(rows.Therapists, record.Therapist{Replication: replication, Therapist: therapist, Approach: "cbt", Caseload: 2})
			}
		}
	}
	return rows
}

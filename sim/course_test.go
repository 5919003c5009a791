package sim_test

import (
	"reflect"
	"testing"

	"rapport/scenarios/population"
	"rapport/sim"
	"rapport/sim/luck"
	"rapport/sim/record"
)

// step goes on with c until treatment ends and returns its rows.
func step(c *sim.Course, m *sim.Model, moves sim.Move) *record.Rows {
	var rows record.Rows
	for c.Next(m, &rows, moves) {
	}
	return &rows
}

// stay makes a patient stay for so many sessions.
func stay(sessions float64) func(*population.Simulation) {
	return func(s *population.Simulation) {
		m := &s.Setting.Model
		m.Care.Sessions, m.Care.Plan, m.Dropout.Strength, m.WellEnough.Chance = sessions, 0, 0, 0
		s.Record = population.Record{Ledger: true, Items: true}
	}
}

// A branch goes on by itself: it leaves the course it comes from as it was, has
// the same luck, and with the same moves the same future.
func TestBranch(t *testing.T) {
	s, who := routineCase(t, 11, stay(12))
	m := &s.Setting.Model
	var c sim.Course
	var rows record.Rows
	c.Start(m, who)
	for range 6 {
		c.Next(m, &rows, sim.NoMove)
	}
	twin, other := c.Branch(), c.Branch()
	before := *c.Branch()
	different := step(other, m, sim.CheckIn|sim.PushTechnique)
	same := step(twin, m, sim.NoMove)
	if now := *c.Branch(); !reflect.DeepEqual(now.Dyad.Bond, before.Dyad.Bond) || now.Session != before.Session || now.Ended {
		t.Error("a branch changed the course it comes from")
	}
	if want := step(&c, m, sim.NoMove); !reflect.DeepEqual(same, want) {
		t.Error("a branch with the same moves has another future")
	}
	if reflect.DeepEqual(different.Ledger, same.Ledger) {
		t.Error("a branch with other moves has the same future")
	}
	if a, b := different.Sessions[0].Week, same.Sessions[0].Week; a != b {
		t.Errorf("the branches' next sessions are in weeks %g and %g", a, b)
	}
}

// Stepping through a course gives the rows of simulating it.
func TestSteppingIsSimulating(t *testing.T) {
	for patient := range int64(30) {
		s, who := routineCase(t, patient, nil)
		m := &s.Setting.Model
		var c sim.Course
		var want record.Rows
		c.Simulate(m, who, &want)
		c.Start(m, who)
		got := step(&c, m, sim.NoMove)
		if !reflect.DeepEqual(got.Sessions, want.Sessions) || !reflect.DeepEqual(got.Ruptures, want.Ruptures) {
			t.Fatalf("patient %d: stepping and simulating differ", patient)
		}
		if c.Ending != want.Patients[0].Ending || c.Session != int(want.Patients[0].SessionsHeld) {
			t.Fatalf("patient %d: %s after %d sessions, simulated %s after %d", patient, c.Ending, c.Session,
				want.Patients[0].Ending, want.Patients[0].SessionsHeld)
		}
	}
}

// The luck of a session is that of its address, whatever happened before it.
func TestLuckOfASessionIsItsOwn(t *testing.T) {
	s, who := routineCase(t, 4, stay(10))
	s.Setting.Model.Rupture.Base = 50
	var c sim.Course
	var rows record.Rows
	c.Start(&s.Setting.Model, who)
	for going := true; going; {
		going = c.Next(&s.Setting.Model, &rows, sim.CheckIn)
		var n luck.Noise
		who.Luck.At(&n, c.Session)
		for d := luck.Decision(0); d <= luck.OwnGoalReview; d++ {
			if c.Now.Uniform(d) != n.Uniform(d) {
				t.Fatalf("decision %d of session %d has the luck of another address", d, c.Session)
			}
		}
	}
}

// A missed session costs the planned gap, up to three in a row.
func TestMissedSessionsTakeTheirTime(t *testing.T) {
	s, who := routineCase(t, 2, stay(4))
	m := &s.Setting.Model
	m.Attendance = sim.Attendance{Strength: 1, Base: 50} // every session that can be missed
	m.Transition.BreakProbability, m.Frequency.PerWeek, m.Frequency.TaperFrom, m.Care.WaitingWeeks = 0, 2, 0, 0
	var rows record.Rows
	var c sim.Course
	c.Simulate(m, who, &rows)
	for i, x := range rows.Sessions {
		if want := float32(2 * i); x.Week != want { // four gaps of half a week
			t.Errorf("session %d is in week %g, want %g", x.Session, x.Week, want)
		}
	}
	if c.Missed != 9 {
		t.Errorf("%d sessions were missed before 3 sessions, want 9", c.Missed)
	}
}

// Treatment ends after the planned sessions, is held weekly where nothing comes
// between, and begins after the wait.
func TestPlannedCourse(t *testing.T) {
	s, who := routineCase(t, 2, stay(9))
	m := &s.Setting.Model
	m.Attendance.Strength, m.Transition.BreakProbability = 0, 0
	m.Care.WaitingWeeks, m.Frequency.PerWeek, m.Frequency.TaperFrom, m.Frequency.TaperGap = 3, 2, 7, 4
	var rows record.Rows
	var c sim.Course
	c.Simulate(m, who, &rows)
	weeks := []float32{3, 3.5, 4, 4.5, 5, 5.5, 6, 10, 14} // tapered from session 7 on
	if len(rows.Sessions) != len(weeks) || c.Ending != sim.Completed {
		t.Fatalf("%d sessions, then %s; want 9, then completed", len(rows.Sessions), c.Ending)
	}
	for i, x := range rows.Sessions {
		if x.Week != weeks[i] {
			t.Errorf("session %d is in week %g, want %g", x.Session, x.Week, weeks[i])
		}
	}
}

// A change of therapist seats the patient before the next colleague, labels the
// ending, and leaves the open rupture behind.
func TestChangeOfTherapist(t *testing.T) {
	s, who := routineCase(t, 2, stay(5))
	m := &s.Setting.Model
	m.Rupture.Forming = 0
	m.Rupture.Base, m.Repair.Strength, m.Impact.Forgotten, m.Transfer.Strength = 50, 0, 0.001, 0
	who.Rules = []sim.Rule{{Do: sim.Step{Move: sim.ChangeTherapist}, From: 2, To: 2}}
	var rows record.Rows
	var c sim.Course
	c.Simulate(m, who, &rows)
	first, next := who.Clinic[who.Assigned].ID, who.Clinic[(who.Assigned+1)%len(who.Clinic)].ID
	for _, x := range rows.Sessions {
		want := first
		if x.Session > 2 {
			want = next
		}
		if x.Therapist != want {
			t.Errorf("session %d is with therapist %d, want %d", x.Session, x.Therapist, want)
		}
	}
	if c.Ending != "transferred_then_completed" || rows.Patients[0].Therapist != first || rows.Patients[0].Transfers != 1 {
		t.Errorf("%s, assigned to %d, %d transfers", c.Ending, rows.Patients[0].Therapist, rows.Patients[0].Transfers)
	}
	if len(rows.Ruptures) != 2 || rows.Ruptures[0].Therapist != first || rows.Ruptures[1].SessionOnset != 3 || rows.Ruptures[1].Therapist != next {
		t.Errorf("ruptures: %+v", rows.Ruptures)
	}
	// Nobody to change to: the patient stays.
	who.Clinic, who.Assigned = who.Clinic[:1], 0
	rows.Reset()
	c.Simulate(m, who, &rows)
	if c.Transfers != 0 || c.Ending != sim.Completed {
		t.Errorf("in a clinic of one: %d transfers, %s", c.Transfers, c.Ending)
	}
}

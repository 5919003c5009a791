package sim_test

import (
	"testing"

	"rapport/scenarios/population"
	"rapport/sim"
	"rapport/sim/luck"
	"rapport/sim/record"
)

func wantNoAllocation(t *testing.T, what string, f func()) {
	t.Helper()
	if n := testing.AllocsPerRun(100, f); n != 0 {
		t.Errorf("%s allocates %g times, want never", what, n)
	}
}

func TestNothingAllocates(t *testing.T) {
	for _, keep := range []population.Record{{}, {Ledger: true}, {Ledger: true, Items: true}} {
		s, who := routineCase(t, 3, func(s *population.Simulation) {
			s.Record = keep
			s.Rules = []sim.Rule{
				{Do: sim.Step{Move: sim.CheckIn | sim.Feedback | sim.Validate}, From: 2, When: []sim.Test{{Sees: sim.SeesCondition, Condition: sim.NoProgress}}},
				{Name: "changed", Kept: true, When: []sim.Test{{Sees: sim.SeesLess, Score: sim.ScorePHQ9, Value: 3, Over: 2}}, Do: sim.Step{Therapist: sim.BestRecord}},
				{Name: "point", Kept: true, Once: 1, Arms: []sim.Arm{{Name: "a", UpTo: 0.5, Share: 0.5, Do: sim.Step{PerWeek: 2}}, {Name: "b", UpTo: 1, Share: 0.5}}},
			}
		})
		m := &s.Setting.Model
		var n luck.Noise
		session := 0
		wantNoAllocation(t, "the luck of a session", func() { session++; who.Luck.At(&n, session) })

		d := m.Begin(who.Patient, who.Clinic[0], &n)
		d.Ledger.Kept = keep.Ledger
		wantNoAllocation(t, "a session and the week after it", func() {
			d.Ledger.Len = 0
			session++
			who.Luck.At(&n, session)
			m.Session(&d, &n, sim.Validate|sim.GoalReview, 1)
			m.Pass(&d, &n, 1)
		})

		var columns record.Columns
		var c sim.Course
		c.Fill(m, who, &columns) // makes room
		wantNoAllocation(t, "a whole course", func() {
			columns.Reset()
			c.Fill(m, who, &columns)
		})
		sessions, ledger, items := columns.Sessions.Len(), columns.Ledger.Len(), columns.Items.Len()
		if sessions == 0 || (ledger > 0) != keep.Ledger || (items > 0) != keep.Items {
			t.Errorf("%+v gives %d sessions, %d ledger rows, %d item rows", keep, sessions, ledger, items)
		}
	}
}

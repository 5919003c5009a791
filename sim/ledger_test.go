package sim_test

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"rapport/scenarios/population"
	"rapport/sim"
	"rapport/sim/record"
)

// eventful is a study in which much happens: ruptures, moves of every kind,
// breaks, transfers, few endings.
func eventful(patients int64) *population.Simulation {
	s := &population.Simulation{Scenario: "eventful", Seed: 20, Patients: patients, Replications: 2, Setting: population.DefaultSetting()}
	m := &s.Setting.Model
	m.Care.Sessions, m.Care.WaitingWeeks = 24, 3
	m.Rupture.Base, m.Impact.Bond = 0, 0.6
	m.Dropout.Base, m.WellEnough.Chance = -6, 0.05
	m.Transition.BreakProbability, m.Transfer.Threshold, m.Transfer.Raise = 0.1, 0.5, 0
	m.Frequency.TaperFrom = 18
	for i := range sim.MoveNames {
		s.Rules = append(s.Rules, sim.Rule{Do: sim.Step{Move: 1 << i}, From: 2 + i, Every: 5})
	}
	return s
}

// simulate returns all rows of s.
func simulate(tb testing.TB, s *population.Simulation) *record.Rows {
	tb.Helper()
	if err := s.Check(); err != nil {
		tb.Fatal(err)
	}
	var rows record.Rows
	s.Block(&rows, 0, s.Courses())
	return &rows
}

type course struct {
	replication int32
	patient     int64
}

// For each facet the changes, folded from the value at intake, give every value
// to the bit, and the values are those of the session rows.
func TestLedgerFoldsToTheBit(t *testing.T) {
	for _, treatment := range []float64{1, 0} {
		s := eventful(150)
		s.Setting.Model.Care.Treatment = treatment
		s.Record.Ledger, s.Record.Truth = true, record.Exact
		rows := simulate(t, s)
		truth := map[course][]record.Session{}
		for _, x := range rows.Sessions {
			who := course{x.Replication, x.Patient}
			truth[who] = append(truth[who], x)
		}
		seen := map[string]bool{}
		for i := 0; i < len(rows.Ledger); {
			who := course{rows.Ledger[i].Replication, rows.Ledger[i].Patient}
			j := i
			for j < len(rows.Ledger) && (course{rows.Ledger[j].Replication, rows.Ledger[j].Patient}) == who {
				seen[rows.Ledger[j].Mechanism] = true
				j++
			}
			foldCourse(t, rows.Ledger[i:j], truth[who], treatment == 1)
			delete(truth, who)
			i = j
		}
		if len(truth) > 0 {
			t.Errorf("%d courses have no ledger", len(truth))
		}
		if treatment == 1 {
			for _, c := range sim.Causes() {
				if !seen[c.Name] {
					t.Errorf("no entry of %s in an eventful study", c.Name)
				}
			}
		}
	}
}

// foldCourse folds the ledger of one course and compares it with its sessions.
func foldCourse(t *testing.T, ledger []record.Ledger, sessions []record.Session, treated bool) {
	t.Helper()
	value, report := map[string]float64{}, map[int32]map[string]float64{}
	last := record.Ledger{Session: -1}
	for _, e := range ledger {
		if (e.Session == last.Session) != (e.Step == last.Step+1) || e.Session != last.Session && e.Step != 0 || e.Session < last.Session {
			t.Fatalf("patient %d: session %d step %d follows session %d step %d", e.Patient, e.Session, e.Step, last.Session, last.Step)
		}
		last = e
		if _, ok := value[e.Facet]; ok == (e.Mechanism == "start") {
			t.Fatalf("patient %d: %s of %s in session %d, where the start is known: %v", e.Patient, e.Mechanism, e.Facet, e.Session, ok)
		}
		value[e.Facet] += e.Change
		if math.Float64bits(value[e.Facet]) != math.Float64bits(e.Value) {
			t.Fatalf("patient %d session %d: %s by %s is %v, the changes give %v", e.Patient, e.Session, e.Facet, e.Mechanism, e.Value, value[e.Facet])
		}
		if report[e.Session] == nil {
			report[e.Session] = map[string]float64{}
		}
		// The patient reports before a change of therapist and the time after.
		if e.Mechanism != "transfer" || e.Facet == "severity" {
			report[e.Session][e.Facet] = value[e.Facet]
		}
	}
	for _, x := range sessions {
		want := map[string]float32{"severity": x.TrueSeverity}
		if treated {
			want = map[string]float32{"severity": x.TrueSeverity, "bond": x.TrueBond, "tasks": x.TrueTasks, "goals": x.TrueGoals, "trust": x.TrueTrust}
		}
		for facet, v := range want {
			at := x.Session
			if facet == "severity" { // just before the session
				at--
			}
			got, ok := report[at][facet]
			if !ok || float32(got) != v {
				t.Fatalf("patient %d session %d: true %s is %v, the ledger says %v", x.Patient, x.Session, facet, v, float32(got))
			}
		}
	}
}

// Recording the ledger or items changes no other row.
func TestRecordingChangesNothing(t *testing.T) {
	plain := simulate(t, eventful(120))
	for _, r := range []population.Record{{Ledger: true}, {Items: true}, {Ledger: true, Items: true}} {
		s := eventful(120)
		s.Record = r
		rows := simulate(t, s)
		if (len(rows.Ledger) > 0) != r.Ledger || (len(rows.Items) > 0) != r.Items {
			t.Errorf("%+v gives %d ledger and %d item rows", r, len(rows.Ledger), len(rows.Items))
		}
		rows.Ledger, rows.Items = plain.Ledger, plain.Items
		if !reflect.DeepEqual(rows, plain) {
			t.Errorf("%+v changes other rows", r)
		}
	}
}

// Items sum to the scores, lie in their range, and are null where the score is.
func TestItemsSumToTheScores(t *testing.T) {
	s := eventful(120)
	s.Record.Items = true
	s.Setting.Model.PHQ9.Missing, s.Setting.Model.WAI.Missing = -1.5, -1.5
	rows := simulate(t, s)
	if len(rows.Items) != len(rows.Sessions) {
		t.Fatalf("%d rows of items for %d sessions", len(rows.Items), len(rows.Sessions))
	}
	missing := 0
	for i, x := range rows.Items {
		row := rows.Sessions[i]
		if x.Replication != row.Replication || x.Patient != row.Patient || x.Session != row.Session {
			t.Fatalf("row %d of items is not that of the session", i)
		}
		phq := []*int32{x.PHQ1, x.PHQ2, x.PHQ3, x.PHQ4, x.PHQ5, x.PHQ6, x.PHQ7, x.PHQ8, x.PHQ9}
		if row.PHQ9 == nil {
			missing++
			if slices.ContainsFunc(phq, func(p *int32) bool { return p != nil }) {
				t.Fatalf("PHQ-9 items where there is no score: patient %d session %d", row.Patient, row.Session)
			}
		} else {
			var items []int32
			for _, p := range phq {
				items = append(items, *p)
			}
			sums(t, "PHQ-9", items, 0, 3, *row.PHQ9)
		}
		wai := []int32{x.WAI1, x.WAI2, x.WAI3, x.WAI4, x.WAI5, x.WAI6, x.WAI7, x.WAI8, x.WAI9, x.WAI10, x.WAI11, x.WAI12}
		calpas := []int32{x.CALPAS1, x.CALPAS2, x.CALPAS3, x.CALPAS4, x.CALPAS5, x.CALPAS6, x.CALPAS7, x.CALPAS8,
			x.CALPAS9, x.CALPAS10, x.CALPAS11, x.CALPAS12, x.CALPAS13, x.CALPAS14, x.CALPAS15, x.CALPAS16,
			x.CALPAS17, x.CALPAS18, x.CALPAS19, x.CALPAS20, x.CALPAS21, x.CALPAS22, x.CALPAS23, x.CALPAS24}
		if row.WAIPatient == 0 {
			missing++
			sums(t, "WAI-SR, not answered", wai, 0, 0, 0)
			sums(t, "CALPAS-P, not answered", calpas, 0, 0, 0)
			continue
		}
		sums(t, "goals", wai[0:4], 1, 5, int32(math.Round(4*float64(row.WAIPatientGoals))))
		sums(t, "tasks", wai[4:8], 1, 5, int32(math.Round(4*float64(row.WAIPatientTasks))))
		sums(t, "bond", wai[8:12], 1, 5, int32(math.Round(4*float64(row.WAIPatientBond))))
		sums(t, "WAI-SR", wai, 1, 5, int32(math.Round(12*float64(row.WAIPatient))))
		sums(t, "CALPAS-P", calpas, 1, 7, int32(math.Round(24*float64(row.CALPASPatient))))
	}
	if missing == 0 {
		t.Error("no answer is missing, so nulls were not tested")
	}
}

func sums(t *testing.T, what string, items []int32, low, high, want int32) {
	t.Helper()
	sum := int32(0)
	for _, x := range items {
		if x < low || x > high {
			t.Fatalf("%s item %d, want %d to %d", what, x, low, high)
		}
		sum += x
	}
	if sum != want {
		t.Fatalf("%s items sum to %d, want %d", what, sum, want)
	}
}

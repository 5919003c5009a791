package sim_test

import (
	"math"
	"reflect"
	"testing"

	"gonum.org/v1/gonum/stat"

	"rapport/scenarios/population"
	"rapport/sim"
	"rapport/sim/record"
)

// Who waits for therapy fares as the same person on a waiting list, to the bit: at every
// week, until therapy begins, with life's events of the same weeks.
func TestWaitingForTherapyIsAWaitingList(t *testing.T) {
	weeks := []int{1, 4, 11, 17, 18}
	asked := func(set func(*sim.Model)) *record.Rows {
		s := &population.Simulation{Scenario: "wait", Seed: 5, Patients: 300, Replications: 1, Setting: population.DefaultSetting(), Weeks: weeks}
		s.Record.Truth = record.Exact
		set(&s.Setting.Model)
		return simulate(t, s)
	}
	list := asked(func(m *sim.Model) { m.Care.Treatment, m.Care.WaitingListWeeks = 0, 18 })
	for _, wait := range []float64{18, 18.4, 60} {
		before := asked(func(m *sim.Model) { m.Care.WaitingWeeks = wait })
		if !reflect.DeepEqual(before.Assessments, list.Assessments) {
			t.Errorf("while they wait for %v weeks, people answer otherwise than on a waiting list", wait)
		}
	}
}

// No two times of a course have the same luck of life: what the wait has brought, no gap
// between sessions brings again. Stress without memory is the last shock alone, and shocks
// of a wait and of the therapy behind it are then uncorrelated: r within 4/√n of 0.
func TestAWaitTakesNoLuckFromTherapy(t *testing.T) {
	const n = 4000
	s := &population.Simulation{Scenario: "wait", Seed: 5, Patients: n, Replications: 1, Setting: population.DefaultSetting(), Weeks: []int{1, 2, 3, 4, 5, 6}}
	m := &s.Setting.Model
	s.Record.Truth = record.Exact
	m.Care.WaitingWeeks, m.Care.Plan, m.Attendance.Strength, m.Transition.BreakProbability, m.Dropout.Base, m.WellEnough.Chance = 3, 0, 0, 0, -50, 0
	m.Stress.Persistence, m.Stress.Soothing, m.Stress.Mark, m.Natural.Strength = 0, 0, 0, 0
	at := map[int32][]float64{}
	for _, a := range simulate(t, s).Assessments {
		at[a.Week] = append(at[a.Week], float64(a.TrueSeverity))
	}
	for before := int32(1); before <= 3; before++ {
		for then := int32(4); then <= 6; then++ {
			a, b := change(at[before], at[before%3+1]), change(at[then], at[(then-3)%3+4])
			if r := stat.Correlation(a, b, nil); !(math.Abs(r) <= 4/math.Sqrt(n)) {
				t.Errorf("what weeks %d and %d bring correlates by %.3f", before, then, r)
			}
		}
	}
}

// change is a less b, one by one.
func change(a, b []float64) []float64 {
	d := make([]float64, len(a))
	for i := range a {
		d[i] = a[i] - b[i]
	}
	return d
}

// The ledger tells a wait, however long, as one step of each cause.
func TestAWaitIsOneStepOfTheLedger(t *testing.T) {
	s := &population.Simulation{Scenario: "wait", Seed: 5, Patients: 20, Replications: 1, Setting: population.DefaultSetting()}
	s.Setting.Model.Care.WaitingWeeks, s.Record.Ledger = 104, true
	of := map[int64][]string{}
	for _, x := range simulate(t, s).Ledger {
		if x.Session == 0 && x.Mechanism != sim.ByStart.Name {
			of[x.Patient] = append(of[x.Patient], x.Mechanism)
		}
	}
	for patient, got := range of {
		if len(got) != 2 || got[0] != "natural_course" || got[1] != "life_stress" {
			t.Errorf("patient %d: %v while waiting", patient, got)
		}
	}
	if len(of) != 20 {
		t.Errorf("%d patients of 20 waited", len(of))
	}
}

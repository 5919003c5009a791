package sim_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"

	"rapport/scenarios/population"
	"rapport/sim"
	"rapport/sim/record"
)

// Who waits for therapy fares as who is on a waiting list: at every week means and
// spreads are the same but for luck, in the middle of the wait as at its end. With n
// people in each, a mean has the standard error SD/√n and an SD about SD/√(2n).
func TestWaitingForTherapyIsLikeAWaitingList(t *testing.T) {
	const n = 30_000
	weeks := []int{4, 11, 18}
	severity := func(set func(*sim.Model)) map[int32][]float64 {
		s := &population.Simulation{Scenario: "wait", Seed: 5, Patients: n, Replications: 1, Setting: population.DefaultSetting(), Weeks: weeks}
		s.Record.Truth = record.Exact
		set(&s.Setting.Model)
		at := map[int32][]float64{}
		for _, a := range simulate(t, s).Assessments {
			if a.Phase != record.PhaseWaiting {
				t.Fatalf("week %d is in phase %s", a.Week, a.Phase)
			}
			at[a.Week] = append(at[a.Week], float64(a.TrueSeverity))
		}
		return at
	}
	before := severity(func(m *sim.Model) { m.Care.WaitingWeeks = 18.5 })
	list := severity(func(m *sim.Model) { m.Care.Treatment, m.Care.WaitingListWeeks = 0, 18 })
	for _, week := range weeks {
		a, b := before[int32(week)], list[int32(week)]
		meanA, spreadA := stat.MeanStdDev(a, nil)
		meanB, spreadB := stat.MeanStdDev(b, nil)
		if se := math.Sqrt2 * spreadB / math.Sqrt(n); math.Abs(meanA-meanB) > 4*se {
			t.Errorf("week %d: a mean of %.2f before therapy and %.2f on a waiting list", week, meanA, meanB)
		}
		if se := spreadB / math.Sqrt(n); math.Abs(spreadA-spreadB) > 4*se {
			t.Errorf("week %d: an SD of %.2f before therapy and %.2f on a waiting list", week, spreadA, spreadB)
		}
	}
}

// Who waits is asked in week 0 what everybody is asked at weeks, and once only; what is
// asked later stays as it is where nobody waits.
func TestWhoWaitsIsAskedAtEntry(t *testing.T) {
	const n = 50
	entries := func(wait float64) (asked int, none int) {
		s := &population.Simulation{Scenario: "wait", Seed: 5, Patients: n, Replications: 1, Setting: population.DefaultSetting(), Weeks: []int{4}}
		s.Setting.Model.Care.WaitingWeeks, s.Record.Scores = wait, true
		s.Instruments = []sim.Instrument{
			{Name: "ors", HighIsWell: true, Construct: sim.MeasuresDistress, Step: 0.1, Steps: 400, Slope: 2, Error: 0.3},
			{Name: "rated", Construct: sim.MeasuresSeverity, Rater: sim.RatedByTherapist, Step: 1, Steps: 50, Slope: 2},
			{Name: "srs", HighIsWell: true, Construct: sim.MeasuresAlliance, Step: 0.1, Steps: 400, Slope: 2},
		}
		for _, x := range simulate(t, s).Scores {
			switch {
			case x.Session == nil && x.Week == 0 && x.Instrument == "ors":
				asked++
			case x.Session == nil && (x.Week != 4 || x.Instrument != "ors"):
				none++
			}
		}
		return asked, none
	}
	for wait, want := range map[float64]int{0: 0, 0.3: n, 6.5: n} {
		if asked, others := entries(wait); asked != want || others != 0 {
			t.Errorf("a wait of %v weeks: %d asked at entry, want %d; %d others", wait, asked, want, others)
		}
	}
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

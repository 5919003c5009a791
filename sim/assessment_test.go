package sim_test

import (
	"reflect"
	"slices"
	"testing"

	"rapport/scenarios/population"
	"rapport/sim/record"
)

// followed simulates a scenario with everybody assessed at some weeks.
func followed(t *testing.T, weeks []int, set map[string]float64) *record.Rows {
	t.Helper()
	s := &population.Simulation{Scenario: "followed", Seed: 31, Patients: 300, Replications: 2, Setting: population.DefaultSetting(), Weeks: weeks}
	for _, p := range s.Setting.Params() {
		if v, ok := set[p.Name]; ok {
			*p.Value = v
		}
	}
	s.Record.Ledger = true
	return simulate(t, s)
}

var courseKinds = map[string]map[string]float64{
	"weekly": {}, "twice weekly": {"care.sessions_per_week": 2}, "after a wait": {"care.waiting_weeks": 13},
	"with breaks": {"transition.break_probability": 0.3, "transition.break_weeks": 7.5}, "waiting": {"care.treatment": 0},
}

// Assessments, and what comes after treatment, leave every other row as it is.
func TestAssessmentsNeverChangeTheCourse(t *testing.T) {
	for name, set := range courseKinds {
		none := followed(t, nil, set)
		if len(none.Assessments) > 0 {
			t.Errorf("%s: %d assessments without weeks", name, len(none.Assessments))
		}
		off := map[string]float64{"fading.share": 0, "circumstances.spread": 0, "relapse.strength": 0, "setback.strength": 0}
		for p, v := range set {
			off[p] = v
		}
		for how, rows := range map[string]*record.Rows{
			"assessed": followed(t, []int{1, 4, 9, 26, 120}, set), "without aftercare": followed(t, []int{1, 4, 9, 26, 120}, off),
		} {
			rows.Assessments = nil
			if !reflect.DeepEqual(rows, none) {
				t.Errorf("%s, %s: the other tables differ", name, how)
			}
		}
	}
}

// Everybody has a score at entry, the same whatever follows: without a wait it is the one
// before session 1, after a wait that one is another.
func TestEverybodyHasAScoreAtEntry(t *testing.T) {
	scores := map[string][]int32{}
	for name, set := range courseKinds {
		differ := 0
		for _, p := range followed(t, nil, set).Patients {
			scores[name] = append(scores[name], p.PHQ9Entry)
			if p.PHQ9Entry != p.PHQ9Intake {
				differ++
			}
		}
		if waits := name == "after a wait"; waits != (differ > 0) {
			t.Errorf("%s: %d of %d enter with another score than before session 1", name, differ, len(scores[name]))
		}
	}
	for name, entry := range scores {
		if !slices.Equal(entry, scores["weekly"]) {
			t.Errorf("%s: the same patients enter with other scores than with weekly sessions", name)
		}
	}
}

// Naming other weeks changes no number of a week that stays.
func TestOtherWeeksChangeNoAnswer(t *testing.T) {
	every := make([]int, 60)
	for i := range every {
		every[i] = i + 1
	}
	few := []int{4, 7, 16, 26, 52}
	for name, set := range courseKinds {
		got, all := followed(t, few, set).Assessments, followed(t, every, set).Assessments
		all = slices.DeleteFunc(all, func(a record.Assessment) bool { return !slices.Contains(few, int(a.Week)) })
		if !reflect.DeepEqual(got, all) {
			t.Errorf("%s: the answers at weeks %v differ where every week is asked", name, few)
		}
	}
}

// Everybody is asked, in every phase, and some do not answer.
func TestEverybodyIsAssessed(t *testing.T) {
	weeks := []int{4, 16, 52}
	for name, set := range courseKinds {
		rows := followed(t, weeks, set)
		if len(rows.Assessments) != len(weeks)*len(rows.Patients) {
			t.Fatalf("%s: %d assessments of %d patients at %d weeks", name, len(rows.Assessments), len(rows.Patients), len(weeks))
		}
		missing := map[int32]int{}
		for i, a := range rows.Assessments {
			p := &rows.Patients[i/len(weeks)]
			want := record.PhaseTreatment
			switch {
			case p.Ending == "waiting" || float64(a.Week) <= set["care.waiting_weeks"]:
				want = record.PhaseWaiting
			case float32(a.Week) > p.Weeks:
				want = record.PhaseEnded
			}
			if a.Patient != p.Patient || int(a.Week) != weeks[i%len(weeks)] || a.Phase != want {
				t.Fatalf("%s: patient %d, ended after %g weeks: %+v, want phase %s", name, p.Patient, p.Weeks, a, want)
			}
			if a.PHQ9 == nil {
				missing[a.Week]++
			}
		}
		if !(0 < missing[4] && missing[4] < missing[52]) {
			t.Errorf("%s: missing answers by week are %v, want more in week 52", name, missing)
		}
	}
}

// In the week of a session, before it, the assessment tells of the same severity.
func TestAssessmentOnTheDayOfASession(t *testing.T) {
	rows := followed(t, []int{5}, nil)
	severity, seen := map[int64]float32{}, 0
	for _, s := range rows.Sessions {
		if s.Week == 5 && s.Replication == 0 {
			severity[s.Patient] = s.TrueSeverity
		}
	}
	for _, a := range rows.Assessments {
		if s, held := severity[a.Patient]; held && a.Replication == 0 {
			seen++
			if s != a.TrueSeverity {
				t.Errorf("patient %d: severity %g in the session, %g in the assessment", a.Patient, s, a.TrueSeverity)
			}
		}
	}
	if seen < 50 {
		t.Errorf("only %d patients have a session in week 5", seen)
	}
}

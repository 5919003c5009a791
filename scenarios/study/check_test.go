package study

import (
	"errors"
	"math"
	"strings"
	"testing"
)

// A study that is built in Go is held to the same bounds as one from a file.
func TestCheckOfStudiesBuiltInGo(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Study)
		want   string
	}{
		"no patients":       {func(s *Study) { s.Population.Patients = 0 }, "population.patients = 0: want a whole number from 1 to 1000000000 (patients)"},
		"negative":          {func(s *Study) { s.Replications = -1 }, "replications = -1: want a whole number from 1 to 1000000"},
		"long title":        {func(s *Study) { s.Title = strings.Repeat("é", maxTitle+1) }, "title: want at most 200 letters, got 201"},
		"broken text":       {func(s *Study) { s.Rationale = "\xff" }, "rationale: want text without control characters"},
		"many sources":      {func(s *Study) { s.Sources = make([]string, maxSources+1); fill(s.Sources, "A") }, "sources = 101: want at most 100 sources"},
		"many actions":      {func(s *Study) { s.Scenarios[0].Actions = manyActions(maxActions + 1) }, "scenarios[0].actions = 101: want at most 100 actions"},
		"not a number":      {func(s *Study) { s.Set = Values{"rupture.base": math.NaN()} }, "set.rupture.base = NaN: want -6 to 2 (log-odds per session)"},
		"infinity":          {func(s *Study) { s.Set = Values{"rupture.base": math.Inf(1)} }, "set.rupture.base = +Inf: want -6 to 2 (log-odds per session)"},
		"no such choice":    {func(s *Study) { s.Set = Values{"care.treatment": -1} }, "set.care.treatment = -1: want one of none, therapy"},
		"negative session":  {func(s *Study) { s.Scenarios[0].Actions = sessionsOf(Sessions{List: []int{-3}}) }, "scenarios[0].actions[0].sessions = -3: want a whole number from 1 to 1000"},
		"no first session":  {func(s *Study) { s.Scenarios[0].Actions = sessionsOf(Sessions{To: 3}) }, "scenarios[0].actions[0].sessions.from = 0: want a whole number from 1 to 1000"},
		"unknown word":      {func(s *Study) { s.Scenarios[0].Actions = []PlannedAction{{Move: []string{""}}} }, `scenarios[0].actions[0].move = "": want one of validate`},
		"population short":  {func(s *Study) { s.Population.Set = Values{"severity_mean": 99} }, "population.severity_mean = 99: want 0 to 27 (PHQ-9 points)"},
		"population's name": {func(s *Study) { s.Population.Set = Values{"care.sessions": 1} }, "population.care.sessions: unknown parameter; population parameters alone stand here"},
	} {
		study := newStudy()
		study.Question, study.Scenarios = "why", []Scenario{{Name: "a"}}
		c.change(study)
		var list faultList
		study.check(testTable(), &list)
		var faults Faults
		if err := list.faults(); !errors.As(err, &faults) || len(faults) != 1 || !strings.HasPrefix(faults[0].String(), c.want) {
			t.Errorf("%s: got %v: want %s", name, err, c.want)
		}
	}
}

// A step of zero is each session, as in the model.
func TestSessionsWithoutStepAreAllowed(t *testing.T) {
	study := newStudy()
	study.Question = "why"
	study.Scenarios = []Scenario{{Name: "a", Actions: sessionsOf(Sessions{From: 2})}}
	var faults faultList
	if study.check(testTable(), &faults); len(faults.found) > 0 {
		t.Error(faults.faults())
	}
}

func TestTooManyScenarios(t *testing.T) {
	study := newStudy()
	study.Scenarios = make([]Scenario, MaxScenarios+1)
	var faults faultList
	study.check(testTable(), &faults)
	want := "question: a study needs a question\nscenarios = 10001: want at most 10000 scenarios"
	if err := faults.faults(); err == nil || err.Error() != want {
		t.Errorf("%d scenarios: %v", len(study.Scenarios), err)
	}
}

func TestSimulationsRefusesABadStudy(t *testing.T) {
	study := newStudy()
	study.Question = "why"
	study.Scenarios = []Scenario{{Name: "a", Set: Values{"population.caseload_min": 31, "population.caseload_max": 30}}}
	var faults Faults
	if _, err := study.Simulations(); !errors.As(err, &faults) || len(faults) != 1 || faults[0].Path != "scenarios[0]" {
		t.Errorf("impossible together: %v: want a fault of scenarios[0]", err)
	}
	study.Scenarios[0].Set = Values{"population.caseload_min": -1}
	if all, err := study.Simulations(); all != nil || !errors.As(err, &faults) {
		t.Errorf("out of range: %v: want faults", err)
	}
}

func fill(texts []string, with string) {
	for i := range texts {
		texts[i] = with
	}
}

func manyActions(n int) []PlannedAction {
	all := make([]PlannedAction, n)
	for i := range all {
		all[i].Move = []string{"validate"}
	}
	return all
}

func sessionsOf(s Sessions) []PlannedAction {
	return []PlannedAction{{Move: []string{"validate"}, Sessions: s}}
}

// The name of a scenario is a folder, from which readers make a column: what they would take
// for a number or a date merges scenarios in silence.
func TestNamesThatReadersTakeForNumbers(t *testing.T) {
	for name, wrong := range map[string]bool{
		"8": true, "08": true, "1e5": true, "inf": true, "nan": true, "0x10": true, "2024-01-01": true, "1-2-3": true, "true": true, "epoch": true,
		"weeks-8": false, "8-weeks": false, "a": false, "2024-plan": false, "e5": false, "trueish": false,
	} {
		study := newStudy()
		study.Scenarios = []Scenario{{Name: name}}
		_, err := study.resolved(testTable())
		if got := err != nil && strings.Contains(err.Error(), "to programs that load a run"); got != wrong {
			t.Errorf("%s: %v, want it refused: %v", name, err, wrong)
		}
	}
}

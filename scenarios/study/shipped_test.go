package study

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rapport/configs"
	"rapport/scenarios/population"
	"rapport/sim"
)

func shipped(t *testing.T, name string, o Overrides) *Study {
	t.Helper()
	text, err := configs.Read(name)
	if err != nil {
		t.Fatal(err)
	}
	o.NoEnvironment = true
	study, err := Parse(name+".yaml", text, o)
	if err != nil {
		t.Fatal(err)
	}
	return study
}

// valuesOf are the values that a simulation really has.
func valuesOf(s *population.Simulation) Values {
	values := Values{}
	for _, row := range s.Setting.Params() {
		values[row.Name] = *row.Value
	}
	return values
}

func TestShippedStudiesAreComplete(t *testing.T) {
	for _, name := range configs.Names() {
		study := shipped(t, name, Overrides{})
		if study.Title == "" || study.Rationale == "" || study.LookAt == "" || len(study.Sources) == 0 {
			t.Errorf("configs/%s.yaml: want title, rationale, look_at and sources beside the question", name)
		}
		for _, scenario := range study.Scenarios {
			if scenario.Description == "" {
				t.Errorf("configs/%s.yaml: scenario %s has no description", name, scenario.Name)
			}
		}
	}
}

// Studies that compare have a baseline first, few enough scenarios to be read,
// and replications, without which a difference has no interval.
func TestShippedComparisonsCanBeCompared(t *testing.T) {
	alone := []string{"routine-care", "waitlist", "evidence"} // they describe, and compare nothing
	for _, name := range configs.Names() {
		study := shipped(t, name, Overrides{})
		if n := len(study.Scenarios); !slices.Contains(alone, name) &&
			(n < 2 || n > 5 || study.Replications < 3 || study.Replications > 10 || study.Population.Patients != 2000) {
			t.Errorf("configs/%s.yaml: %d scenarios, %d replications, %d patients: a study that compares wants 2 to 5 scenarios, 3 to 10 replications and 2000 patients",
				name, n, study.Replications, study.Population.Patients)
		}
	}
}

// Every move, condition and policy that a study can state is asked about by one
// that ships.
func TestShippedStudiesUseEveryMove(t *testing.T) {
	moves, set := map[string]bool{}, Values{}
	for _, name := range configs.Names() {
		for _, scenario := range shipped(t, name, Overrides{}).Scenarios {
			for _, a := range scenario.Actions {
				for _, move := range a.Move {
					moves[move] = true
				}
			}
			for parameter, value := range scenario.Set {
				set[parameter] = value
			}
		}
	}
	for _, move := range sim.MoveNames {
		if !moves[move] {
			t.Errorf("configs/ has no study that asks about the move %s", move)
		}
	}
	for _, policy := range []string{"care.sessions", "care.sessions_per_week", "care.taper_from", "care.waiting_weeks", "care.treatment",
		"population.assignment", "population.therapist_repair_skill_mean", "population.therapist_empathy_mean", "population.therapist_flexibility_mean"} {
		if _, ok := set[policy]; !ok {
			t.Errorf("no shipped study asks about %s", policy)
		}
	}
}

func TestShippedStudiesSetWhatTheySay(t *testing.T) {
	for name, want := range map[string]map[string]Values{
		"routine-care": {"routine-care": {"care.sessions": 16, "care.treatment": 1, "population.screening_phq9": 0}},
		"waitlist":     {"waitlist": {"care.treatment": 0, "care.waiting_list_weeks": 8, "population.screening_phq9": 10}},
		"cbt-vs-psychodynamic": {
			"cbt":           {"approach.cbt_share": 1, "care.sessions": 14, "care.treatment": 1, "population.screening_phq9": 10},
			"psychodynamic": {"approach.cbt_share": 0, "care.sessions": 14, "care.treatment": 1, "population.screening_phq9": 10},
		},
	} {
		simulations, err := shipped(t, name, Overrides{}).Simulations()
		if err != nil {
			t.Fatal(err)
		}
		if len(simulations) != len(want) {
			t.Errorf("%s: %d scenarios: want %d", name, len(simulations), len(want))
		}
		for _, s := range simulations {
			if s.Patients != 2000 || s.Seed != 1 {
				t.Errorf("%s: %d patients, seed %d: want 2000, 1", name, s.Patients, s.Seed)
			}
			values := valuesOf(s)
			for parameter, value := range want[s.Scenario] {
				if values[parameter] != value {
					t.Errorf("%s, %s: %s = %v: want %v", name, s.Scenario, parameter, values[parameter], value)
				}
			}
		}
	}
}

// The study that a run keeps plans the same simulations as the one that was
// run, overrides included.
func TestResolvedPlansTheSameSimulations(t *testing.T) {
	for _, name := range configs.Names() {
		study := shipped(t, name, Overrides{Seed: new(uint64(5)), Set: []string{"population.caseload_min=12"}})
		text, err := study.Resolved()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse("study.yaml", text, Overrides{NoEnvironment: true})
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, text)
		}
		if second, err := again.Resolved(); err != nil || !bytes.Equal(text, second) {
			t.Errorf("%s: resolved again (%v)\n%s\nwant\n%s", name, err, second, text)
		}
		compareSimulations(t, name, study, again)
	}
}

func compareSimulations(t *testing.T, name string, a, b *Study) {
	t.Helper()
	first, err := a.Simulations()
	if err != nil {
		t.Fatal(err)
	}
	second, err := b.Simulations()
	if err != nil {
		t.Fatal(err)
	}
	if len(first) != len(second) {
		t.Fatalf("%s: %d and %d simulations", name, len(first), len(second))
	}
	for i, s := range first {
		r := second[i]
		same := s.Scenario == r.Scenario && s.Seed == r.Seed && s.Patients == r.Patients &&
			s.Replications == r.Replications && s.Record == r.Record && reflect.DeepEqual(s.Rules, r.Rules)
		if !same || !reflect.DeepEqual(valuesOf(s), valuesOf(r)) {
			t.Errorf("%s: scenario %s differs", name, s.Scenario)
		}
	}
}

// Effective tells what the simulation has, for every parameter.
func TestEffectiveIsWhatTheSimulationHas(t *testing.T) {
	study := shipped(t, "cbt-vs-psychodynamic", Overrides{Set: []string{"rupture.base=-1"}})
	simulations, err := study.Simulations()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range simulations {
		listed, err := study.Effective(s.Scenario)
		if err != nil {
			t.Fatal(err)
		}
		told, said := Values{}, 0
		for _, a := range listed {
			told[a.Name] = a.Value
			if a.Set {
				said++
			}
		}
		if !reflect.DeepEqual(told, valuesOf(s)) {
			t.Errorf("%s: Effective differs from the simulation", s.Scenario)
		}
		if said != 4 { // screening, sessions, approach and the flag
			t.Errorf("%s: %d parameters are said by the study: want 4", s.Scenario, said)
		}
	}
}

// One scenario's values are nobody else's: not another scenario's, nor the
// shipped ones.
func TestScenariosShareNoParameter(t *testing.T) {
	shippedBefore := valuesOf(&population.Simulation{Setting: population.DefaultSetting()})
	var text strings.Builder
	text.WriteString("question: why\nscenarios:\n  - {name: shipped}\n  - name: changed\n    set:\n")
	want := Values{}
	setting := population.DefaultSetting()
	for _, row := range setting.Params() {
		want[row.Name] = *row.Value
		if strings.Contains(row.Name, "correlation_") || strings.HasPrefix(row.Name, "population.severity") || row.Choices != nil ||
			row.Name == "care.waiting_list_weeks" || row.Name == "care.taper_gap" || row.Name == "population.district" {
			continue // not free of one another, or not a quantity, or not for therapy, or without a taper, or not where chance sorts
		}
		want[row.Name] = row.Min
		fmt.Fprintf(&text, "      %s: %s\n", row.Name, formatNumber(row.Min))
	}
	study, err := Parse("x", []byte(text.String()), Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	simulations, err := study.Simulations()
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(valuesOf(simulations[0]), shippedBefore) {
		t.Error("a scenario that sets nothing has other values than the shipped ones")
	}
	if got := valuesOf(simulations[1]); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	if !reflect.DeepEqual(valuesOf(&population.Simulation{Setting: population.DefaultSetting()}), shippedBefore) {
		t.Error("the shipped values have changed")
	}
}

// Values that are each in range but not possible together are refused at the
// door too, with the line of the scenario.
func TestJointlyImpossibleValues(t *testing.T) {
	const text = "question: why\nscenarios:\n  - {name: a}\n  - {name: b, set: {population.caseload_min: 31}}\n"
	_, err := Parse("x.yaml", []byte(text), Overrides{NoEnvironment: true})
	want := "x.yaml:4:5: scenarios[1] = b: population.caseload_min = 31 exceeds population.caseload_max = 30"
	if fmt.Sprint(err) != want {
		t.Errorf("got %v: want %s", err, want)
	}
}

// The layers find parameters by name without regard to case, and the tables
// must therefore not tell names apart by it.
func TestParameterNamesAreFitForStudies(t *testing.T) {
	setting := population.DefaultSetting()
	seen := map[string]bool{}
	for _, row := range setting.Params() {
		if seen[row.Name] || row.Name != strings.ToLower(row.Name) || row.Name != shownWord(row.Name) || strings.ContainsAny(row.Name, "=,[ ") {
			t.Errorf("parameter %q: want a unique name in lower case without =, comma, bracket or blank", row.Name)
		}
		seen[row.Name] = true
		if row.Choices == nil && !(row.Min <= *row.Value && *row.Value <= row.Max) || !allowed(row, *row.Value) {
			t.Errorf("parameter %s: shipped value %v is outside its range", row.Name, *row.Value)
		}
	}
	if seen[populationPrefix+"patients"] {
		t.Error("population.patients is a parameter: it would hide the number of patients")
	}
}

func TestPlanKnowsEveryWordOfTheModel(t *testing.T) {
	for i, move := range sim.MoveNames {
		a := PlannedAction{Move: []string{move}}
		if got := a.plan()[0].Do.Move; got != 1<<i {
			t.Errorf("%s is move %d: want bit %d", move, got, i)
		}
	}
	for i, phase := range sim.PhaseNames {
		a := PlannedAction{Move: []string{"validate"}, Phase: phase}
		if got := a.plan()[0].Phase; int(got) != i {
			t.Errorf("%s is phase %d: want %d", phase, got, i)
		}
	}
	for i, when := range sim.ConditionNames {
		a := PlannedAction{Move: []string{"validate"}, When: when}
		got := a.plan()[0].When
		if i == 0 && got != nil || i > 0 && (len(got) != 1 || got[0] != sim.Test{Sees: sim.SeesCondition, Condition: sim.Condition(i)}) {
			t.Errorf("%s is %+v: want condition %d", when, got, i)
		}
	}
}

package study

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

const layeredStudy = `
question: why
seed: 2
replications: 3
population: {patients: 40, severity_mean: 10}
set: {rupture.base: -1}
scenarios:
  - {name: a, set: {rupture.base: 1, care.sessions: 8}}
  - {name: b}
`

func TestEnvironmentIsAboveTheFile(t *testing.T) {
	t.Setenv("RAPPORT_SEED", "18446744073709551615")
	t.Setenv("RAPPORT_REPLICATIONS", "5")
	t.Setenv("RAPPORT_PATIENTS", "6")
	t.Setenv("RAPPORT_SET", "rupture.base=0.5, population.severity_mean=20,care.treatment=none")
	t.Setenv("RAPPORT_WORKERS", "4")
	got, err := parseTest(layeredStudy, Overrides{})
	if err != nil {
		t.Fatal(err)
	}
	want := newStudy()
	want.Question, want.Seed, want.Replications = "why", 18446744073709551615, 5
	want.Population = StudyPopulation{Patients: 6, Set: Values{"severity_mean": 20}}
	want.Set = Values{"rupture.base": 0.5, "care.treatment": 0}
	want.Scenarios = []Scenario{{Name: "a", Set: Values{"care.sessions": 8}}, {Name: "b"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

func TestCommandLineIsAboveTheEnvironment(t *testing.T) {
	t.Setenv("RAPPORT_SEED", "7")
	t.Setenv("RAPPORT_PATIENTS", "7")
	t.Setenv("RAPPORT_REPLICATIONS", "7")
	t.Setenv("RAPPORT_SET", "rupture.base=0.5,care.sessions=5")
	got, err := parseTest(layeredStudy, Overrides{
		Seed: new(uint64(0)), Patients: new(int64(8)), Replications: new(9),
		Set: []string{"rupture.base=-2", "rupture.base = -3"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.Seed != 0 || got.Population.Patients != 8 || got.Replications != 9 {
		t.Errorf("seed %d, patients %d, replications %d: want 0, 8, 9", got.Seed, got.Population.Patients, got.Replications)
	}
	if want := (Values{"rupture.base": -3, "care.sessions": 5}); !reflect.DeepEqual(got.Set, want) {
		t.Errorf("set %v: want %v, the later of two flags and the environment's other value", got.Set, want)
	}
	for _, scenario := range got.Scenarios {
		if scenario.Set != nil {
			t.Errorf("scenario %s keeps %v: want nothing beside what was overridden", scenario.Name, scenario.Set)
		}
	}
}

// An override holds in every scenario, wherever the study sets the parameter.
func TestOverrideHoldsEverywhere(t *testing.T) {
	text := strings.Replace(layeredStudy, "{rupture.base: -1}", "{population.severity_mean: 11}", 1)
	study, err := parseTest(text, Overrides{NoEnvironment: true, Set: []string{"population.severity_mean=12", "rupture.base=-4"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, scenario := range study.Scenarios {
		values, err := study.effective(scenario.Name, testTable().rows)
		if err != nil {
			t.Fatal(err)
		}
		if values[0].Value != -4 || values[2].Value != 12 {
			t.Errorf("scenario %s: %v: want rupture.base -4 and population.severity_mean 12", scenario.Name, values)
		}
	}
}

// A recorded study stays what it was.
func TestNoEnvironment(t *testing.T) {
	t.Setenv("RAPPORT_SEED", "7")
	t.Setenv("RAPPORT_SEDE", "7")
	got, err := parseTest(layeredStudy, Overrides{NoEnvironment: true})
	if err != nil || got.Seed != 2 {
		t.Errorf("seed %v, %v: want 2 from the file", got, err)
	}
}

func TestEmptyVariableSaysNothing(t *testing.T) {
	for _, name := range environment {
		t.Setenv(name, "")
	}
	got, err := parseTest(layeredStudy, Overrides{})
	if err != nil || got.Seed != 2 || got.Population.Patients != 40 {
		t.Errorf("%+v, %v: want the file's values", got, err)
	}
}

func TestFaultsOfTheLayers(t *testing.T) {
	t.Setenv("RAPPORT_SEED", "-1")
	t.Setenv("RAPPORT_PATIENTS", "1e3")
	t.Setenv("RAPPORT_SET", "rupture.base=,care.treatment=nona")
	t.Setenv("RAPPORT_SEDE", "1")
	_, err := parseTest(layeredStudy, Overrides{Patients: new(int64(-5)), Replications: new(0), Set: []string{
		"rupture.base=9", "ruptur.base=1", "seed=3", "care.sessions", "care.sessions=NaN", "care.feedback=2",
	}})
	want := `RAPPORT_SEED: want a whole number from 0 to 18446744073709551615, got "-1"
RAPPORT_SET: want parameter=value, got "rupture.base="
RAPPORT_SET care.treatment: want one of none, therapy, got "nona"; did you mean "none"?
RAPPORT_SEDE: unknown environment variable; did you mean "RAPPORT_SEED"?
--replications = 0: want a whole number from 1 to 1000000
--patients = -5: want a whole number from 1 to 1000000000 (patients)
--set rupture.base = 9: want -6 to 2 (log-odds per session)
--set ruptur.base: unknown parameter; did you mean "rupture.base"?
--set seed: unknown parameter; seed, replications and, under population, patients are keys of the study, not parameters
--set: want parameter=value, got "care.sessions"
--set care.sessions: want a whole number, 1 to 100 (sessions), got the text "NaN"
--set care.feedback = 2: want one of off, on`
	if fmt.Sprint(err) != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// A fault of the file is told even where a flag would hide it, together with
// the faults of the flags.
func TestFaultsOfFileAndFlagsTogether(t *testing.T) {
	_, err := parseTest(strings.Replace(layeredStudy, "seed: 2", "seed: two", 1), Overrides{
		NoEnvironment: true, Seed: new(uint64(3)), Set: []string{"x=1"},
	})
	want := "study.yaml:3:1: seed: want a whole number from 0 to 18446744073709551615, got the text \"two\"\n" +
		"--set x: unknown parameter; `rapport params` lists all parameters"
	if fmt.Sprint(err) != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

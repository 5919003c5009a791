package fit

import (
	"os"
	"testing"

	"go.yaml.in/yaml/v3"

	"rapport/scenarios/population"
	"rapport/sim"
)

// stages are the recorded calibrations, the last one first: what it found ships.
var stages = []string{"ruptures", "gradual", "odds", "refit", "follow-up", "polish"}

const whatToDo = "a value set by hand is graded Assumed in describe(); a fit is kept in analysis/explore/fit/testdata/calibration"

// Are the shipped defaults those that the recorded calibrations found?
func TestDefaultsAreTheCalibratedOnes(t *testing.T) {
	fitted, last := map[string]float64{}, map[string]bool{}
	for i, stage := range stages {
		for name, value := range recorded(t, stage) {
			if _, later := fitted[name]; !later {
				fitted[name], last[name] = value, i == 0
			}
		}
	}
	set := population.DefaultSetting()
	for _, p := range set.Params() {
		want, ok := fitted[p.Name]
		calibrated := p.Grade == sim.Calibrated
		switch {
		case calibrated && !ok:
			t.Errorf("%s is graded Calibrated, and no calibration is recorded: %s", p.Name, whatToDo)
		case calibrated && *p.Value != want:
			t.Errorf("sim/default.go: %s is %v, the calibration found %v: %s", p.Name, *p.Value, want, whatToDo)
		case last[p.Name] && !calibrated:
			t.Errorf("%s was calibrated and is graded %s", p.Name, p.Grade)
		}
		delete(last, p.Name)
	}
	for name, of := range last {
		if of {
			t.Errorf("%s was calibrated but is no parameter", name)
		}
	}
}

// recorded reads what a calibration found.
func recorded(t *testing.T, stage string) map[string]float64 {
	t.Helper()
	data, err := os.ReadFile("testdata/calibration/" + stage + "/parameters.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var found struct {
		Set map[string]float64 `yaml:"set"`
	}
	if err := yaml.Unmarshal(data, &found); err != nil {
		t.Fatal(err)
	}
	return found.Set
}

package fit

import (
	"os"
	"testing"

	"go.yaml.in/yaml/v3"

	"rapport/scenarios/population"
	"rapport/sim"
)

// Are the shipped defaults those that the recorded calibrations found?
func TestDefaultsAreTheCalibratedOnes(t *testing.T) {
	fitted := map[string]float64{}
	for _, stage := range []string{"polish", "follow-up"} {
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
		for name, value := range found.Set {
			if _, twice := fitted[name]; twice {
				t.Errorf("%s was calibrated twice", name)
			}
			fitted[name] = value
		}
	}
	set := population.DefaultSetting()
	for _, p := range set.Params() {
		want, ok := fitted[p.Name]
		switch {
		case ok && *p.Value != want:
			t.Errorf("%s is %v, the calibration found %v", p.Name, *p.Value, want)
		case ok != (p.Grade == sim.Calibrated):
			t.Errorf("%s is graded %s; in the calibration: %v", p.Name, p.Grade, ok)
		}
		delete(fitted, p.Name)
	}
	for name := range fitted {
		t.Errorf("%s was calibrated but is no parameter", name)
	}
}

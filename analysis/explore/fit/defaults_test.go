package fit

import (
	"os"
	"testing"

	"go.yaml.in/yaml/v3"

	"rapport/scenarios/population"
	"rapport/sim"
)

// Are the shipped defaults those that the recorded calibration found?
func TestDefaultsAreTheCalibratedOnes(t *testing.T) {
	data, err := os.ReadFile("testdata/calibration/polish/parameters.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var fitted struct {
		Set map[string]float64 `yaml:"set"`
	}
	if err := yaml.Unmarshal(data, &fitted); err != nil {
		t.Fatal(err)
	}
	set := population.DefaultSetting()
	for _, p := range set.Params() {
		want, ok := fitted.Set[p.Name]
		switch {
		case ok && *p.Value != want:
			t.Errorf("%s is %v, the calibration found %v", p.Name, *p.Value, want)
		case ok != (p.Grade == sim.Calibrated):
			t.Errorf("%s is graded %s; in the calibration: %v", p.Name, p.Grade, ok)
		}
		delete(fitted.Set, p.Name)
	}
	for name := range fitted.Set {
		t.Errorf("%s was calibrated but is no parameter", name)
	}
}

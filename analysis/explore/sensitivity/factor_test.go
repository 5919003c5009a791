package sensitivity

import (
	"testing"

	"rapport/scenarios/study"
	"rapport/sim"
)

// Without parameters that are named, those of the study's design vary, or else all that
// were calibrated: each around its value.
func TestWhatVariesUnlessNamed(t *testing.T) {
	parsed := func(text string) *study.Study {
		s, err := study.Parse("s.yaml", []byte("question: why\nscenarios: [{name: a}]\n"+text), study.Overrides{NoEnvironment: true})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	plain := parsed("")
	calibrated := map[string]bool{}
	for _, p := range studyRows(plain) {
		if p.Grade == sim.Calibrated {
			calibrated[p.Name] = true
		}
	}
	all := factorsOf(plain)
	for _, f := range all {
		if !calibrated[f.Name] || !(f.From < f.To) {
			t.Errorf("%+v varies, want those that were calibrated alone", f)
		}
	}
	if len(all) == 0 || len(all) != len(calibrated) {
		t.Errorf("%d parameters vary, %d were calibrated", len(all), len(calibrated))
	}
	if of := factorsOf(parsed("design: {kind: halton, points: 4, parameters: {care.sessions: [8, 16]}}\n")); len(of) != 1 || of[0].Name != "care.sessions" {
		t.Errorf("with a design vary %+v", of)
	}
}

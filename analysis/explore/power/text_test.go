package power

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// Trials that did not allow the test are told beside the power that they lower, and a test
// that was hardly carried out is not called cautious.
func TestTrialsThatWereNotTestedAreTold(t *testing.T) {
	p := &Power{Vary: VaryPatients, Detect: PowerContrast, Scenarios: []string{"a", "b"}, End: PowerNoSearch, Alpha: 0.05, Target: 0.8, Misfit: 1,
		Points: []Trials{{Size: 40, Trials: 60, Untestable: 48, Patients: 40, High: 0.06}, {Size: 200, Trials: 60, Patients: 200, Power: 0.2, Low: 0.1, High: 0.3}},
		Null:   &Trials{Size: 40, Trials: 120, Untestable: 102, High: 0.031, Stage: stageNull}}
	var b strings.Builder
	if err := p.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"with 40 patients: 48 of 60 trials did not allow the test and count as not significant\n", "; 102 of 120 trials did not allow the test"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the text lacks %q:\n%s", want, b.String())
		}
	}
	for _, wrong := range []string{"cautious", "with 200 patients"} {
		if strings.Contains(b.String(), wrong) {
			t.Errorf("the text has %q:\n%s", wrong, b.String())
		}
	}
}

// The interval of a size is null where none was searched for, and an end that it does not
// have is.
func TestSizesThatAreNotKnownAreNull(t *testing.T) {
	for want, p := range map[string]Power{
		`"needed_low":null,"needed_high":null`: {},
		`"needed_low":40,"needed_high":null`:   {Needed: 60, Low: 40, High: math.Inf(1)},
	} {
		p.Misfit = 1
		text, err := json.Marshal(p)
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s, %v: want %s", text, err, want)
		}
	}
}

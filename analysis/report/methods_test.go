package report

import (
	"testing"

	"rapport/analysis/twins"
)

// What intervals rest on is told of every scenario, by name where it differs.
func TestWhatIntervalsRestOn(t *testing.T) {
	all := []twins.ScenarioComparison{{Scenario: "a", Unit: twins.OverCaseloads, Clusters: 60}, {Scenario: "b", Unit: twins.OverCaseloads, Clusters: 60}}
	if got := dependent(all); got != "60 therapists' caseloads" {
		t.Errorf("alike: %q", got)
	}
	all = append(all, twins.ScenarioComparison{Scenario: "c", Unit: twins.OverJoined, Clusters: 10})
	if got, want := dependent(all), "60 therapists' caseloads (a, b) and 10 groups of therapists' caseloads that share patients or a clinic (c)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

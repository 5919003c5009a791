package data

import (
	"testing"

	"rapport/sim/record"
)

// Who still waits for session 1 at the primary week is told of scenarios with therapy
// alone, and where it is one in a hundred.
func TestStillWaiting(t *testing.T) {
	of := func(name, ending string, waiting int64) ScenarioSummary {
		return ScenarioSummary{Name: name, Patients: 200, Primary: 16, Endings: map[string]int64{ending: 200},
			ByWeek: []WeekSummary{{Week: 8, Phases: map[string]int64{record.PhaseWaiting: 200}}, {Week: 16, Phases: map[string]int64{record.PhaseWaiting: waiting}}}}
	}
	all := []ScenarioSummary{of("list", "waiting", 200), of("few", "completed", 1), of("queue", "completed", 90)}
	if got, want := StillWaiting(all), "in week 16 some patients still wait for session 1: 45 % (queue)"; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
	if got := StillWaiting(all[:2]); got != "" {
		t.Errorf("said %q where hardly anybody waits", got)
	}
}

package explore

import (
	"math"
	"testing"

	"rapport/scenarios/study"
)

// wantNear fails unless got is want, up to the tolerance.
func wantNear(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %v, want %v ± %v", what, got, want, tolerance)
	}
}

// usual is a study of usual care alone.
func usual(set study.Values) *study.Study {
	return &study.Study{Question: "Does the fit find the way back?", Seed: 1, Replications: 1,
		Population: study.StudyPopulation{Patients: 300}, Scenarios: []study.Scenario{{Name: RoutineCare, Set: set}}}
}

package main

import (
	"path/filepath"
	"testing"

	"rapport/scenarios/run"
	"rapport/scenarios/study"
)

// Of two processes that are asked for the same run at once, both may find the folder empty.
// The one that comes second to a finished run is told of it, as one that comes later is.
func TestARunThatAnotherProcessHasMadeMeanwhile(t *testing.T) {
	asked := func(seed uint64) *study.Study {
		s, _, err := openStudy(defaultStudy, study.Overrides{NoEnvironment: true, Patients: new(int64(8)), Seed: &seed})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	o := run.Options{Dir: filepath.Join(t.TempDir(), "run")}
	if m, already, err := runOrFound(t.Context(), asked(1), o); m == nil || already || err != nil {
		t.Fatalf("the first: manifest %v, already %v, error %v", m != nil, already, err)
	}
	if m, already, _ := runOrFound(t.Context(), asked(1), o); m == nil || !already {
		t.Errorf("the second: manifest %v, already %v; want the run that is there", m != nil, already)
	}
	if m, already, err := runOrFound(t.Context(), asked(2), o); m != nil || already || err == nil {
		t.Errorf("another study: manifest %v, already %v, error %v; want it refused", m != nil, already, err)
	}
}

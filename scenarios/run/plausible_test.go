package run

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rapport/scenarios/study"
)

// Under plausible sets the scenarios of the shipped values have the bytes that they have
// alone, the run verifies, and its table tells the sets.
func TestRunUnderPlausibleSets(t *testing.T) {
	t.Parallel()
	const text = "question: Does it hold?\npopulation: {patients: 12}\nscenarios:\n  - name: usual\n  - name: calm\n    set: {rupture.base: -3}\n"
	two := 2
	alone, under := filepath.Join(t.TempDir(), "alone"), filepath.Join(t.TempDir(), "under")
	for dir, sets := range map[string]*int{alone: nil, under: &two} {
		s, err := study.Parse("mine.yaml", []byte(text), study.Overrides{NoEnvironment: true, Plausible: sets})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Run(t.Context(), s, Options{Dir: dir, Workers: 2}); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"sessions/scenario=usual/part-00000.parquet", "patients/scenario=calm/part-00000.parquet"} {
		a, errA := os.ReadFile(filepath.Join(alone, name))
		b, errB := os.ReadFile(filepath.Join(under, name))
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs under sets (%v, %v)", name, errA, errB)
		}
	}
	first, _ := os.ReadFile(filepath.Join(under, "sessions/scenario=usual/part-00000.parquet"))
	set, err := os.ReadFile(filepath.Join(under, "sessions/scenario=usual-set01/part-00000.parquet"))
	if err != nil || bytes.Equal(first, set) {
		t.Errorf("set 1 is as the shipped values, error %v", err)
	}
	table, err := os.ReadFile(filepath.Join(under, "design.csv"))
	if err != nil || !strings.HasPrefix(string(table), "scenario,base,set,") || !strings.Contains(string(table), "\ncalm-set02,calm,2,") {
		t.Errorf("error %v; the table of sets begins %.80s", err, table)
	}
	report, err := Verify(under)
	if err != nil || len(report.Faults) > 0 {
		t.Errorf("error %v, faults %v", err, report)
	}
	m, err := ReadManifest(under)
	if err != nil {
		t.Fatal(err)
	}
	if last := m.Scenarios[5]; last.Name != "calm-set02" || last.Design.Base != "calm" || last.Design.Point != 2 || len(last.Parameters) != len(m.Scenarios[0].Parameters) {
		t.Errorf("the last scenario is %s of %+v with %d parameters", last.Name, last.Design.Base, len(last.Parameters))
	}
}

// Under sets a run is the same with other workers, after a stop, and from shards.
func TestRunUnderSetsResumesAndMerges(t *testing.T) {
	t.Parallel()
	const text = "question: Does it hold?\npopulation: {patients: 12}\nscenarios:\n  - name: usual\n  - name: calm\n    set: {rupture.base: -3}\n"
	two := 2
	s, err := study.Parse("mine.yaml", []byte(text), study.Overrides{NoEnvironment: true, Plausible: &two})
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string, o Options) string {
		o.Dir = filepath.Join(t.TempDir(), name)
		if _, err := Run(t.Context(), s, o); err != nil {
			t.Fatal(err)
		}
		return o.Dir
	}
	whole := digests(t, at("whole", Options{Workers: 1}))
	ctx, stop := context.WithCancel(t.Context())
	stopped := filepath.Join(t.TempDir(), "stopped")
	_, err = Run(ctx, s, Options{Dir: stopped, Workers: 1, Progress: func(p Progress) {
		if p.Done >= 36 { // three of the six scenarios
			stop()
		}
	}})
	stop()
	if err == nil {
		t.Fatal("the run was not stopped")
	}
	if _, err := Run(t.Context(), s, Options{Dir: stopped, Workers: 2, Resume: true}); err != nil {
		t.Fatal(err)
	}
	merged, _ := mergeFake(t, []string{at("one", Options{Shard: Shard{1, 2}}), at("zero", Options{Shard: Shard{0, 2}, Workers: 2})}, Options{})
	for what, dir := range map[string]string{"two workers": at("two", Options{Workers: 2}), "a stop": stopped, "shards": merged} {
		if !maps.Equal(digests(t, dir), whole) {
			t.Errorf("after %s the files differ: %v, want %v", what, digests(t, dir), whole)
		}
	}
}

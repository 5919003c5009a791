package fit

import (
	"path/filepath"
	"testing"

	"rapport/analysis"
	"rapport/analysis/explore"
)

// The run on disk must tell exactly what the rows in memory tell.
func TestValidateEqualsTheSimulationInMemory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	seed := uint64(7)
	v, err := explore.Validate(t.Context(), explore.ValidationOptions{Seed: &seed, Patients: 150, Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	study, err := explore.EvidenceStudy()
	if err != nil {
		t.Fatal(err)
	}
	findings := analysis.Findings()
	l, err := newLaboratory(study, findings, nil, 2)
	if err != nil {
		t.Fatal(err)
	}
	want, err := l.run(t.Context(), explore.Trial{Seed: seed, Patients: 150})
	if err != nil {
		t.Fatal(err)
	}
	for i := range findings {
		row := &v.Scorecard.Rows[i]
		if row.Verdict == analysis.Skipped {
			t.Errorf("%s is skipped: %v", row.Finding.ID, row.Err)
		}
		if row.Err == nil && row.Result.Value != want[i].Value {
			t.Errorf("%s: %v from disk, %v in memory", row.Finding.ID, row.Result.Value, want[i].Value)
		}
	}
	if v.Source != "study" || *v.Seed != 7 || v.Patients != 150 {
		t.Errorf("source %s, seed %d, %d patients", v.Source, *v.Seed, v.Patients)
	}
	again, err := explore.Validate(t.Context(), explore.ValidationOptions{Run: dir})
	if err != nil {
		t.Fatal(err)
	}
	if again.Source != "run" || *again.Seed != 7 || again.Patients != 150 || again.Scorecard.Missed() != v.Scorecard.Missed() {
		t.Errorf("the kept run scores otherwise: %+v", again.Scorecard.Missed())
	}
}

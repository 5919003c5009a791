package explore

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/scenarios/run"
)

func TestValidateRunsOnlyWhatIsNeeded(t *testing.T) {
	findings := analysis.Findings()[:1] // of routine care alone
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := Validate(t.Context(), ValidationOptions{Patients: 30, Findings: findings, Dir: dir}); err != nil {
		t.Fatal(err)
	}
	run, err := data.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(run.Scenarios) != 1 || run.Scenarios[0] != "routine-care" {
		t.Errorf("ran %v, want routine-care alone", run.Scenarios)
	}
}

// A validation that is stopped goes on in the folder that keeps its run; where none does,
// nothing is said of going on there.
func TestAStoppedValidationGoesOn(t *testing.T) {
	o := ValidationOptions{Patients: 30, Findings: analysis.Findings()[:1]}
	for _, dir := range []string{"", filepath.Join(t.TempDir(), "run")} {
		ctx, stop := context.WithCancel(t.Context())
		o.Dir, o.Progress = dir, func(run.Progress) { stop() }
		_, err := Validate(ctx, o)
		var stopped *run.Interrupted
		if !errors.As(err, &stopped) || (dir == "") != strings.HasPrefix(stopped.Hint(), "nothing is kept") {
			t.Fatalf("folder %q: error %v, want an interruption and what is kept", dir, err)
		}
	}
	o.Progress = nil
	if _, err := Validate(t.Context(), o); err != nil {
		t.Error(err)
	}
}

// A validation has the patients of all replications.
func TestValidatedPatients(t *testing.T) {
	of := usual(nil)
	of.Replications = 2
	v, err := Validate(t.Context(), ValidationOptions{Study: of, Patients: 30, Findings: analysis.Findings()[:1]})
	if err != nil {
		t.Fatal(err)
	}
	if v.Patients != 60 {
		t.Errorf("%d patients, want 2 × 30", v.Patients)
	}
}

func TestValidateOwnTables(t *testing.T) {
	sessions := "patient,session,phq9,wai_patient\n1,1,15,3\n1,2,12,4\n2,1,20,2\n2,2,21,3\n3,1,10,3.5\n3,2,4,4\n"
	v, err := Validate(t.Context(), ValidationOptions{Tables: &data.Tables{Sessions: strings.NewReader(sessions)}})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range v.Scorecard.Rows {
		if row.Finding.ID == "O23" && row.Result.Value != 15 {
			t.Errorf("intake %v, want 15", row.Result.Value)
		}
		if row.Finding.ID == "O17" && row.Verdict != analysis.Skipped {
			t.Errorf("the waiting list is %s, want skipped: the tables are routine care", row.Verdict)
		}
	}
}

func TestValidateRefuses(t *testing.T) {
	empty := t.TempDir()
	bad := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(bad, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	other := usual(nil)
	other.Scenarios[0].Name = "another"
	for name, c := range map[string]struct {
		o    ValidationOptions
		want string
	}{
		"no run":     {ValidationOptions{Run: empty}, "manifest.json"},
		"both":       {ValidationOptions{Run: empty, Tables: &data.Tables{}}, "only one of them"},
		"no table":   {ValidationOptions{Tables: &data.Tables{}}, "sessions table is missing"},
		"a file":     {ValidationOptions{Patients: 10, Dir: bad}, bad},
		"no patient": {ValidationOptions{Patients: -4}, "patients"},
		"study":      {ValidationOptions{Study: other}, "none of the scenarios"},
	} {
		if _, err := Validate(t.Context(), c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}

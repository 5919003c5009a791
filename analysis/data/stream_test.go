package data

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"rapport/analysis/runtest"
	"rapport/sim/record"
)

func TestStreamYieldsEveryRow(t *testing.T) {
	rows := runtest.StandardSample.Draw()
	dir := t.TempDir()
	runtest.WriteRun(t, dir, "usual", rows)
	run, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []record.Session
	for row, err := range Stream[record.Session](run, "usual") {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, *row)
	}
	if len(got) <= Batch {
		t.Fatalf("%d rows: the test needs more than a batch", len(got))
	}
	if !reflect.DeepEqual(got, rows.Sessions) {
		t.Error("the rows differ from those written")
	}
	if !run.HasTable("usual", "sessions") || run.HasTable("usual", "ledger") {
		t.Error("the run has sessions and no ledger")
	}
	for range Stream[record.Ledger](run, "usual") {
		t.Error("a table without files has a row")
	}
}

// A null after a value must not keep the value of the row that the memory held before.
func TestStreamForgetsTheRowBefore(t *testing.T) {
	sessions := make([]record.Session, 2*Batch)
	for i := range sessions {
		sessions[i] = record.Session{Patient: int64(i), Session: 1, TrueSeverity: 1}
		if i < Batch {
			sessions[i].PHQ9, sessions[i].WAIPatient = record.PHQ9Value(9), 4
		}
	}
	dir := t.TempDir()
	runtest.Write(t, dir, "sessions", "usual", 0, sessions)
	run, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	for row, err := range Stream[record.Session](run, "usual") {
		if err != nil {
			t.Fatal(err)
		}
		if i := int(row.Patient); (row.PHQ9 == nil) != (i >= Batch) || (row.WAIPatient == 0) != (i >= Batch) {
			t.Fatalf("row %d: PHQ-9 %v, WAI-SR %v", i, row.PHQ9, row.WAIPatient)
		}
	}
}

func TestStreamStopsAndFails(t *testing.T) {
	small := runtest.StandardSample
	small.Patients = 50
	dir := t.TempDir()
	runtest.WriteRun(t, dir, "usual", small.Draw())
	run, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for range Stream[record.Session](run, "usual") {
		if seen++; seen == 3 {
			break
		}
	}
	if seen != 3 {
		t.Errorf("%d rows before the break, want 3", seen)
	}
	for row, err := range Stream[record.Session](run, "usaul") {
		if row != nil || !errors.Is(err, ErrNoScenario) {
			t.Errorf("an unknown scenario gives %v, %v", row, err)
		}
	}
	type other struct {
		Replication string `parquet:"replication"`
	}
	strange := t.TempDir()
	runtest.Write(t, strange, "therapists", "usual", 0, []other{{"first"}})
	elsewhere, err := Read(strange)
	if err != nil {
		t.Fatal(err)
	}
	for row, err := range Stream[record.Therapist](elsewhere, "usual") {
		if row != nil || err == nil {
			t.Errorf("a table with other columns gives %v, %v", row, err)
		}
	}
	part := filepath.Join(dir, "sessions", "scenario=usual", "part-00001.parquet")
	if err := os.WriteFile(part, []byte("PAR1 but no more"), 0o666); err != nil {
		t.Fatal(err)
	}
	failures := 0
	for _, err := range Stream[record.Session](run, "usual") {
		if err != nil {
			failures++
			if !strings.Contains(err.Error(), "part-00001.parquet") {
				t.Errorf("the error does not name the file: %v", err)
			}
		}
	}
	if failures != 1 {
		t.Errorf("%d errors from a damaged file, want 1", failures)
	}
}

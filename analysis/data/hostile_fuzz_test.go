package data

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/parquet-go/parquet-go"

	"rapport/analysis/runtest"
	"rapport/sim/record"
)

// FuzzReadCSV holds for any tables of a user's own: they are read or refused.
func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("patient,session,phq9,wai_patient\n1,1,15,3.5\n1,2,12,NA\n2,1,,4\n"), []byte("patient,session_onset,kind\n1,1,withdrawal\n"), []byte("patient,ending\n1,dropout\n"))
	f.Add([]byte("patient,session\n9223372036854775807,2147483647\n-1,-1\n1e9,1\n"), []byte("patient,session_onset\n-1,1\n"), []byte("patient\n3\n"))
	f.Add([]byte("patient,session,phq9\n1,0,Inf\n1,1,1\n"), []byte("patient,session_onset,session_resolved\n1,2147483647,1024\n"), []byte(""))
	f.Add([]byte("patient\x00,session\n\"1\n"), []byte(""), []byte("patient,sessions_held\n1,1e30\n"))
	f.Fuzz(func(t *testing.T, sessions, ruptures, patients []byte) {
		runtest.WantBounded(t, len(sessions)+len(ruptures)+len(patients), func() {
			tables := Tables{Sessions: bytes.NewReader(sessions)}
			if len(ruptures) > 0 {
				tables.Ruptures = bytes.NewReader(ruptures)
			}
			if len(patients) > 0 {
				tables.Patients = bytes.NewReader(patients)
			}
			d, err := ReadCSV(tables)
			if err == nil && d == nil {
				t.Error("neither data nor an error")
			}
		})
	})
}

// FuzzReadParquet holds for any bytes in place of a table of a run.
func FuzzReadParquet(f *testing.F) {
	dir := f.TempDir()
	write := func(table string, content []byte) {
		name := filepath.Join(dir, table, "scenario=a", "part-00000.parquet")
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			f.Fatal(err)
		}
		if err := os.WriteFile(name, content, 0o666); err != nil {
			f.Fatal(err)
		}
	}
	write("patients", encoded(f, []record.Patient{{SessionsHeld: 1, Ending: "completed", Approach: "cbt"}, {Patient: 1, Ending: "dropout"}}))
	write("sessions", nil)
	runtest.List(f, dir)
	sessions := encoded(f, []record.Session{{Session: 1, PHQ9: record.PHQ9Value(3)}, {Patient: 1, Session: 1, WAIPatient: 3}})
	f.Add(sessions)
	f.Add(sessions[:len(sessions)/2])
	f.Add([]byte("PAR1\x00\x00\x00\x00PAR1"))
	f.Fuzz(func(t *testing.T, content []byte) {
		write("sessions", content)
		runtest.WantBounded(t, len(content), func() {
			run, err := Read(dir)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = run.Scenario("a", nil)
			_, _ = run.Summary()
		})
	})
}

func encoded[Row any](t testing.TB, rows []Row) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[Row](&b)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

package parquetfile

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/parquet-go/parquet-go"

	"rapport/sim/record"
)

// many is a file of patients of several pages.
func many(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "part-00000.parquet")
	rows := make([]record.Patient, 20000)
	for i := range rows {
		rows[i] = record.Patient{Patient: int64(i), Agreeableness: float32(i*i%9973) / 7, Ending: "completed"}
	}
	if err := parquet.WriteFile(name, rows); err != nil {
		t.Fatal(err)
	}
	return name
}

// readAll reads all rows of an open file.
func readAll(f *File) (rows int, err error) {
	defer func() { err = f.Explain(err) }()
	for group := range f.Groups() {
		read, err := ReadGroup[record.Patient](f, group)
		if err != nil {
			return rows, err
		}
		rows += len(read)
	}
	return rows, nil
}

func TestMapReadsWhatIsThere(t *testing.T) {
	f, err := Map(many(t))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := readAll(f); n != 20000 || err != nil {
		t.Errorf("%d rows, error %v", n, err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}

// TestAFileCutShortWhileItIsReadIsAnError would end the process by a signal if the
// mapping were not guarded.
func TestAFileCutShortWhileItIsReadIsAnError(t *testing.T) {
	for _, left := range []int64{0, 1, 4096, 4097, 100_000} {
		name := many(t)
		f, err := Map(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(name, left); err != nil {
			t.Skip("a mapped file cannot be cut short here")
		}
		if n, err := readAll(f); !errors.Is(err, ErrFault) {
			t.Errorf("cut to %d bytes: %d rows, error %v; want that the file was cut short", left, n, err)
		}
		_ = f.Close()
	}
}

func TestMapRefusesDevicesAndFolders(t *testing.T) {
	for _, name := range []string{os.DevNull, t.TempDir()} {
		if _, err := Map(name); !errors.Is(err, ErrNoParquet) {
			t.Errorf("%s: error %v, want that it is no Parquet file", name, err)
		}
	}
	if _, err := Map(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want that there is none", err)
	}
}

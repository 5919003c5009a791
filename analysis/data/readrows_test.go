package data

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// Rows are read from any row on, over the ends of batches and row groups.
func TestReadRowsBeginsAnywhere(t *testing.T) {
	type narrow struct {
		Patient int64 `parquet:"patient"`
	}
	rows := make([]narrow, 3*Batch)
	for i := range rows {
		rows[i].Patient = int64(i)
	}
	name := filepath.Join(t.TempDir(), "part-00000.parquet")
	if err := parquet.WriteFile(name, rows, parquet.MaxRowsPerRowGroup(5000)); err != nil {
		t.Fatal(err)
	}
	odd := func(row *narrow) bool { return row.Patient%2 == 1 }
	for _, at := range [][2]int64{{0, 1}, {0, 3 * Batch}, {1, 2}, {4999, 2}, {5000, 5000}, {Batch - 1, Batch + 2}, {3*Batch - 1, 1}, {7, 0}} {
		from, n := at[0], at[1]
		want := slices.DeleteFunc(slices.Clone(rows[from:from+n]), func(row narrow) bool { return !odd(&row) })
		if got, err := ReadRows(name, from, n, odd); err != nil || !slices.Equal(got, want) {
			t.Errorf("%d rows from %d: %d are kept, error %v; want %d", n, from, len(got), err, len(want))
		}
	}
	if _, err := ReadRows(name, 3*Batch-1, 2, odd); err == nil {
		t.Error("no error, want that the file ends before")
	}
}

package twins

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/parquet-go/parquet-go"

	"rapport/sim/record"
)

// Nulls are where they were, in every pattern over whole words of 64 rows: runs of
// nulls, values and nulls of each length, and chance.
func TestSheetsKeepNulls(t *testing.T) {
	luck := rand.New(rand.NewPCG(1, 2))
	for length := 1; length < 64; length++ {
		run := make([]bool, 256)
		chance := make([]bool, 256)
		for i := range run {
			run[i] = i%64 >= length && i%64 < 2*length
			chance[i] = luck.IntN(64) < length
		}
		for _, present := range [][]bool{run, chance} {
			if got := readPresent(t, present); !equalBools(got, present) {
				t.Fatalf("length %d: values at %v, want %v", length, got, present)
			}
		}
	}
}

func equalBools(a, b []bool) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}

// readPresent writes a sheet whose rows have a value where present says so, and
// reads where there is one. It fails where a value is another.
func readPresent(t *testing.T, present []bool) (got []bool) {
	t.Helper()
	s := &Sheet{Name: "nulls", Rows: len(present), Columns: []SheetColumn{{
		Column: record.Column{Name: "x", Type: "float64", Nullable: true},
		Cell: func(row int) any {
			if !present[row] {
				return nil
			}
			return float64(row + 1)
		}}}}
	var b bytes.Buffer
	if err := WriteParquet(&b, s); err != nil {
		t.Fatal(err)
	}
	rows := parquet.NewReader(bytes.NewReader(b.Bytes()))
	for {
		batch := make([]parquet.Row, 16)
		n, err := rows.ReadRows(batch)
		for _, row := range batch[:n] {
			if !row[0].IsNull() && row[0].Double() != float64(len(got)+1) {
				t.Fatalf("row %d reads %v", len(got), row[0])
			}
			got = append(got, !row[0].IsNull())
		}
		if errors.Is(err, io.EOF) {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go"

	"rapport/analysis/twins"
	"rapport/sim/record"
)

// sheetOf is a column of these cells.
func sheetOf(name, kind string, cells ...any) twins.SheetColumn {
	return twins.SheetColumn{Column: record.Column{Name: name, Type: kind, Nullable: true}, Cell: func(row int) any { return cells[row] }}
}

// Each cell reads the same from CSV and from Parquet.
func TestSheetsReadBack(t *testing.T) {
	everything := &twins.Sheet{Name: "everything", Rows: 4, Columns: []twins.SheetColumn{
		sheetOf("text", "string", "as usual", "", "a,\"b\"\n", nil),
		sheetOf("whole", "int64", int64(0), int64(-7), nil, int64(1)<<60),
		sheetOf("number", "float64", 0.1, math.NaN(), math.Inf(1), -1e-300),
	}}
	for _, s := range []*twins.Sheet{everything, {Name: "no rows", Columns: everything.Columns}} {
		var text, columns, again bytes.Buffer
		if err := writeSheetsCSV(&text, s, s); err != nil {
			t.Fatal(err)
		}
		if err := writeSheetsParquet(&columns, s, s); err != nil {
			t.Fatal(err)
		}
		if err := writeSheetsParquet(&again, s, s); err != nil || !bytes.Equal(columns.Bytes(), again.Bytes()) {
			t.Errorf("%s: written twice, the bytes differ (error %v)", s.Name, err)
		}
		lines, err := csv.NewReader(&text).ReadAll()
		if err != nil || len(lines) != 2*s.Rows+1 {
			t.Fatalf("%s: %d lines, error %v: want %d", s.Name, len(lines), err, 2*s.Rows+1)
		}
		file, err := parquet.OpenFile(bytes.NewReader(columns.Bytes()), int64(columns.Len()))
		if err != nil {
			t.Fatal(err)
		}
		reader := parquet.NewReader(file)
		rows := make([]parquet.Row, 2*s.Rows)
		if n, _ := reader.ReadRows(rows); n != len(rows) {
			t.Fatalf("%s: %d rows of Parquet, want %d", s.Name, n, len(rows))
		}
		for k, name := range lines[0] {
			if got := file.Schema().Columns()[k][0]; got != name {
				t.Fatalf("%s: column %d is %s in Parquet, %s in CSV", s.Name, k, got, name)
			}
			for i, row := range rows {
				if got := parquetText(row[k]); got != lines[i+1][k] {
					t.Errorf("%s, row %d, %s: %q in Parquet, %q in CSV", s.Name, i, name, got, lines[i+1][k])
				}
			}
		}
	}
}

func parquetText(v parquet.Value) string {
	switch {
	case v.IsNull():
		return ""
	case v.Kind() == parquet.Int64:
		return sheetText(v.Int64())
	case v.Kind() == parquet.Double:
		return sheetText(v.Double())
	}
	return string(v.ByteArray())
}

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
			if got := readPresent(t, present); !slices.Equal(got, present) {
				t.Fatalf("length %d: values at %v, want %v", length, got, present)
			}
		}
	}
}

// readPresent writes a sheet whose rows have a value where present says so, and
// reads where there is one. It fails where a value is another.
func readPresent(t *testing.T, present []bool) (got []bool) {
	t.Helper()
	s := &twins.Sheet{Name: "nulls", Rows: len(present), Columns: []twins.SheetColumn{{
		Column: record.Column{Name: "x", Type: "float64", Nullable: true},
		Cell: func(row int) any {
			if !present[row] {
				return nil
			}
			return float64(row + 1)
		}}}}
	var b bytes.Buffer
	if err := writeSheetsParquet(&b, s); err != nil {
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

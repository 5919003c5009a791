package table

import (
	"bytes"
	"slices"
	"strconv"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// Does every row of a table of many pages and row groups have the cells that were written,
// each in its place, whether answers are missing or not?
func TestParquetOfManyPages(t *testing.T) {
	type row struct {
		Patient int64  `parquet:"patient"`
		Arm     string `parquet:"arm,dict"`
		Score   *int32 `parquet:"score,optional"`
	}
	rows := make([]row, 5000)
	for i := range rows {
		rows[i] = row{Patient: int64(7 * i), Arm: []string{"usual", "training", "feedback"}[i%3]}
		if score := int32(i % 28); i%7 != 3 {
			rows[i].Score = &score
		}
	}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[row](&b, parquet.PageBufferSize(1000), parquet.MaxRowsPerRowGroup(1700))
	_, err := w.Write(rows)
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	got, err := Read(&b, Options{})
	if err != nil || len(got.Rows) != len(rows) {
		t.Fatalf("%v, %v", got, err)
	}
	for i, r := range got.Rows {
		score := ""
		if rows[i].Score != nil {
			score = strconv.Itoa(i % 28)
		}
		if want := []string{strconv.Itoa(7 * i), rows[i].Arm, score}; !slices.Equal(r.Cells, want) || r.Line != i+1 {
			t.Fatalf("row %d is called %d and holds %q, want %q", i+1, r.Line, r.Cells, want)
		}
	}
}

// Are moments of any precision the day that they lie in, before 1970 too?
func TestParquetMoments(t *testing.T) {
	type row struct {
		Milli int64 `parquet:"milli,timestamp(millisecond)"`
		Micro int64 `parquet:"micro,timestamp(microsecond)"`
		Nano  int64 `parquet:"nano,timestamp(nanosecond)"`
		Date  int32 `parquet:"date,date"`
	}
	moment := func(seconds int64, day int32) row {
		return row{seconds * 1_000, seconds * 1_000_000, seconds * 1_000_000_000, day}
	}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[row](&b)
	_, err := w.Write([]row{moment(20_000*86_400+86_399, 20_000), moment(-3_600, -1), moment(-86_400, -1)})
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	got, err := Read(&b, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, day := range []string{"2024-10-04", "1969-12-31", "1969-12-31"} {
		if want := []string{day, day, day, day}; !slices.Equal(got.Rows[i].Cells, want) {
			t.Errorf("%q, want %q", got.Rows[i].Cells, want)
		}
	}
}

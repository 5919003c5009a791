package export

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
)

// The Arrow file holds what the CSV file holds, with types, nulls and the codebook.
func TestArrowHoldsWhatTheCSVHolds(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	o := Options{Shape: Long, Latent: true, Programs: []Program{CSV, Arrow}}
	if _, err := Write(context.Background(), handRun(t), o, dir, false); err != nil {
		t.Fatal(err)
	}
	rows := readCSV(t, filepath.Join(dir, "long.csv"))
	f, err := os.Open(filepath.Join(dir, "long.arrow"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in, err := ipc.NewFileReader(f)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	schema := in.Schema()
	field, _ := schema.FieldsByName("phq9_lag")
	if text, _ := field[0].Metadata.GetValue("description"); !strings.Contains(text, "session before") || field[0].Type.ID() != arrow.INT32 {
		t.Errorf("phq9_lag is %v, described as %q", field[0].Type, text)
	}
	if text, ok := schema.Metadata().GetValue("rapport.seed"); !ok || text != "5" {
		t.Errorf("the seed is %q", text)
	}
	batch, err := in.RecordBatchAt(0)
	if err != nil {
		t.Fatal(err)
	}
	if in.NumRecords() != 1 || int(batch.NumRows()) != len(rows) {
		t.Fatalf("%d batches, %d rows, want 1 with %d", in.NumRecords(), batch.NumRows(), len(rows))
	}
	for i, f := range schema.Fields() {
		for row := range rows {
			want := rows[row][f.Name]
			if got := textOf(batch.Column(i), row); got != want {
				t.Errorf("%s in row %d is %q, in the CSV %q", f.Name, row+1, got, want)
			}
		}
	}
}

func textOf(a arrow.Array, row int) string {
	switch {
	case a.IsNull(row):
		return ""
	case a.DataType().ID() == arrow.BOOL:
		return map[bool]string{true: "1", false: "0"}[a.(*array.Boolean).Value(row)]
	case slices.Contains([]arrow.Type{arrow.FLOAT32, arrow.FLOAT64}, a.DataType().ID()):
		return strings.TrimSuffix(a.ValueStr(row), ".0")
	}
	return a.ValueStr(row)
}

package data

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"rapport/sim/record"
)

// dealt is n rows whose fields are dealt at random, nulls in runs of any length.
func dealt[Row any](dice *rand.Rand, n int) []Row {
	rows := make([]Row, n)
	t := reflect.TypeFor[Row]()
	for f := range t.NumField() {
		optional := strings.Contains(t.Field(f).Tag.Get("parquet"), "optional")
		for i := 0; i < n; {
			null := optional && dice.IntN(2) == 0
			for until := i + 1 + dice.IntN(200); i < min(n, until); i++ {
				if !null {
					deal(dice, reflect.ValueOf(&rows[i]).Elem().Field(f))
				}
			}
		}
	}
	return rows
}

// deal puts something into a field; no item mean is 0.
func deal(dice *rand.Rand, v reflect.Value) {
	switch v.Interface().(type) {
	case int32, int64:
		v.SetInt(1 + dice.Int64N(900))
	case float32, float64:
		v.SetFloat(float64(1+dice.IntN(300)) / 64)
	case bool:
		v.SetBool(dice.IntN(2) == 0)
	case string:
		v.SetString([]string{"cbt", "psychodynamic", "", "ä"}[dice.IntN(4)])
	case *int32:
		v.Set(reflect.ValueOf(record.SessionValue(dice.IntN(record.MaxSessions))))
	case *bool:
		v.Set(reflect.ValueOf(record.BoolValue(dice.IntN(2) == 0)))
	}
}

// agrees writes rows and compares what the library reads with what is read here.
func agrees[Row any](t *testing.T) {
	t.Run(record.Describe[Row]().Name, func(t *testing.T) {
		dice := rand.New(rand.NewPCG(3, 4))
		for _, n := range []int{0, 1, Batch, 2*Batch + 77} {
			name := filepath.Join(t.TempDir(), "part-00000.parquet")
			var b bytes.Buffer
			w := parquet.NewGenericWriter[Row](&b, parquet.PageBufferSize(2000), parquet.MaxRowsPerRowGroup(3000), parquet.Compression(&parquet.Zstd))
			if _, err := w.Write(dealt[Row](dice, n)); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(w.Close(), os.WriteFile(name, b.Bytes(), 0o600)); err != nil {
				t.Fatal(err)
			}
			want := make([]Row, n)
			if got, err := parquet.NewGenericReader[Row](bytes.NewReader(b.Bytes())).Read(want); got != n || err != nil && !errors.Is(err, io.EOF) {
				t.Fatalf("the library reads %d rows, error %v", got, err)
			}
			got, err := readTable[Row]([]string{name}, func(int) {})
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != n {
				t.Fatalf("%d rows, want %d", len(got), n)
			}
			for i := range want {
				if !reflect.DeepEqual(got[i], want[i]) {
					t.Fatalf("row %d of %d is %+v, want %+v", i, n, got[i], want[i])
				}
			}
		}
	})
}

func TestRowsAreThoseOfTheLibrary(t *testing.T) {
	agrees[record.Patient](t)
	agrees[record.Session](t)
	agrees[record.Rupture](t)
	agrees[record.Therapist](t)
	agrees[record.Ledger](t)
	agrees[record.Items](t)
}

// A footer that claims more rows than its file can hold is refused before any
// memory is taken for them.
func TestRowsThatAFileCannotHoldAreRefused(t *testing.T) {
	type narrow struct {
		Patient int64 `parquet:"patient,dict"`
	}
	name := filepath.Join(t.TempDir(), "part-00000.parquet")
	if err := parquet.WriteFile(name, make([]narrow, 1_000_000)); err != nil {
		t.Fatal(err)
	}
	if _, err := readTable[narrow]([]string{name}, func(int) {}); err == nil || !strings.Contains(err.Error(), "claims 1000000 rows") {
		t.Errorf("error %v, want that the claim cannot be", err)
	}
}

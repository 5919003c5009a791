package record

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
)

// Every table has the columns of its rows, each in the right kind of slice. Where
// this fails, go generate has not been run.
func TestColumnsAreThoseOfTheRows(t *testing.T) {
	all := new(Columns).Tables()
	if len(all) != len(tables) {
		t.Fatalf("%d tables of columns, the dictionary has %d", len(all), len(tables))
	}
	for i, table := range Dictionary() {
		slices := all[i].Slices()
		if len(slices) != len(table.Columns) {
			t.Fatalf("%s: %d slices for %d columns", table.Name, len(slices), len(table.Columns))
		}
		at := reflect.TypeOf(all[i]).Elem()
		for k, c := range table.Columns {
			want := map[string]string{"int32": "*[]int32", "int64": "*[]int64", "float32": "*[]float32", "float64": "*[]float64",
				"boolean": "*[]uint8", "string": "*[]string"}[c.Type]
			if c.Codes() != nil {
				want = "*[]uint8"
			}
			if got := fmt.Sprintf("%T", slices[k]); got != want {
				t.Errorf("%s.%s: %s, want %s", table.Name, c.Name, got, want)
			}
			if got, want := at.Field(k+1).Name, tables[i].row.Field(k).Name; got != want {
				t.Errorf("%s: column %d is %s, want %s", table.Name, k, got, want)
			}
		}
	}
}

// random fills a row with values that its columns can hold.
func random(r *rand.Rand, row reflect.Value) {
	for i := range row.NumField() {
		c := columnOf(row.Type().Field(i))
		missing := c.Nullable && r.IntN(3) == 0
		if missing {
			continue
		}
		v := row.Field(i)
		if v.Kind() == reflect.Pointer {
			switch {
			case c.Type == "boolean":
				v.Set(reflect.ValueOf(BoolValue(r.IntN(2) == 0)))
				continue
			case c.Codes() == nil:
				v.Set(reflect.ValueOf(SessionValue(1 + r.IntN(MaxSessions))))
				continue
			}
			codes := c.Codes().([]int32)
			v.Set(reflect.ValueOf(PHQ9Value(int(codes[r.IntN(len(codes))]))))
			continue
		}
		switch codes := c.Codes().(type) {
		case []int32:
			v.SetInt(int64(codes[r.IntN(len(codes))]))
			continue
		case []float32:
			v.SetFloat(float64(codes[r.IntN(len(codes))]))
			continue
		}
		switch v.Kind() {
		case reflect.Int32, reflect.Int64:
			v.SetInt(r.Int64N(1000) - 1)
		case reflect.Float32, reflect.Float64:
			v.SetFloat(float64(r.Float32()) + 0.1)
		case reflect.Bool:
			v.SetBool(r.IntN(2) == 0)
		case reflect.String:
			v.SetString(fmt.Sprint("label ", r.IntN(3)))
		}
	}
}

// randomRows fills every table with some rows.
func randomRows(seed uint64, n int) *Rows {
	r := rand.New(rand.NewPCG(seed, 1))
	var rows Rows
	all := reflect.ValueOf(&rows).Elem()
	for i := range all.NumField() {
		list := reflect.MakeSlice(all.Field(i).Type(), n, n)
		for k := range n {
			random(r, list.Index(k))
		}
		all.Field(i).Set(list)
	}
	return &rows
}

func TestRowsComeBackFromColumns(t *testing.T) {
	want := randomRows(1, 300)
	var c Columns
	c.Append(want)
	var got Rows
	c.AppendTo(&got)
	if !reflect.DeepEqual(&got, want) {
		t.Error("rows that went into columns come back as others")
	}
}

// What is dropped is gone, what is left moves to the front, and a new row is null.
func TestColumnsAreUsedAgain(t *testing.T) {
	rows := randomRows(2, 100)
	var c Columns
	c.Append(rows)
	for _, table := range c.Tables() {
		table.Drop(70)
		if table.Len() != 30 {
			t.Fatalf("%d rows are left of 100 without 70", table.Len())
		}
	}
	var got Rows
	c.AppendTo(&got)
	want := reflect.ValueOf(rows).Elem()
	for i := range want.NumField() {
		if !reflect.DeepEqual(reflect.ValueOf(got).Field(i).Interface(), want.Field(i).Slice(70, 100).Interface()) {
			t.Errorf("%s: not the last 30 rows are left", want.Type().Field(i).Name)
		}
	}
	c.Reset()
	if i := c.Sessions.Add(); i != 0 || !reflect.DeepEqual(c.Sessions.Row(i), Session{}) {
		t.Errorf("the first row after a reset is number %d and %+v, want an empty one", i, c.Sessions.Row(i))
	}
}

func TestCodesAreTheScores(t *testing.T) {
	for _, table := range Dictionary() {
		for _, c := range table.Columns {
			l, _ := c.Limits()
			for i := range codeCount(c.Codes()) {
				v := reflect.ValueOf(c.Codes()).Index(i)
				number := 0.0
				if v.CanInt() {
					number = float64(v.Int())
				} else {
					number = v.Float()
				}
				if !l.Number(number) {
					t.Errorf("%s.%s: code %d is %g, outside of %s", table.Name, c.Name, i+1, number, c.Range)
				}
			}
		}
	}
	if got := meanOf(Mean(31, 12), 12, 12); got != float32(31)/12 {
		t.Errorf("the mean of 12 items that sum to 31 is %g", got)
	}
	if got := scoreOf(Points(0), 0); got != 0 || Points(0) == 0 {
		t.Errorf("no points are %d, code %d; want 0 and no null", got, Points(0))
	}
}

func codeCount(codes any) int {
	if codes == nil {
		return 0
	}
	return reflect.ValueOf(codes).Len()
}

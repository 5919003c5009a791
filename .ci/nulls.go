// Nulls writes files with random patterns of nulls in every nullable column of
// every table of a run, and beside each what readers must find in it:
//
//	go run ./.ci/nulls.go FOLDER
//
// The patterns go over whole words of 64 rows, because that is where writers of
// nulls take short cuts.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"

	"rapport/scenarios/columns"
	"rapport/sim/record"
)

const files = 12 // of each table

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run ./.ci/nulls.go FOLDER")
	}
	for _, table := range record.Dictionary() {
		for i := range uint64(files) {
			name := filepath.Join(os.Args[1], fmt.Sprintf("%s-%d", table.Name, i))
			if err := write(name, table, rand.New(rand.NewPCG(i, uint64(len(table.Name))))); err != nil {
				log.Fatal(err)
			}
		}
	}
}

// write writes name.parquet and name.json.
func write(name string, table record.Table, r *rand.Rand) error {
	schema := columns.SchemaOf(table, "rapport test")
	group := columns.NewGroup(schema)
	want := map[string][]any{}
	for _, n := range []int{64, 1 + r.IntN(700), 256} { // pages
		var slices []any
		for _, c := range table.Columns {
			slice, values := column(c, n, lacking(r, n, c.Nullable), r)
			slices = append(slices, slice)
			want[c.Name] = append(want[c.Name], values...)
		}
		if err := group.Page(slices, n); err != nil {
			return err
		}
	}
	file, err := os.Create(name + ".parquet")
	if err != nil {
		return err
	}
	if _, err := group.WriteTo(file); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	text, err := json.Marshal(want)
	if err != nil {
		return err
	}
	return os.WriteFile(name+".json", text, 0o666)
}

// lacking says which of n rows lack a value.
func lacking(r *rand.Rand, n int, nullable bool) []bool {
	lacks := make([]bool, n)
	for from := 0; nullable && from < n; from += 64 {
		y := r.IntN(33)
		word := [...]uint64{0, ^uint64(0), r.Uint64(), ^(^(^uint64(0) << y) << y), ^uint64(0) << y, 1<<y - 1}[r.IntN(6)]
		for i := from; i < min(n, from+64); i++ {
			lacks[i] = word>>(i-from)&1 == 1
		}
	}
	return lacks
}

// column makes n values of a column: its slice, and what a reader sees.
func column(c record.Column, n int, lacks []bool, r *rand.Rand) (slice any, seen []any) {
	code := func(of func(code uint8) any, codes int) any {
		s := make([]uint8, n)
		for i := range s {
			if lacks[i] {
				seen = append(seen, nil)
				continue
			}
			s[i] = uint8(1 + r.IntN(codes))
			seen = append(seen, of(s[i]))
		}
		return &s
	}
	switch codes := c.Codes().(type) {
	case []int32:
		return code(func(k uint8) any { return codes[k-1] }, len(codes)), seen
	case []float32:
		return code(func(k uint8) any { return float64(codes[k-1]) }, len(codes)), seen
	}
	switch c.Type {
	case "boolean":
		return code(func(k uint8) any { return k == record.True }, 2), seen
	case "int32":
		return plain(lacks, func(i int) (int32, any) { v := int32(1 + i + r.IntN(3)); return v, v })
	case "int64":
		return plain(lacks, func(i int) (int64, any) { v := int64(1 + i + r.IntN(3)); return v, v })
	case "float32":
		return plain(lacks, func(int) (float32, any) { v := 0.5 + r.Float32(); return v, float64(v) })
	case "float64":
		return plain(lacks, func(int) (float64, any) { v := 0.5 + r.Float64(); return v, v })
	default:
		return plain(lacks, func(int) (string, any) { v := fmt.Sprint("label ", r.IntN(5)); return v, v })
	}
}

func plain[T any](lacks []bool, value func(i int) (T, any)) (any, []any) {
	s, seen := make([]T, len(lacks)), make([]any, len(lacks))
	for i := range s {
		if !lacks[i] {
			s[i], seen[i] = value(i)
		}
	}
	return &s, seen
}

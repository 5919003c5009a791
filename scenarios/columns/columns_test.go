package columns

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// row has a column of every kind and encoding, required and nullable.
type row struct {
	ID     int64    `parquet:"id"`
	Whole  int32    `parquet:"whole"`
	Plain  int32    `parquet:"plain"`
	Near   int64    `parquet:"near"`
	Place  int64    `parquet:"place"`
	Week   float32  `parquet:"week"`
	Trait  float32  `parquet:"trait"`
	Change float64  `parquet:"change"`
	Told   bool     `parquet:"told"`
	Label  string   `parquet:"label"`
	Text   string   `parquet:"text"`
	Points int32    `parquet:"points"`
	Mean   *float32 `parquet:"mean,optional"`
	Sum    *int32   `parquet:"sum,optional"`
	Known  *bool    `parquet:"known,optional"`
	When   *int32   `parquet:"when,optional"`
	Since  *int64   `parquet:"since,optional"`
	Latent *float32 `parquet:"latent,optional"`
	Exact  *float64 `parquet:"exact,optional"`
	Name   *string  `parquet:"name,optional"`
	Note   *string  `parquet:"note,optional"`
}

var (
	sums  = []int32{0, 1, 2, 3, 4, 5}
	means = []float32{1, 1.25, 1.5, 1.75, 2}
)

var everyKind = &Schema{
	Name: "row", SortedBy: []string{"id"}, CreatedBy: "test version 1(build 1)",
	Columns: []Column{
		{Name: "id", Kind: Int64, Encoding: Delta},
		{Name: "whole", Kind: Int32, Encoding: Delta},
		{Name: "plain", Kind: Int32},
		{Name: "near", Kind: Int64, Encoding: Delta},
		{Name: "place", Kind: Int64, Encoding: Dictionary},
		{Name: "week", Kind: Float32, Encoding: Dictionary},
		{Name: "trait", Kind: Float32, Encoding: Split},
		{Name: "change", Kind: Float64, Encoding: Split},
		{Name: "told", Kind: Truth},
		{Name: "label", Kind: Text, Encoding: Dictionary},
		{Name: "text", Kind: Text},
		{Name: "points", Kind: Int32, Encoding: Dictionary, Codes: sums},
		{Name: "mean", Kind: Float32, Encoding: Dictionary, Codes: means, Nullable: true},
		{Name: "sum", Kind: Int32, Encoding: Dictionary, Codes: sums, Nullable: true},
		{Name: "known", Kind: Truth, Nullable: true},
		{Name: "when", Kind: Int32, Encoding: Dictionary, Nullable: true},
		{Name: "since", Kind: Int64, Encoding: Delta, Nullable: true},
		{Name: "latent", Kind: Float32, Encoding: Split, Nullable: true},
		{Name: "exact", Kind: Float64, Nullable: true},
		{Name: "name", Kind: Text, Encoding: Dictionary, Nullable: true},
		{Name: "note", Kind: Text, Nullable: true},
	},
}

// rowSlices are rows as Page takes them.
type rowSlices struct {
	id, near, place, since  []int64
	whole, plain, when      []int32
	week, trait, latent     []float32
	change, exact           []float64
	told, points, mean, sum []uint8
	known                   []uint8
	label, text, name, note []string
}

func (s *rowSlices) all() []any {
	return []any{&s.id, &s.whole, &s.plain, &s.near, &s.place, &s.week, &s.trait, &s.change, &s.told, &s.label, &s.text, &s.points,
		&s.mean, &s.sum, &s.known, &s.when, &s.since, &s.latent, &s.exact, &s.name, &s.note}
}

func code(b bool) uint8 {
	if b {
		return 2
	}
	return 1
}

func (s *rowSlices) add(r *row, points, mean, sum uint8) {
	s.id, s.near, s.place = append(s.id, r.ID), append(s.near, r.Near), append(s.place, r.Place)
	s.whole, s.plain = append(s.whole, r.Whole), append(s.plain, r.Plain)
	s.week, s.trait, s.change = append(s.week, r.Week), append(s.trait, r.Trait), append(s.change, r.Change)
	s.told, s.points, s.mean, s.sum = append(s.told, code(r.Told)), append(s.points, points), append(s.mean, mean), append(s.sum, sum)
	s.label, s.text = append(s.label, r.Label), append(s.text, r.Text)
	s.when, s.since = append(s.when, orZero(r.When)), append(s.since, orZero(r.Since))
	s.latent, s.exact = append(s.latent, orZero(r.Latent)), append(s.exact, orZero(r.Exact))
	s.name, s.note = append(s.name, orZero(r.Name)), append(s.note, orZero(r.Note))
	known := uint8(0)
	if r.Known != nil {
		known = code(*r.Known)
	}
	s.known = append(s.known, known)
}

func orZero[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}

// source makes rows; lacks says whether the i-th row's nullable column lacks its value.
type source struct {
	r     *rand.Rand
	lacks func(column, i int) bool
}

func (q source) rows(from, n int, s *rowSlices) []row {
	var list []row
	for i := from; i < from+n; i++ {
		points := uint8(1 + q.r.IntN(len(sums)))
		v := row{
			ID: int64(i), Whole: q.r.Int32N(100) - 50, Plain: int32(q.r.Uint32()), Near: int64(i)*3 + q.r.Int64N(9),
			Place: q.r.Int64N(300) - 1, Week: float32(q.r.IntN(40)) / 2, Trait: float32(q.r.NormFloat64()), Change: q.r.NormFloat64(),
			Told: q.r.IntN(2) == 0, Label: "label " + fmt.Sprint(q.r.IntN(4)), Text: strings.Repeat("ü", q.r.IntN(3)),
			Points: sums[points-1],
		}
		mean, sum := uint8(0), uint8(0)
		if !q.lacks(0, i) {
			mean = uint8(1 + q.r.IntN(len(means)))
			v.Mean = &means[mean-1]
		}
		if !q.lacks(1, i) {
			sum = uint8(1 + q.r.IntN(len(sums)))
			v.Sum = &sums[sum-1]
		}
		maybe(&v.Known, q.lacks(2, i), q.r.IntN(3) == 0)
		maybe(&v.When, q.lacks(3, i), 1+q.r.Int32N(1000))
		maybe(&v.Since, q.lacks(4, i), 1+q.r.Int64N(50))
		maybe(&v.Latent, q.lacks(5, i), q.r.Float32()+0.01)
		maybe(&v.Exact, q.lacks(6, i), q.r.Float64()+0.01)
		maybe(&v.Name, q.lacks(7, i), "name "+fmt.Sprint(q.r.IntN(3)))
		maybe(&v.Note, q.lacks(8, i), "note")
		list = append(list, v)
		s.add(&v, points, mean, sum)
	}
	return list
}

func maybe[T any](p **T, lacks bool, v T) {
	if !lacks {
		*p = &v
	}
}

// group encodes rows in pages of so many and returns the file.
func group(t testing.TB, schema *Schema, s []any, rows, page int) []byte {
	t.Helper()
	g := NewGroup(schema)
	if err := pagesOf(g, s, rows, page); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if n, err := g.WriteTo(&b); err != nil || n != int64(b.Len()) || g.Rows() != int64(rows) {
		t.Fatalf("%d bytes and %d rows written, error %v; want %d and %d", n, g.Rows(), err, b.Len(), rows)
	}
	return b.Bytes()
}

// pagesOf encodes rows in pages of so many; like a run, it moves what is left to
// the front of the slices after each.
func pagesOf(g *Group, s []any, rows, page int) error {
	for done := 0; done < rows; done += page {
		n := min(page, rows-done)
		if err := g.Page(s, n); err != nil {
			return err
		}
		for _, p := range s {
			v := reflect.ValueOf(p).Elem()
			v.Set(v.Slice(n, v.Len()))
		}
	}
	return nil
}

func read(t testing.TB, b []byte) []row {
	t.Helper()
	rows, err := parquet.Read[row](bytes.NewReader(b), int64(len(b)))
	if err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return rows
}

func same(t *testing.T, what string, got, want []row) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d rows, want %d", what, len(got), len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("%s: row %d\n got %s\nwant %s", what, i, tell(got[i]), tell(want[i]))
		}
	}
}

// tell shows what pointers point to.
func tell(r row) string {
	v, b := reflect.ValueOf(r), strings.Builder{}
	for i := range v.NumField() {
		fmt.Fprintf(&b, " %s=%v", v.Type().Field(i).Name, reflect.Indirect(v.Field(i)))
	}
	return b.String()
}

// patterns of nulls over whole words of 64 rows: the runs in which parquet-go's
// own writer loses some, and others at random.
func patterns() map[string]func(column, i int) bool {
	all := map[string]func(column, i int) bool{
		"none": func(_, _ int) bool { return false },
		"all":  func(_, _ int) bool { return true },
	}
	for y := 1; y < 64; y++ {
		all[fmt.Sprintf("%d nulls, %d values, nulls", y, y)] = func(column, i int) bool {
			at := i % 64
			return (at < y || at >= 2*y) != (column%2 == 1)
		}
	}
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 1))
		var words [9][4]uint64
		for c := range words {
			for w := range words[c] {
				words[c][w] = [...]uint64{0, ^uint64(0), r.Uint64(), r.Uint64() & r.Uint64() & r.Uint64(), ^uint64(0) << r.IntN(64), 1 << r.IntN(64)}[r.IntN(6)]
			}
		}
		all[fmt.Sprint("random ", seed)] = func(column, i int) bool { return words[column][i/64%4]>>(i%64)&1 == 1 }
	}
	return all
}

func TestNullsAreWhereTheyWere(t *testing.T) {
	if testing.Short() {
		t.Skip("no goroutine starts here: left out of short runs, which look for races")
	}
	for name, lacks := range patterns() {
		q := source{rand.New(rand.NewPCG(7, 7)), lacks}
		for _, shape := range []struct{ rows, page int }{{64, 64}, {331, 512}, {640, 100}, {1, 1}} {
			var s rowSlices
			want := q.rows(0, shape.rows, &s)
			got := read(t, group(t, everyKind, s.all(), shape.rows, shape.page))
			same(t, fmt.Sprintf("%s, %d rows, %d to the page", name, shape.rows, shape.page), got, want)
		}
	}
}

// A dictionary that outgrows its indices gives way, in the middle of a chunk.
func TestDictionariesGrowAndGiveWay(t *testing.T) {
	schema := &Schema{Name: "row", Columns: []Column{
		{Name: "a", Kind: Int64, Encoding: Dictionary},
		{Name: "b", Kind: Float32, Encoding: Dictionary, Nullable: true},
		{Name: "c", Kind: Text, Encoding: Dictionary},
	}}
	type wide struct {
		A int64    `parquet:"a"`
		B *float32 `parquet:"b,optional"`
		C string   `parquet:"c"`
	}
	const n = 2*maxEntries + 100
	var a []int64
	var b []float32
	var c []string
	for i := range n {
		a, b, c = append(a, int64(i)<<33), append(b, float32(i%3*i)), append(c, fmt.Sprint(i/2))
	}
	whole := [3]any{&a, &b, &c}
	data := group(t, schema, whole[:], n, 100)
	got, err := parquet.Read[wide](bytes.NewReader(data), int64(len(data)))
	if err != nil || len(got) != n {
		t.Fatalf("%d rows, error %v; want %d", len(got), err, n)
	}
	for i, r := range got {
		if r.A != int64(i)<<33 || orZero(r.B) != float32(i%3*i) || (r.B == nil) != (i%3*i == 0) || r.C != fmt.Sprint(i/2) {
			t.Fatalf("row %d is %d %v %q", i, r.A, orZero(r.B), r.C)
		}
	}
}

// Files that are joined, and files that were joined before, give the bytes of one
// made at once.
func TestJoiningIsAssociative(t *testing.T) {
	q := source{rand.New(rand.NewPCG(3, 4)), patterns()["random 3"]}
	pairs := [][2]string{{"scenario", "usual"}, {"dictionary", "[]"}}
	var blocks [][]byte
	var want []row
	for i := range 4 {
		var s rowSlices
		n := 200 * i // the first has no rows
		want = append(want, q.rows(len(want), n, &s)...)
		blocks = append(blocks, group(t, everyKind, s.all(), n, 128))
	}
	join := func(files ...[]byte) []byte {
		var b bytes.Buffer
		f := Create(&b, everyKind, pairs)
		for _, file := range files {
			if _, err := f.Join(bytes.NewReader(file), int64(len(file))); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	whole := join(blocks...)
	same(t, "joined", read(t, whole), want)
	if again := join(join(blocks[:2]...), join(blocks[2:]...)); !bytes.Equal(whole, again) {
		t.Error("joining twice gives other bytes")
	}
	f, err := parquet.OpenFile(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := f.Lookup("scenario"); v != "usual" || len(f.RowGroups()) != 3 {
		t.Errorf("scenario %q, %d row groups; want usual and 3", v, len(f.RowGroups()))
	}
}

func TestJoinRefusesAnotherTable(t *testing.T) {
	other := &Schema{Name: "row", Columns: []Column{{Name: "id", Kind: Int64}}}
	ids := []int64{1}
	b := group(t, other, []any{&ids}, 1, 1)
	if _, err := Create(io.Discard, everyKind, nil).Join(bytes.NewReader(b), int64(len(b))); !errors.Is(err, errOtherTable) {
		t.Errorf("error %v, want %v", err, errOtherTable)
	}
}

// failing writes so many bytes and then fails.
type failing struct{ left int }

var errFull = errors.New("full")

func (f *failing) Write(b []byte) (int, error) {
	if len(b) > f.left {
		return f.left, errFull
	}
	f.left -= len(b)
	return len(b), nil
}

func TestAFailureOfTheDiskIsTold(t *testing.T) {
	ids := []int64{1, 2, 3}
	schema := &Schema{Name: "row", Columns: []Column{{Name: "id", Kind: Int64}}}
	whole := group(t, schema, []any{&ids}, 3, 3)
	for room := range len(whole) {
		f := Create(&failing{room}, schema, nil)
		_, err := f.Join(bytes.NewReader(whole), int64(len(whole)))
		if err == nil {
			err = f.Close()
		}
		if !errors.Is(err, errFull) {
			t.Errorf("room for %d of %d bytes: error %v, want %v", room, len(whole), err, errFull)
		}
	}
}

func TestPageRefusesWhatTheColumnCannotHold(t *testing.T) {
	schema := &Schema{Name: "row", Columns: []Column{{Name: "sum", Kind: Int32, Encoding: Dictionary, Codes: sums}}}
	for want, values := range map[string]any{
		"code 7":        &[]uint8{1, 7},
		"nulls":         &[]uint8{1, 0},
		"does not take": &[]int32{3, 4},
		"slices for":    nil,
	} {
		list := []any{values}
		if values == nil {
			list = nil
		}
		if err := NewGroup(schema).Page(list, 2); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
}

func TestASchemaThatCannotBePanics(t *testing.T) {
	for _, c := range []Column{
		{Name: "a", Kind: Int32, Encoding: Split},
		{Name: "a", Kind: Float32, Encoding: Delta},
		{Name: "a", Kind: Truth, Encoding: Dictionary},
		{Name: "a", Kind: Int32, Encoding: Dictionary, Codes: means},
		{Name: "a", Kind: Int32, Codes: sums},
		{Name: "a", Kind: Int32, Encoding: Dictionary, Codes: []int32{2, 1}},
		{Name: "a", Kind: Int32, Encoding: Dictionary, Codes: make([]int32, 255)},
		{Name: "a", Kind: Int32, Encoding: Dictionary, Codes: []int{1}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%+v: want a panic", c)
				}
			}()
			NewGroup(&Schema{Name: "row", Columns: []Column{c}})
		}()
	}
}

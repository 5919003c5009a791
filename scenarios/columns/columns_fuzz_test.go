package columns

import (
	"bytes"
	"io"
	"math/rand/v2"
	"testing"
)

// FuzzColumns holds for any pattern of nulls, any values and any page: what is read
// is what was written.
func FuzzColumns(f *testing.F) {
	f.Add(uint64(1), uint16(64), uint16(64), []byte{0xff, 0x0f, 0xf0, 0, 0, 0, 0, 0})
	f.Add(uint64(2), uint16(700), uint16(99), []byte{1, 2, 4, 8})
	f.Fuzz(func(t *testing.T, seed uint64, rows, page uint16, nulls []byte) {
		n := int(rows % 2048)
		q := source{rand.New(rand.NewPCG(seed, 5)), func(column, i int) bool {
			i += 8 * column
			return len(nulls) > 0 && nulls[i/8%len(nulls)]>>(i%8)&1 == 1
		}}
		var s rowSlices
		want := q.rows(0, n, &s)
		same(t, "fuzzed", read(t, group(t, everyKind, s.all(), n, 1+int(page%600))), want)
	})
}

// FuzzJoin holds for any bytes: they are joined or refused.
func FuzzJoin(f *testing.F) {
	var s rowSlices
	q := source{rand.New(rand.NewPCG(8, 5)), func(column, i int) bool { return i%3 == column%3 }}
	q.rows(0, 100, &s)
	b := group(f, everyKind, s.all(), 100, 60)
	f.Add(b)
	f.Add(b[:len(b)-5])
	f.Fuzz(func(t *testing.T, b []byte) {
		out := Create(io.Discard, everyKind, nil)
		if _, err := out.Join(bytes.NewReader(b), int64(len(b))); err == nil {
			_ = out.Close()
		}
	})
}

package luck

import "testing"

// Known answers of Philox2x64-10, from the kat_vectors file of the authors'
// reference implementation (Random123).
func TestKnownAnswers(t *testing.T) {
	for _, v := range []struct{ c0, c1, key, want0, want1 uint64 }{
		{0, 0, 0, 0xca00a0459843d731, 0x66c24222c9a845b5},
		{^uint64(0), ^uint64(0), ^uint64(0), 0x65b021d60cd8310f, 0x4d02f3222f86df20},
		{0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x0a5e742c2997341c, 0xb0f883d38000de5d},
	} {
		if a, b := block(v.c0, v.c1, v.key); a != v.want0 || b != v.want1 {
			t.Errorf("block(%x, %x, key %x) = %x %x, want %x %x", v.c0, v.c1, v.key, a, b, v.want0, v.want1)
		}
	}
}

// Twelve blocks at once are those of the counters one by one, with carries out of the
// counter too.
func TestTwelveAreTheBlocksOneByOne(t *testing.T) {
	c0, c1, key := uint64(0), uint64(0), uint64(0)
	for range 1000 {
		var want, got [24]uint64
		for i := range 12 {
			want[2*i], want[2*i+1] = block(c0+uint64(i)*counterStep, c1, key)
		}
		if twelve(&got, c0, c1, key); got != want {
			t.Fatalf("twelve blocks from (%x, %x), key %x:\n  one by one %x\n  at once    %x", c0, c1, key, want, got)
		}
		c0, c1, key = want[0], want[1], want[2]
	}
}

func BenchmarkTwelve(b *testing.B) {
	var words [24]uint64
	for i := range b.N {
		twelve(&words, uint64(i), 1, 2)
	}
}

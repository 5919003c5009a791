package columns

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/klauspost/compress/huff0"
	"github.com/klauspost/compress/zstd"
)

// letters is n bytes, each the less of some: the more, the rarer the high ones.
func letters(r *rand.Rand, n, of, less int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(of - 1)
		for range less {
			b[i] = min(b[i], byte(r.IntN(of)))
		}
	}
	return b
}

// zstd reads the frames, whatever their length and letters, and what a scratch
// was used for before changes no byte.
func TestLiteralsAreZstd(t *testing.T) {
	if testing.Short() {
		t.Skip("no goroutine starts here: left out of short runs, which look for races")
	}
	reader, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	r := rand.New(rand.NewPCG(6, 6))
	var used huff0.Scratch
	shorter := 0
	for _, n := range []int{1, 2, 63, 64, 255, 256, 1000, 1023, 1024, 1025, 16383, 16384, 32768, 65535, 65536, 65537, 131072, 400_000} {
		for _, of := range []int{1, 2, 5, 28, 145, 256} {
			for less := range 4 {
				src := letters(r, n, of, less)
				for _, every := range []int{n, max(1, n/4), 100} {
					frame, err := literals(nil, src, every, &used)
					if err != nil {
						t.Fatal(err)
					}
					got, err := reader.DecodeAll(frame, nil)
					if err != nil || !bytes.Equal(got, src) {
						t.Fatalf("%d bytes of %d letters, cut after %d: error %v, or other bytes", n, of, every, err)
					}
					if fresh, _ := literals(nil, src, every, new(huff0.Scratch)); !bytes.Equal(fresh, frame) {
						t.Fatalf("%d bytes of %d letters: a used scratch gives other bytes", n, of)
					}
					if len(frame) < n {
						shorter++
					}
				}
			}
		}
	}
	if shorter < 400 {
		t.Errorf("%d frames are shorter than what is in them", shorter)
	}
}

func FuzzLiterals(f *testing.F) {
	reader, err := zstd.NewReader(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("aaaaaaaabbbbccccdd"), uint16(4))
	f.Add(bytes.Repeat([]byte("letters"), 300), uint16(700))
	f.Fuzz(func(t *testing.T, src []byte, every uint16) {
		if len(src) == 0 {
			return
		}
		frame, err := literals(nil, src, 1+int(every), new(huff0.Scratch))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := reader.DecodeAll(frame, nil); err != nil || !bytes.Equal(got, src) {
			t.Fatalf("error %v, or other bytes", err)
		}
	})
}

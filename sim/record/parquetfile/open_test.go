package parquetfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"runtime"
	"testing"

	"github.com/parquet-go/parquet-go"

	"rapport/sim/record"
)

func patients(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[record.Patient](&b)
	if _, err := w.Write([]record.Patient{{Patient: 7, Ending: "completed"}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// file is a file with that footer.
func file(footer string) []byte {
	b := append([]byte(magic), footer...)
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(footer))), magic...)
}

func TestOpenReadsWhatIsSound(t *testing.T) {
	b := patients(t)
	f, err := Open(bytes.NewReader(b), int64(len(b)))
	if err != nil || f.NumRows() != 1 {
		t.Fatalf("%v, error %v; want one row", f, err)
	}
}

func TestOpenRefusesWhatCannotBe(t *testing.T) {
	for name, b := range map[string][]byte{
		"nothing":            {},
		"magic alone":        []byte("PAR1PAR1"),
		"no footer":          file(""),
		"long footer":        append(append([]byte(magic), 0xff, 0xff, 0xff, 0x7f), magic...),
		"long list":          file("\x29\xfc\xff\xff\xff\xff\x07\x00"),
		"long text":          file("\x18\xff\xff\xff\xff\x07\x00"),
		"long map":           file("\x1b\xff\xff\xff\xff\x07\x88\x00"),
		"endless nesting":    file(string(bytes.Repeat([]byte{0x1c}, 5000))),
		"lists of lists":     file("\x19" + string(bytes.Repeat([]byte{0x19}, 5000))),
		"number without end": file("\x15" + string(bytes.Repeat([]byte{0xff}, 20))),
		"unknown type":       file("\x1f\x00"),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Open(bytes.NewReader(b), int64(len(b)))
			runtime.ReadMemStats(&after)
			if !errors.Is(err, ErrNoParquet) {
				t.Errorf("error %v, want that it is no Parquet file", err)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
				t.Errorf("%d bytes were allocated for %d", used, len(b))
			}
		})
	}
}

// FuzzOpen holds for any bytes: they are opened or refused, within bounds.
func FuzzOpen(f *testing.F) {
	b := patients(f)
	f.Add(b)
	f.Add(b[:len(b)-9])
	f.Add(file("\x29\xfc\xff\xff\xff\xff\x07\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if f, err := Open(bytes.NewReader(b), int64(len(b))); err == nil {
			for group := range f.Groups() {
				_, _ = ReadGroup[record.Patient](f, group)
			}
		}
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > uint64(64<<20+5000*len(b)) {
			t.Errorf("%d MiB were allocated for %d bytes", used>>20, len(b))
		}
	})
}

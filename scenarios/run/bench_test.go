package run

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"rapport/scenarios/population"
	"rapport/sim/record"
)

// benchStudy is two parts of routine care.
func benchStudy() *population.Simulation {
	return &population.Simulation{
		Scenario: "routine-care", Seed: 1, Patients: 2 * shippedLayout.PartBlocks * shippedLayout.BlockCourses,
		Replications: 1, Setting: population.DefaultSetting(),
	}
}

// benchColumns are the columns of one block of the model.
func benchColumns() *record.Columns {
	all := new(record.Columns)
	if err := benchStudy().Stream(all, 0, shippedLayout.BlockCourses, func() error { return nil }); err != nil {
		panic(err)
	}
	return all
}

// encodeAll encodes columns that stay as they are.
func (e *blockEncoder) encodeAll(all *record.Columns) ([]byte, error) {
	for i, t := range tablesOf(population.Record{}) {
		from := all.Tables()[t.at]
		for done := 0; done < from.Len(); done += pageRows {
			if err := e.tables[i].group.Page(tails(from.Slices(), done), min(pageRows, from.Len()-done)); err != nil {
				return nil, err
			}
		}
	}
	return e.finish()
}

// tails points to what is behind the first n of each slice.
func tails(slices []any, n int) []any {
	list := make([]any, len(slices))
	for i, s := range slices {
		switch s := s.(type) {
		case *[]uint8:
			list[i] = tail(*s, n)
		case *[]int32:
			list[i] = tail(*s, n)
		case *[]int64:
			list[i] = tail(*s, n)
		case *[]float32:
			list[i] = tail(*s, n)
		case *[]float64:
			list[i] = tail(*s, n)
		case *[]string:
			list[i] = tail(*s, n)
		}
	}
	return list
}

func tail[T any](s []T, n int) *[]T { s = s[n:]; return &s }

// BenchmarkEncode is the limit of a run: columns that are in memory already, into
// the bytes of a block.
func BenchmarkEncode(b *testing.B) {
	all := benchColumns()
	e := newBlockEncoder(population.Record{})
	size := 0
	b.ReportAllocs()
	for b.Loop() {
		e.begin()
		content, err := e.encodeAll(all)
		if err != nil {
			b.Fatal(err)
		}
		size = len(content)
	}
	sessions := float64(all.Sessions.Len())
	b.ReportMetric(sessions*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(size)/sessions, "B/row")
}

// BenchmarkRowWriter is the same block by parquet-go's writer of rows, which takes
// them from memory: what BenchmarkEncode is measured against.
func BenchmarkRowWriter(b *testing.B) {
	var rows record.Rows
	benchColumns().AppendTo(&rows)
	size := 0
	for b.Loop() {
		size = writeRows(b, rows.Patients) + writeRows(b, rows.Sessions) + writeRows(b, rows.Ruptures) + writeRows(b, rows.Therapists)
	}
	sessions := float64(len(rows.Sessions))
	b.ReportMetric(sessions*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(size)/sessions, "B/row")
}

func writeRows[Row any](b *testing.B, rows []Row) int {
	var out bytes.Buffer
	w := parquet.NewGenericWriter[Row](&out, parquet.Compression(&zstd.Codec{Level: zstd.SpeedFastest}), parquet.PageBufferSize(256<<10))
	for batch := range slices.Chunk(rows, 2048) {
		if _, err := w.Write(batch); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return out.Len()
}

// replay hands out the same rows for every block, so that the benchmark of the
// run measures the run alone: encoding, joining and writing.
type replay struct {
	all    *record.Columns
	blocks int64
}

func (r replay) Courses() int64 { return r.blocks * shippedLayout.BlockCourses }

func (r replay) Stream(columns *record.Columns, _, _ int64, drain func() error) error {
	to := columns.Tables()
	for i, t := range r.all.Tables() {
		first := to[i].Len()
		for range t.Len() {
			to[i].Add()
		}
		into := tails(to[i].Slices(), first)
		for k, s := range t.Slices() {
			copyColumn(into[k], s, t.Len())
		}
	}
	return drain()
}

func copyColumn(to, from any, n int) {
	switch to := to.(type) {
	case *[]uint8:
		copy(*to, (*from.(*[]uint8))[:n])
	case *[]int32:
		copy(*to, (*from.(*[]int32))[:n])
	case *[]int64:
		copy(*to, (*from.(*[]int64))[:n])
	case *[]float32:
		copy(*to, (*from.(*[]float32))[:n])
	case *[]float64:
		copy(*to, (*from.(*[]float64))[:n])
	case *[]string:
		copy(*to, (*from.(*[]string))[:n])
	}
}

// BenchmarkSink is a whole run without the model's share: encoding, joining,
// writing and syncing two parts.
func BenchmarkSink(b *testing.B) {
	all := benchColumns()
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			benchmarkRun(b, workers, func() []*arm {
				source := replay{all, 2 * shippedLayout.PartBlocks}
				return []*arm{{courses: source, about: ManifestScenario{Name: "replay", Patients: source.Courses(), Replications: 1}}}
			})
		})
	}
}

// BenchmarkRun is a whole run of the model into Parquet.
func BenchmarkRun(b *testing.B) {
	s := benchStudy()
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			benchmarkRun(b, workers, func() []*arm { return []*arm{newArm(s, nil)} })
		})
	}
}

func benchmarkRun(b *testing.B, workers int, arms func() []*arm) {
	var rows, bytes int64
	for b.Loop() {
		dir := filepath.Join(b.TempDir(), "run")
		m, err := runArms(b.Context(), arms(), fakeStudy, shippedLayout, Options{Dir: dir, Workers: workers})
		if err != nil {
			b.Fatal(err)
		}
		rows += m.Rows["sessions"]
		for _, f := range m.Files {
			bytes += f.Bytes
		}
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(bytes)/float64(max(1, rows)), "B/row")
}

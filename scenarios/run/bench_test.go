package run

import (
	"fmt"
	"path/filepath"
	"testing"

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

// benchRows are the rows of one block of the model.
func benchRows() *record.Rows {
	rows := &record.Rows{}
	benchStudy().Block(rows, 0, shippedLayout.BlockCourses)
	return rows
}

// BenchmarkEncode is the limit of a run: rows that are in memory already, into
// the bytes of a block.
func BenchmarkEncode(b *testing.B) {
	rows := benchRows()
	e := blockEncoder{tables: tablesOf(population.Record{})}
	bytes := 0
	b.ReportAllocs()
	for b.Loop() {
		content, err := e.encode(rows)
		if err != nil {
			b.Fatal(err)
		}
		bytes = len(content)
	}
	sessions := float64(len(rows.Sessions))
	b.ReportMetric(sessions*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(bytes)/sessions, "B/row")
}

// replay hands out the same rows for every block, so that the benchmark of the
// run measures the run alone: encoding, joining and writing.
type replay struct {
	rows   *record.Rows
	blocks int64
}

func (r replay) Courses() int64 { return r.blocks * shippedLayout.BlockCourses }

func (r replay) Stream(rows *record.Rows, _, _ int64, drain func() error) error {
	rows.Patients = append(rows.Patients, r.rows.Patients...)
	rows.Sessions = append(rows.Sessions, r.rows.Sessions...)
	rows.Ruptures = append(rows.Ruptures, r.rows.Ruptures...)
	rows.Therapists = append(rows.Therapists, r.rows.Therapists...)
	return drain()
}

// BenchmarkSink is a whole run without the model's share: encoding, joining,
// writing and syncing two parts.
func BenchmarkSink(b *testing.B) {
	rows := benchRows()
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			benchmarkRun(b, workers, func() []*arm {
				source := replay{rows, 2 * shippedLayout.PartBlocks}
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

package analysis

import (
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
)

// BenchmarkEvaluate measures one evaluation of each shipped finding on 4,000
// patients of up to 10 sessions; calibration makes thousands of these.
func BenchmarkEvaluate(b *testing.B) {
	d := mustData(b, runtest.StandardSample.Draw())
	for _, f := range Findings() {
		data := make([]*data.Data, len(f.Scenarios))
		for i := range data {
			data[i] = d
		}
		b.Run(f.ID, func(b *testing.B) {
			for b.Loop() {
				_, _ = Evaluate(&f, data...)
			}
		})
	}
}

// BenchmarkFromRows measures the indexing of the same rows.
func BenchmarkFromRows(b *testing.B) {
	rows := runtest.StandardSample.Draw()
	for b.Loop() {
		if _, err := data.FromRows(rows); err != nil {
			b.Fatal(err)
		}
	}
}

package analysis

import "testing"

// BenchmarkEvaluate measures one evaluation of each shipped finding on 4,000
// patients of up to 10 sessions; calibration makes thousands of these.
func BenchmarkEvaluate(b *testing.B) {
	d := mustData(b, standardSample.draw())
	for _, f := range Findings() {
		data := make([]*Data, len(f.Scenarios))
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
	rows := standardSample.draw()
	for b.Loop() {
		if _, err := FromRows(rows); err != nil {
			b.Fatal(err)
		}
	}
}

package twins

import (
	"math"
	"testing"
)

// Values come back as they were given, in a byte each or not, all or those of some patients.
func TestScores(t *testing.T) {
	none := math.NaN()
	for name, want := range map[string][]float64{
		"bytes":       {0, 1, none, 27, 254, 3, none},
		"too high":    {1, none, 255, 2, 4},
		"fractions":   {0.5, none, 1, 0.25},
		"later":       {1, none, 2, none, 0.5},
		"before":      {1.5, none, 1, none},
		"below zero":  {0, -1, 2},
		"none at all": {none, none},
	} {
		s := scoresOf(want)
		got := s.fill(nil)
		if len(got) != len(want) || s.len() != len(want) {
			t.Fatalf("%s: %v, want %v", name, got, want)
		}
		of := &side{outcomes: make([]CompareOutcome, 1), under: []scores{s}, entry: make([]uint8, len(want))}
		for i, v := range want {
			one := of.columns([]int32{int32(i)})[0]
			for _, x := range []float64{got[i], s.at(i), one.at(0)} {
				if x != v && !(math.IsNaN(x) && math.IsNaN(v)) {
					t.Errorf("%s: value %d is %v, want %v", name, i, x, v)
				}
			}
		}
	}
	if whole := scoresOf([]float64{3, none}); whole.many != nil {
		t.Error("small whole numbers take more than a byte")
	}
}

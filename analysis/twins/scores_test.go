package twins

import (
	"math"
	"testing"
)

// Values come back as they were given, in a byte each or not, joined or picked.
func TestScores(t *testing.T) {
	none := math.NaN()
	for name, pieces := range map[string][][]float64{
		"bytes":          {{0, 1, none, 27, 254}, {3, none}},
		"too high":       {{1, none, 255, 2}, {4}},
		"fractions":      {{0.5, none, 1}, {0.25}},
		"later":          {{1, none, 2}, {none, 0.5}},
		"before":         {{1.5, none}, {1, none}},
		"below zero":     {{0, -1}, {2}},
		"empty at first": {{}, {1, 0.5}},
	} {
		var sides []*side
		var want []float64
		for _, piece := range pieces {
			sides = append(sides, &side{under: []scores{scoresOf(piece)}})
			want = append(want, piece...)
		}
		s := scoresFrom(sides, make([][]int32, len(sides)), 0)
		got := s.fill(nil)
		if len(got) != len(want) || s.len() != len(want) {
			t.Fatalf("%s: %v, want %v", name, got, want)
		}
		for i, v := range want {
			picked := scoresFrom([]*side{{under: []scores{*s}}}, [][]int32{{int32(i)}}, 0)
			for _, x := range []float64{got[i], s.at(i), picked.at(0)} {
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

// Values are laid one behind the other without a trace in those that others share.
func TestScoresShared(t *testing.T) {
	first := &side{under: []scores{{few: append(make([]uint8, 0, 9), 1, 2)}}}
	behind := func(v float64) *scores {
		return scoresFrom([]*side{first, {under: []scores{scoresOf([]float64{v})}}}, [][]int32{nil, nil}, 0)
	}
	a, b := behind(5), behind(7)
	if alone := scoresFrom([]*side{first}, [][]int32{nil}, 0); cap(alone.few) > 2 {
		t.Error("what is shared can be appended to")
	}
	if a.at(2) != 5 || b.at(2) != 7 || first.under[0].len() != 2 {
		t.Errorf("%v and %v, want 5 and 7 behind the same", a.all(), b.all())
	}
}

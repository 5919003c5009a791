package main

import (
	"cmp"
	"slices"
	"strings"

	"rapport/analysis/descriptive"
)

func compareMeasured(a, b measured) int {
	return cmp.Or(strings.Compare(a.piece, b.piece), strings.Compare(a.what, b.what), cmp.Compare(a.size, b.size),
		cmp.Compare(a.workers, b.workers), cmp.Compare(a.repetition, b.repetition))
}

// summary is what the repetitions of one measurement came to.
type summary struct {
	measured         // of the first repetition, with medians in place of its figures
	n        int     // repetitions
	fastest  float64 // seconds of the fastest
	slowest  float64 // … of the slowest
}

// summaries takes the repetitions of each measurement together.
func summaries(all []measured) []summary {
	var list []summary
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[to].replaces(&all[from]) {
			to++
		}
		list = append(list, summarise(all[from:to]))
		from = to
	}
	return list
}

func summarise(same []measured) summary {
	of := func(figure func(*measured) float64) []float64 {
		x := make([]float64, len(same))
		for i := range same {
			x[i] = figure(&same[i])
		}
		return x
	}
	seconds := of(func(m *measured) float64 { return m.seconds })
	s := summary{measured: same[0], n: len(same), fastest: slices.Min(seconds), slowest: slices.Max(seconds)}
	s.seconds = descriptive.Median(seconds)
	s.cpu = descriptive.Median(of(func(m *measured) float64 { return m.cpu }))
	s.peak = int64(descriptive.Median(of(func(m *measured) float64 { return float64(m.peak) })))
	return s
}

// find is the summary of a measurement, nil where it was not made.
func find(list []summary, piece, what string, size int64, workers int) *summary {
	i := slices.IndexFunc(list, func(s summary) bool {
		return s.replaces(&measured{piece: piece, what: what, size: size, workers: workers})
	})
	if i < 0 {
		return nil
	}
	return &list[i]
}

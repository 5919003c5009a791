package main

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"
)

// Truths are counted in the whole range and in the middle 90 % of the sets.
func TestTruthsInTheRange(t *testing.T) {
	sets := make([]float64, 21)
	for i := range sets {
		sets[i] = float64(i) // the middle 90 % is 1 to 19
	}
	found := tableOf([]answered{{study: "s", contrast: "c", sets: sets, truths: []float64{-1, 0.5, 10, 19, 20, 21}}})
	if l := found[0]; len(l.truths) != 6 || l.whole != 4 || l.within != 2 {
		t.Errorf("of %d truths %d in the range and %d in the middle, want 6, 4, 2", len(l.truths), l.whole, l.within)
	}
	if whole, within := found.ofEach(); enough(whole, 1) != 4 || enough(within, 1) != 2 {
		t.Errorf("inside are %v and %v", whole, within)
	}
	if s := found.share(); !(math.Abs(s-4.0/6) <= 1e-12) {
		t.Errorf("share %v, want 4/6", s)
	}
	var b bytes.Buffer
	if err := found.tell(&b, &options{patients: 10}); err != nil || !strings.Contains(b.String(), "Of 6 answers under truths, 67 % lie in the range") {
		t.Errorf("error %v, text %s", err, b.String())
	}
}

// The truths that ship are of the model of today, and none is a set that ships.
func TestTruthsAreNoSets(t *testing.T) {
	o := options{}
	sets, truths, err := o.read()
	if err != nil {
		t.Fatalf("%v: first the sets, configs/plausible.json, then the truths, as analysis/recovery/main.go says", err)
	}
	if len(truths.Sets) < 12 {
		t.Errorf("%d truths, want 12 or more", len(truths.Sets))
	}
	for k, truth := range truths.Sets {
		if slices.ContainsFunc(sets.Sets, func(set []float64) bool { return slices.Equal(set, truth) }) {
			t.Errorf("truth %d is a set that ships", k+1)
		}
	}
}

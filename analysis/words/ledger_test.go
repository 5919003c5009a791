package words_test

import (
	"math"
	"strings"
	"testing"

	"rapport/analysis/words"
	"rapport/sim"
	"rapport/sim/record"
)

// booked is what six mechanisms did to the bond between two sessions, one of them twice, and
// three to severity; the values at intake are no change.
func booked() []record.Ledger {
	start := sim.ByStart.Name
	return []record.Ledger{
		{Session: 0, Facet: "bond", Mechanism: start, Change: 0.300, Value: 0.300},
		{Session: 0, Facet: "severity", Mechanism: start, Change: 15, Value: 15},
		{Session: 1, Facet: "bond", Mechanism: "repair", Change: 0.020, Value: 0.320},
		{Session: 1, Facet: "bond", Mechanism: "rupture", Change: -0.060, Value: 0.260},
		{Session: 1, Facet: "bond", Mechanism: "bond", Change: 0.050, Value: 0.310},
		{Session: 1, Facet: "bond", Mechanism: "transition", Change: -0.004, Value: 0.306},
		{Session: 1, Facet: "bond", Mechanism: "transfer", Change: 0.002, Value: 0.308},
		{Session: 1, Facet: "bond", Mechanism: "repair", Change: 0.010, Value: 0.318},
		{Session: 1, Facet: "bond", Mechanism: "match", Change: -0.003, Value: 0.315},
		{Session: 1, Facet: "severity", Mechanism: "alliance", Change: -1.2, Value: 13.8},
		{Session: 1, Facet: "severity", Mechanism: "rupture", Change: 0.3, Value: 14.1},
		{Session: 1, Facet: "severity", Mechanism: "transition", Change: 0.04, Value: 14.14},
	}
}

// Do the changes of a facet sum to its difference, one reason to a mechanism, the strongest
// first?
func TestAFacetSumsToItsChange(t *testing.T) {
	facets := words.English.Facets(booked(), []string{"severity", "bond", "trust"})
	if len(facets) != 2 || facets[0].Facet != "severity" || facets[1].Facet != "bond" {
		t.Fatalf("%+v: want severity and bond", facets)
	}
	for _, f := range facets {
		sum, last := 0.0, math.Inf(1)
		seen := map[string]bool{}
		for _, r := range f.By {
			sum += r.Change
			if !(math.Abs(r.Change) <= last) || seen[r.Mechanism] || r.Text == "" {
				t.Errorf("%s: %+v in %+v", f.Facet, r, f.By)
			}
			last, seen[r.Mechanism] = math.Abs(r.Change), true
		}
		if !(math.Abs(f.After-f.Before-sum) <= 1e-12) {
			t.Errorf("%s from %g to %g, but its reasons sum to %g", f.Facet, f.Before, f.After, sum)
		}
	}
	if f := facets[1]; f.Before != 0.3 || f.After != 0.315 || f.By[0].Mechanism != "rupture" || !(math.Abs(f.By[2].Change-0.03) <= 1e-12) {
		t.Errorf("%+v: want .300 to .315, the rupture first, repair of .030 third", f)
	}
}

// Does a line of replay say from where to where, decimal points below one another, the four strongest mechanisms, and the sum of
// all others?
func TestALineOfTheLedger(t *testing.T) {
	facets := words.English.Facets(booked(), []string{"bond", "severity"})
	for i, want := range []string{
		"bond       0.300 →  0.315   rupture −0.060, bond +0.050, repair +0.030, transition −0.004, others −0.001",
		"severity  15.0 → 14.1   alliance −1.2, rupture +0.3",
	} {
		if got := words.English.Line(&facets[i]); got != want {
			t.Errorf("%q,\nwant %q", got, want)
		}
	}
	still := words.Facet{Facet: "trust", Before: 0.5, After: 0.5, By: []words.Reason{{Mechanism: "repair", Change: 0.0002}}}
	if got, want := words.English.Line(&still), "trust      0.500 →  0.500   nothing to speak of"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Does every column of the table over a course begin at intake, and end at the sum?
func TestTotalsOfACourse(t *testing.T) {
	rows := append(booked(), record.Ledger{Session: 2, Facet: "bond", Mechanism: "rupture", Change: -0.015, Value: 0.300})
	want := map[string]string{"at intake": "0.300 15.0", "rupture": "−0.075 +0.3", "repair": "+0.030", "transition": "−0.004 ±0", "at the end": "0.300 14.1"}
	for _, line := range words.English.Totals(rows, []string{"bond", "severity"}) {
		for name, cells := range want {
			if rest, ok := strings.CutPrefix(line, name+" "); ok && strings.Join(strings.Fields(rest), " ") == cells {
				delete(want, name)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("no line says %v in\n%s", want, strings.Join(words.English.Totals(rows, []string{"bond", "severity"}), "\n"))
	}
}

// reasons are changes by mechanism, the strongest first.
func reasons(facet string, before, after float64, by ...words.Reason) words.Facet {
	f := words.Facet{Facet: facet, Before: before, After: after, By: by}
	words.English.Explain(&f)
	return f
}

// Are what lifted and what lowered told apart, with what pushed against a change never among
// its causes, and nothing that is too small to tell?
func TestInShort(t *testing.T) {
	alliance := []words.Facet{
		reasons("bond", 0.300, 0.340, words.Reason{Mechanism: "bond", Change: 0.050}, words.Reason{Mechanism: "transition", Change: -0.010}),
		reasons("trust", 0.400, 0.350, words.Reason{Mechanism: "rupture", Change: -0.070}, words.Reason{Mechanism: "match", Change: 0.020}),
		reasons("goals", 0.500, 0.480, words.Reason{Mechanism: "match", Change: -0.030}, words.Reason{Mechanism: "transfer", Change: 0.015}),
	}
	short := words.English.InShort(alliance)
	did := words.English.Did
	for _, want := range []string{
		"The alliance: bond +0.04, trust −0.05, goals −0.02.",
		" What lifted it: " + did("bond", "", 1) + " (bond +0.05).",
		" What lowered it: " + did("rupture", "", -1) + " (trust −0.07).",
		" What pulled both ways: " + words.English.Mechanism("match") + " (trust +0.02, goals −0.03).",
	} {
		if !strings.Contains(short, want) {
			t.Errorf("%q lacks %q", short, want)
		}
	}
	for _, never := range []string{words.English.Mechanism("transition"), did("transition", "", -1), did("transfer", "", 1)} {
		if strings.Contains(short, never) {
			t.Errorf("%q names %q: too small, or the fourth", short, never)
		}
	}
	ease, weigh := words.Reason{Mechanism: "alliance", Change: -0.9}, words.Reason{Mechanism: "rupture", Change: 0.4}
	tiny := words.Reason{Mechanism: "transition", Change: 0.04}
	better, worse := did("alliance", "severity", -0.9)+" (−0.9)", did("rupture", "severity", 0.4)+" (+0.4)"
	for want, f := range map[string]words.Facet{
		"Symptoms eased by 0.5 points in the time before: " + better + "; against it, " + worse + ".": reasons("severity", 15, 14.5, ease, weigh, tiny),
		"Symptoms rose by 0.5 points in the time before: " + worse + "; against it, " + better + ".":  reasons("severity", 14, 14.5, ease, weigh),
		"Symptoms hardly moved in the time before: " + better + ", but " + worse + ".":                reasons("severity", 15, 14.6, ease, weigh, tiny),
		"Symptoms hardly moved in the time before: " + worse + ", but " + better + ".":                reasons("severity", 14.6, 15, ease, weigh),
		"Symptoms hardly moved in the time before.":                                                   reasons("severity", 15, 15.04, tiny),
	} {
		if got := words.English.InShort([]words.Facet{f}); got != want {
			t.Errorf("%q,\nwant %q", got, want)
		}
	}
}

// Is what a mechanism did told by its direction: severity that rises is worse, a facet of the
// alliance that falls is strained?
func TestWhatAMechanismDid(t *testing.T) {
	for want, got := range map[string]string{
		"a transition weighed on the patient": words.English.Did("transition", "severity", 0.4),
		"a transition strained it":            words.English.Did("transition", "bond", -0.02),
		"transition":                          words.English.Did("transition", "bond", 0),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

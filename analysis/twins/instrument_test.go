package twins

import (
	"testing"

	"rapport/analysis/data"
)

// Scores of an instrument that is called as an outcome can be told from it, by name and in print.
func TestAnInstrumentCalledAsAnOutcome(t *testing.T) {
	weeks := []int{4, 16}
	var called []data.Instrument
	for _, name := range []string{"alliance", "dropout", "phq9", "relapse", "remission", "response"} {
		called = append(called, data.Instrument{Name: name, Rater: "patient", AtWeeks: true, Norms: data.Norms{Construct: "distress", ReliableChange: 3, CutOff: 8}})
	}
	named, labelled := map[string]string{}, map[string]string{}
	for _, o := range WithScores(OutcomesAt(weeks, 16), called, weeks, weeks...) {
		if other, twice := named[o.Name]; twice {
			t.Errorf("%q and %q are both %s", other, o.Meaning, o.Name)
		}
		if other, twice := labelled[o.Label]; twice {
			t.Errorf("%s and %s are both told as %q", other, o.Name, o.Label)
		}
		named[o.Name], labelled[o.Label] = o.Meaning, o.Name
	}
}

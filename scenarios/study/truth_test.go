package study

import (
	"strings"
	"testing"

	"rapport/sim/record"
)

const truthful = "question: why\nscenarios:\n  - name: a\n  - name: b\n    record: {items: true}\nrecord: {truth: "

// The truth of a study is that of all its scenarios, also of one that records by itself.
func TestTruthIsTheSameInEveryScenario(t *testing.T) {
	for i, word := range record.TruthNames {
		s, err := Parse("x", []byte(truthful+word+"}\n"), Overrides{NoEnvironment: true})
		if err != nil {
			t.Fatal(err)
		}
		simulations, err := s.Simulations()
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range simulations {
			if x.Record.Truth != record.Truth(i) {
				t.Errorf("%s: scenario %s records %v", word, x.Scenario, x.Record.Truth)
			}
		}
		resolved, err := s.Resolved()
		if err != nil || !strings.Contains(string(resolved), "\n  truth: "+word+"\n") {
			t.Errorf("%s: error %v, resolved as\n%s", word, err, resolved)
		}
	}
}

func TestWrongTruthIsNamed(t *testing.T) {
	for text, want := range map[string]string{
		truthful + "round}\n":   `did you mean "rounded"`,
		truthful + "[exact]}\n": "want one of rounded, exact, none, got a list",
		strings.Replace(truthful, "items: true", "truth: exact", 1) + "exact}\n": "record.truth: unknown key",
	} {
		if _, err := Parse("x", []byte(text), Overrides{NoEnvironment: true}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one that says %s", text, err, want)
		}
	}
}

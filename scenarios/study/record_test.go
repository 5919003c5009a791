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

// What a scenario does not say of its record is as the study says, before it or after it in the file.
func TestAScenarioRecordsWhatItsStudyRecords(t *testing.T) {
	const scenarios = "scenarios:\n  - {name: a}\n  - {name: b, record: {items: true}}\n  - {name: c, record: {ledger: false}}\n  - {name: d, record: {}}\n"
	want := [][2]bool{{true, false}, {true, true}, {false, false}, {true, false}} // ledger, items
	for _, text := range []string{"question: why\n" + scenarios + "record: {ledger: true}\n", "question: why\nrecord: {ledger: true}\n" + scenarios} {
		s, err := Parse("x", []byte(text), Overrides{NoEnvironment: true})
		if err != nil {
			t.Fatal(err)
		}
		simulations, err := s.Simulations()
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range simulations {
			if got := [2]bool{x.Record.Ledger, x.Record.Items}; got != want[i] {
				t.Errorf("scenario %s records (ledger, items) %v, want %v", x.Scenario, got, want[i])
			}
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

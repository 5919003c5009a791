package main

import (
	"strings"
	"testing"

	"rapport/scenarios/study"
)

// A queue is told by what places take and what comes, and so is that rules leave it as it is.
func TestQueueInWords(t *testing.T) {
	const text = `question: why
set: {population.arrivals: 2}
scenarios:
  - name: open
  - {name: short, set: {population.places: 2}}
  - {name: enough, set: {population.places: 8}}
  - {name: twice, set: {population.places: 2, care.sessions_per_week: 2, care.sessions: 6}}
  - name: stepped
    set: {population.places: 3, care.sessions: 6}
    rules:
      - {sessions: 6, do: {add_sessions: 10}}
      - {name: look, do: {move: check_in}}
      - {name: point, sessions: 3, randomise: [{arm: a}, {arm: b, do: {sessions_per_week: 2}}]}
`
	s, err := study.Parse("x", []byte(text), study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		"",
		"a therapist's 2 places of 16 weeks each take a patient every 8 weeks, and one comes every 2 weeks: each waits about 6 weeks longer than the one before",
		"a therapist's 8 places of 16 weeks each take a patient every 2 weeks, and one comes every 2 weeks: nobody waits",
		"a therapist's 2 places of 3 weeks each take a patient every 1.5 weeks, and one comes every 2 weeks: nobody waits",
		"a therapist's 3 places of 6 weeks each take a patient every 2 weeks, and one comes every 2 weeks: nobody waits; the weeks are those planned at the beginning, whatever these rules do: 1, point",
	} {
		if got := queues(s)[i]; got != want {
			t.Errorf("%s:\n%s\nwant\n%s", s.Scenarios[i].Name, got, want)
		}
	}
	s, err = study.Parse("x", []byte(strings.Replace(text, "set: {population.arrivals: 2}", "design: {kind: grid, parameters: {population.arrivals: [1, 3]}}", 1)), study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(queues(s), ""); got != "" {
		t.Errorf("of a design that varies arrivals is told: %s", got)
	}
}

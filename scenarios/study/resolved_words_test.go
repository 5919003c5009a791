package study

import (
	"strings"
	"testing"
)

// What YAML 1.1, which Python and R read, takes for true or false stands in
// quotation marks; other words do not.
func TestResolvedQuotesOldTruthValues(t *testing.T) {
	s, err := Parse("s.yaml", []byte("question: \"no\"\npopulation: {patients: 5}\nscenarios: [{name: \"off\"}, {name: \"on\"}, {name: \"y\"}, {name: later}]\n"), Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	text, err := s.Resolved()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`question: "no"`, `name: "off"`, `name: "on"`, `name: "y"`, "name: later\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	again, err := Parse("s.yaml", text, Overrides{NoEnvironment: true})
	if err != nil || again.Scenarios[0].Name != "off" || again.Question != "no" {
		t.Errorf("read back: %v", err)
	}
}

package main

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"rapport/analysis/data"
	"rapport/scenarios/study"
)

// neverActed is which rules of a scenario never acted in a run, by their names in the table
// of decisions, where they have no row to be found by.
type neverActed struct {
	Scenario string   `json:"scenario"`
	Rules    []string `json:"rules"`
}

// neverActedIn lists the scenarios of the run with such rules.
func neverActedIn(run *data.Run, s *study.Study) (all []neverActed, err error) {
	planned := map[string][]study.PlannedRule{}
	for _, p := range s.Planned() {
		planned[p.Name] = p.Rules
	}
	all = []neverActed{}
	for _, name := range run.Scenarios {
		var rules []string
		for i := range planned[name] {
			rules = append(rules, ruleName(planned[name], i))
		}
		acted, err := run.Acted(name, rules)
		if err != nil {
			return nil, err
		}
		one := neverActed{Scenario: name}
		for i := range acted {
			if !acted[i] {
				one.Rules = append(one.Rules, rules[i])
			}
		}
		if one.Rules != nil {
			all = append(all, one)
		}
	}
	return all, nil
}

// ruleName is what rule i is called in the table of decisions.
func ruleName(rules []study.PlannedRule, i int) string {
	return cmp.Or(rules[i].Name, strconv.Itoa(i+1))
}

// neverActedText is such as "rules that never acted: step-up and 2 (stepped)"; empty where
// each acted.
func neverActedText(all []neverActed) string {
	var texts []string
	for _, one := range all[:min(listed, len(all))] {
		texts = append(texts, fmt.Sprintf("%s (%s)", enumerate(one.Rules), one.Scenario))
	}
	if len(texts) == 0 {
		return ""
	}
	if more := len(all) - len(texts); more > 0 {
		texts = append(texts, "and some of "+data.Counted(more, "more scenario"))
	}
	return "rules that never acted: " + strings.Join(texts, ", ")
}

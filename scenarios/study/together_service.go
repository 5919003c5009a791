package study

import (
	"slices"
	"strings"

	"rapport/scenarios/population"
)

// need is what settings of a service take to count: that one of the parameters named is
// not 0 or, where there are words, is one of them.
type need struct {
	settings []string
	of       []string
	words    []string
}

var needs = []need{
	{[]string{"population.places", "population.assignment", "population.training", "population.load_cost"},
		[]string{"care.treatment"}, []string{"therapy"}},
	{[]string{"population.match_patient", "population.match_therapist", "population.match_opposite"},
		[]string{"population.assignment"}, []string{"traits"}},
	{[]string{"population.choosers"}, []string{"population.assignment"}, []string{"match", "traits", "approach"}},
	{[]string{"population.arrivals"}, []string{"population.places", "population.training_week",
		"population.training_builds_weeks", "population.training_fades_weeks"}, nil},
	{[]string{"population.load_from"}, []string{"population.load_cost"}, nil},
	{[]string{"population.training_trait", "population.training_builds", "population.training_fades", "population.training_week",
		"population.training_builds_weeks", "population.training_fades_weeks"}, []string{"population.training"}, nil},
	{[]string{"population.clinic_trait", "population.clinic_pull", "population.district"},
		[]string{"population.clinic_sorting"}, []string{"trait", "severe", "mild"}},
	{[]string{"population.preference_cbt", "dropout.preference"}, []string{"population.preference_share"}, nil},
}

// checkService explains what the scenario itself says of its service that counts for
// nothing.
func (p *Planned) checkService(at keyPath, setting *population.Setting, design *Design, faults *faultList) {
	if p.Point > 0 {
		return
	}
	table := newParamTable(setting.Params())
	is := func(name string, words []string) bool {
		row, _ := table.find(name)
		if design.varies(name) {
			return true
		}
		if words == nil {
			return *row.Value != 0
		}
		return slices.Contains(words, labelOf(row, *row.Value))
	}
	for _, n := range needs {
		if slices.ContainsFunc(n.of, func(name string) bool { return is(name, n.words) }) {
			continue
		}
		for _, name := range n.settings {
			if p.Set[name] != 0 {
				faults.add(at.key(name), "", "counts only with "+n.text(), "")
			}
		}
	}
	const assignment, share = "population.assignment", "population.preference_share"
	if p.Set[assignment] != 0 && is(assignment, []string{"approach"}) && !design.varies(assignment) && !is(share, nil) {
		faults.add(at.key(assignment), "approach", "nobody prefers an approach", "say how many do: "+share)
	}
}

func (n *need) text() string {
	text := strings.Join(n.of, " or ")
	if n.words != nil {
		text += ": " + strings.Join(n.words, " or ")
	}
	return text
}

package study

import (
	"fmt"
	"slices"
	"strings"

	"rapport/scenarios/population"
)

// need is what settings of a service, or of its care, take to count: that one of the parameters named is
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
	{[]string{"care.taper_gap"}, []string{"care.taper_from"}, nil},
}

// needsOfAll are those of what a study says for all scenarios; where a scenario itself says
// it, [Planned.checkCare] tells more.
var needsOfAll = append(slices.Clip(needs),
	need{[]string{"care.waiting_list_weeks"}, []string{"care.treatment"}, []string{"none"}},
	need{[]string{"care.waiting_weeks", "care.taper_from"}, []string{"care.treatment"}, []string{"therapy"}})

// checkService explains what the scenario itself says of its service that counts for
// nothing.
func (p *Planned) checkService(at keyPath, setting *population.Setting, faults *faultList) {
	if p.Point > 0 {
		return
	}
	for _, n := range needs {
		for _, name := range n.settings {
			if p.Set[name] != 0 && !n.met(setting, nil) {
				faults.add(at.key(name), "", "counts only with "+n.text(), "")
			}
		}
	}
	if p.Set[assignment] != 0 && nobodyPrefers(setting, nil) {
		faults.add(at.key(assignment), "approach", "nobody prefers an approach", "say how many do: "+share)
	}
}

// checkEverywhere explains what the study says of the service in all scenarios that counts
// in none of them.
func (s *Study) checkEverywhere(all []*population.Simulation, faults *faultList) {
	nowhere := func(holds func(*population.Setting, *Design) bool) bool {
		return !slices.ContainsFunc(all, func(one *population.Simulation) bool { return holds(&one.Setting, s.Design) })
	}
	for _, n := range needsOfAll {
		for _, name := range n.settings {
			if at, said := s.saidOfAll(name); said && nowhere(n.met) {
				faults.add(at, "", "counts only with "+n.text()+", which no scenario has", "")
			}
		}
	}
	if at, said := s.saidOfAll(assignment); said && nowhere(func(x *population.Setting, d *Design) bool { return !nobodyPrefers(x, d) }) {
		faults.add(at, "approach", "nobody prefers an approach", "say how many do: "+share)
	}
	s.checkTaperBegins(all, faults)
}

// checkTaperBegins reports a taper of all scenarios that begins after the last session that
// any of them plans.
func (s *Study) checkTaperBegins(all []*population.Simulation, faults *faultList) {
	at, said := s.saidOfAll("care.taper_from")
	if !said || s.Design != nil {
		return
	}
	longest := 0
	for i := range s.Scenarios { // the first of all; those under sets follow
		switch care := &all[i].Setting.Model.Care; {
		case !care.Therapy():
		case all[i].Setting.Model.Frequency.TaperFrom < float64(s.Scenarios[i].length(-1, care).last):
			return
		default:
			longest = max(longest, s.Scenarios[i].length(-1, care).last)
		}
	}
	if longest > 0 {
		faults.add(at, formatNumber(s.Set["care.taper_from"]), fmt.Sprintf("never tapers: no scenario plans more than %d sessions", longest), "")
	}
}

// saidOfAll is where the study sets a parameter for all scenarios, to another value than 0.
func (s *Study) saidOfAll(name string) (at keyPath, said bool) {
	short := strings.TrimPrefix(name, "population.")
	if s.Population.Set[short] != 0 {
		return keyPath("population").key(short), true
	}
	return keyPath("set").key(name), s.Set[name] != 0
}

const assignment, share = "population.assignment", "population.preference_share"

// nobodyPrefers says that patients are assigned by an approach that none prefers.
func nobodyPrefers(setting *population.Setting, design *Design) bool {
	byApproach := need{of: []string{assignment}, words: []string{"approach"}}
	some := need{of: []string{share}}
	return byApproach.met(setting, nil) && !design.varies(assignment) && !some.met(setting, design)
}

// met says that what settings need is there, or varies.
func (n *need) met(setting *population.Setting, design *Design) bool {
	table := newParamTable(setting.Params())
	return slices.ContainsFunc(n.of, func(name string) bool {
		row, _ := table.find(name)
		if design.varies(name) || n.words == nil {
			return design.varies(name) || *row.Value != 0
		}
		return slices.Contains(n.words, labelOf(row, *row.Value))
	})
}

func (n *need) text() string {
	text := strings.Join(n.of, " or ")
	if n.words != nil {
		text += ": " + strings.Join(n.words, " or ")
	}
	return text
}

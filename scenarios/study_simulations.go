package scenarios

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"

	"rapport/sim"
)

// Simulations returns the scenarios of the study, in its order, ready to run.
// It checks the study first; the error is [Faults].
func (s *Study) Simulations() ([]*Simulation, error) {
	var faults faultList
	s.check(shippedTable(), &faults)
	if err := faults.faults(); err != nil {
		return nil, err
	}
	all, joint := s.simulations()
	if err := joint.faults(); err != nil {
		return nil, err
	}
	return all, nil
}

// simulations are the scenarios of a study whose values are each in range; the
// faults are of values that are not possible together.
func (s *Study) simulations() ([]*Simulation, *faultList) {
	faults := &faultList{}
	planned := s.Planned()
	all := make([]*Simulation, len(planned))
	for i := range planned {
		scenario := &planned[i].Scenario
		all[i] = &Simulation{
			Scenario:     scenario.Name,
			Seed:         s.Seed,
			Patients:     s.Population.Patients,
			Replications: s.Replications,
			Setting:      DefaultSetting(),
			Actions:      scenario.plan(),
			Record:       s.Record,
		}
		overlay(all[i].Setting.Params(), s.layers(scenario)...)
	}
	wrong := checkEach(all)
	for i := range planned {
		at := planned[i].at()
		if wrong[i] != nil {
			faults.add(at, planned[i].Name, wrong[i].Error(), "")
		}
		s.checkTogether(&planned[i], at, &all[i].Setting.Model.Care, faults)
	}
	return all, faults
}

// checkEach is what Check says of each. Most points of a design share their
// population, which alone is costly to check, so equal ones are checked once.
func checkEach(all []*Simulation) []error {
	wrong := make([]error, len(all))
	first, like := map[string]int{}, make([]int, len(all))
	for i, s := range all {
		key := s.checked()
		if _, ok := first[key]; !ok {
			first[key] = i
		}
		like[i] = first[key]
	}
	distinct := slices.Sorted(maps.Values(first))
	_ = forEach(runtime.GOMAXPROCS(0), len(distinct), func(i int) error {
		wrong[distinct[i]] = all[distinct[i]].Check()
		return nil
	})
	for i := range wrong {
		wrong[i] = wrong[like[i]]
	}
	return wrong
}

// checked is what Check looks at: the population, and what a screening takes
// from the model.
func (s *Simulation) checked() string {
	var key []byte
	for _, row := range s.Setting.Params() {
		group, _, _ := strings.Cut(row.Name, ".")
		if group == "population" || group == "phq9" || group == "stress" {
			key = binary.LittleEndian.AppendUint64(key, math.Float64bits(*row.Value))
		}
	}
	return string(key)
}

// at is where the study says the scenario: in the list or, where there is none,
// in the design.
func (p *Planned) at() keyPath {
	if p.Point > 0 && p.Base == unnamedScenario {
		return "design"
	}
	return keyPath("scenarios").item(p.Of)
}

// Effective lists every parameter with its value in the named scenario, in the
// order of the parameter table.
func (s *Study) Effective(scenario string) ([]Assignment, error) {
	setting := DefaultSetting()
	return s.effective(scenario, setting.Params())
}

// effective overlays the parameters that rows point to and lists them.
func (s *Study) effective(scenario string, rows []sim.Param) ([]Assignment, error) {
	planned := s.planned(newParamTable(rows))
	i := slices.IndexFunc(planned, func(c Planned) bool { return c.Name == scenario })
	if i < 0 {
		return nil, fmt.Errorf("the study has no scenario %s", quote(scenario))
	}
	return s.assignments(&planned[i].Scenario, rows), nil
}

// assignments overlays the parameters that rows point to with the values of the
// scenario and lists them.
func (s *Study) assignments(scenario *Scenario, rows []sim.Param) []Assignment {
	layers := s.layers(scenario)
	overlay(rows, layers...)
	all := make([]Assignment, len(rows))
	for i, row := range rows {
		said := slices.ContainsFunc(layers, func(v Values) bool { _, ok := v[row.Name]; return ok })
		all[i] = Assignment{Name: row.Name, Value: *row.Value, Set: said}
	}
	return all
}

// layers are the values that hold in the scenario, later ones above earlier ones.
func (s *Study) layers(scenario *Scenario) []Values {
	return []Values{s.Population.Set.prefixed(populationPrefix), s.Set, scenario.Set}
}

// plan translates the actions of the scenario into the words of the model.
func (s *Scenario) plan() []sim.Action {
	var all []sim.Action
	for i := range s.Actions {
		all = append(all, s.Actions[i].plan()...)
	}
	return all
}

// plan returns one action of the model for a range of sessions, and one for
// each session of a list.
func (a *PlannedAction) plan() []sim.Action {
	action := sim.Action{
		Phase: sim.Phase(max(0, slices.Index(sim.PhaseNames, a.Phase))),        // absent: any
		When:  sim.Condition(max(0, slices.Index(sim.ConditionNames, a.When))), // absent: always
	}
	for _, move := range a.Move {
		action.Move |= 1 << slices.Index(sim.MoveNames, move)
	}
	if len(a.Sessions.List) == 0 {
		action.From, action.To, action.Every = a.Sessions.From, a.Sessions.To, a.Sessions.Every
		return []sim.Action{action}
	}
	all := make([]sim.Action, len(a.Sessions.List))
	for i, session := range a.Sessions.List {
		all[i] = action
		all[i].From, all[i].To = session, session
	}
	return all
}

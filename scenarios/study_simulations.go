package scenarios

import (
	"fmt"
	"slices"

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
	all := make([]*Simulation, len(s.Scenarios))
	for i := range s.Scenarios {
		scenario := &s.Scenarios[i]
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
		if err := all[i].Check(); err != nil {
			faults.add(keyPath("scenarios").item(i), scenario.Name, err.Error(), "")
		}
	}
	return all, faults
}

// Effective lists every parameter with its value in the named scenario, in the
// order of the parameter table.
func (s *Study) Effective(scenario string) ([]Assignment, error) {
	setting := DefaultSetting()
	return s.effective(scenario, setting.Params())
}

// effective overlays the parameters that rows point to and lists them.
func (s *Study) effective(scenario string, rows []sim.Param) ([]Assignment, error) {
	i := slices.IndexFunc(s.Scenarios, func(c Scenario) bool { return c.Name == scenario })
	if i < 0 {
		return nil, fmt.Errorf("the study has no scenario %s", quote(scenario))
	}
	layers := s.layers(&s.Scenarios[i])
	overlay(rows, layers...)
	all := make([]Assignment, len(rows))
	for i, row := range rows {
		said := slices.ContainsFunc(layers, func(v Values) bool { _, ok := v[row.Name]; return ok })
		all[i] = Assignment{Name: row.Name, Value: *row.Value, Set: said}
	}
	return all, nil
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

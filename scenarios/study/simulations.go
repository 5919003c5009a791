package study

import (
	"fmt"
	"slices"

	"rapport/scenarios/population"
	"rapport/sim"
)

// Simulations returns the scenarios of the study, in its order, ready to run.
// It checks the study first; the error is [Faults].
func (s *Study) Simulations() ([]*population.Simulation, error) {
	if err := s.checked(ShippedTable()).faults(); err != nil {
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
func (s *Study) simulations() ([]*population.Simulation, *faultList) {
	faults := &faultList{}
	var instruments []sim.Instrument
	for i := range s.Instruments {
		instruments = append(instruments, s.Instruments[i].model())
	}
	planned := s.Planned()
	all := make([]*population.Simulation, len(planned))
	for i := range planned {
		scenario := &planned[i].Scenario
		all[i] = &population.Simulation{
			Scenario:     scenario.Name,
			Seed:         s.Seed,
			Patients:     s.Population.Patients,
			Replications: s.Replications,
			Setting:      population.DefaultSetting(),
			Rules:        scenario.plan(s.Scores()),
			Weeks:        s.Assessments.Weeks,
			Instruments:  instruments,
			Record:       scenario.Record.over(s.Record),
		}
		all[i].Record.Decisions = len(scenario.Rules) > 0
		all[i].Record.Scores = len(instruments) > 0
		Overlay(all[i].Setting.Params(), s.Layers(scenario)...)
	}
	wrong := population.CheckEach(all)
	for i := range planned {
		if wrong[i] != nil {
			faults.add(planned[i].at(), planned[i].Name, wrong[i].Error(), "")
		}
	}
	if !s.recorded {
		s.checkIdle(planned, all, faults)
	}
	return all, faults
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
	setting := population.DefaultSetting()
	return s.effective(scenario, setting.Params())
}

// effective overlays the parameters that rows point to and lists them.
func (s *Study) effective(scenario string, rows []sim.Param) ([]Assignment, error) {
	planned := s.planned(newParamTable(rows))
	i := slices.IndexFunc(planned, func(c Planned) bool { return c.Name == scenario })
	if i < 0 {
		return nil, fmt.Errorf("the study has no scenario %s", quote(scenario))
	}
	return s.Assignments(&planned[i].Scenario, rows), nil
}

// Assignments overlays the parameters that rows point to with the values of the
// scenario and lists them.
func (s *Study) Assignments(scenario *Scenario, rows []sim.Param) []Assignment {
	layers := s.Layers(scenario)
	Overlay(rows, layers...)
	all := make([]Assignment, len(rows))
	for i, row := range rows {
		said := slices.ContainsFunc(layers, func(v Values) bool { _, ok := v[row.Name]; return ok })
		all[i] = Assignment{Name: row.Name, Value: *row.Value, Set: said}
	}
	return all
}

// Layers are the values that hold in the scenario, later ones above earlier ones.
func (s *Study) Layers(scenario *Scenario) []Values {
	return []Values{s.Population.Set.prefixed(populationPrefix), s.Set, scenario.Set}
}

// Plan translates the actions and rules of the scenario into the words of the model.
// An action is a rule whose step is a move and which leaves no decision to record.
func (s *Scenario) Plan() []sim.Rule { return s.plan(sim.Scores) }

// plan is Plan where a study has further scores.
func (s *Scenario) plan(scores []sim.ScoreText) []sim.Rule {
	var all []sim.Rule
	for i := range s.Actions {
		all = append(all, s.Actions[i].plan()...)
	}
	return append(all, s.planRules(scores)...)
}

func (a *PlannedAction) plan() []sim.Rule {
	rule := sim.Rule{
		Phase: sim.Phase(max(0, slices.Index(sim.PhaseNames, a.Phase))), // absent: any
		Do:    sim.Step{Move: movesOf(a.Move)},
	}
	if when := slices.Index(sim.ConditionNames, a.When); when > 0 { // absent or "always"
		rule.When = []sim.Test{{Sees: sim.SeesCondition, Condition: sim.Condition(when)}}
	}
	return a.Sessions.spread(rule)
}

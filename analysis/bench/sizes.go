package main

import (
	"fmt"
	"math"

	"rapport/configs"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

// sampled is how many patients of every scenario say what a patient comes to.
const sampled = 8000

// patientsFor is how many patients a shipped study needs for about so many rows of
// sessions, over all its scenarios. Sizes are asked in sessions and simulated in
// patients; what a patient comes to is counted, so that sizes hold under every model.
func patientsFor(name string, sessions int64) (int64, error) {
	text, err := configs.Read(name)
	if err != nil {
		return 0, err
	}
	planned, err := study.Parse(name+".yaml", text, study.Overrides{NoEnvironment: true})
	if err != nil {
		return 0, err
	}
	planned.Population.Patients = sampled
	all, err := planned.Simulations()
	if err != nil {
		return 0, err
	}
	counted := 0
	for _, s := range all {
		if err := s.Check(); err != nil {
			return 0, fmt.Errorf("scenario %s: %w", s.Scenario, err)
		}
		var rows record.Rows
		s.Block(&rows, 0, sampled)
		counted += len(rows.Sessions)
	}
	return max(1, int64(math.Round(float64(sessions)*sampled/float64(counted)))), nil
}

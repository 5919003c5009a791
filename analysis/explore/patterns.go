package explore

import (
	"context"
	"fmt"

	"rapport/analysis/data"
	"rapport/analysis/plots"
	"rapport/scenarios/population"
	"rapport/sim/record"
)

// patternBlock is how many courses are in memory at a time.
const patternBlock = 2000

// Patterns gathers what a reader checks by eye: routine care, and its patients on a
// waiting list over a year. Nil seed: that of the evidence study; 0 patients: 20,000.
func Patterns(ctx context.Context, seed *uint64, patients int64) (*plots.Patterns, error) {
	Standard(&patients, 20_000)
	evidence, err := EvidenceStudy()
	if err != nil {
		return nil, err
	}
	if seed != nil {
		evidence.Seed = *seed
	}
	evidence.Population.Patients = patients
	all, err := evidence.Simulations()
	if err != nil {
		return nil, err
	}
	var p plots.Patterns
	for _, s := range all {
		if s.Scenario != RoutineCare {
			continue
		}
		if err := addCourses(ctx, &p, s); err != nil {
			return nil, err
		}
		waiting := &population.Simulation{Scenario: "waiting", Seed: s.Seed, Patients: patients, Replications: 1, Setting: Copied(&s.Setting)}
		waiting.Setting.Model.Care.Treatment, waiting.Setting.Model.Care.WaitingListWeeks = 0, 52
		if err := addCourses(ctx, &p, waiting); err != nil {
			return nil, err
		}
	}
	return &p, nil
}

// addCourses simulates a scenario block by block.
func addCourses(ctx context.Context, p *plots.Patterns, s *population.Simulation) error {
	if err := s.Check(); err != nil {
		return err
	}
	var rows record.Rows
	for from := int64(0); from < s.Courses(); from += patternBlock {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		rows.Reset()
		s.Block(&rows, from, min(from+patternBlock, s.Courses()))
		d, err := data.FromRows(&rows)
		if err != nil {
			return fmt.Errorf("scenario %s: %w", s.Scenario, err)
		}
		for i := range d.List {
			p.Add(&d.List[i])
		}
	}
	return nil
}

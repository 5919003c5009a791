package sensitivity

import (
	"fmt"

	"rapport/analysis/data"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
)

// PrimaryOutcome is the outcome that is told unless others are named: the PHQ-9 of
// everybody at the last assessment within the planned treatment of the study's first
// scenario, or the first assessment where none lies within it; the last PHQ-9 where
// nobody is assessed, or the study cannot be run. sessions is how many are planned; 0: as the
// study says.
func PrimaryOutcome(of *study.Study, sessions int64) string {
	all, err := of.Simulations()
	if err != nil || len(all) == 0 || len(all[0].Weeks) == 0 {
		return "phq9_last"
	}
	first := all[0]
	if sessions > 0 {
		first.Setting.Model.Care.Sessions = float64(sessions)
	}
	return fmt.Sprintf("phq9_week_%d", data.PrimaryWeek(first.Weeks, planned(first)))
}

// planned is how long the planned treatment lasts from entry on, or the waiting list,
// in weeks.
func planned(s *population.Simulation) float64 {
	m := &s.Setting.Model
	if !m.Care.Therapy() {
		return m.Care.WaitingListWeeks
	}
	return m.Care.WaitingWeeks + population.PlannedWeeks(m)
}

package study

import (
	"rapport/sim"
)

// testTable is a small parameter table of its own, so that these tests say the
// same whatever the model's parameters become.
func testTable() paramTable {
	rows := []sim.Param{
		{Name: "rupture.base", Unit: "log-odds per session", Min: -6, Max: 2, Grade: sim.Calibrated, Source: "R01 R02", Meaning: "log-odds of a rupture"},
		{Name: "rupture.withdrawal_share", Unit: "proportion", Min: 0, Max: 1, Grade: sim.Assumed, Meaning: "share of withdrawal ruptures"},
		{Name: "population.severity_mean", Unit: "PHQ-9 points", Min: 0, Max: 27, Grade: sim.Reported, Source: "O23", Meaning: "mean severity at intake"},
		{Name: "population.screening_phq9", Unit: "PHQ-9 points", Min: 0, Max: 27, Grade: sim.Assumed, Meaning: "least PHQ-9 at the screening"},
		{Name: "care.sessions", Unit: "sessions", Min: 1, Max: 100, Grade: sim.Assumed, Meaning: "planned sessions"},
		{Name: "care.treatment", Min: 0, Max: 1, Grade: sim.Assumed, Meaning: "treatment", Choices: []string{"none", "therapy"}},
		{Name: "care.feedback", Min: 0, Max: 1, Grade: sim.Assumed, Meaning: "session feedback", Choices: []string{"off", "on"}},
	}
	values := []float64{-2, 0.7, 15.5, 0, 16, 1, 0}
	for i := range rows {
		rows[i].Value = &values[i]
	}
	return newParamTable(rows)
}

package power

import (
	"fmt"
	"strings"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
	"rapport/analysis/explore"
	"rapport/analysis/twins"
	"rapport/scenarios/population"
	"rapport/sim/record"
)

// endsOf is how many patients of each arm are simulated to see when their courses end.
const endsOf = 400

// endsApart says in words that the arms are compared at different times: the outcome
// rests on the last session, and their courses do not end alike. Empty where neither is so.
func (o *Options) endsApart() string {
	if o.Detect != PowerContrast && o.Detect != PowerDifferences || !twins.RestsOnTheLast(o.outcome.name) {
		return ""
	}
	var weeks []data.Moments
	var told []string
	for _, from := range o.templates {
		rows := o.someOf(from)
		last := make([]float64, len(rows.Patients))
		for i := range last {
			last[i] = float64(rows.Patients[i].Weeks)
		}
		mean, sd := stat.MeanStdDev(last, nil)
		weeks = append(weeks, data.Moments{Mean: mean, SD: sd})
		told = append(told, fmt.Sprintf("%.1f under %s", mean, from.Scenario))
	}
	ends := data.EndsIn(weeks...)
	if !ends.Apart() {
		return ""
	}
	return fmt.Sprintf("%s rests on the last session, and courses end at different times, on average in week %s%s: patients are compared at different times; an outcome at a week compares all at the same",
		o.Outcome, strings.Join(told, " and "), ends.Spread())
}

// someOf are some patients of an arm, the same whatever the size of the trial.
func (o *Options) someOf(from *population.Simulation) *record.Rows {
	s := &population.Simulation{Scenario: from.Scenario, Seed: o.Seed, Patients: endsOf, Replications: 1,
		Setting: explore.Copied(&from.Setting), Rules: from.Rules, Instruments: from.Instruments}
	var rows record.Rows
	s.Block(&rows, 0, endsOf)
	return &rows
}

// screensApart says in words that arms take in patients by different screenings, as no
// randomised trial does. Empty where all screen alike.
func (o *Options) screensApart() string {
	if o.Detect != PowerContrast && o.Detect != PowerDifferences {
		return ""
	}
	apart := false
	var told []string
	for _, from := range o.templates {
		least := from.Setting.Population.Screening
		apart = apart || least != o.templates[0].Setting.Population.Screening
		told = append(told, fmt.Sprintf("%g under %s", least, from.Scenario))
	}
	if !apart {
		return ""
	}
	return fmt.Sprintf("arms are screened differently, from a PHQ-9 of %s on: the patients of one are more ill than those of another, as in no randomised trial", strings.Join(told, " and "))
}

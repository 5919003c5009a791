package twins

import (
	"fmt"
	"slices"

	"rapport/analysis/data"
)

// outcomesOf lists what two scenarios of a run are compared on: the same for all, and
// the scores of the instruments that both recorded. Times to events are counted up to
// the weeks until, those that both have; nil: up to the last.
func outcomesOf(run *data.Run, baseline, scenario string, until []int) []CompareOutcome {
	weeks := run.Weeks(baseline, scenario)
	if until == nil {
		until = lastWeek(weeks)
	}
	all := OutcomesAt(weeks, run.Primary(baseline), common(until, weeks)...)
	if !run.HasTable(baseline, "scores") || !run.HasTable(scenario, "scores") {
		return all
	}
	for _, q := range run.Instruments(baseline) {
		for _, o := range scoreOutcomes(q, weeks) {
			if slices.ContainsFunc(all, func(other CompareOutcome) bool { return other.Name == o.Name }) {
				o.Name = "score_" + o.Name // an instrument may be called relapse
			}
			all = append(all, o)
		}
	}
	return all
}

// scoreOutcomes are the outcomes of an instrument: the scores of everybody who answered
// at the weeks, where it is asked at weeks, and the last one at a session.
func scoreOutcomes(q data.Instrument, weeks []int) (all []CompareOutcome) {
	better, high := -1, "ill"
	if q.HighIsWell {
		better, high = 1, "well"
	}
	one := CompareOutcome{Unit: "points", Range: "as the instrument", Better: better, Instrument: q.Name}
	if q.AtWeeks {
		for _, week := range weeks {
			o := one
			o.Name, o.Label, o.Week = fmt.Sprintf("%s_week_%d", q.Name, week), fmt.Sprintf("%s, week %d", q.Name, week), week
			o.Meaning = fmt.Sprintf("%s by the %s at week %d, high is %s; none where not answered", q.Name, q.Rater, week, high)
			o.of = func(c *data.Course) float64 { return c.ScoreAtWeek(q.Name, week) }
			all = append(all, o)
		}
	}
	one.Name, one.Label = q.Name+"_last", "last "+q.Name
	one.Meaning = fmt.Sprintf("last %s by the %s that was answered at a session, high is %s; none without", q.Name, q.Rater, high)
	one.of = func(c *data.Course) float64 { return c.LastScore(q.Name) }
	return append(all, one)
}

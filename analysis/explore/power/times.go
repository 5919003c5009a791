package power

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/twins"
	"rapport/sim/record"
)

// timesUntil are the restricted times up to a week, as compare has them of everybody. A trial
// knows from its records who left; remission and relapse are seen by the answers given.
func timesUntil(week int) []powerOutcome {
	seen := func(name string, weeks func(*data.Course, int, analysis.Seen) float64) powerOutcome {
		return powerOutcome{name: fmt.Sprintf("%s_%d", name, week), week: week, missing: []string{missingLOCF, missingComplete},
			atWeek: func(c *data.Course, missing string) float64 { return weeks(c, week, seenBy(c, week, missing)) }}
	}
	return []powerOutcome{
		{name: fmt.Sprintf("weeks_to_leaving_%d", week), therapy: true, kept: true, missing: []string{missingComplete},
			of: func(c *data.Course) float64 { return analysis.WeeksToLeaving(c, week) }},
		seen("weeks_to_remission", analysis.WeeksToRemission),
		seen("weeks_well", analysis.WeeksWell),
	}
}

// seenBy are the scores up to a week as a way with missing answers has them: all of them, the
// last one carried forward, or none of a patient who did not answer each time. (Of who
// answered for a while events would be kept, and what did not happen would not.)
func seenBy(c *data.Course, week int, missing string) analysis.Seen {
	switch missing {
	case missingNobody:
		return data.OfEverybody
	case missingLOCF:
		last := entry(c)
		return func(a *record.Assessment) float64 {
			if a.PHQ9 != nil {
				last = float64(*a.PHQ9)
			}
			return last
		}
	}
	for i := range c.Assessments {
		if a := &c.Assessments[i]; int(a.Week) <= week && a.PHQ9 == nil {
			return func(*record.Assessment) float64 { return math.NaN() }
		}
	}
	return data.OfEverybody
}

// waitsApart says in words that weeks to leaving hold waits for session 1 that are longer in one
// arm. Empty where neither is so.
func (o *Options) waitsApart() string {
	if o.Detect != PowerContrast && o.Detect != PowerDifferences || !twins.CountsToLeaving(o.outcome.name) {
		return ""
	}
	var least, most float64
	var told []string
	for k, from := range o.templates {
		var waits []float64
		rows := o.someOf(from)
		for i := range rows.Sessions {
			if rows.Sessions[i].Session == 1 {
				waits = append(waits, float64(rows.Sessions[i].Week))
			}
		}
		wait := stat.Mean(waits, nil)
		if k == 0 {
			least, most = wait, wait
		}
		least, most = min(least, wait), max(most, wait)
		told = append(told, fmt.Sprintf("%.1f under %s", wait, from.Scenario))
	}
	if most-least < data.EndsAlike {
		return ""
	}
	return fmt.Sprintf("%s count from entry, on average in week %s comes session 1, and nobody leaves while waiting", o.outcome.name, strings.Join(told, " and "))
}

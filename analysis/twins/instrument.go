package twins

import (
	"fmt"
	"slices"
	"strings"

	"rapport/analysis/data"
)

// outcomesOf lists what two scenarios of a run are compared on: the same for all, and
// the scores of the instruments that both recorded. Times to events are counted up to
// the weeks until, those that both have; nil: up to the last.
func outcomesOf(run *data.Run, baseline, scenario string, primary int, until []int) ([]CompareOutcome, error) {
	weeks := run.Weeks(baseline, scenario)
	if until == nil {
		until = lastWeek(weeks)
	}
	all := OutcomesAt(weeks, primary, common(until, weeks)...)
	if !run.HasTable(baseline, "scores") || !run.HasTable(scenario, "scores") {
		return all, nil
	}
	instruments, err := run.Instruments(baseline)
	return WithScores(all, instruments, weeks, primary), err
}

// WithScores adds to outcomes those of instruments: their scores at weeks and the last
// ones and, at some of the weeks and the last session, whether the change is reliable by
// the instrument's own norms.
func WithScores(all []CompareOutcome, instruments []data.Instrument, weeks []int, changesAt ...int) []CompareOutcome {
	for _, q := range instruments {
		for _, o := range scoreOutcomes(q, weeks, changesAt) {
			if slices.ContainsFunc(all, func(other CompareOutcome) bool { return other.Name == o.Name }) {
				o.Name, o.Label = "score_"+o.Name, "score "+o.Label // an instrument may be called relapse
			}
			all = append(all, o)
		}
	}
	return all
}

// Became is the outcome of a patient whose score was first at entry and is x now: x
// itself, or what that change is by the norms of the instrument; NaN of a patient who
// cannot have it. It is for outcomes of instruments alone.
func (o *CompareOutcome) Became(first, x float64) float64 {
	if o.became == nil {
		return x
	}
	return o.became(first, x)
}

// scoreOutcomes are the outcomes of an instrument: the scores of everybody who answered
// at the weeks, where it is asked at weeks, and the last one at a session, and what
// became of the score since entry.
func scoreOutcomes(q data.Instrument, weeks, changesAt []int) (all []CompareOutcome) {
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
			if slices.Contains(changesAt, week) {
				all = append(all, changes(q, o, fmt.Sprintf("_week_%d", week), fmt.Sprintf(", wk %d", week), fmt.Sprintf("at week %d", week))...)
			}
		}
	}
	one.Name, one.Label = q.Name+"_last", "last "+q.Name
	one.Meaning = fmt.Sprintf("last %s by the %s that was answered at a session, high is %s; none without", q.Name, q.Rater, high)
	one.of = func(c *data.Course) float64 { return c.LastScore(q.Name) }
	return append(append(all, one), changes(q, one, "_last", ", last", "when last answered at a session")...)
}

// changes are what a score says against that at entry, by the norms of the instrument.
func changes(q data.Instrument, score CompareOutcome, name, when, at string) (all []CompareOutcome) {
	for _, change := range q.Changes() {
		o := score
		o.Name, o.Label, o.Unit, o.Range = q.Name+"_"+change.Name+name, q.Name+" "+change.Short+when, "", "0 or 1"
		o.Binary, o.Better, o.became = true, change.Better, change.Became
		o.Meaning = fmt.Sprintf("%s %s, %s; none where not answered then or at entry", q.Name, change.Meaning, at)
		o.of = func(c *data.Course) float64 { return change.Became(c.EntryScore(q.Name), score.of(c)) }
		all = append(all, o)
	}
	return all
}

// WhyNoChange says why there is no such outcome, where the name is that of a change of an
// instrument that has none; empty otherwise.
func WhyNoChange(name string, instruments []data.Instrument) string {
	for _, q := range instruments {
		rest, ok := strings.CutPrefix(strings.TrimPrefix(name, "score_"), q.Name+"_")
		for _, change := range []string{data.ImprovedReliably, data.DeterioratedReliably, data.Recovered} {
			if ok && strings.HasPrefix(rest, change) {
				return q.WhyNoChange(change)
			}
		}
	}
	return ""
}

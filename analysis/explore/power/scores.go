package power

import (
	"math"
	"slices"

	"rapport/analysis/data"
	"rapport/analysis/twins"
	"rapport/sim/record"
)

// instruments are those of the study.
func (o *Options) instruments() (all []data.Instrument) {
	for i := range o.Study.Instruments {
		q := &o.Study.Instruments[i]
		one := data.Instrument{Name: q.Name, Rater: q.Rater, HighIsWell: q.High == record.HighIsWell,
			Norms: data.Norms{Construct: q.Construct, SD: q.SD, Retest: q.Retest, CutOff: q.CutOff, ReliableChange: q.ReliableChange}}
		one.AtWeeks = !one.Norms.AfterSessions() && len(o.Study.Assessments.Weeks) > 0
		all = append(all, one)
	}
	return all
}

// described are the outcomes as compare has them, by which label, unit and direction are
// found.
func (o *Options) described() []twins.CompareOutcome {
	weeks := o.Study.Assessments.Weeks
	all := twins.OutcomesAt(weeks, 0, weeks...)
	for _, week := range weeks {
		all = append(all, twins.ReliableAt(week)...)
	}
	return twins.WithScores(all, o.instruments(), weeks, weeks...)
}

// scoreOutcomes are the scores of the study's instruments, and what their changes are by
// the instruments' own norms.
func (o *Options) scoreOutcomes() (all []powerOutcome) {
	after := map[string]bool{}
	for _, q := range o.instruments() {
		after[q.Name] = q.Norms.AfterSessions()
	}
	for _, x := range o.described() {
		if x.Instrument != "" {
			all = append(all, scoreOutcome(&x, after[x.Instrument], o.Study.Assessments.Weeks))
		}
	}
	return all
}

// scoreOutcome is an outcome of an instrument. One that is asked after sessions is known
// of everybody who had them, as the alliance is.
func scoreOutcome(x *twins.CompareOutcome, afterSessions bool, weeks []int) powerOutcome {
	name := x.Instrument
	first := func(c *data.Course) float64 { return c.EntryScore(name) }
	out := powerOutcome{name: x.Name, week: x.Week, score: true, first: first, missing: []string{missingComplete, missingLOCF}}
	if x.Binary {
		out.can = func(c *data.Course) bool { return !math.IsNaN(x.Became(first(c), first(c))) }
		switch { // as of the PHQ-9
		case x.Better > 0:
			out.missing = []string{missingFailure, missingComplete, missingLOCF}
		case x.Better < 0:
			out.missing = []string{missingLOCF, missingComplete}
		}
	}
	if x.Week == 0 {
		out.of = func(c *data.Course) float64 { return x.Became(first(c), c.LastScore(name)) }
		if out.atEnd = !afterSessions; afterSessions {
			out.therapy, out.missing = true, []string{missingComplete}
		}
		return out
	}
	answer := func(c *data.Course, week int) float64 { return c.ScoreAtWeek(name, week) }
	out.atWeek = func(c *data.Course, missing string) float64 {
		score := answer(c, x.Week)
		if math.IsNaN(score) && missing == missingLOCF {
			score = lastBefore(c, weeks, x.Week, answer, first)
		}
		return x.Became(first(c), score)
	}
	if !x.Binary {
		out.answer = answer
	}
	return out
}

// lastBefore is the last answer at a week before another, that at entry where there is
// none.
func lastBefore(c *data.Course, weeks []int, before int, answer func(*data.Course, int) float64, first func(*data.Course) float64) float64 {
	for _, week := range slices.Backward(weeks) {
		if week < before {
			if x := answer(c, week); !math.IsNaN(x) {
				return x
			}
		}
	}
	return first(c)
}

// scoresUntil are the scores of sessions that were held and of weeks up to one.
func scoresUntil(scores []record.Score, held []record.Session, week float64) (kept []record.Score) {
	last := int32(0)
	if len(held) > 0 {
		last = held[len(held)-1].Session
	}
	for i := range scores {
		if s := &scores[i]; s.Session != nil && *s.Session <= last || s.Session == nil && float64(s.Week) <= week {
			kept = append(kept, *s)
		}
	}
	return kept
}

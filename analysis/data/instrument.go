package data

import (
	"math"
	"slices"
	"strings"

	"rapport/sim/record"
)

// Instrument is an instrument that a run recorded scores of.
type Instrument struct {
	Name       string
	Rater      string
	HighIsWell bool
	AtWeeks    bool // asked of everybody at weeks, too
}

// manyScores is how many rows show every instrument of a study: a session has one of
// each, unless it is not answered.
const manyScores = 20_000

// Instruments lists the instruments of a scenario by name.
func (r *Run) Instruments(scenario string) (all []Instrument) {
	seen := 0
	for row, err := range Stream[record.Score](r, scenario) {
		if seen++; err != nil || seen > manyScores {
			break
		}
		i := slices.IndexFunc(all, func(q Instrument) bool { return q.Name == row.Instrument })
		if i < 0 {
			i, all = len(all), append(all, Instrument{strings.Clone(row.Instrument), strings.Clone(row.Rater), row.High == record.HighIsWell, false})
		}
		all[i].AtWeeks = all[i].AtWeeks || row.Session == nil
	}
	slices.SortFunc(all, func(a, b Instrument) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// LastScore is the last score of an instrument at a session, NaN without one.
func (c *Course) LastScore(instrument string) float64 {
	for i := len(c.Scores) - 1; i >= 0; i-- {
		if s := &c.Scores[i]; s.Session != nil && s.Instrument == instrument {
			return float64(s.Score)
		}
	}
	return math.NaN()
}

// ScoreAtWeek is the score of an instrument at a week since entry, NaN where it was not
// asked or not answered.
func (c *Course) ScoreAtWeek(instrument string, week int) float64 {
	for i := range c.Scores {
		if s := &c.Scores[i]; s.Session == nil && int(s.Week) == week && s.Instrument == instrument {
			return float64(s.Score)
		}
	}
	return math.NaN()
}

// ScoreAt is the score of an instrument at a session, NaN where it was not answered.
func (c *Course) ScoreAt(instrument string, session int32) float64 {
	for i := range c.Scores {
		if s := &c.Scores[i]; s.Session != nil && *s.Session == session && s.Instrument == instrument {
			return float64(s.Score)
		}
	}
	return math.NaN()
}

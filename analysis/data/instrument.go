package data

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"rapport/sim/record"
)

// Instrument is an instrument that a run recorded scores of.
type Instrument struct {
	Name       string
	Rater      string
	HighIsWell bool
	AtWeeks    bool // asked of everybody at weeks, too
	Norms      Norms
}

// Norms are what the description of an instrument says of scores and changes; zero is
// what it does not say.
type Norms struct {
	Construct      string  `yaml:"construct"`
	SD             float64 `yaml:"sd"`
	Retest         float64 `yaml:"retest"`
	CutOff         float64 `yaml:"cut_off"` // between well and ill: the score itself belongs to the higher side
	ReliableChange float64 `yaml:"reliable_change"`
}

// reliable is the smallest change of one patient that counts as real: the published one
// or else, by Jacobson & Truax (1991, J Consult Clin Psychol 59:12-19),
//
//	1.96 · SD · √(2 · (1 − retest))
//
// It is 0 where the norms do not say: there is no reliable change then.
func (n *Norms) reliable() float64 {
	switch {
	case n.ReliableChange > 0:
		return n.ReliableChange
	case n.SD > 0 && n.Retest > 0:
		return 1.96 * n.SD * math.Sqrt(2*(1-n.Retest))
	}
	return 0
}

// AfterSessions says that the instrument is asked after sessions, not before them.
func (n *Norms) AfterSessions() bool { return n.Construct == "alliance" || n.Construct == "rupture" }

// Change is one kind of change of a patient's score since entry (Jacobson & Truax 1991).
type Change struct {
	Name    string // in names of outcomes
	Column  string // in names of columns, which some programs want short
	Short   string // in two words
	Meaning string // after the name of the instrument
	Better  int    // 1: it is well to have it, -1: ill

	// Became says whether a score that was first at entry and is x now has changed so: 1
	// yes, 0 no, NaN where either is not known or the patient cannot have the change.
	Became func(first, x float64) float64
}

// Names of changes.
const (
	ImprovedReliably     = "reliable_improvement"
	DeterioratedReliably = "reliable_deterioration"
	Recovered            = "recovery"
)

// WhyNoChange says why an instrument has no change of the name; empty where it has it.
func (q *Instrument) WhyNoChange(name string) string {
	switch {
	case q.Norms.AfterSessions():
		return q.Name + " is asked after sessions, so there is no score at entry that a change could count from"
	case q.Norms.reliable() == 0:
		return q.Name + " has no norms for a reliable change: give reliable_change, or sd and retest, in its description"
	case name == Recovered && q.Norms.CutOff == 0:
		return q.Name + " has no norms for a recovery: give cut_off in its description"
	}
	return ""
}

// Changes are those that the norms of the instrument define: better or worse by a reliable
// change and, of those on the ill side of the cut-off at entry, better by it and on the
// well side.
func (q *Instrument) Changes() (all []Change) {
	reliable, cut := q.Norms.reliable(), q.Norms.CutOff
	better := func(from, to float64) bool { return (to-from)*q.direction() >= reliable-roundingOfScores }
	ill := func(x float64) bool { return x < cut-roundingOfScores == q.HighIsWell } // 25.3 as it is kept is a little less
	add := func(name, column, short, meaning string, worth int, holds func(first, x float64) bool) {
		if q.WhyNoChange(name) != "" {
			return
		}
		all = append(all, Change{name, column, short, meaning, worth, func(first, x float64) float64 {
			switch {
			case math.IsNaN(first) || math.IsNaN(x) || name == Recovered && !ill(first):
				return math.NaN()
			case holds(first, x):
				return 1
			}
			return 0
		}})
	}
	add(ImprovedReliably, "improved", "rel. better", fmt.Sprintf("better than at entry by a reliable change (%.3g points) or more", reliable), 1, better)
	add(DeterioratedReliably, "worsened", "rel. worse", fmt.Sprintf("worse than at entry by a reliable change (%.3g points) or more", reliable), -1,
		func(first, x float64) bool { return better(x, first) })
	add(Recovered, "recovered", "recovered", fmt.Sprintf("better by a reliable change (%.3g points) or more and on the well side of the cut-off (%.4g), of those on the ill side at entry", reliable, cut), 1,
		func(first, x float64) bool { return better(first, x) && !ill(x) })
	return all
}

// roundingOfScores is more than single precision leaves of a score or a difference of two,
// and less than a step of any.
const roundingOfScores = 1e-4

// direction is 1 where high is well, else -1.
func (q *Instrument) direction() float64 {
	if q.HighIsWell {
		return 1
	}
	return -1
}

// normsOf reads the norms of the instruments of a resolved study, by name.
func normsOf(study string) (map[string]Norms, error) {
	var s struct {
		Instruments []struct {
			Name  string
			Norms `yaml:",inline"`
		}
	}
	if err := yaml.Unmarshal([]byte(study), &s); err != nil {
		return nil, fmt.Errorf("the study in it: %w", err)
	}
	all := map[string]Norms{}
	for _, q := range s.Instruments {
		all[q.Name] = q.Norms
	}
	return all, nil
}

// manyScores is how many rows show every instrument of a study: a session has one of
// each, unless it is not answered.
const manyScores = 20_000

// Instruments lists the instruments of a scenario by name. A file of scores that cannot be
// read is an error: to go on without them would lose their columns.
func (r *Run) Instruments(scenario string) (all []Instrument, err error) {
	seen := 0
	for row, err := range Stream[record.Score](r, scenario) {
		if err != nil {
			return nil, err
		}
		if seen++; seen > manyScores {
			break
		}
		i := slices.IndexFunc(all, func(q Instrument) bool { return q.Name == row.Instrument })
		if i < 0 {
			name := strings.Clone(row.Instrument)
			i, all = len(all), append(all, Instrument{name, strings.Clone(row.Rater), row.High == record.HighIsWell, false, r.norms[name]})
		}
		all[i].AtWeeks = all[i].AtWeeks || row.Session == nil && row.Week > 0
	}
	slices.SortFunc(all, func(a, b Instrument) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// atEntry is the week before which a session is still at entry.
const atEntry = 1

// EntryScore is the score of an instrument at entry: in week 0 where the patient waited,
// else before the first session; NaN where it was not answered.
func (c *Course) EntryScore(instrument string) float64 {
	for i := range c.Scores {
		s := &c.Scores[i]
		if s.Instrument == instrument && (s.Session == nil && s.Week == 0 || s.Session != nil && *s.Session == 1 && s.Week < atEntry) {
			return float64(s.Score)
		}
	}
	return math.NaN()
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

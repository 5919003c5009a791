package data

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"rapport/sim/record"
)

// ScenarioSummary tells in a few numbers what a run holds of one scenario.
type ScenarioSummary struct {
	Name       string           `json:"name"`
	Patients   int64            `json:"patients"` // courses: replications × patients
	Sessions   int64            `json:"sessions"` // held, or assessments on a waiting list
	Held       float64          `json:"sessions_held_mean"`
	PHQ9Entry  Moments          `json:"phq9_entry"`
	PHQ9Intake Moments          `json:"phq9_intake"`
	PHQ9Last   Moments          `json:"phq9_last"`
	Weeks      Moments          `json:"weeks"`   // from entry to the last session
	Endings    map[string]int64 `json:"endings"` // courses by label

	Response              int64 `json:"response"` // courses
	Remission             int64 `json:"remission"`
	ReliableImprovement   int64 `json:"reliable_improvement"`
	ReliableDeterioration int64 `json:"reliable_deterioration"`
	Transferred           int64 `json:"transferred"`

	Ruptures  []RuptureSummary `json:"ruptures"`   // by kind, in alphabetical order
	BySession []SessionSummary `json:"by_session"` // ascending

	ByWeek  []WeekSummary `json:"by_week"`      // ascending: the weeks at which everybody was assessed
	Primary int           `json:"primary_week"` // of the last assessment within the planned treatment of the run's first scenario; 0 without assessments
}

// EndsAlike is how far apart the weeks of the last sessions of two scenarios may lie,
// by their mean and by their standard deviation, for what stands at the last session
// to be compared as it is.
const EndsAlike = 0.5

// Ends says when the courses of some scenarios end: means and standard deviations of
// the week of the last session, each the smallest and the largest.
type Ends struct{ First, Last, Narrow, Wide float64 }

// EndsOf is when the courses of scenarios end.
func EndsOf(all []ScenarioSummary) Ends {
	weeks := make([]Moments, len(all))
	for i := range all {
		weeks[i] = all[i].Weeks
	}
	return EndsIn(weeks...)
}

// Ends reads when the courses of scenarios end.
func (r *Run) Ends(scenarios []string) (Ends, error) {
	type row struct {
		Weeks float32 `parquet:"weeks"`
	}
	weeks := make([]Moments, len(scenarios))
	for i, name := range scenarios {
		for p, err := range stream[row](r, name, "patients") {
			if err != nil {
				return Ends{}, err
			}
			weeks[i].add(float64(p.Weeks))
		}
		weeks[i].finish()
	}
	return EndsIn(weeks...), nil
}

// Acted says which of some rules acted at least once under a scenario, by their names in the
// table of decisions. It reads no further than to the first time of each.
func (r *Run) Acted(scenario string, rules []string) (acted []bool, err error) {
	type row struct {
		Rule string `parquet:"rule"`
	}
	acted = make([]bool, len(rules))
	for d, err := range stream[row](r, scenario, "decisions") {
		if err != nil {
			return nil, err
		}
		if k := slices.Index(rules, d.Rule); k >= 0 {
			acted[k] = true
		}
		if !slices.Contains(acted, false) {
			break
		}
	}
	return acted, nil
}

// EndsIn is when courses end, by the weeks of each scenario's last sessions.
func EndsIn(weeks ...Moments) Ends {
	e := Ends{math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)}
	for _, w := range weeks {
		e.First, e.Last = min(e.First, w.Mean), max(e.Last, w.Mean)
		e.Narrow, e.Wide = min(e.Narrow, w.SD), max(e.Wide, w.SD)
	}
	return e
}

// Apart says that courses end at different times: on average, or because those of one
// scenario end together and those of another one by one.
func (e Ends) Apart() bool { return !e.alikeOnAverage() || e.Wide-e.Narrow >= EndsAlike }

func (e Ends) alikeOnAverage() bool { return e.Last-e.First < EndsAlike }

// Spread says in words how the ends spread; empty where the means say it all.
func (e Ends) Spread() string {
	if !e.alikeOnAverage() {
		return ""
	}
	return fmt.Sprintf(", with standard deviations of %.1f to %.1f weeks", e.Narrow, e.Wide)
}

// AtPrimary is the week of the primary outcome; nil without assessments, or where
// the run records no truth that would stand in for missing answers.
func (s *ScenarioSummary) AtPrimary() *WeekSummary {
	for i := range s.ByWeek {
		if at := &s.ByWeek[i]; int(at.Week) == s.Primary && at.PHQ9.N == s.Patients {
			return at
		}
	}
	return nil
}

// waiting is the share of the patients who come to therapy but still wait for session 1 at
// the primary week.
func (s *ScenarioSummary) waiting() float64 {
	for i := range s.ByWeek {
		if at := &s.ByWeek[i]; int(at.Week) == s.Primary && s.Ending("waiting") < s.Patients {
			return float64(at.Phases[record.PhaseWaiting]) / float64(s.Patients)
		}
	}
	return 0
}

// StillWaiting says in words how many patients still wait for session 1 at the primary
// week, scenario by scenario; empty where hardly anybody does.
func StillWaiting(all []ScenarioSummary) string {
	var who []string
	week := 0
	for i := range all {
		if share := all[i].waiting(); share >= 0.01 {
			week, who = all[i].Primary, append(who, fmt.Sprintf("%.0f %% (%s)", 100*share, all[i].Name))
		}
	}
	if who == nil {
		return ""
	}
	return fmt.Sprintf("in week %d some patients still wait for session 1: %s", week, strings.Join(who, ", "))
}

// EverybodyStands says whether at each week the score of everybody is known: of those who
// did not answer, by the truth that the run records.
func (s *ScenarioSummary) EverybodyStands() bool {
	return !slices.ContainsFunc(s.ByWeek, func(at WeekSummary) bool { return at.PHQ9.N < s.Patients })
}

// WeekSummary is everybody at one week since entry.
type WeekSummary struct {
	Week      int32            `json:"week"`
	Answered  int64            `json:"answered"`
	PHQ9      Moments          `json:"phq9"`      // as [Course.Everybody]
	Remission int64            `json:"remission"` // of them
	Phases    map[string]int64 `json:"phases"`    // all, by label
}

// Ending counts the courses whose ending has one of the labels, also after a
// change of therapist.
func (s *ScenarioSummary) Ending(label string) int64 {
	return s.Endings[label] + s.Endings["transferred_then_"+label]
}

// RuptureSummary counts the ruptures of one kind.
type RuptureSummary struct {
	Kind       string `json:"kind"`
	Count      int64  `json:"count"`
	Recognised int64  `json:"recognised"`
	Resolved   int64  `json:"resolved"`
}

// SessionSummary is one session over all courses that reached it.
type SessionSummary struct {
	Session    int32   `json:"session"`
	Held       int64   `json:"held"`        // courses that reached it
	PHQ9       Moments `json:"phq9"`        // those answered
	WAIPatient Moments `json:"wai_patient"` // those answered
}

// Moments are the count, mean and standard deviation of some values; without
// values, the latter two are 0.
type Moments struct {
	N    int64   `json:"n"`
	Mean float64 `json:"mean"`
	SD   float64 `json:"sd"`

	sum, squares float64
}

func (m *Moments) add(v float64) {
	m.N++
	m.sum += v
	m.squares += v * v
}

// finish works out mean and standard deviation.
func (m *Moments) finish() {
	if m.N == 0 {
		return
	}
	n := float64(m.N)
	m.Mean = m.sum / n
	if m.N > 1 {
		m.SD = math.Sqrt(max(0, m.squares-n*m.Mean*m.Mean) / (n - 1))
	}
}

// Summary counts every scenario in one pass over the files of the run, several scenarios
// at once, a thousand courses of each in memory. A scenario of which there are no files, as
// in a shard without blocks, has no courses.
func (r *Run) Summary() ([]ScenarioSummary, error) {
	out, errs := make([]ScenarioSummary, len(r.Scenarios)), make([]error, len(r.Scenarios))
	InParallel(len(out), func(i int) {
		var t Tally
		name := r.Scenarios[i]
		if len(r.files[name]["patients"]) == 0 {
			out[i] = t.Summary(r, name)
			return
		}
		errs[i] = r.EachPart([]string{name}, SomeCourses(1), func(string) Columns { return tallied }, func(part []*Data) error {
			t.addAll(part[0])
			return nil
		})
		out[i] = t.Summary(r, name)
	})
	return out, errors.Join(errs...)
}

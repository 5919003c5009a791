package analysis

import (
	"maps"
	"math"
	"slices"

	"rapport/analysis/data"
)

// SurvivalRow is a week of a [Survival] in which somebody has the event or is lost
// from sight.
type SurvivalRow struct {
	Week     int     `json:"week"`
	AtRisk   int     `json:"at_risk"`  // seen until this week without the event
	Events   int     `json:"events"`   // in this week
	Censored int     `json:"censored"` // seen until this week and no longer
	Free     float64 `json:"free"`     // estimated share without the event after it
	SE       float64 `json:"se"`       // of Free, by Greenwood
	Low      float64 `json:"low"`      // 95 % interval of Free, on the scale log(-log)
	High     float64 `json:"high"`
}

// Survival estimates the share without an event by week, of people who come one by
// one: the product over weeks of 1 - events/at risk (Kaplan & Meier 1958, J Am Stat
// Assoc 53:457-481). Whoever is lost from sight in a week is at risk in it.
//
// Trap: people are taken as independent, therapists' caseloads or not.
type Survival struct{ at map[int][2]int }

// Add counts somebody who was seen until a time since 0, in weeks; parts of a week
// count as whole ones. Event says that it came then.
func (s *Survival) Add(time float64, event bool) {
	if s.at == nil {
		s.at = map[int][2]int{}
	}
	week := int(math.Ceil(time))
	n := s.at[week]
	if event {
		n[0]++
	} else {
		n[1]++
	}
	s.at[week] = n
}

// N is how many were counted.
func (s *Survival) N() (n int) {
	for _, at := range s.at {
		n += at[0] + at[1]
	}
	return n
}

// Table is the estimate from those counted so far, by ascending weeks.
func (s *Survival) Table() []SurvivalRow {
	risk, free, greenwood := s.N(), 1.0, 0.0
	var rows []SurvivalRow
	for _, week := range slices.Sorted(maps.Keys(s.at)) {
		row := SurvivalRow{Week: week, AtRisk: risk, Events: s.at[week][0], Censored: s.at[week][1]}
		n, out := float64(risk), float64(row.Events)
		free *= 1 - out/n
		if out < n {
			greenwood += out / (n * (n - out))
		}
		row.Free, row.SE, row.Low, row.High = free, free*math.Sqrt(greenwood), free, free
		if free > 0 && free < 1 {
			spread := math.Exp(1.959964 * math.Sqrt(greenwood) / math.Abs(math.Log(free)))
			row.Low, row.High = math.Pow(free, spread), math.Pow(free, 1/spread)
		}
		rows, risk = append(rows, row), risk-row.Events-row.Censored
	}
	return rows
}

// The events below return when a course has one, or until when it was seen without,
// in weeks; ok is false where the course cannot have it.

// TimeToLeaving is from entry to the last session. The event is to leave before a
// planned ending; a planned one ends the watch. Waiting lists have no such course.
func TimeToLeaving(c *data.Course) (weeks float64, event, ok bool) {
	return float64(c.Patient.Weeks), c.DroppedOut(), c.Treated()
}

// RemissionBelow is the PHQ-9 below which somebody is in remission.
const RemissionBelow = 5

// TimeToRemission is from entry to the first assessment with a PHQ-9 below
// [RemissionBelow], everybody; without one, to the last. Nobody who was in remission
// at entry is in it.
func TimeToRemission(c *data.Course) (weeks float64, event, ok bool) {
	if c.Patient.PHQ9Entry < RemissionBelow {
		return 0, false, false
	}
	for i := range c.Assessments {
		week := int(c.Assessments[i].Week)
		x := data.OfEverybody(&c.Assessments[i])
		if math.IsNaN(x) {
			continue
		}
		weeks, ok = float64(week), true
		if x < RemissionBelow {
			return weeks, true, true
		}
	}
	return weeks, false, ok
}

// What a relapse is, in points: at least so many, and so many above the lowest.
const (
	RelapseFrom = 10
	RelapseRise = 6
)

// TimeToRelapse is from the first assessment with a response, a PHQ-9 of at most
// half of that at entry, to the first later one with at least [RelapseFrom] points and
// [RelapseRise] above the lowest since; without one, to the last. In it are those
// who respond and are assessed later.
func TimeToRelapse(c *data.Course) (weeks float64, event, ok bool) {
	lowest, since := math.Inf(1), 0.0
	for i := range c.Assessments {
		week := int(c.Assessments[i].Week)
		x := data.OfEverybody(&c.Assessments[i])
		switch {
		case math.IsNaN(x):
		case math.IsInf(lowest, 1):
			if data.Responded(float64(c.Patient.PHQ9Entry), x) {
				lowest, since = x, float64(week)
			}
		default:
			weeks, ok = float64(week)-since, true
			if x >= RelapseFrom && x-lowest >= RelapseRise {
				return weeks, true, true
			}
			lowest = min(lowest, x)
		}
	}
	return weeks, false, ok
}

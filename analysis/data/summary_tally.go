package data

import (
	"cmp"
	"math"
	"slices"
)

// Tally is a [ScenarioSummary] in the making, of courses that come one by one. The zero
// value is empty.
type Tally struct {
	s         ScenarioSummary
	held      int64
	endings   labels
	ruptures  []RuptureSummary // by kind, as they came
	bySession []SessionSummary // ascending
	byWeek    []weekTally      // ascending
}

// weekTally is a [WeekSummary] in the making.
type weekTally struct {
	WeekSummary
	phases labels
}

// labels counts labels, of which there are few.
type labels []labelled

type labelled struct {
	label string
	n     int64
}

func (l *labels) add(label string) {
	for i := range *l {
		if (*l)[i].label == label {
			(*l)[i].n++
			return
		}
	}
	*l = append(*l, labelled{label, 1})
}

func (l labels) counts() map[string]int64 {
	all := map[string]int64{}
	for _, one := range l {
		all[one.label] = one.n
	}
	return all
}

// tallied are the columns from which courses are tallied.
func tallied(table, column string) bool {
	switch table {
	case "patients":
		return slices.Contains([]string{"phq9_entry", "phq9_intake", "phq9_last", "weeks", "sessions_held", "transfers", "ending",
			"response", "remission", "reliable_improvement", "reliable_deterioration"}, column)
	case "sessions":
		return column == "phq9" || column == "wai_patient"
	case "assessments":
		return column == "phase" || column == "phq9" || column == "true_severity"
	case "ruptures":
		return column == "kind" || column == "recognised" || column == "resolved"
	}
	return false
}

// addAll takes in all courses.
func (t *Tally) addAll(d *Data) {
	for i := range d.List {
		t.Add(&d.List[i])
	}
}

// Add takes in a course.
func (t *Tally) Add(c *Course) {
	s, p := &t.s, c.Patient
	s.Patients++
	s.PHQ9Entry.add(float64(p.PHQ9Entry))
	s.PHQ9Intake.add(float64(p.PHQ9Intake))
	s.PHQ9Last.add(float64(p.PHQ9Last))
	s.Weeks.add(float64(p.Weeks))
	t.held += int64(p.SessionsHeld)
	tick(&s.Transferred, p.Transfers > 0)
	t.endings.add(p.Ending)
	tick(&s.Response, p.Response)
	tick(&s.Remission, p.Remission)
	tick(&s.ReliableImprovement, p.ReliableImprovement)
	tick(&s.ReliableDeterioration, p.ReliableDeterioration)

	s.Sessions += int64(len(c.Sessions))
	for i := range c.Sessions {
		row := &c.Sessions[i]
		at := t.session(i, row.Session)
		at.Held++
		if row.PHQ9 != nil {
			at.PHQ9.add(float64(*row.PHQ9))
		}
		if row.WAIPatient != 0 {
			at.WAIPatient.add(float64(row.WAIPatient))
		}
	}
	for i := range c.Assessments {
		row := &c.Assessments[i]
		at := t.week(i, row.Week)
		at.phases.add(row.Phase)
		tick(&at.Answered, row.PHQ9 != nil)
		if x := OfEverybody(row); !math.IsNaN(x) {
			at.PHQ9.add(x)
			tick(&at.Remission, x < 5)
		}
	}
	for i := range c.Ruptures {
		row := &c.Ruptures[i]
		k := t.kind(row.Kind)
		k.Count++
		tick(&k.Recognised, row.Recognised)
		tick(&k.Resolved, row.Resolved)
	}
}

func tick(count *int64, holds bool) {
	if holds {
		*count++
	}
}

// session is what is counted of a session, which usually has that place.
func (t *Tally) session(place int, session int32) *SessionSummary {
	return in(&t.bySession, place, session, func(s *SessionSummary) *int32 { return &s.Session })
}

// week is what is counted of a week, which usually has that place.
func (t *Tally) week(place int, week int32) *weekTally {
	return in(&t.byWeek, place, week, func(w *weekTally) *int32 { return &w.Week })
}

// in is the element of a number in a list that ascends by it, made where there is none.
func in[T any](list *[]T, place int, n int32, number func(*T) *int32) *T {
	if place < len(*list) && *number(&(*list)[place]) == n {
		return &(*list)[place]
	}
	place, found := slices.BinarySearchFunc(*list, n, func(one T, n int32) int { return cmp.Compare(*number(&one), n) })
	if !found {
		var one T
		*number(&one) = n
		*list = slices.Insert(*list, place, one)
	}
	return &(*list)[place]
}

func (t *Tally) kind(kind string) *RuptureSummary {
	i := slices.IndexFunc(t.ruptures, func(r RuptureSummary) bool { return r.Kind == kind })
	if i < 0 {
		i, t.ruptures = len(t.ruptures), append(t.ruptures, RuptureSummary{Kind: kind})
	}
	return &t.ruptures[i]
}

// Summary is what was counted, of a scenario of the run.
func (t *Tally) Summary(r *Run, scenario string) ScenarioSummary {
	s := t.s
	s.Name, s.Endings = scenario, t.endings.counts()
	s.Primary = r.Primary(r.Scenarios[0]) // one week for all, or they could not be compared
	if s.Patients > 0 {
		s.Held = float64(t.held) / float64(s.Patients)
	}
	s.PHQ9Entry.finish()
	s.PHQ9Intake.finish()
	s.PHQ9Last.finish()
	s.Weeks.finish()
	s.Ruptures = slices.SortedFunc(slices.Values(t.ruptures), func(a, b RuptureSummary) int { return cmp.Compare(a.Kind, b.Kind) })
	s.BySession = append([]SessionSummary{}, t.bySession...)
	for i := range s.BySession {
		s.BySession[i].PHQ9.finish()
		s.BySession[i].WAIPatient.finish()
	}
	s.ByWeek = []WeekSummary{}
	for i := range t.byWeek {
		at := t.byWeek[i].WeekSummary
		at.Phases = t.byWeek[i].phases.counts()
		at.PHQ9.finish()
		s.ByWeek = append(s.ByWeek, at)
	}
	return s
}

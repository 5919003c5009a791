package data

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// tally is a summary in the making.
type tally struct {
	s         ScenarioSummary
	held      int64
	kinds     map[string]RuptureSummary
	bySession map[int32]*SessionSummary
	byWeek    map[int32]*WeekSummary
}

// file counts the rows of one file.
func (t *tally) file(table, name string, seen func(rows int)) error {
	t.s.Endings, t.kinds = map[string]int64{}, map[string]RuptureSummary{}
	t.bySession, t.byWeek = map[int32]*SessionSummary{}, map[int32]*WeekSummary{}
	switch table {
	case "patients":
		return countRows(name, seen, t.patient)
	case "sessions":
		return countRows(name, seen, t.session)
	case "assessments":
		return countRows(name, seen, t.assessment)
	default:
		return countRows(name, seen, t.rupture)
	}
}

func countRows[Row any](name string, seen func(rows int), count func(*Row)) error {
	return eachBatch(name, seen, func(rows []Row) bool {
		for i := range rows {
			count(&rows[i])
		}
		return true
	})
}

func (t *tally) patient(row *patientSummary) {
	s := &t.s
	s.Patients++
	s.PHQ9Entry.add(float64(row.PHQ9Entry))
	s.PHQ9Intake.add(float64(row.PHQ9Intake))
	s.PHQ9Last.add(float64(row.PHQ9Last))
	s.Weeks.add(float64(row.Weeks))
	t.held += int64(row.SessionsHeld)
	tick(&s.Transferred, row.Transfers > 0)
	s.Endings[row.Ending]++
	tick(&s.Response, row.Response)
	tick(&s.Remission, row.Remission)
	tick(&s.ReliableImprovement, row.ReliableImprovement)
	tick(&s.ReliableDeterioration, row.ReliableDeterioration)
}

func tick(count *int64, holds bool) {
	if holds {
		*count++
	}
}

func (t *tally) session(row *sessionSummary) {
	t.s.Sessions++
	at := t.bySession[row.Session]
	if at == nil {
		at = &SessionSummary{Session: row.Session}
		t.bySession[row.Session] = at
	}
	at.Held++
	if row.PHQ9 != nil {
		at.PHQ9.add(float64(*row.PHQ9))
	}
	if row.WAIPatient != 0 {
		at.WAIPatient.add(float64(row.WAIPatient))
	}
}

func (t *tally) assessment(row *assessmentSummary) {
	at := t.byWeek[row.Week]
	if at == nil {
		at = &WeekSummary{Week: row.Week, Phases: map[string]int64{}}
		t.byWeek[row.Week] = at
	}
	at.Phases[row.Phase]++
	tick(&at.Answered, row.PHQ9 != nil)
	if x := everybody(row.PHQ9, row.TrueSeverity); !math.IsNaN(x) {
		at.PHQ9.add(x)
		tick(&at.Remission, x < 5)
	}
}

func (t *tally) rupture(row *ruptureSummary) {
	k := t.kinds[row.Kind]
	k.Count++
	tick(&k.Recognised, row.Recognised)
	tick(&k.Resolved, row.Resolved)
	t.kinds[row.Kind] = k
}

// join adds what another file held.
func (t *tally) join(o *tally) {
	if t.kinds == nil {
		t.s.Endings, t.kinds = map[string]int64{}, map[string]RuptureSummary{}
		t.bySession, t.byWeek = map[int32]*SessionSummary{}, map[int32]*WeekSummary{}
	}
	s, p := &t.s, &o.s
	t.held += o.held
	s.Patients, s.Sessions, s.Transferred = s.Patients+p.Patients, s.Sessions+p.Sessions, s.Transferred+p.Transferred
	s.Response, s.Remission = s.Response+p.Response, s.Remission+p.Remission
	s.ReliableImprovement += p.ReliableImprovement
	s.ReliableDeterioration += p.ReliableDeterioration
	s.PHQ9Entry.join(p.PHQ9Entry)
	s.PHQ9Intake.join(p.PHQ9Intake)
	s.PHQ9Last.join(p.PHQ9Last)
	s.Weeks.join(p.Weeks)
	for label, n := range p.Endings {
		s.Endings[label] += n
	}
	for kind, k := range o.kinds {
		have := t.kinds[kind]
		t.kinds[kind] = RuptureSummary{kind, have.Count + k.Count, have.Recognised + k.Recognised, have.Resolved + k.Resolved}
	}
	for n, at := range o.bySession {
		if t.bySession[n] == nil {
			t.bySession[n] = &SessionSummary{Session: n}
		}
		t.bySession[n].Held += at.Held
		t.bySession[n].PHQ9.join(at.PHQ9)
		t.bySession[n].WAIPatient.join(at.WAIPatient)
	}
	for n, at := range o.byWeek {
		t.joinWeek(n, at)
	}
}

// joinWeek adds what another file held of a week.
func (t *tally) joinWeek(n int32, o *WeekSummary) {
	at := t.byWeek[n]
	if at == nil {
		at = &WeekSummary{Week: n, Phases: map[string]int64{}}
		t.byWeek[n] = at
	}
	at.Answered, at.Remission = at.Answered+o.Answered, at.Remission+o.Remission
	at.PHQ9.join(o.PHQ9)
	for phase, k := range o.Phases {
		at.Phases[phase] += k
	}
}

// summary is what was counted.
func (t *tally) summary(name string) ScenarioSummary {
	s := t.s
	s.Name = name
	if s.Patients > 0 {
		s.Held = float64(t.held) / float64(s.Patients)
	}
	s.PHQ9Entry.finish()
	s.PHQ9Intake.finish()
	s.PHQ9Last.finish()
	s.Weeks.finish()
	s.Ruptures = slices.SortedFunc(maps.Values(t.kinds), func(a, b RuptureSummary) int { return cmp.Compare(a.Kind, b.Kind) })
	s.BySession = []SessionSummary{}
	for _, n := range slices.Sorted(maps.Keys(t.bySession)) {
		at := *t.bySession[n]
		at.PHQ9.finish()
		at.WAIPatient.finish()
		s.BySession = append(s.BySession, at)
	}
	s.ByWeek = []WeekSummary{}
	for _, n := range slices.Sorted(maps.Keys(t.byWeek)) {
		at := *t.byWeek[n]
		at.PHQ9.finish()
		s.ByWeek = append(s.ByWeek, at)
	}
	return s
}

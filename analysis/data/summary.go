package data

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
)

// ScenarioSummary tells in a few numbers what a run holds of one scenario.
type ScenarioSummary struct {
	Name       string           `json:"name"`
	Patients   int64            `json:"patients"` // courses: replications × patients
	Sessions   int64            `json:"sessions"` // held, or assessments on a waiting list
	Held       float64          `json:"sessions_held_mean"`
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

// EndsAlike is how far apart the mean last sessions of two scenarios may lie, in
// weeks, for what stands at the last session to be compared as it is.
const EndsAlike = 0.5

// EndApart says whether the courses of some scenarios end at different times, and
// the means of the weeks in which the earliest and the latest end.
func EndApart(all []ScenarioSummary) (first, last float64, apart bool) {
	first, last = math.Inf(1), math.Inf(-1)
	for i := range all {
		first, last = min(first, all[i].Weeks.Mean), max(last, all[i].Weeks.Mean)
	}
	return first, last, last-first >= EndsAlike
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

// join adds what another saw.
func (m *Moments) join(o Moments) {
	m.N, m.sum, m.squares = m.N+o.N, m.sum+o.sum, m.squares+o.squares
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

// Summary counts every scenario in one pass over the files of the run. A few
// thousand rows are in memory at a time, however many the run has, and the
// numbers do not depend on how many files are read at once.
func (r *Run) Summary() ([]ScenarioSummary, error) {
	type piece struct {
		scenario int
		table    string
		file     string
		counted  tally
		err      error
	}
	var pieces []*piece
	for i, name := range r.Scenarios {
		for _, table := range []string{"patients", "sessions", "ruptures", "assessments"} {
			for _, file := range r.files[name][table] {
				pieces = append(pieces, &piece{scenario: i, table: table, file: file})
			}
		}
	}
	InParallel(len(pieces), func(i int) {
		p := pieces[i]
		p.err = p.counted.file(p.table, p.file, r.seen)
	})
	tallies := make([]tally, len(r.Scenarios))
	for _, p := range pieces { // in the order of the files, so that rounding is the same each time
		if p.err != nil {
			return nil, fmt.Errorf("%s: %w", p.file, p.err)
		}
		tallies[p.scenario].join(&p.counted)
	}
	out := make([]ScenarioSummary, len(tallies))
	for i := range tallies {
		out[i] = tallies[i].summary(r.Scenarios[i])
		out[i].Primary = r.Primary(r.Scenarios[0]) // one week for all, or they could not be compared
	}
	return out, nil
}

// What a summary reads of each table, and no more.
type (
	patientSummary struct {
		PHQ9Intake            int32   `parquet:"phq9_intake"`
		PHQ9Last              int32   `parquet:"phq9_last"`
		Weeks                 float32 `parquet:"weeks"`
		SessionsHeld          int32   `parquet:"sessions_held"`
		Transfers             int32   `parquet:"transfers"`
		Ending                string  `parquet:"ending"`
		Response              bool    `parquet:"response"`
		Remission             bool    `parquet:"remission"`
		ReliableImprovement   bool    `parquet:"reliable_improvement"`
		ReliableDeterioration bool    `parquet:"reliable_deterioration"`
	}
	sessionSummary struct {
		Session    int32   `parquet:"session"`
		PHQ9       *int32  `parquet:"phq9,optional"`
		WAIPatient float32 `parquet:"wai_patient,optional"`
	}
	assessmentSummary struct {
		Week         int32   `parquet:"week"`
		Phase        string  `parquet:"phase"`
		PHQ9         *int32  `parquet:"phq9,optional"`
		TrueSeverity float32 `parquet:"true_severity,optional"`
	}
	ruptureSummary struct {
		Kind       string `parquet:"kind"`
		Recognised bool   `parquet:"recognised"`
		Resolved   bool   `parquet:"resolved"`
	}
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

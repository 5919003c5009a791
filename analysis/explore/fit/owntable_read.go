package fit

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"rapport/analysis/data"
	"rapport/analysis/data/table"
	"rapport/sim/record"
)

// readLong reads one row per session.
func (t *ownTable) readLong() error {
	if err := t.readPatients(); err != nil {
		return err
	}
	if t.takeAssessments(); t.faults.Err() != nil {
		return t.faults.Err()
	}
	if len(t.Rows) == 0 {
		return errors.New("no row is a session in treatment: where all are assessments, leave the column session out")
	}
	var scores []int
	for _, holds := range []string{"alliance", "symptoms"} {
		if column, has := t.at[holds]; has {
			scores = append(scores, column)
		}
	}
	sessions, err := t.Sessions(t.at["session"], t.patients, scores...)
	if err == nil {
		err = t.Twice(t.patients, sessions)
	}
	if err != nil {
		return err
	}
	t.shift(sessions.Shifted)
	for _, far := range sessions.Far {
		if _, week := t.mapping.FollowUps[far]; !week {
			t.Notes = append(t.Notes, fmt.Sprintf("session %d is left out; --follow-up %[1]d=WEEK asks about it", far))
		}
	}
	therapists, err := t.readTherapists()
	if err != nil {
		return err
	}
	for i, n := range sessions.Number {
		alliance, symptoms := t.score(i, "alliance", t.at), t.score(i, "symptoms", t.at)
		if week, is := t.followUp(i); is {
			t.follow(numberOf(t.numbers, t.patients[i]), week, "", symptoms)
		} else if n != table.NoSession {
			t.add(numberOf(t.numbers, t.patients[i]), therapists[i], n, alliance, symptoms)
		}
	}
	return t.faults.Err()
}

// followUp says whether a row is a follow-up, and its week.
func (t *ownTable) followUp(row int) (week int, is bool) {
	code, whole := table.Whole(t.Rows[row].Cells[t.at["session"]])
	if !whole || code != int64(int(code)) {
		return 0, false
	}
	week, is = t.mapping.FollowUps[int(code)]
	return week, is
}

// follow adds an assessment at a week; one of no phase comes after treatment.
func (t *ownTable) follow(patient, week int, phase string, symptoms float64) {
	a := record.Assessment{Patient: int64(patient), Week: int32(week), Phase: phaseIn(phase)}
	if !math.IsNaN(symptoms) {
		a.PHQ9 = record.PHQ9Value(t.points(symptoms))
	}
	t.rows.Assessments = append(t.rows.Assessments, a)
}

// readWide reads one row per patient. A patient's last session is the last with an
// answer.
func (t *ownTable) readWide() error {
	if err := errors.Join(t.readPatients(), t.onceEach()); err != nil {
		return err
	}
	therapists, err := t.readTherapists()
	if err != nil {
		return err
	}
	columns := map[int]map[string]int{} // by session, then by what they hold
	shift := 0
	for holds, w := range t.wide {
		for k, n := range w.Numbers {
			if columns[n] == nil {
				columns[n] = map[string]int{}
			}
			columns[n][holds] = w.Columns[k]
			if n == 0 {
				shift = 1
			}
		}
	}
	t.shift(shift)
	numbers := t.sessionsWithout(slices.Sorted(maps.Keys(columns)))
	silent := 0
	for i := range t.Rows {
		held, patient := len(t.rows.Sessions), t.numbers[t.patients[i]]
		for _, n := range numbers {
			alliance, symptoms := t.score(i, "alliance", columns[n]), t.score(i, "symptoms", columns[n])
			if week, is := t.mapping.FollowUps[n]; is {
				t.follow(patient, week, "", symptoms)
				continue
			}
			if !math.IsNaN(alliance) || !math.IsNaN(symptoms) {
				t.add(patient, therapists[i], n+shift, alliance, symptoms)
			}
		}
		if len(t.rows.Sessions) == held {
			silent++
		}
	}
	t.Notes = append(t.Notes, "one row is one patient; the last session is the last with an answer")
	if silent > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("%s without an answer in any session: left out, since nothing tells whether they held one", data.Counted(silent, "patient")))
	}
	if shift > 0 {
		t.Notes = append(t.Notes, "sessions begin with 0, which is taken as the first; every number is one higher here")
	}
	return t.faults.Err()
}

// onceEach says that no patient has two rows.
func (t *ownTable) onceEach() error {
	first := map[string]int{}
	for i, id := range t.patients {
		if j, twice := first[id]; twice {
			return fmt.Errorf("line %d: patient %s is there twice (first in line %d): where a score has a column for each session or week, a patient has one row", t.Rows[i].Line, table.Quote(id), t.Rows[j].Line)
		}
		first[id] = i
	}
	return nil
}

// sessionsWithout are the numbers of sessions without those, such as 99, that stand for
// something else and whose week is not known.
func (t *ownTable) sessionsWithout(numbers []int) []int {
	for _, far := range table.FarAway(numbers) {
		if _, week := t.mapping.FollowUps[far]; !week {
			t.Notes = append(t.Notes, fmt.Sprintf("session %d stands far from the others: taken as a follow-up after treatment, no session: left out; --follow-up %[1]d=WEEK asks about it", far))
			numbers = slices.DeleteFunc(numbers, func(n int) bool { return n == far })
		}
	}
	return numbers
}

// readPatients reads the ids, and numbers them in an order of their own: groups of patients, of
// which errors come, are then the same in whatever order the rows stand.
func (t *ownTable) readPatients() error {
	column := t.at["patient"]
	t.patients = make([]string, len(t.Rows))
	var faults table.Faults
	read := t.IDs(column)
	for i, r := range t.Rows {
		id, err := read(r.Cells[column])
		if err != nil {
			faults.Add(r.Line, fmt.Errorf("%s: %w", t.Columns[column].Name, err))
		}
		t.patients[i] = id
	}
	for _, id := range table.Ordered(t.patients) {
		numberOf(t.numbers, id)
	}
	t.Notes = append(t.Notes, table.Alike(t.patients)...)
	return faults.Err()
}

// readTherapists numbers the therapists by row; patients without one get a number
// of their own.
func (t *ownTable) readTherapists() ([]int64, error) {
	out := make([]int64, len(t.Rows))
	column, has := t.at["therapist"]
	if !has {
		return out, nil
	}
	names, err := t.Therapists(column, t.patients)
	if err != nil {
		return nil, err
	}
	t.Several(t.patients, names)
	numbers := map[string]int{}
	for _, name := range table.Ordered(names) {
		if name != "" {
			numberOf(numbers, name)
		}
	}
	t.Notes = append(t.Notes, table.Alike(slices.Sorted(maps.Keys(numbers)))...)
	t.therapists = len(numbers)
	for i, name := range names {
		if name == "" {
			name = "\x00" + t.patients[i] // no name can be so
		}
		out[i] = int64(numberOf(numbers, name))
	}
	return out, nil
}

// numberOf gives names numbers in the order in which they come.
func numberOf(names map[string]int, name string) int {
	n, known := names[name]
	if !known {
		n = len(names)
		names[name] = n
	}
	return n
}

// shift moves the planned session with the numbers of sessions.
func (t *ownTable) shift(by int) {
	if t.planned > 0 {
		t.planned += by
	}
}

// points are the whole points of a symptom score; those that were none are counted.
func (t *ownTable) points(symptoms float64) int {
	whole := math.Round(symptoms)
	if whole != symptoms {
		t.rounded++
	}
	return int(whole)
}

// add adds a session.
func (t *ownTable) add(patient int, therapist int64, session int, alliance, symptoms float64) {
	s := record.Session{Patient: int64(patient), Therapist: therapist, Session: int32(session)}
	if !math.IsNaN(alliance) {
		s.WAIPatient = float32(alliance)
	}
	if !math.IsNaN(symptoms) {
		s.PHQ9 = record.PHQ9Value(t.points(symptoms))
	}
	t.longest = max(t.longest, session)
	t.rows.Sessions = append(t.rows.Sessions, s)
}

package table

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// maxSession is the largest number of a session.
const maxSession = 500

// NoSession is the number of a row that is no session: a follow-up after
// treatment.
const NoSession = -1

// Sessions are the numbers of the sessions of a table.
type Sessions struct {
	Number  []int // by row; 1 is the first, [NoSession] where the row is none
	Shifted int   // what was added to the numbers of the file: 1 where these begin with 0
	Far     []int // numbers, such as 99, that were taken for a follow-up
}

// Sessions reads which session each row is: from whole numbers, from event names
// such as session_01_arm_1, or from dates, which are numbered in order for each
// patient (ids by row). Follow-ups are no sessions, and neither is a session 0, such as
// a baseline, where none of the scores (columns) is ever answered. What it took for
// something else is noted.
func (t *Table) Sessions(column int, ids []string, scores ...int) (s Sessions, err error) {
	switch {
	case t.allAnswers(column, dateLike), t.allAnswers(column, digitDate):
		s, err = t.datedSessions(column, ids, func(cells []string) ([]time.Time, error) { return t.dates(column, cells) })
	case t.allAnswers(column, serialDate):
		s, err = t.datedSessions(column, ids, t.serials)
		t.note("%s holds the numbers by which spreadsheets write dates", Quote(t.Columns[column].Name))
	default:
		s, err = t.namedSessions(column)
	}
	if err != nil {
		return s, err
	}
	s.Far = t.farAway(s.Number)
	t.silentStart(s.Number, scores)
	if slices.Contains(s.Number, 0) {
		s.Shifted = 1
		t.note("sessions begin with 0, which is taken as the first; every number is one higher here")
		for i, n := range s.Number {
			if n != NoSession {
				s.Number[i] = n + 1
			}
		}
	}
	return s, nil
}

// silentStart takes session 0 for none where it has no score in any row: the event at which
// people are enrolled. Counting it would move every session by one.
func (t *Table) silentStart(numbers, scores []int) {
	var rows []int
	for i, n := range numbers {
		answered := func(column int) bool { return !t.Missing(t.Rows[i].Cells[column]) }
		if n != 0 {
			continue
		}
		if rows = append(rows, i); slices.ContainsFunc(scores, answered) {
			return
		}
	}
	if len(rows) == 0 || len(scores) == 0 || len(rows) == len(numbers) {
		return
	}
	for _, i := range rows {
		numbers[i] = NoSession
	}
	t.note("session 0 (%s) has no score in any row: no session, left out", Counted(len(rows), "row"))
}

// allAnswers says that the column has answers and that all are so.
func (t *Table) allAnswers(column int, so func(string) bool) bool {
	any := false
	for _, r := range t.Rows {
		cell := r.Cells[column]
		if missingWord(cell) {
			continue
		}
		if !so(cell) {
			return false
		}
		any = true
	}
	return any
}

// serialDate says that a cell could be a day as spreadsheets count them, from 1955
// to 2119.
func serialDate(cell string) bool {
	n, ok := Whole(cell)
	return ok && n >= 20_000 && n <= 80_000
}

func (t *Table) serials(cells []string) ([]time.Time, error) {
	out := make([]time.Time, len(cells))
	for i, c := range cells {
		n, _ := Whole(c)
		out[i] = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(n))
	}
	return out, nil
}

// dates reads the days of a column.
func (t *Table) dates(column int, cells []string) ([]time.Time, error) {
	dayFirst, shown := dayOrder(cells)
	first := map[bool]string{true: "day", false: "month"}[dayFirst]
	out := make([]time.Time, len(cells))
	var faults []error
	for i, c := range cells {
		if shown < 0 && yearLast.MatchString(c) {
			return nil, fmt.Errorf("line %d: %s = %s could be day and month or month and day: write dates as 2025-01-31", t.Rows[i].Line, Quote(t.Columns[column].Name), Quote(c))
		}
		at, err := day(c, dayFirst)
		if err != nil && len(faults) < maxFaults {
			if yearLast.MatchString(c) {
				err = fmt.Errorf("%w with the %s first, as line %d has it (%s): write all dates alike", err, first, t.Rows[shown].Line, Quote(cells[shown]))
			}
			faults = append(faults, fmt.Errorf("line %d: %s: %w", t.Rows[i].Line, Quote(t.Columns[column].Name), err))
		}
		out[i] = at
	}
	if shown >= 0 {
		t.note("dates such as %s are read with the %s first", Quote(cells[slices.IndexFunc(cells, yearLast.MatchString)]), first)
	}
	return out, errors.Join(faults...)
}

// datedSessions numbers the days of each patient in their order.
func (t *Table) datedSessions(column int, ids []string, read func([]string) ([]time.Time, error)) (s Sessions, err error) {
	cells := make([]string, len(t.Rows))
	for i, r := range t.Rows {
		if cells[i] = r.Cells[column]; missingWord(cells[i]) {
			return s, fmt.Errorf("line %d: %w", r.Line, t.wrong(i, column, "want a date, as in the other rows"))
		}
	}
	days, err := read(cells)
	if err != nil {
		return s, err
	}
	order := make([]int, len(days))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(ids[a], ids[b]), days[a].Compare(days[b])) })
	s.Number = make([]int, len(days))
	var faults []error
	pauses, pause := map[string]bool{}, ""
	for k, i := range order {
		s.Number[i] = 1
		if k == 0 || ids[order[k-1]] != ids[i] {
			continue
		}
		before := order[k-1]
		s.Number[i] = s.Number[before] + 1
		switch between := days[i].Sub(days[before]); {
		case between == 0 && len(faults) < maxFaults:
			same := "is there twice (first in line %d)"
			if cells[i] != cells[before] {
				same = "is the same day as in line %d: want one row for each session"
			}
			faults = append(faults, fmt.Errorf("line %d: patient %s, %s "+same, t.Rows[i].Line, Quote(ids[i]), cells[i], t.Rows[before].Line))
		case between > longPause:
			if pauses[ids[i]] = true; pause == "" {
				pause = fmt.Sprintf("%s, %s to %s", Quote(ids[i]), days[before].Format(time.DateOnly), days[i].Format(time.DateOnly))
			}
		}
		if s.Number[i] > maxSession {
			return s, fmt.Errorf("patient %s has more than %d dates", Quote(ids[i]), maxSession)
		}
	}
	t.note("%s holds dates: the sessions of each patient are numbered in their order; a session without a row is not seen", Quote(t.Columns[column].Name))
	if len(pauses) > 0 {
		t.note("half a year or more without a session, in %s (first: %s): taken for one treatment each; give another one an id of its own, and take out what was asked after treatment", Counted(len(pauses), "patient"), pause)
	}
	if len(faults) > 0 {
		faults = append(faults, errors.New(twiceHint))
	}
	return s, errors.Join(faults...)
}

// longPause is how long nobody waits between two sessions of one treatment.
const longPause = 182 * 24 * time.Hour

// farAway takes numbers such as 99 for those of a follow-up.
func (t *Table) farAway(numbers []int) []int {
	seen := map[int]int{}
	for _, n := range numbers {
		seen[n]++
	}
	far := FarAway(numbers)
	for _, n := range far {
		t.note("session %d (%s) stands far from the others: taken as a follow-up after treatment, no session", n, Counted(seen[n], "row"))
		for i := range numbers {
			if numbers[i] == n {
				numbers[i] = NoSession
			}
		}
	}
	return far
}

// FarAway are the numbers of sessions, such as 99, that stand for something else: no
// other session has a number between their half and them.
func FarAway(numbers []int) (far []int) {
	all := slices.Clone(numbers)
	slices.Sort(all)
	for _, n := range slices.Compact(all) {
		near := func(m int) bool { return m < n && m > n/2 && !LooksMissing(float64(m)) }
		if n >= 60 && LooksMissing(float64(n)) && !slices.ContainsFunc(numbers, near) {
			far = append(far, n)
		}
	}
	return far
}

// wrong is the fault of a cell.
func (t *Table) wrong(row, column int, what string) error {
	return fmt.Errorf("%s = %s: %s", t.Columns[column].Name, Quote(t.Rows[row].Cells[column]), what)
}

// twiceHint is why a session may be there twice, and the way out.
const twiceHint = "if patients are numbered anew in each clinic or treatment, put its name in front of the number; if each score has a row of its own, give it a column of its own first"

// Twice finds rows that name a patient's session again, with the line of the first and the number
// of the file.
func (t *Table) Twice(ids []string, s Sessions) error {
	type key struct {
		id string
		n  int
	}
	first, before := map[key]int{}, false
	var faults []error
	for i, n := range s.Number {
		if n == NoSession {
			continue
		}
		k := key{ids[i], n}
		if j, seen := first[k]; seen {
			before = before || n == s.Shifted
			faults = append(faults, fmt.Errorf("line %d: patient %s, session %d is there twice (first in line %d)", t.Rows[i].Line, shown(ids[i]), n-s.Shifted, t.Rows[j].Line))
			if len(faults) == maxFaults {
				break
			}
			continue
		}
		first[k] = i
	}
	if before {
		faults = append(faults, errors.New("of several assessments before the first session, such as a screening and a baseline, keep one"))
	}
	if len(faults) > 0 {
		faults = append(faults, errors.New(twiceHint))
	}
	return errors.Join(faults...)
}

// shown is an id in a message: a number as it is, other text in quotation marks.
func shown(id string) string {
	if _, err := strconv.ParseUint(id, 10, 64); err == nil {
		return id
	}
	return Quote(id)
}

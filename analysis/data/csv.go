package data

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"

	"rapport/analysis/data/table"
	"rapport/sim/record"
)

// Tables are a user's own tables with the columns of a run's tables. Sessions must
// be there; the others may be nil.
type Tables struct {
	Patients, Sessions, Ruptures, Therapists io.Reader

	Columns map[string]string // column of a run → heading in the tables, where it is another
	Read    table.Options
}

// ReadCSV reads a user's own data: text with any separator, or Parquet (see
// [table.Read]). Of sessions, the columns patient and session must be there (of the
// others patient and their own number), all further columns may be absent;
// estimators that need one say so. Columns that a run does not have are ignored;
// replication is 0 where absent. Columns that a run always fills take no missing
// answer, save the therapist. Patients and therapists may be names; sessions may be
// numbers, names of events or dates. Rows may stand in any order. Where patients is
// nil or lacks them, intake, last PHQ-9, number of sessions and therapist come from
// sessions. Data.Notes says what was taken for something else; the error names line
// and column of wrong cells.
func ReadCSV(t Tables) (*Data, error) {
	if t.Sessions == nil {
		return nil, errors.New("the sessions table is missing")
	}
	r := reader{Tables: t, absent: map[string]bool{}, patients: names{}, therapists: names{}, lines: map[string]lines{}, rows: map[string][]int{}, found: map[string]bool{}}
	var rows record.Rows
	err := errors.Join(
		readOwn(&r, "sessions", t.Sessions, &rows.Sessions, "patient", "session"),
		readOwn(&r, "patients", t.Patients, &rows.Patients, "patient"),
		readOwn(&r, "ruptures", t.Ruptures, &rows.Ruptures, "patient", "session_onset"),
		readOwn(&r, "therapists", t.Therapists, &rows.Therapists, "therapist"))
	if err != nil {
		return nil, err
	}
	if err := errors.Join(r.unfound(), r.strays()); err != nil {
		return nil, err
	}
	if !recognises(r.absent) {
		return nil, fmt.Errorf("%w%s", errNothingKnown, r.strangers())
	}
	if err := r.ruptureSessions(&rows); err != nil {
		return nil, err
	}
	r.number(&rows)
	told := maps.Clone(r.absent)
	d, err := Own(&rows, r.absent)
	if err != nil {
		return nil, err
	}
	if !r.absent["sessions.phq9"] {
		d.noteRise()
		if low := d.LowPHQ9(); low != "" {
			d.note("%s", low)
		}
	}
	if by := d.AllianceFall(); by > 0 {
		d.note("the alliance that patients rate falls on average, by %.2f points from the first to the last answer: look whether a high score means a strong alliance in this table, as it does on the WAI-SR", by)
	}
	d.noteCaseloads()
	r.noteContradictions(d, func(column string) bool { return !told[column] })
	d.Notes = append(r.notes, d.Notes...)
	return d, nil
}

// noteCaseloads says what intervals leave out where no two therapists are known: how therapists
// differ. From the patients of one they hold what is true of all therapists in 57 to 95 of 100.
func (d *Data) noteCaseloads() {
	switch known, of := d.caseloads(), len(d.List); {
	case of < 2 || known > 1:
	case known == 0:
		d.note("no therapist is known: intervals take patients as independent, and are too narrow where therapists differ")
	default:
		d.note("all patients have the same therapist: intervals tell of this therapist's patients, not of those of others, from whom a finding may come")
	}
}

// caseloads is how many therapists are known to treat patients.
func (d *Data) caseloads() int {
	if d.Absent["patients.therapist"] {
		return 0
	}
	known := map[int64]bool{}
	for i := range d.List {
		if p := d.List[i].Patient; p.Therapist >= 0 {
			known[p.Therapist] = true
		}
	}
	return len(known)
}

// noteRise says so where the PHQ-9 rises on average: a score that is high where people
// are well may stand under its name.
func (d *Data) noteRise() {
	change, n := 0.0, 0
	for i := range d.List {
		c := &d.List[i]
		if last, at := c.Latest(1, record.MaxSessions); at > 1 {
			change, n = change+last-float64(c.firstPHQ9()), n+1
		}
	}
	if change > 0 {
		d.note("the PHQ-9 rises on average, by %.2f points from the first to the last answer: look whether a high score means well in this table, which of the PHQ-9 it does not", change/float64(n))
	}
}

// AllianceFall is by how much the alliance falls on average from the first to the last answer of
// the patients, on the scale of the WAI-SR, where that is more than chance; 0 otherwise.
func (d *Data) AllianceFall() float64 {
	sum, squares, n := 0.0, 0.0, 0.0
	for i := range d.List {
		first, last := 0.0, 0.0
		for k := range d.List[i].Sessions {
			if v := float64(d.List[i].Sessions[k].WAIPatient); v > 0 {
				if last = v; first == 0 {
					first = v
				}
			}
		}
		if last > 0 {
			sum, squares, n = sum+first-last, squares+(first-last)*(first-last), n+1
		}
	}
	mean := sum / n
	if n < fewestLow || !(mean > 2*math.Sqrt((squares/n-mean*mean)/n)) {
		return 0
	}
	return mean
}

// fewestLow is how many answers show that all are low.
const fewestLow = 20

// LowPHQ9 says so where no answer reaches 10, from which a depression is likely: the scores
// may be of a scale that ends lower, or single items. It is empty otherwise.
func (d *Data) LowPHQ9() string {
	highest, n := int32(0), 0
	see := func(p *int32) {
		if p != nil {
			highest, n = max(highest, *p), n+1
		}
	}
	for i := range d.Sessions {
		see(d.Sessions[i].PHQ9)
	}
	for i := range d.Assessments {
		see(d.Assessments[i].PHQ9)
	}
	if n < fewestLow || highest >= 10 {
		return ""
	}
	return fmt.Sprintf("no score of the PHQ-9 is above %d, of 27, in %d answers: look whether they are totals of the PHQ-9, and not of a scale that ends lower, or single items", highest, n)
}

// reader keeps what the tables of one user have in common.
type reader struct {
	Tables
	absent               map[string]bool
	patients, therapists names
	lines                map[string]lines // by table
	rows                 map[string][]int // lines of the rows that are kept, by table
	found                map[string]bool  // columns of a run that a table has
	shifted              int32            // that was added to the numbers of sessions
	notes                []string
	unknown              []string // headings that a run does not have
}

// unfound refuses a heading that was said to be that of a column, and that no table has: the
// column would be passed over.
func (r *reader) unfound() error {
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(r.Columns)) {
		if heading := r.Columns[name]; !r.found[name] {
			faults = append(faults, fmt.Errorf("no table has the column %s, which was named for %s%s", table.Quote(heading), name, DidYouMean(heading, r.unknown)))
		}
	}
	return errors.Join(faults...)
}

// names are ids in the order in which they come; rows hold the order until all
// tables are read.
type names map[string]int64

func (n names) of(id string) int64 {
	at, known := n[id]
	if !known {
		at = int64(len(n))
		n[id] = at
	}
	return at
}

// inOrder are the names in the order in which they came.
func (n names) inOrder() []string {
	all := make([]string, len(n))
	for id, at := range n {
		all[at] = id
	}
	return all
}

// strangers names headings that resemble columns of a run.
func (r *reader) strangers() string {
	var near []string
	all := columnNames[record.Session]()
	for _, name := range r.unknown {
		hint := DidYouMean(name, all)
		if at := slices.IndexFunc(all, func(c string) bool { return len(name) > 2 && strings.HasPrefix(c, strings.ToLower(name)) }); hint == "" && at >= 0 {
			hint = fmt.Sprintf(" (did you mean %q?)", all[at])
		}
		if hint != "" {
			near = append(near, table.Quote(name)+hint)
		}
	}
	if len(near) == 0 {
		return "; rapport schema sessions lists them, and --column NAME=YOURS says what yours are called"
	}
	return ": " + strings.Join(near, ", ")
}

func columnNames[T any]() []string {
	var all []string
	for name := range ColumnsOf[T]() {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// readOwn reads one table; the columns that it lacks go to absent.
func readOwn[T any](r *reader, name string, in io.Reader, rows *[]T, required ...string) error {
	columns := ColumnsOf[T]()
	if in == nil {
		for c := range columns {
			r.absent[name+"."+c] = true
		}
		return nil
	}
	t, err := table.Read(in, r.Read)
	if err != nil {
		return prefixed(name, err)
	}
	one := ownTable{reader: r, name: name, Table: t, columns: columns, at: map[string]int{}}
	if err := one.find(required); err != nil {
		return err
	}
	wrongIDs := errors.Join(one.ids(), one.keep())
	for i := range t.Rows {
		var row T
		one.row(i, reflect.ValueOf(&row).Elem())
		if one.number == nil || one.number[i] != table.NoSession {
			*rows = append(*rows, row)
			r.rows[name] = append(r.rows[name], t.Rows[i].Line)
		}
	}
	one.rowsTwice()
	for _, note := range t.Notes {
		r.notes = append(r.notes, name+": "+note)
	}
	return prefixed(name, errors.Join(wrongIDs, one.faults.Err(), one.weeksFall()))
}

// prefixed puts the name of the table in front of every line.
func prefixed(name string, err error) error {
	if err == nil {
		return nil
	}
	lines := strings.Split(err.Error(), "\n")
	for i := range lines {
		lines[i] = name + ": " + lines[i]
	}
	return errors.New(strings.Join(lines, "\n"))
}

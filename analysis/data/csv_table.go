package data

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"rapport/analysis/data/table"
)

// ownTable is one table of a user on its way into rows.
type ownTable struct {
	*table.Table
	reader  *reader
	name    string
	columns map[string]column
	at      map[string]int // column of the file by column of a run

	patient, therapist []string // ids by row; nil where the table has none
	number             []int    // sessions by row
	faults             table.Faults
}

// find finds the columns, and notes which are absent, which ignored.
func (t *ownTable) find(required []string) error {
	used := map[int]bool{}
	for name := range t.columns {
		heading := name
		if other := t.reader.Columns[name]; other != "" {
			heading = other
		}
		if i := t.Find(heading); i >= 0 {
			t.at[name], used[i], t.reader.found[name] = i, true, true
			if heading := t.Columns[i].Name; name == "week" && table.CountsDays(heading) {
				t.Notes = append(t.Notes, fmt.Sprintf("%s is read as weeks since entry: where it counts days, divide them by 7", table.Quote(heading)))
			}
		} else {
			t.reader.absent[t.name+"."+name] = true
		}
	}
	slices.Sort(t.Notes)
	var faults []error
	for _, name := range required {
		if t.reader.absent[t.name+"."+name] {
			faults = append(faults, fmt.Errorf("%s: column %q is missing%s", t.name, name, t.instead(name)))
		}
	}
	var ignored []string
	for i, heading := range t.Headings() {
		if !used[i] {
			ignored = append(ignored, heading)
			t.reader.unknown = append(t.reader.unknown, heading)
		}
	}
	if len(ignored) > 0 {
		t.reader.notes = append(t.reader.notes, fmt.Sprintf("%s: ignored, as no column of a run: %s", t.name, table.QuoteAll(ignored)))
	}
	return errors.Join(faults...)
}

// instead is a column that may be the one that is missing, and how to say so.
func (t *ownTable) instead(name string) string {
	roles := t.Roles()
	for _, heading := range slices.Sorted(maps.Keys(roles)) {
		if roles[heading] == name+"?" {
			return fmt.Sprintf(": if %s holds it, say --column %s=%s", table.Quote(heading), name, table.ShellWord(heading))
		}
	}
	if wide := t.Wide(); name == "session" && len(wide) > 0 {
		return fmt.Sprintf(": want one row for each session, not a column for each (%s), as calibrate --data takes them", wide[0].Pattern())
	}
	return DidYouMean(name, t.Headings())
}

// ids reads patients, therapists and sessions, which hang together.
func (t *ownTable) ids() error {
	var faults []error
	if column, has := t.at["patient"]; has {
		t.patient = make([]string, len(t.Rows))
		read := t.IDs(column)
		for i, r := range t.Rows {
			id, err := read(r.Cells[column])
			if err != nil {
				t.faults.Add(r.Line, fmt.Errorf("patient: %w", err))
				id = fmt.Sprintf("\x00%d", r.Line) // nobody else's, lest the same patient seem to be there twice
			}
			t.patient[i] = id
			t.reader.patients.of(id)
		}
	}
	if column, has := t.at["therapist"]; has {
		if err := t.therapists(column); err != nil {
			faults = append(faults, err)
		}
	}
	if column, has := t.at["session"]; has && t.patient != nil {
		s, err := t.Sessions(column, t.patient, t.scores()...)
		if err == nil {
			err = t.Twice(t.courses(), s)
		}
		if err != nil {
			faults = append(faults, err)
		}
		t.number, t.reader.shifted = s.Number, int32(s.Shifted)
	}
	return errors.Join(faults...)
}

// scores are the columns that hold neither whom nor when.
func (t *ownTable) scores() (columns []int) {
	for name, column := range t.at {
		if !slices.Contains([]string{"replication", "patient", "therapist", "session", "week"}, name) {
			columns = append(columns, column)
		}
	}
	return columns
}

// therapists reads the therapists: of patients, or of a table of their own.
func (t *ownTable) therapists(column int) (err error) {
	owners := t.patient
	if owners == nil { // the table therapists: each row is its own
		owners = make([]string, len(t.Rows))
	}
	t.therapist, err = t.Therapists(column, owners)
	if t.name == "sessions" && err == nil {
		t.Several(owners, t.therapist)
	}
	for i, name := range t.therapist {
		if name == "" {
			t.therapist[i] = "\x00" + owners[i] // no name can be so
		}
		t.reader.therapists.of(t.therapist[i])
	}
	return err
}

// courses are patients of replications: whom a session belongs to.
func (t *ownTable) courses() []string {
	column, has := t.at["replication"]
	if !has {
		return t.patient
	}
	out := make([]string, len(t.Rows))
	for i, r := range t.Rows {
		if out[i] = t.patient[i]; r.Cells[column] != "0" {
			out[i] += " of replication " + r.Cells[column]
		}
	}
	return out
}

// sessionColumns count sessions; they move together.
var sessionColumns = []string{"session_onset", "session_recognised", "session_resolved"}

// row reads the cells of row i.
func (t *ownTable) row(i int, row reflect.Value) {
	r := t.Rows[i]
	for _, name := range slices.Sorted(maps.Keys(t.at)) {
		at := t.at[name]
		c := t.columns[name]
		field := row.Field(c.field)
		switch {
		case name == "patient":
			field.SetInt(t.reader.patients.of(t.patient[i]))
			continue
		case name == "therapist":
			if t.therapist != nil {
				field.SetInt(t.reader.therapists.of(t.therapist[i]))
			}
			continue
		case name == "session" && t.patient != nil:
			if t.number != nil {
				field.SetInt(int64(t.number[i]))
			}
			continue
		}
		add := int32(0)
		if slices.Contains(sessionColumns, name) {
			add = t.reader.shifted
		}
		if err := t.setCell(field, c, i, at, add); err != nil {
			t.faults.Add(r.Line, fmt.Errorf("%s: %w", name, err))
		}
	}
}

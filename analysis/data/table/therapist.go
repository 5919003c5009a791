package table

import "fmt"

// Therapists are the names of the therapists by row. Where a row has none, it is
// that of the patient's row before it, or else of the first after it; a patient who
// has none at all keeps "". Names follow [Table.IDs]; what was filled in is noted, and what may be a
// way to say that nobody is known. A code that the options name is no name.
func (t *Table) Therapists(column int, patients []string) ([]string, error) {
	names := make([]string, len(t.Rows))
	first, last := map[string]string{}, map[string]string{}
	gaps, none := 0, map[string]bool{}
	nobody := t.codesOf(column, true)
	for i, r := range t.Rows {
		cell := r.Cells[column]
		if missingWord(cell) || nobody[cell] {
			gaps++
			continue
		}
		name, err := idOf(cell)
		if err != nil {
			return nil, fmt.Errorf("line %d: %s: %w", r.Line, t.Columns[column].Name, err)
		}
		names[i] = name
		if first[patients[i]] == "" {
			first[patients[i]] = name
		}
	}
	for i, name := range names {
		p := patients[i]
		if name == "" {
			if name = last[p]; name == "" {
				name = first[p]
			}
			names[i] = name
			if name == "" {
				none[p] = true
			}
		}
		last[p] = name
	}
	if gaps > 0 && gaps < len(names) {
		t.note("%d of %s without a therapist: taken to be the one of the same patient's other rows", gaps, Counted(len(names), "row"))
	}
	if len(none) > 0 {
		t.note("%s without a therapist in any row: each counts as alone with one of their own", Counted(len(none), "patient"))
	}
	return names, nil
}

// Several notes the patients, by row, whose rows name more than one therapist: some change, and some
// names are spelt in two ways.
func (t *Table) Several(patients, therapists []string) {
	first, several, example := map[string]string{}, map[string]bool{}, ""
	for i, name := range therapists {
		p := patients[i]
		other, seen := first[p]
		if !seen {
			first[p] = name
		} else if name != other {
			if several[p] = true; example == "" {
				example = fmt.Sprintf("%s, %s and %s", Quote(p), Quote(other), Quote(name))
			}
		}
	}
	if len(several) > 0 {
		t.note("more than one therapist in the rows of %s (first: %s): where one is asked for, it is that of the first session, unless a table of patients names another", Counted(len(several), "patient"), example)
	}
}

// Doubts are notes on one column as it stands: codes that look like missing
// answers, a comma that could mean two things.
func (t *Table) Doubts(column int) []string {
	one := Table{Columns: t.Columns[column : column+1]}
	return one.doubts()
}

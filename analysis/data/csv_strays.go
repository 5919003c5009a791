package data

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rapport/analysis/data/table"
)

// lines are the lines on which each patient (of a replication) stands first, in one table.
type lines map[string]int

// keep keeps where the patients of the table stand. A patient who stands twice in the table of
// patients is a fault.
func (t *ownTable) keep() error {
	if t.patient == nil {
		return nil
	}
	at := lines{}
	var faults table.Faults
	for i, id := range t.courses() {
		first, seen := at[id]
		switch {
		case strings.HasPrefix(id, "\x00"): // is a fault already
		case !seen:
			at[id] = t.Rows[i].Line
		case t.name == "patients":
			faults.Add(t.Rows[i].Line, fmt.Errorf("patient %s is there twice (first in line %d)", table.Quote(id), first))
		}
	}
	t.reader.lines[t.name] = at
	return faults.Err()
}

// strays refuses patients of other tables who have no row in that of patients.
func (r *reader) strays() error {
	known, given := r.lines["patients"]
	if !given {
		return nil
	}
	var faults []error
	for _, name := range []string{"sessions", "ruptures"} {
		var lack []string
		for id := range r.lines[name] {
			if _, there := known[id]; !there {
				lack = append(lack, id)
			}
		}
		if len(lack) == 0 {
			continue
		}
		slices.SortFunc(lack, func(a, b string) int { return cmp.Compare(r.lines[name][a], r.lines[name][b]) })
		others := ""
		switch n := len(lack) - 1; {
		case n == 1:
			others = " (nor has 1 other)"
		case n > 1:
			others = fmt.Sprintf(" (nor have %d others)", n)
		}
		faults = append(faults, fmt.Errorf("%s: line %d: patient %s has no row in patients%s%s: take these rows out, or leave the table patients out",
			name, r.lines[name][lack[0]], table.Quote(lack[0]), others, known.alike(lack[0])))
	}
	return errors.Join(faults...)
}

// alike says which id people would take for this one.
func (l lines) alike(id string) string {
	for _, other := range slices.Sorted(maps.Keys(l)) {
		if len(table.Alike([]string{id, other})) > 0 {
			return fmt.Sprintf("; it has %s, which is another: write ids alike", table.Quote(other))
		}
	}
	return ""
}

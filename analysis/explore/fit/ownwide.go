package fit

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"rapport/analysis/data/table"
)

// numbersOf says that the column of the session is the pattern of columns that are named
// after weeks: their numbers are then sessions.
func (t *ownTable) numbersOf(name string) bool {
	if !strings.Contains(name, "*") {
		return false
	}
	found := false
	for _, w := range t.wide {
		found = found || w.Pattern() == name
	}
	for holds, w := range t.wide {
		w.Weeks = w.Weeks && !found
		t.wide[holds] = w
	}
	return found
}

// wideWeeks says whether the columns of a score are weeks, and what is wrong where they
// are and other things are not.
func (t *ownTable) wideWeeks() error {
	symptoms, has := t.wide["symptoms"]
	alliance, both := t.wide["alliance"]
	if !(has && symptoms.Weeks) && !(both && alliance.Weeks) {
		return nil
	}
	t.weekly = true
	if !both {
		return nil
	}
	way := alliance.Pattern()
	if has && !alliance.Weeks {
		return fmt.Errorf("symptoms stand in a column for each week (%s) and alliance in one for each session (%s): want both alike, or leave one out", symptoms.Pattern(), way)
	}
	return fmt.Errorf("alliance has a column for each week (%s), and only sessions have an alliance: where the numbers are sessions, say --column session=%[1]s; otherwise leave alliance out", way)
}

// readWideWeeks reads one row per patient with a column for each week as if it were one
// row per patient and week.
func (t *ownTable) readWideWeeks() error {
	if err := errors.Join(t.readPatients(), t.onceEach()); err != nil {
		return err
	}
	therapists, err := t.readTherapists()
	if err != nil {
		return err
	}
	w := t.wide["symptoms"]
	columns := map[int]map[string]int{}
	for k, week := range w.Numbers {
		columns[week] = map[string]int{"symptoms": w.Columns[k]}
	}
	weeks := slices.Sorted(maps.Keys(columns))
	for i := range t.Rows {
		patient, intake := t.numbers[t.patients[i]], math.NaN()
		if at, has := columns[0]; has {
			intake = t.score(i, "symptoms", at)
		}
		t.add(patient, therapists[i], 1, math.NaN(), intake)
		for _, week := range weeks {
			if week > 0 {
				t.follow(patient, week, "", t.score(i, "symptoms", columns[week]))
			}
		}
	}
	t.Notes = append(t.Notes, fmt.Sprintf("%s has a column for each week since entry (%s), reshaped to a row for each patient and week; no column is a session (where they are, say --column session=%[1]s)", w.Pattern(), table.Listed(weeks)))
	if weeks[0] > 0 {
		t.Notes = append(t.Notes, "there is no column of week 0, and so no score at intake")
	} else {
		t.Notes = append(t.Notes, "the score of week 0 is that of intake")
	}
	return t.faults.Err()
}

package data

import (
	"fmt"
	"strings"

	"github.com/parquet-go/parquet-go"

	"rapport/sim/record"
)

// Batch is how many rows are decoded at a time, so that what decoding allocates
// is soon free again.
const Batch = 4096

// readTable reads the files of one table, in order. intern makes a row
// independent of the file: it replaces pointers and labels by shared ones.
func readTable[T any](files []string, intern func(*T, *labels)) ([]T, error) {
	var rows []T
	seen := labels{}
	for _, name := range files {
		var err error
		if rows, err = readFile(name, rows, func(t *T) { intern(t, &seen) }); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return rows, nil
}

// readFile appends the rows of one file, memory-mapped while it is read.
func readFile[T any](name string, rows []T, intern func(*T)) ([]T, error) {
	err := streamFile(name, func(row *T) bool {
		rows = append(rows, *row) // as many as there are, whatever the footer says
		intern(&rows[len(rows)-1])
		return true
	})
	return rows, err
}

// hasColumns checks that the file has every column, and names all that it lacks.
func hasColumns(file *parquet.File, want *parquet.Schema) error {
	var lacking []string
	for _, path := range want.Columns() {
		if _, ok := file.Schema().Lookup(path...); !ok {
			lacking = append(lacking, strings.Join(path, "."))
		}
	}
	if len(lacking) > 0 {
		return fmt.Errorf("has no column %s", strings.Join(lacking, ", "))
	}
	return nil
}

// labels holds one copy of each label of a table.
type labels map[string]string

func (l *labels) one(s string) string {
	kept, ok := (*l)[s]
	if !ok {
		kept = strings.Clone(s)
		(*l)[kept] = kept
	}
	return kept
}

func internPatient(p *record.Patient, l *labels) {
	p.Approach, p.Ending = l.one(p.Approach), l.one(p.Ending)
}

func internRupture(r *record.Rupture, l *labels) {
	r.Kind = l.one(r.Kind)
	r.SessionRecognised, r.SessionResolved = sharedCount(r.SessionRecognised), sharedCount(r.SessionResolved)
}

func internSession(s *record.Session, _ *labels) {
	s.PHQ9 = sharedCount(s.PHQ9)
	s.RupturePatient, s.RuptureTherapist = sharedBool(s.RupturePatient), sharedBool(s.RuptureTherapist)
	s.RuptureObserver, s.TrueRupture = sharedBool(s.RuptureObserver), sharedBool(s.TrueRupture)
}

// sharedCount points to the static value where there is one.
func sharedCount(v *int32) *int32 {
	if v == nil || *v < 0 || *v > record.MaxSessions {
		return v
	}
	return record.SessionValue(int(*v))
}

func sharedBool(v *bool) *bool {
	if v == nil {
		return nil
	}
	return record.BoolValue(*v)
}

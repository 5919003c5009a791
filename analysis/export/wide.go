package export

import (
	"fmt"
	"iter"
	"reflect"
	"slices"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// wideShape makes rows of courses with a column for every score and session.
type wideShape struct {
	n         *numbering
	constants constants
	measures  []field
	sessions  []int // ascending
	name      func(measure string, session int) string
	screening bool // the PHQ-9 of the screening stands before the others, as that of session 0
}

// Short names of scores, where there is no doubt whose they are.
var wideNames = map[string]string{"wai_patient": "wai", "calpas_patient": "calpas"}

func wideName(measure string) string {
	if short, ok := wideNames[measure]; ok {
		return short
	}
	return measure
}

// wavesTable has one row per course, and phq9_1, wai_1 and so on, as
// cross-lagged panel models want it.
func wavesTable(src *Source, n *numbering, o *Options, sessions []int) *table {
	w := &wideShape{n: n, constants: constantsOf(o.Latent), measures: o.measures(), sessions: sessions,
		name: func(measure string, session int) string { return fmt.Sprintf("%s_%d", measure, session) }}
	return w.table(src)
}

// gainsTable has one row per course, and phq9_s0, phq9_s1 and so on, as R's
// suddengains wants it.
func gainsTable(src *Source, n *numbering, o *Options, sessions []int) *table {
	w := &wideShape{n: n, constants: constantsOf(o.Latent), measures: o.measures(), sessions: sessions, screening: true,
		name: func(measure string, session int) string { return fmt.Sprintf("%s_s%d", measure, session) }}
	return w.table(src)
}

func (w *wideShape) table(src *Source) *table {
	of := changesOf(w.measures)
	t := &table{about: "one row per course: one patient under one scenario in one replication", counts: "patients", notes: withoutChange(w.measures)}
	t.columns = append(append(idColumns(src, "patients"), w.constants.columns()...), of.columns()...)
	for k := range w.measures {
		t.columns = append(t.columns, w.columnsOf(&w.measures[k])...)
	}
	t.rows = func(scenario string) iter.Seq2[[]cell, error] {
		return func(yield func([]cell, error) bool) {
			var cells []cell
			for c, err := range courses(src.Run, scenario, t.columns) {
				if err == nil {
					cells = w.cells(cells[:0], scenario, c, of)
				}
				if !yield(cells, err) || err != nil {
					return
				}
			}
		}
	}
	return t
}

// screened says whether the measure was taken before treatment began, too.
func (w *wideShape) screened(f *field) bool { return w.screening && f.Name == "phq9" }

func (w *wideShape) columnsOf(f *field) []Column {
	var columns []Column
	short := wideName(f.Name)
	if w.screened(f) {
		of := named(fieldsOf[record.Patient](), "phq9_screening")
		c := fromTable("patients", &of)
		c.Name = w.name(short, 0)
		columns = append(columns, c)
	}
	when := "the course has no such session, or the session was not answered"
	if f.Name == "wai_observer" || f.Name == "rupture_observer" {
		when = "the course has no such session, and on a waiting list"
	}
	for _, s := range w.sessions {
		c := columnOf(f)
		c.Name, c.Nullable, c.When = w.name(short, s), true, when
		c.Description = fmt.Sprintf("session %d: %s", s, c.Description)
		columns = append(columns, c)
	}
	return columns
}

// columnOf describes the column of a score.
func columnOf(f *field) Column {
	if f.instrument != "" {
		return scoreColumnOf(f)
	}
	return fromTable("sessions", f)
}

// cells appends the row of a course.
func (w *wideShape) cells(to []cell, scenario string, c *data.Course, of changed) []cell {
	to = of.cells(w.constants.cells(w.n.ids(to, scenario, c.Patient, c.Patient.Therapist), c.Patient), c)
	for k := range w.measures {
		if w.screened(&w.measures[k]) {
			to = append(to, wholeCell(int64(c.Patient.PHQ9Screening)))
		}
		for _, number := range w.sessions {
			i, found := slices.BinarySearchFunc(c.Sessions, number, func(s record.Session, n int) int { return int(s.Session) - n })
			if !found {
				to = append(to, absent)
				continue
			}
			if asked := w.measures[k].instrument; asked != "" {
				to = append(to, realCell(c.ScoreAt(asked, int32(number))))
			} else {
				to = append(to, w.measures[k].of(reflect.ValueOf(&c.Sessions[i]).Elem()))
			}
		}
	}
	return to
}

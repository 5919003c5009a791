package export

import (
	"iter"
	"reflect"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// table is a shape filled with the rows of a run.
type table struct {
	about   string // what a row is
	columns []Column
	rows    func(scenario string) iter.Seq2[[]cell, error] // a row is good until the next
	counts  string                                         // the table of the run that has as many rows
	notes   []string                                       // sentences that a careful reader must know
}

// tableOf makes a shape of a table of the run as it is, under ids of its own.
func tableOf(name string, src *Source, n *numbering) *table {
	switch name {
	case "patients":
		return rawTable[record.Patient](src, n)
	case "sessions":
		return rawTable[record.Session](src, n)
	case "ruptures":
		return rawTable[record.Rupture](src, n)
	case "therapists":
		return rawTable[record.Therapist](src, n)
	case "assessments":
		return rawTable[record.Assessment](src, n)
	case "ledger":
		return rawTable[record.Ledger](src, n)
	case "items":
		return rawTable[record.Items](src, n)
	case "decisions":
		return rawTable[record.Decision](src, n)
	case "scores":
		return rawTable[record.Score](src, n)
	case "answers":
		return rawTable[record.Answer](src, n)
	}
	panic("export: no table " + name)
}

// raw reads the rows of one table.
type raw struct {
	fields             []field
	patient, therapist int // where their ids stand; -1: nowhere
	n                  *numbering
}

func rawTable[Row any](src *Source, n *numbering) *table {
	described := record.Describe[Row]()
	r := raw{fieldsOf[Row](), -1, -1, n}
	t := &table{about: described.Description, counts: described.Name}
	for i := range r.fields {
		switch r.fields[i].Name {
		case "patient":
			r.patient = i
			t.columns = append(courseIDs(), t.columns...)
		case "therapist":
			r.therapist = i
			t.columns = append(t.columns, therapistID(WhenMissing(described.Name, &r.fields[i].Column)))
		}
	}
	t.columns = append(t.columns, scenarioColumns(src)...)
	for i := range r.fields {
		t.columns = append(t.columns, fromTable(described.Name, &r.fields[i]))
	}
	t.rows = func(scenario string) iter.Seq2[[]cell, error] {
		return func(yield func([]cell, error) bool) {
			var cells []cell
			for row, err := range data.Stream[Row](src.Run, scenario) {
				if err == nil {
					cells = r.cells(cells[:0], scenario, reflect.ValueOf(row).Elem())
				}
				if !yield(cells, err) || err != nil {
					return
				}
			}
		}
	}
	return t
}

// cells appends the cells of a row, ids first.
func (r *raw) cells(to []cell, scenario string, row reflect.Value) []cell {
	replication := row.Field(0).Int() // of every table
	if r.patient >= 0 {
		p := row.Field(r.patient).Int()
		to = append(to, wholeCell(r.n.course(scenario, replication, p)), wholeCell(r.n.person(replication, p)))
	}
	if r.therapist >= 0 {
		to = append(to, r.n.therapist(replication, r.fields[r.therapist].of(row)))
	}
	to = append(to, r.n.scenarioCells(scenario)...)
	for i := range r.fields {
		to = append(to, r.fields[i].of(row))
	}
	return to
}

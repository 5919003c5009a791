package export

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// constants are what a shape repeats of the patient.
type constants struct{ fields []field }

// Columns of patients that are latent: no study measures them.
var latentTraits = []string{"intake_severity", "natural_course", "alliance_to_symptoms", "symptoms_to_alliance"}

// constantsOf lists the columns of patients but for ids, which a shape has anyway,
// and the latent ones unless they are asked for.
func constantsOf(latent bool) constants {
	var c constants
	for _, f := range fieldsOf[record.Patient]() {
		switch {
		case f.Name == "replication" || f.Name == "patient" || f.Name == "therapist":
		case slices.Contains(latentTraits, f.Name) && !latent:
		default:
			c.fields = append(c.fields, f)
		}
	}
	return c
}

func (c constants) columns() []Column {
	columns := make([]Column, len(c.fields))
	for i := range c.fields {
		columns[i] = fromTable("patients", &c.fields[i])
	}
	return columns
}

func (c constants) cells(to []cell, p *record.Patient) []cell {
	row := reflect.ValueOf(p).Elem()
	for i := range c.fields {
		to = append(to, c.fields[i].of(row))
	}
	return to
}

// scores lists the columns of sessions that hold what somebody reported, and the
// latent ones where they are asked for.
func scores(latent bool) []field {
	var found []field
	for _, f := range fieldsOf[record.Session]() {
		switch f.Name {
		case "replication", "patient", "therapist", "session", "week":
			continue
		}
		if latent || !strings.HasPrefix(f.Name, "true_") {
			found = append(found, f)
		}
	}
	return found
}

// scoreTable and scoreColumn are where a run keeps the scores of instruments.
const scoreTable, scoreColumn = "scores", "score"

// askInstruments lists a column for each instrument that any of the scenarios recorded.
func (o *Options) askInstruments(src *Source) error {
	taken := takenNames()
	var all []field
	for _, s := range o.scenarios(src) {
		instruments, err := src.Run.Instruments(s.Name)
		if err != nil {
			return err
		}
		for _, q := range instruments {
			if slices.ContainsFunc(all, func(f field) bool { return f.instrument == q.Name }) {
				continue
			}
			high := "ill"
			if q.HighIsWell {
				high = "well"
			}
			all = append(all, field{instrument: q.Name, asked: &q, Column: record.Column{Name: taken.nameFor(&q), Type: "float32", Unit: "points", Range: "as the instrument", Nullable: true,
				Description: q.Name + " by the " + q.Rater + ", high is " + high}})
		}
	}
	o.asked = all
	return nil
}

// takenNames are the names that a file of any shape has beside those of instruments.
func takenNames() names {
	taken := names{"time": true, "last_session": true, "dropout_after": true, "scenario": true, "condition": true, "course_id": true, "person_id": true, "therapist_id": true}
	for _, f := range append(fieldsOf[record.Session](), fieldsOf[record.Patient]()...) {
		taken[f.Name] = true
	}
	for _, short := range wideNames {
		taken[short] = true
	}
	for _, p := range prepared {
		for _, c := range preparedColumns(p.name, p.words, &field{}) {
			taken[c.Name] = true
		}
	}
	return taken
}

// names are the names of columns that are taken.
type names map[string]bool

const (
	longestName  = 32                              // in Stata
	longestScore = longestName - len("_recovered") // the longest end that a shape gives to the name of a score
)

// nameFor takes a name for the scores of an instrument: its own, in letters that every
// program takes, unless that is too long, or there is a column or a change of this name.
func (taken names) nameFor(q *data.Instrument) string {
	own := strings.ReplaceAll(q.Name, "-", "_")
	end := ""
	for k := 1; ; k++ {
		name := strings.TrimRight(own[:min(len(own), longestScore-len(end))], "_") + end
		all := []string{name}
		for _, change := range q.Changes() {
			all = append(all, name+"_"+change.Column)
		}
		if !slices.ContainsFunc(all, func(name string) bool { return taken[name] }) {
			for _, name := range all {
				taken[name] = true
			}
			return name
		}
		if end = "_score"; k > 1 {
			end += strconv.Itoa(k)
		}
	}
}

// changed are the changes of the scores of instruments by their own norms, from entry to
// the last session that was answered.
type changed []change

type change struct {
	data.Change
	instrument, column string
}

// changesOf lists those of the instruments among the fields.
func changesOf(fields []field) (all changed) {
	for i := range fields {
		if f := &fields[i]; f.asked != nil {
			for _, one := range f.asked.Changes() {
				all = append(all, change{one, f.instrument, f.Name + "_" + one.Column})
			}
		}
	}
	return all
}

func (all changed) columns() (columns []Column) {
	for i := range all {
		x := &all[i]
		when := "not answered at entry, which was no session where the patient waited, or at no session"
		if x.Name == data.Recovered {
			when += ", and where the score was well at entry"
		}
		c := computed(x.column, "boolean", "", "true or false", when, "last "+x.instrument+" "+x.Meaning)
		c.nature, c.labels = nominal, []string{"no", "yes"}
		columns = append(columns, c)
	}
	return columns
}

func (all changed) cells(to []cell, c *data.Course) []cell {
	for i := range all {
		if v := all[i].Became(c.EntryScore(all[i].instrument), c.LastScore(all[i].instrument)); v == v {
			to = append(to, flagCell(v == 1))
		} else {
			to = append(to, absent)
		}
	}
	return to
}

// withoutChange says of instruments among the fields why there is no reliable change.
func withoutChange(fields []field) (all []string) {
	for i := range fields {
		if f := &fields[i]; f.asked != nil {
			if why := f.asked.WhyNoChange(data.ImprovedReliably); why != "" {
				all = append(all, "No reliable change: "+why+".")
			}
		}
	}
	return all
}

// scoreColumnOf describes the column of an instrument.
func scoreColumnOf(f *field) Column {
	return Column{Column: f.Column, From: scoreTable + "." + scoreColumn, When: "not answered, and on a waiting list where it is asked after sessions"}
}

// ids are the cells that open a row of a course, but for the scenario's.
func (n *numbering) ids(to []cell, scenario string, p *record.Patient, therapist int64) []cell {
	r := int64(p.Replication)
	of := absent
	if therapist >= 0 {
		of = wholeCell(therapist)
	}
	to = append(to, wholeCell(n.course(scenario, r, p.Patient)), wholeCell(n.person(r, p.Patient)), n.therapist(r, of))
	to = append(to, n.scenarioCells(scenario)...)
	return append(to, wholeCell(r), wholeCell(p.Patient), of)
}

// idColumns describe them. of is the table whose therapist is meant.
func idColumns(src *Source, of string) []Column {
	fields := fieldsOf[record.Patient]()
	if of == "sessions" {
		fields = fieldsOf[record.Session]()
	}
	columns := append(courseIDs(), therapistID("on a waiting list"))
	columns = append(columns, scenarioColumns(src)...)
	for _, name := range []string{"replication", "patient", "therapist"} {
		f := named(fields, name)
		columns = append(columns, fromTable(of, &f))
	}
	return columns
}

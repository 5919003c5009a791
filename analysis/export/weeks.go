package export

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"slices"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// weeksOf are the weeks at which everybody is assessed in any of the scenarios.
func (o *Options) weeksOf(src *Source) (weeks []int, err error) {
	for _, s := range o.scenarios(src) {
		weeks = append(weeks, src.Run.Weeks(s.Name, s.Name)...)
	}
	slices.Sort(weeks)
	if weeks = slices.Compact(weeks); len(weeks) == 0 {
		return nil, fmt.Errorf("nobody was assessed at weeks: a study names them (assessments: {weeks: [4, 8, 16, 52]})")
	}
	return weeks, nil
}

// weeksTable has one row per course, everybody's, and phq9_w0, phq9_w4 and so on: the
// score at entry and those at the weeks, as a trial lays out its data. Instruments that
// are asked at weeks follow, in the same way.
func weeksTable(src *Source, n *numbering, o *Options, weeks []int) *table {
	constant := constantsOf(o.Latent)
	entry, answer, truth := named(fieldsOf[record.Patient](), "phq9_entry"), named(fieldsOf[record.Assessment](), "phq9"), named(fieldsOf[record.Assessment](), "true_severity")
	asked := slices.DeleteFunc(slices.Clone(o.asked), func(f field) bool { return !f.asked.AtWeeks })
	t := &table{about: "one row per course: one patient under one scenario in one replication, with the scores at entry and at the weeks at which everybody is asked", counts: "patients"}
	t.columns = append(idColumns(src, "patients"), constant.columns()...)
	first := fromTable("patients", &entry)
	first.Name = "phq9_w0"
	t.columns = append(t.columns, first)
	add := func(from *field, name, missing string) {
		if from.instrument != "" {
			c := columnOf(from)
			c.Name, c.Nullable, c.When, c.Description = name+"_w0", true, "not answered at entry", "at entry: "+c.Description
			t.columns = append(t.columns, c)
		}
		for _, week := range weeks {
			c := columnOf(from)
			if from.instrument == "" {
				c = fromTable("assessments", from)
			}
			c.Name, c.Nullable, c.When = fmt.Sprintf("%s_w%d", name, week), true, missing
			c.Description = fmt.Sprintf("week %d since entry: %s", week, c.Description)
			t.columns = append(t.columns, c)
		}
	}
	add(&answer, "phq9", "not answered in that week")
	for i := range asked {
		add(&asked[i], asked[i].Name, "not answered in that week")
	}
	if o.Latent {
		add(&truth, "true_severity", "the study records no truth")
	}
	t.rows = func(scenario string) iter.Seq2[[]cell, error] {
		return func(yield func([]cell, error) bool) {
			var cells []cell
			for c, err := range assessed(src.Run, scenario) {
				if err == nil {
					cells = append(constant.cells(n.ids(cells[:0], scenario, c.Patient, c.Patient.Therapist), c.Patient), wholeCell(int64(c.Patient.PHQ9Entry)))
					cells = weekCells(cells, c, weeks, asked, o.Latent)
				}
				if !yield(cells, err) || err != nil {
					return
				}
			}
		}
	}
	return t
}

// weekCells appends the scores of a course at the weeks.
func weekCells(to []cell, c *data.Course, weeks []int, asked []field, latent bool) []cell {
	for _, week := range weeks {
		if x := c.Assessed(week); math.IsNaN(x) {
			to = append(to, absent)
		} else {
			to = append(to, wholeCell(int64(x)))
		}
	}
	for i := range asked {
		to = append(to, realCell(c.EntryScore(asked[i].instrument)))
		for _, week := range weeks {
			to = append(to, realCell(c.ScoreAtWeek(asked[i].instrument, week)))
		}
	}
	if !latent {
		return to
	}
	for _, week := range weeks {
		i := slices.IndexFunc(c.Assessments, func(a record.Assessment) bool { return int(a.Week) == week })
		if i < 0 || c.Assessments[i].TrueSeverity == 0 {
			to = append(to, absent)
		} else {
			to = append(to, realCell(float64(c.Assessments[i].TrueSeverity)))
		}
	}
	return to
}

// assessed yields the patients of a scenario with their assessments and scores, each good until
// the next one. Of their sessions nothing is read but whose they are.
func assessed(run *data.Run, scenario string) iter.Seq2[*data.Course, error] {
	return func(yield func(*data.Course, error) bool) {
		reader, err := run.CoursesOf(scenario, func(table, _ string) bool {
			return table == "patients" || table == "assessments" || table == scoreTable
		})
		if err != nil {
			yield(nil, err)
			return
		}
		defer reader.Close()
		for {
			c, err := reader.Next()
			if errors.Is(err, io.EOF) || !yield(c, err) || err != nil {
				return
			}
		}
	}
}

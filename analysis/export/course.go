package export

import (
	"errors"
	"io"
	"iter"
	"slices"

	"rapport/analysis/data"
)

// courses yields the patients of a scenario with their sessions, each good until the
// next one. Both tables are sorted, so that one course is in memory at a time, and of
// both only the columns are read that stand among those of the export.
func courses(run *data.Run, scenario string, columns []Column) iter.Seq2[*data.Course, error] {
	return func(yield func(*data.Course, error) bool) {
		reader, err := run.CoursesOf(scenario, func(table, column string) bool {
			switch table {
			case "patients", "sessions":
				return reads(columns, table, column)
			case "scores": // whole, or not at all
				return reads(columns, "scores", "score")
			}
			return false
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

// reads says whether a column of the run is needed: it is one of the export, or one from
// which every shape works something out.
func reads(columns []Column, table, column string) bool {
	if slices.Contains([]string{"therapist", "week", "ending"}, column) {
		return true
	}
	return slices.ContainsFunc(columns, func(c Column) bool { return c.From == table+"."+column })
}

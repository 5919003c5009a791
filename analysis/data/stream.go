package data

import (
	"fmt"
	"io"
	"iter"

	"rapport/sim/record"
)

// Stream yields the rows of one table of a scenario, in the order of the files,
// with a few thousand of them in memory at a time, however many there are. Row
// is the row type of the table, such as [record.Session]. A row is good until
// the next one is asked for. An error (no such scenario, a damaged file, a file
// that lacks a column) comes once, with a nil row, and ends the stream. A table
// of which the run has no file has no rows.
func Stream[Row any](r *Run, scenario string) iter.Seq2[*Row, error] {
	return stream[Row](r, scenario, record.Describe[Row]().Name)
}

// stream yields rows with some columns of a table, those of the fields of Row.
func stream[Row any](r *Run, scenario, table string) iter.Seq2[*Row, error] {
	return func(yield func(*Row, error) bool) {
		files, ok := r.files[scenario]
		if !ok {
			yield(nil, fmt.Errorf("%w: %q%s", ErrNoScenario, scenario, NearestOrAll(scenario, r.Scenarios)))
			return
		}
		for _, name := range files[table] {
			going := true
			err := eachBatch(name, r.seen, func(rows []Row) bool {
				for i := range rows {
					if going = yield(&rows[i], nil); !going {
						return false
					}
				}
				return true
			})
			if err != nil {
				yield(nil, fmt.Errorf("scenario %s: %s: %w", scenario, name, err))
				return
			}
			if !going {
				return
			}
		}
	}
}

// eachBatch shows the rows of a file, some thousands at a time, until see has
// enough. The rows are good until see returns: the batch is filled anew.
func eachBatch[Row any](name string, seen func(rows int), see func([]Row) bool) error {
	file, err := openRows[Row](name, seen)
	if err != nil {
		return err
	}
	defer file.close()
	batch := make([]Row, Batch)
	for {
		n, err := nextRows(file, batch)
		if err != nil || n == 0 || !see(batch[:n]) {
			return err
		}
	}
}

// ReadRows reads n rows of a file from row from on, and keeps those that are wanted.
// What stands before is let pass by, whole row groups of it unread.
func ReadRows[Row any](name string, from, n int64, wanted func(*Row) bool) (kept []Row, err error) {
	file, err := openRows[Row](name, func(int) {})
	if err != nil {
		return nil, err
	}
	defer file.close()
	from = file.pass(from)
	batch := make([]Row, Batch)
	for n > 0 {
		got, err := nextRows(file, batch[:min(from+n, Batch)])
		if err == nil && got == 0 {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		before := min(from, int64(got))
		for i := range batch[before:got] {
			if row := &batch[int(before)+i]; wanted(row) {
				kept = append(kept, *row)
			}
		}
		from, n = from-before, n-(int64(got)-before)
	}
	return kept, nil
}

// HasTable says whether the run has files of a table for a scenario: ledger and
// items are there only where the study records them.
func (r *Run) HasTable(scenario, table string) bool { return len(r.files[scenario][table]) > 0 }

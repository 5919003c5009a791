package data

import (
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/parquet-go/parquet-go"

	"rapport/sim/record"
	"rapport/sim/record/parquetfile"
)

// Stream yields the rows of one table of a scenario, in the order of the files,
// with a few thousand of them in memory at a time, however many there are. Row
// is the row type of the table, such as [record.Session]. A row is good until
// the next one is asked for. An error (no such scenario, a damaged file, a file
// that lacks a column) comes once, with a nil row, and ends the stream. A table
// of which the run has no file has no rows.
func Stream[Row any](r *Run, scenario string) iter.Seq2[*Row, error] {
	table := record.Describe[Row]().Name
	return func(yield func(*Row, error) bool) {
		files, ok := r.files[scenario]
		if !ok {
			yield(nil, fmt.Errorf("%w: %q%s", ErrNoScenario, scenario, NearestOrAll(scenario, r.Scenarios)))
			return
		}
		for _, name := range files[table] {
			going := true
			err := streamFile(name, func(row *Row) bool {
				going = yield(row, nil)
				return going
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

// HasTable says whether the run has files of a table for a scenario: ledger and
// items are there only where the study records them.
func (r *Run) HasTable(scenario, table string) bool { return len(r.files[scenario][table]) > 0 }

// streamFile shows the rows of one file until see has enough.
func streamFile[Row any](name string, see func(*Row) bool) (err error) {
	file, err := openFile(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(file.Explain(err), file.Close()) }()
	reader, err := openRows[Row](file.File)
	if err != nil {
		return err
	}
	defer func() { _ = reader.Close() }()
	rows := make([]Row, Batch)
	for at := int64(0); ; {
		clear(rows) // a null leaves what a field held before
		n, err := readRows(reader, rows)
		for i := range rows[:n] {
			if !see(&rows[i]) {
				return nil
			}
		}
		at += int64(n)
		switch {
		case errors.Is(err, io.EOF) && at == reader.NumRows():
			return nil
		case errors.Is(err, io.EOF):
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return fmt.Errorf("row %d: %w", at+1, err)
		}
	}
}

// openFile opens a file of the run.
func openFile(name string) (*parquetfile.File, error) {
	file, err := parquetfile.Map(name)
	if errors.Is(err, parquetfile.ErrNoParquet) {
		err = fmt.Errorf("no readable Parquet file: %w", err)
	}
	return file, err
}

// openRows opens a file whose columns are those of a row. The library panics where
// a column of that name has another type.
func openRows[Row any](file *parquet.File) (reader *parquet.GenericReader[Row], err error) {
	defer func() {
		if r := recover(); r != nil {
			reader, err = nil, fmt.Errorf("its columns are not those of a run: %v", r)
		}
	}()
	if err := hasColumns(file, parquet.SchemaOf(*new(Row))); err != nil {
		return nil, err
	}
	return parquet.NewGenericReader[Row](file), nil
}

// readRows turns the library's panics at damaged files into errors.
func readRows[Row any](reader *parquet.GenericReader[Row], rows []Row) (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			n, err = 0, fmt.Errorf("no readable Parquet file: %v", r)
		}
	}()
	return reader.Read(rows)
}

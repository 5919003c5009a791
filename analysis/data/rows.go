package data

import (
	"errors"
	"fmt"
	"strings"
	"unsafe"

	"github.com/parquet-go/parquet-go"

	"rapport/sim/record/parquetfile"
)

// Batch is how many rows are read at a time.
const Batch = 4096

// rowsPerByte is far beyond the rows that the tables of a run have to a byte of
// their file. A footer that claims more is damaged, or made to hurt.
const rowsPerByte = 4

// rowFile is a file of a run, opened to read rows.
type rowFile[Row any] struct {
	file   *parquetfile.File
	fields []field
	at     []int // columns of the fields
}

// openRows opens a file that has a column for every field of Row.
func openRows[Row any](name string) (*rowFile[Row], error) {
	file, err := parquetfile.Map(name)
	if errors.Is(err, parquetfile.ErrNoParquet) {
		err = fmt.Errorf("no readable Parquet file: %w", err)
	}
	if err != nil {
		return nil, err
	}
	f := &rowFile[Row]{file: file, fields: fieldsOf[Row]()}
	if err = f.find(); err == nil && file.NumRows() > rowsPerByte*file.Size() {
		err = fmt.Errorf("no readable Parquet file: it claims %d rows in %d bytes", file.NumRows(), file.Size())
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return f, nil
}

// find finds the columns of the fields, and names all that the file lacks.
func (f *rowFile[Row]) find() error {
	var lacking []string
	f.at = make([]int, len(f.fields))
	for i := range f.fields {
		want := &f.fields[i]
		leaf, ok := f.file.Schema().Lookup(want.column)
		switch {
		case !ok:
			lacking = append(lacking, want.column)
		case leaf.Node.Type().Kind() != want.kind || leaf.MaxRepetitionLevel > 0 || leaf.MaxDefinitionLevel > 0 && !want.nullable:
			return fmt.Errorf("its columns are not those of a run: %s is %s", want.column, leaf.Node)
		}
		f.at[i] = leaf.ColumnIndex
	}
	if len(lacking) > 0 {
		return fmt.Errorf("has no column %s", strings.Join(lacking, ", "))
	}
	return nil
}

func (f *rowFile[Row]) close() { _ = f.file.Close() } // it was read; nothing is written

// each shows the rows of the file, a batch at a time, until see has enough. The
// batch is filled anew each time.
func (f *rowFile[Row]) each(see func([]Row) bool) (err error) {
	defer func() { err = f.file.Explain(err) }()
	rows := make([]Row, Batch)
	for g, group := range f.file.RowGroups() {
		going, err := f.group(g, group, rows, see)
		if err != nil || !going {
			return err
		}
	}
	return nil
}

// group shows the rows of a row group. The library panics at what it does not
// expect in a damaged file.
func (f *rowFile[Row]) group(g int, group parquet.RowGroup, rows []Row, see func([]Row) bool) (going bool, err error) {
	seeing := false
	defer func() {
		if r := recover(); r != nil {
			if seeing {
				panic(r)
			}
			going, err = false, fmt.Errorf("no readable Parquet file: %v", r)
		}
	}()
	fillers := make([]filler, 0, len(f.fields))
	defer func() {
		for _, c := range fillers {
			c.close()
		}
	}()
	for i := range f.fields {
		pages, err := f.file.Pages(g, f.at[i])
		if err != nil {
			return false, fmt.Errorf("no readable Parquet file: %s: %w", f.fields[i].column, err)
		}
		fillers = append(fillers, f.fields[i].open(f.fields[i], pages))
	}
	for left := group.NumRows(); left > 0; {
		batch := rows[:min(left, int64(len(rows)))]
		for i, c := range fillers {
			if err := c.fill(unsafe.Pointer(&batch[0]), len(batch)); err != nil {
				return false, fmt.Errorf("row %d: %s: %w", group.NumRows()-left+1, f.fields[i].column, err)
			}
		}
		seeing = true
		if !see(batch) {
			return false, nil
		}
		seeing = false
		left -= int64(len(batch))
	}
	return true, nil
}

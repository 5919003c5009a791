package data

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"unsafe"

	"rapport/sim/record"
	"rapport/sim/record/parquetfile"
)

// Batch is how many rows are read at a time.
const Batch = 4096

// rowsPerByte is far beyond the rows that the tables of a run have to a byte of
// their file. A footer that claims more is damaged, or made to hurt.
const rowsPerByte = 4

// rowSource is an opened file of rows. Tables of any kind of row hold it by this
// name, so that a package that reads them has no part of the library to compile.
type rowSource interface {
	// next fills the rows that lie at first, at most n, and returns how many; 0 at
	// the end of the file.
	next(first unsafe.Pointer, n int) (int, error)
	rows() int64
	// pass leaves out the row groups that lie within the next n rows as a whole, and
	// returns how many rows are still to be passed by.
	pass(n int64) int64
	close()
}

// rowFile is a file of a run, opened to read rows.
type rowFile struct {
	file   *parquetfile.File
	fields []parquetfile.Field
	at     []int // columns of the fields

	group   int   // the next row group
	left    int64 // rows of the one at hand that are still to come
	row     int64 // rows of the file that were read
	fillers []parquetfile.Filler
	seen    func(rows int)
}

// openRows opens a file that has a column for every field of Row; seen is told of
// rows as they are read.
func openRows[Row any](name string, seen func(rows int)) (rowSource, error) {
	return openSome(name, reflect.TypeFor[Row](), seen, nil)
}

// openSome is openRows without the columns that skip names; their fields stay as they
// are.
func openSome(name string, row reflect.Type, seen func(rows int), skip func(column string) bool) (rowSource, error) {
	file, err := parquetfile.Map(name)
	if err != nil {
		return nil, ofRun(err)
	}
	f := &rowFile{file: file, fields: parquetfile.FieldsOf(row), seen: seen}
	if skip != nil {
		f.fields = slices.DeleteFunc(slices.Clone(f.fields), func(of parquetfile.Field) bool { return skip(of.Column) })
	}
	if err = f.find(); err == nil && file.NumRows() > rowsPerByte*file.Size() {
		err = fmt.Errorf("%w: it claims %d rows in %d bytes", parquetfile.ErrNoParquet, file.NumRows(), file.Size())
	}
	if err != nil {
		return nil, errors.Join(ofRun(err), file.Close())
	}
	return f, nil
}

// damagedRows is the error of a file of a run whose rows cannot be read.
type damagedRows struct{ error }

func (e *damagedRows) Unwrap() error { return e.error }

// Hint says what to do about it.
func (*damagedRows) Hint() string { return (*DamagedRun)(nil).Hint() }

// ofRun is an error of reading a file of a run, which says what to do where the file is
// damaged.
func ofRun(err error) error {
	if errors.Is(err, parquetfile.ErrNoParquet) {
		return &damagedRows{err}
	}
	return err
}

// find finds the columns of the fields.
func (f *rowFile) find() (err error) {
	f.at, err = f.file.FindAll(f.fields)
	var lacks *parquetfile.LackError
	if errors.As(err, &lacks) {
		return fmt.Errorf("%w%s", err, f.another())
	}
	return err
}

// another says which version of rows the file has, where it is not that of this
// program; empty where it is, or says nothing.
func (f *rowFile) another() string {
	version, known := f.file.Lookup("rapport.schema_version")
	if n, err := strconv.Atoi(version); known && err == nil && n != record.Version {
		return ofAnother(n)
	}
	return ""
}

// ofAnother says that rows are of another version than this program reads.
func ofAnother(version int) string {
	return fmt.Sprintf(": its rows are of schema %d, this program reads %d; rapport run RUN/study.yaml makes the run again", version, record.Version)
}

func (f *rowFile) rows() int64 { return f.file.NumRows() }

func (f *rowFile) pass(n int64) int64 {
	for ; f.group < f.file.Groups(); f.group++ {
		rows := f.file.GroupRows(f.group)
		if rows > n {
			break
		}
		n, f.row = n-rows, f.row+rows
	}
	return n
}

// next stops at the end of a row group. What no check foresaw in a damaged file ends in
// an error, too.
func (f *rowFile) next(first unsafe.Pointer, most int) (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", parquetfile.ErrNoParquet, r)
		}
		if err != nil {
			n, err = 0, ofRun(f.file.Explain(err))
		}
	}()
	for f.left == 0 {
		f.finish()
		if f.group == f.file.Groups() {
			return 0, nil
		}
		if err := f.begin(); err != nil {
			return 0, err
		}
	}
	n = int(min(f.left, int64(most)))
	for i, c := range f.fillers {
		if err := c.Fill(first, n); err != nil {
			return 0, fmt.Errorf("row %d: %s: %w", f.row+1, f.fields[i].Column, err)
		}
	}
	f.left, f.row = f.left-int64(n), f.row+int64(n)
	f.seen(n)
	return n, nil
}

// begin opens the columns of the next row group.
func (f *rowFile) begin() error {
	for i := range f.fields {
		filler, err := f.file.Fill(f.fields[i], f.group, f.at[i])
		if err != nil {
			return fmt.Errorf("%s: %w", f.fields[i].Column, err)
		}
		f.fillers = append(f.fillers, filler)
	}
	f.left = f.file.GroupRows(f.group)
	f.group++
	return nil
}

// finish lets the columns of a row group go.
func (f *rowFile) finish() {
	for _, c := range f.fillers {
		c.Close()
	}
	f.fillers = f.fillers[:0]
}

// close lets the file go. It was read: nothing is lost if that fails.
func (f *rowFile) close() {
	f.finish()
	_ = f.file.Close()
}

// nextRows fills a batch with the next rows, as many as the row group still has, and
// returns how many; 0 at the end of the file.
func nextRows[Row any](from rowSource, batch []Row) (int, error) {
	return from.next(unsafe.Pointer(unsafe.SliceData(batch)), len(batch))
}

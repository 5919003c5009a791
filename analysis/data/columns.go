package data

import (
	"reflect"
	"slices"

	"rapport/sim/record/parquetfile"
)

// Columns says which columns of tables are wanted. Those that put rows into order are read
// in any case, of a table that is read; all others are zero or nil. nil wants them all.
type Columns func(table, column string) bool

// inOrder are the columns that put rows into order.
var inOrder = []string{"replication", "patient", "session", "week"}

// unwanted says which columns of a table are not read; nil: all are.
func (c Columns) unwanted(table string) func(column string) bool {
	if c == nil {
		return nil
	}
	return func(column string) bool { return !slices.Contains(inOrder, column) && !c(table, column) }
}

// some are the files of a table of such rows, none where no column of it is wanted.
func some[Row any](c Columns, table string, files []string) []string {
	if c == nil || slices.ContainsFunc(parquetfile.FieldsOf(reflect.TypeFor[Row]()), func(f parquetfile.Field) bool { return c(table, f.Column) }) {
		return files
	}
	return nil
}

package export

import (
	"context"
	"io"
	"slices"
)

// Stream writes the data alone to w, as comma-separated values, row by row while the run
// is read, the scenarios in the study's order. With typed, the header says behind each
// column's name what it holds: "phq9:int32", "ending:string".
//
// Wrong options are a [Wrong], and nothing is written then; an error while the run is
// read leaves w without its end.
func Stream(ctx context.Context, src *Source, o Options, w io.Writer, typed bool) error {
	o.Programs = []Program{CSV}
	if err := o.askInstruments(src); err != nil {
		return err
	}
	if err := o.check(src); err != nil {
		return &Wrong{err}
	}
	t, err := o.table(src)
	if err != nil {
		return &Wrong{err}
	}
	columns := slices.Clone(t.columns)
	for i := range columns {
		if typed {
			columns[i].Name += ":" + columns[i].Type
		}
	}
	to, err := newCSV(w, columns, &o)
	if err != nil {
		return err
	}
	return o.pour(ctx, src, t, []rowWriter{to}, &Result{rowsOf: map[string]int64{}})
}

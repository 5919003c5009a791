package twins

import "rapport/analysis/data"

// Watch sees every course of the baseline and of the scenarios while they are compared.
type Watch struct {
	Columns data.Columns // which it needs beside those from which scenarios are compared

	// See is shown part by part: of the baseline, then of the scenarios in their order, the
	// same patients of each. A part is good until it returns.
	See func(part []*data.Data)
}

// columns are those that are read.
func (w *Watch) columns(table, column string) bool {
	return comparedFrom(table, column) || w != nil && w.Columns(table, column)
}

func (w *Watch) see(part []*data.Data) {
	if w != nil {
		w.See(part)
	}
}

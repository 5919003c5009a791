package run

import (
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go/encoding"

	"rapport/sim/record/parquetfile"
)

// scan calls visit with the values of the named columns, row by row. It reads
// no other column, and holds one row group in memory.
func scan(f *parquetfile.File, columns []string, visit func(row []cell)) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("cannot be read: %v", r)
		}
		err = f.Explain(err)
	}()
	at := make([]int, len(columns))
	for i, name := range columns {
		var ok bool
		if at[i], ok = f.Find(name); !ok {
			return fmt.Errorf("has no column %s", name)
		}
	}
	row := make([]cell, len(columns))
	for group := range f.Groups() {
		values := make([][]cell, len(columns))
		for i, column := range at {
			if values[i], err = columnCells(f, group, column); err != nil {
				return fmt.Errorf("column %s: cannot be read: %w", columns[i], err)
			}
		}
		for n := range values[0] {
			for i := range values {
				row[i] = values[i][n]
			}
			visit(row)
		}
	}
	return nil
}

// cell is a whole number or a text, by the type of its column; zero is null, too.
type cell struct {
	number int64
	text   string
}

// columnCells reads a column of a row group.
func columnCells(f *parquetfile.File, group, column int) ([]cell, error) {
	pages, err := f.Pages(group, column)
	if err != nil {
		return nil, err
	}
	defer func() { _ = pages.Close() }()
	cells, at := make([]cell, f.GroupRows(group)), 0
	var words []cell // of the dictionary
	for {
		page, err := pages.Next()
		if errors.Is(err, io.EOF) {
			return cells, nil
		}
		if err != nil {
			return nil, err
		}
		rows := cells[at : at+page.Rows]
		at += page.Rows
		var values []cell
		var indices []int32
		if d := page.Dictionary; d != nil {
			if words == nil {
				words = cellsOf(d.Values)
			}
			values, indices = words, page.Values.Int32()
		} else {
			values = cellsOf(page.Values)
		}
		next := 0
		for i := range rows {
			if page.Levels != nil && page.Levels[i] == 0 {
				continue
			}
			if indices != nil {
				rows[i] = values[indices[next]]
			} else {
				rows[i] = values[next]
			}
			next++
		}
	}
}

// cellsOf copies whole numbers or texts.
func cellsOf(values encoding.Values) []cell {
	var cells []cell
	switch values.Kind() {
	case encoding.Int32:
		cells = make([]cell, len(values.Int32()))
		for i, v := range values.Int32() {
			cells[i].number = int64(v)
		}
	case encoding.Int64:
		cells = make([]cell, len(values.Int64()))
		for i, v := range values.Int64() {
			cells[i].number = v
		}
	case encoding.ByteArray:
		data, offsets := values.ByteArray()
		cells = make([]cell, max(0, len(offsets)-1))
		for i := range cells {
			cells[i].text = string(data[offsets[i]:offsets[i+1]])
		}
	default:
		panic(fmt.Sprintf("no whole number or text: %v", values.Kind()))
	}
	return cells
}

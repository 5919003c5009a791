package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

func isParquet(raw []byte) bool { return bytes.HasPrefix(raw, []byte("PAR1")) }

// readParquet reads a Parquet file into the text of its cells, so that it is
// understood like any other table. Null is an empty cell.
func (t *Table) readParquet(raw []byte) (err error) {
	defer func() {
		if r := recover(); r != nil { // the library trusts a file more than we can
			err = fmt.Errorf("no readable Parquet file: %v", r)
		}
	}()
	file, err := parquet.OpenFile(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return fmt.Errorf("no readable Parquet file: %w", err)
	}
	t.Format = "Parquet"
	names, kinds, err := flatColumns(file)
	if err != nil {
		return err
	}
	if cells := file.NumRows() * int64(len(names)); file.NumRows() > maxCells || cells > maxCells || len(names) > maxColumns {
		return fmt.Errorf("the table is larger than %d columns or %d cells: keep the columns that are needed", maxColumns, maxCells)
	}
	rows := []Row{{0, names}}
	for _, group := range file.RowGroups() {
		if rows, err = groupRows(rows, group, kinds); err != nil {
			return err
		}
	}
	if err := t.head(rows[0], rows[1:]); err != nil {
		return err
	}
	t.Rows = rows[1:]
	return nil
}

// flatColumns are the columns of a file without lists in it.
func flatColumns(file *parquet.File) (names []string, kinds []parquet.Type, err error) {
	for _, path := range file.Schema().Columns() {
		leaf, ok := file.Schema().Lookup(path...)
		if !ok || leaf.MaxRepetitionLevel > 0 || len(path) > 1 {
			return nil, nil, fmt.Errorf("column %s holds lists or records: want one cell to a row", Quote(strings.Join(path, ".")))
		}
		switch meaning(leaf.Node.Type()).(type) {
		case *format.DecimalType, *format.TimeType, *format.Float16Type, *format.UUIDType:
			return nil, nil, fmt.Errorf("column %s is of a type that is not read here (%v): write it as a number or text", Quote(path[0]), leaf.Node.Type())
		}
		names, kinds = append(names, path[0]), append(kinds, leaf.Node.Type())
	}
	return names, kinds, nil
}

// groupRows appends the rows of a group, column by column.
func groupRows(rows []Row, group parquet.RowGroup, kinds []parquet.Type) ([]Row, error) {
	begin := len(rows)
	for i := range int(group.NumRows()) {
		if len(rows)*len(kinds) > maxCells {
			return nil, errors.New("the file holds more rows than it says")
		}
		rows = append(rows, Row{begin + i, make([]string, len(kinds))})
	}
	for c, chunk := range group.ColumnChunks() {
		if err := columnCells(rows[begin:], c, chunk, kinds[c]); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// columnCells fills one column of the rows.
func columnCells(rows []Row, c int, chunk parquet.ColumnChunk, kind parquet.Type) error {
	pages := chunk.Pages()
	defer func() { _ = pages.Close() }()
	buffer := make([]parquet.Value, 1024)
	at := 0
	for {
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			if at != len(rows) {
				return fmt.Errorf("column %d ends after %d of %d rows", c+1, at, len(rows))
			}
			return nil
		}
		if err != nil {
			return err
		}
		values := page.Values()
		for err == nil {
			var n int
			n, err = values.ReadValues(buffer)
			for _, v := range buffer[:n] {
				if at >= len(rows) {
					return fmt.Errorf("column %d has more cells than there are rows", c+1)
				}
				rows[at].Cells[c] = clean(valueText(v, kind))
				at++
			}
		}
		parquet.Release(page)
		if !errors.Is(err, io.EOF) {
			return err
		}
	}
}

// valueText writes a value as it would stand in a text file.
func valueText(v parquet.Value, kind parquet.Type) string {
	if v.IsNull() {
		return ""
	}
	switch v.Kind() {
	case parquet.Float:
		return floatText(float64(v.Float()), 32)
	case parquet.Double:
		return floatText(v.Double(), 64)
	case parquet.ByteArray, parquet.FixedLenByteArray:
		return string(v.ByteArray())
	}
	switch meant := meaning(kind).(type) {
	case *format.DateType:
		return dayText(v.Int32())
	case *format.TimestampType:
		return dayText(int32(v.Int64() / perDay(meant)))
	}
	return v.String()
}

// meaning is the logical type, nil where there is none.
func meaning(kind parquet.Type) any {
	if logical := kind.LogicalType(); logical != nil {
		return logical.Value
	}
	return nil
}

// perDay is how many units of a time stamp make a day.
func perDay(stamp *format.TimestampType) int64 {
	const seconds = 86_400
	switch stamp.Unit.Value.(type) {
	case *format.MilliSeconds:
		return seconds * 1_000
	case *format.MicroSeconds:
		return seconds * 1_000_000
	}
	return seconds * 1_000_000_000
}

func floatText(v float64, bits int) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'f', -1, bits)
}

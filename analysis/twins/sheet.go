package twins

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// Sheet is a table for other programs: columns with their meaning, and cells that
// are worked out when they are written.
type Sheet struct {
	Name    string
	Rows    int
	Columns []SheetColumn
}

// SheetColumn is one column. Cell returns the value of a row as a string, int64 or
// float64 (as Type says: string, int64, float64), or nil where it is missing; NaN
// and infinities count as missing.
type SheetColumn struct {
	record.Column
	Cell func(row int) any
}

// cell is the value of a row, nil where missing.
func (c *SheetColumn) cell(row int) any {
	v := c.Cell(row)
	if f, ok := v.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) {
		return nil
	}
	return v
}

// WriteCSV writes sheets with equal columns one below the other, under one
// header. Missing is an empty cell.
func WriteCSV(w io.Writer, sheets ...*Sheet) error {
	out := csv.NewWriter(w)
	for i, s := range sheets {
		line := make([]string, len(s.Columns))
		if i == 0 {
			for k := range s.Columns {
				line[k] = s.Columns[k].Name
			}
			if err := out.Write(line); err != nil {
				return err
			}
		}
		for row := range s.Rows {
			for k := range s.Columns {
				line[k] = cellText(s.Columns[k].cell(row))
			}
			if err := out.Write(line); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func cellText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	panic(fmt.Sprintf("analysis: a cell of type %T", v))
}

// WriteParquet writes sheets with equal columns one below the other, as Parquet
// whose metadata describe every column. Missing is null. The same sheets give the
// same bytes.
func WriteParquet(w io.Writer, sheets ...*Sheet) error {
	if len(sheets) == 0 {
		return nil
	}
	columns := sheets[0].Columns
	dictionary := make([]record.Column, len(columns))
	for k := range columns {
		dictionary[k] = columns[k].Column
	}
	text, err := json.Marshal(dictionary)
	if err != nil {
		return fmt.Errorf("write %s: %w", sheets[0].Name, err)
	}
	out := parquet.NewGenericWriter[any](w, sheetSchema(sheets[0].Name, columns), parquet.Compression(&zstd.Codec{Level: zstd.SpeedFastest}),
		parquet.CreatedBy("rapport", "", ""))
	out.SetKeyValueMetadata("rapport.table", sheets[0].Name)
	out.SetKeyValueMetadata("rapport.dictionary", string(text))
	for _, s := range sheets {
		if err := writeRows(out, s); err != nil {
			return fmt.Errorf("write %s: %w", s.Name, err)
		}
	}
	return out.Close()
}

// writeRows writes row by row, a batch at a time. It is no method: whoever names a
// [Sheet] would have to compile the library's writer with it.
func writeRows(out *parquet.GenericWriter[any], s *Sheet) error {
	rows := make([]parquet.Row, 0, data.Batch)
	for row := range s.Rows {
		cells := make(parquet.Row, len(s.Columns))
		for k := range s.Columns {
			level := 0
			v := s.Columns[k].cell(row)
			if v != nil && s.Columns[k].Nullable {
				level = 1
			}
			cells[k] = parquet.ValueOf(v).Level(0, level, k)
		}
		if rows = append(rows, cells); len(rows) == data.Batch || row == s.Rows-1 {
			if _, err := out.WriteRows(rows); err != nil {
				return err
			}
			rows = rows[:0]
		}
	}
	return nil
}

// sheetSchema keeps the order of the columns, which a parquet.Group alone sorts by
// name.
func sheetSchema(name string, columns []SheetColumn) *parquet.Schema {
	group := orderedGroup{Group: parquet.Group{}}
	for _, c := range columns {
		var node parquet.Node
		switch c.Type {
		case "string":
			node = parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
		case "int64":
			node = parquet.Leaf(parquet.Int64Type)
		case "float64":
			node = parquet.Leaf(parquet.DoubleType)
		default:
			panic("analysis: column " + c.Name + " has type " + c.Type)
		}
		if c.Nullable {
			node = parquet.Optional(node)
		}
		group.Group[c.Name] = node
		group.order = append(group.order, c.Name)
	}
	return parquet.NewSchema(name, group)
}

type orderedGroup struct {
	parquet.Group
	order []string
}

// Fields returns the columns in their order.
func (g orderedGroup) Fields() []parquet.Field {
	byName := map[string]parquet.Field{}
	for _, f := range g.Group.Fields() {
		byName[f.Name()] = f
	}
	fields := make([]parquet.Field, len(g.order))
	for i, name := range g.order {
		fields[i] = byName[name]
	}
	return fields
}

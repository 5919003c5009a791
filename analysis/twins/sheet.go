package twins

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"rapport/analysis/data"
	"rapport/scenarios/columns"
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
	meaning := make([]record.Column, len(sheets[0].Columns))
	for k := range meaning {
		meaning[k] = sheets[0].Columns[k].Column
	}
	dictionary, err := json.Marshal(meaning)
	if err != nil {
		return fmt.Errorf("write %s: %w", sheets[0].Name, err)
	}
	schema := sheetSchema(sheets[0].Name, meaning)
	out := columns.Create(w, schema, [][2]string{{"rapport.table", sheets[0].Name}, {"rapport.dictionary", string(dictionary)}})
	group, batch := columns.NewGroup(schema), batchOf(schema)
	for _, s := range sheets {
		for row := 0; row < s.Rows; row += data.Batch {
			n := min(data.Batch, s.Rows-row)
			for k := range s.Columns {
				batch[k].take(&s.Columns[k], row, n)
			}
			if err := batch.page(group, n); err != nil {
				return fmt.Errorf("write %s: %w", s.Name, err)
			}
			if group.Rows() >= groupRows {
				if err := addGroup(out, group); err != nil {
					return fmt.Errorf("write %s: %w", s.Name, err)
				}
			}
		}
	}
	if err := addGroup(out, group); err != nil {
		return fmt.Errorf("write %s: %w", sheets[0].Name, err)
	}
	return out.Close()
}

// groupRows is where a row group of a sheet ends: its pages wait in memory.
const groupRows = 1 << 20

// addGroup writes the row group and begins another one.
func addGroup(out *columns.File, group *columns.Group) error {
	err := group.AddTo(out)
	group.Reset()
	return err
}

func sheetSchema(name string, meaning []record.Column) *columns.Schema {
	schema := &columns.Schema{Name: name, CreatedBy: "rapport"}
	for _, c := range meaning {
		column := columns.Column{Name: c.Name, Nullable: c.Nullable}
		switch c.Type {
		case "string":
			column.Kind, column.Encoding = columns.Text, columns.Dictionary
		case "int64":
			column.Kind = columns.Int64
		case "float64":
			column.Kind = columns.Float64
		default:
			panic("analysis: column " + c.Name + " has type " + c.Type)
		}
		schema.Columns = append(schema.Columns, column)
	}
	return schema
}

// batch is a page of a sheet, column by column.
type batch []columnBatch

// columnBatch takes up a column's cells.
type columnBatch interface {
	take(c *SheetColumn, row, n int)
	marked() any // what a row group encodes
}

func batchOf(schema *columns.Schema) batch {
	b := make(batch, len(schema.Columns))
	for k, c := range schema.Columns {
		switch c.Kind {
		case columns.Text:
			b[k] = new(cells[string])
		case columns.Int64:
			b[k] = new(cells[int64])
		default:
			b[k] = new(cells[float64])
		}
	}
	return b
}

func (b batch) page(group *columns.Group, n int) error {
	values := make([]any, len(b))
	for k := range b {
		values[k] = b[k].marked()
	}
	return group.Page(values, n)
}

type cells[T int64 | float64 | string] struct{ columns.Marked[T] }

func (b *cells[T]) take(c *SheetColumn, row, n int) {
	b.Values, b.Null = b.Values[:0], b.Null[:0]
	for i := range n {
		v, there := c.cell(row + i).(T)
		b.Values, b.Null = append(b.Values, v), append(b.Null, !there)
	}
}

func (b *cells[T]) marked() any { return &b.Marked }

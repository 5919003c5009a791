package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"rapport/analysis/data"
	"rapport/analysis/twins"
	"rapport/scenarios/columns"
	"rapport/sim/record"
)

// writeSheetsCSV writes sheets with equal columns one below the other, under one
// header. Missing is an empty cell.
func writeSheetsCSV(w io.Writer, sheets ...*twins.Sheet) error {
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
				line[k] = sheetText(s.Columns[k].Value(row))
			}
			if err := out.Write(line); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func sheetText(v any) string {
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
	panic(fmt.Sprintf("a cell of type %T", v))
}

// writeSheetsParquet writes sheets with equal columns one below the other, as Parquet
// whose metadata describe every column. Missing is null. The same sheets give the
// same bytes.
func writeSheetsParquet(w io.Writer, sheets ...*twins.Sheet) error {
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
	group, page := columns.NewGroup(schema), sheetPageOf(schema)
	for _, s := range sheets {
		for row := 0; row < s.Rows; row += data.Batch {
			n := min(data.Batch, s.Rows-row)
			for k := range s.Columns {
				page[k].take(&s.Columns[k], row, n)
			}
			if err := page.add(group, n); err != nil {
				return fmt.Errorf("write %s: %w", s.Name, err)
			}
			if group.Rows() >= sheetGroupRows {
				if err := addSheetGroup(out, group); err != nil {
					return fmt.Errorf("write %s: %w", s.Name, err)
				}
			}
		}
	}
	if err := addSheetGroup(out, group); err != nil {
		return fmt.Errorf("write %s: %w", sheets[0].Name, err)
	}
	return out.Close()
}

// sheetGroupRows is where a row group ends: its pages wait in memory.
const sheetGroupRows = 1 << 20

// addSheetGroup writes the row group and begins another one.
func addSheetGroup(out *columns.File, group *columns.Group) error {
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
			panic("column " + c.Name + " has type " + c.Type)
		}
		schema.Columns = append(schema.Columns, column)
	}
	return schema
}

// sheetPage is a page of a sheet, column by column.
type sheetPage []sheetCells

// sheetCells takes up a column's cells.
type sheetCells interface {
	take(from *twins.SheetColumn, row, n int)
	marked() any // what a row group encodes
}

func sheetPageOf(schema *columns.Schema) sheetPage {
	p := make(sheetPage, len(schema.Columns))
	for k, c := range schema.Columns {
		switch c.Kind {
		case columns.Text:
			p[k] = new(cellsOf[string])
		case columns.Int64:
			p[k] = new(cellsOf[int64])
		default:
			p[k] = new(cellsOf[float64])
		}
	}
	return p
}

func (p sheetPage) add(group *columns.Group, n int) error {
	values := make([]any, len(p))
	for k := range p {
		values[k] = p[k].marked()
	}
	return group.Page(values, n)
}

type cellsOf[T int64 | float64 | string] struct{ columns.Marked[T] }

func (c *cellsOf[T]) take(from *twins.SheetColumn, row, n int) {
	c.Values, c.Null = c.Values[:0], c.Null[:0]
	for i := range n {
		v, there := from.Value(row + i).(T)
		c.Values, c.Null = append(c.Values, v), append(c.Null, !there)
	}
}

func (c *cellsOf[T]) marked() any { return &c.Marked }

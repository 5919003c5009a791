package twins

import (
	"math"

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

// Value is what is written of a row: its cell, nil where missing.
func (c *SheetColumn) Value(row int) any {
	v := c.Cell(row)
	if f, ok := v.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) {
		return nil
	}
	return v
}

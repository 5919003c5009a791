package parquetfile

import (
	"fmt"

	"github.com/parquet-go/parquet-go/format"
)

// Bounds of a file, far beyond any that a run writes.
const (
	maxGroupRows = 1 << 26
	maxColumns   = 10_000
)

// checkClaims holds what the footer says of rows, values and places against each
// other and against the size of the file.
func checkClaims(m *format.FileMetaData, size int64) error {
	if len(m.Schema) > maxColumns {
		return fmt.Errorf("%w: %d columns, at most %d are read", ErrNoParquet, len(m.Schema), maxColumns)
	}
	rows := int64(0)
	for i := range m.RowGroups {
		g := &m.RowGroups[i]
		if g.NumRows < 0 || g.NumRows > maxGroupRows {
			return fmt.Errorf("%w: its footer claims %d rows in a group", ErrNoParquet, g.NumRows)
		}
		rows += g.NumRows
		held := int64(0)
		for k := range g.Columns {
			c := &g.Columns[k].MetaData
			start := c.DataPageOffset
			if c.DictionaryPageOffset > 0 {
				start = min(start, c.DictionaryPageOffset)
			}
			if !within(start, c.TotalCompressedSize, size) || c.NumValues < 0 || c.TotalUncompressedSize < 0 {
				return fmt.Errorf("%w: its footer claims a column that lies outside of it", ErrNoParquet)
			}
			held += c.TotalCompressedSize
		}
		if held > size {
			return fmt.Errorf("%w: its footer claims more bytes than it has", ErrNoParquet)
		}
	}
	if rows != m.NumRows {
		return fmt.Errorf("%w: its footer claims %d rows, its row groups hold %d", ErrNoParquet, m.NumRows, rows)
	}
	return nil
}

package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go/encoding"
	"github.com/parquet-go/parquet-go/format"

	"rapport/sim/record/parquetfile"
)

func isParquet(raw []byte) bool { return bytes.HasPrefix(raw, []byte("PAR1")) }

// readParquet reads a Parquet file into the text of its cells, so that it is
// understood like any other table. Null is an empty cell.
func (t *Table) readParquet(raw []byte) (err error) {
	defer func() {
		if r := recover(); r != nil { // what no check of a damaged file foresaw
			err = fmt.Errorf("%w: %v", parquetfile.ErrNoParquet, r)
		}
	}()
	file, err := parquetfile.Open(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return err
	}
	t.Format = "Parquet"
	names, err := flatColumns(file)
	if err != nil {
		return err
	}
	if cells := file.NumRows() * int64(len(names)); file.NumRows() > maxCells || cells > maxCells || len(names) > maxColumns {
		return fmt.Errorf("the table is larger than %d columns or %d cells: keep the columns that are needed", maxColumns, maxCells)
	}
	rows := []Row{{0, names}}
	for group := range file.Groups() {
		if file.GroupRows(group) == 0 { // of an empty table: its columns may have no page
			continue
		}
		begin := len(rows)
		for i := range int(file.GroupRows(group)) {
			rows = append(rows, Row{begin + i, make([]string, len(names))})
		}
		for c := range names {
			if err := columnCells(rows[begin:], file, group, c); err != nil {
				return fmt.Errorf("column %s: %w", Quote(names[c]), err)
			}
		}
	}
	if err := t.head(rows[0], rows[1:]); err != nil {
		return err
	}
	t.Rows = rows[1:]
	return nil
}

// flatColumns are the columns of a file without lists in it.
func flatColumns(file *parquetfile.File) (names []string, err error) {
	for i := range file.Columns() {
		c := &file.Columns()[i]
		if !c.Flat() {
			return nil, fmt.Errorf("column %s holds lists or records: want one cell to a row", Quote(strings.Join(c.Path, ".")))
		}
		switch c.Logical.(type) {
		case *format.DecimalType, *format.TimeType, *format.Float16Type, *format.UUIDType:
			return nil, fmt.Errorf("column %s is of a type that is not read here (%v): write it as a number or text", Quote(c.Path[0]), c.Logical)
		}
		names = append(names, c.Path[0])
	}
	return names, nil
}

// columnCells fills one column of the rows.
func columnCells(rows []Row, file *parquetfile.File, group, c int) error {
	pages, err := file.LargePages(group, c)
	if err != nil {
		return err
	}
	defer func() { _ = pages.Close() }()
	text := textOf(&file.Columns()[c])
	var words []string // of the dictionary
	for at := 0; ; {
		page, err := pages.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		next, word := 0, func(i int) string { return clean(text(&page.Values, i)) }
		if d := page.Dictionary; d != nil {
			if words == nil {
				words = make([]string, d.Len)
				for i := range words {
					words[i] = clean(text(&d.Values, i))
				}
			}
			indices := page.Values.Int32()
			word = func(i int) string { return words[indices[i]] }
		}
		for i := range page.Rows {
			if page.Levels == nil || page.Levels[i] > 0 {
				rows[at+i].Cells[c] = word(next)
				next++
			}
		}
		at += page.Rows
	}
}

// textOf writes the i-th value of a column as it would stand in a text file.
func textOf(c *parquetfile.Column) func(values *encoding.Values, i int) string {
	switch c.Kind {
	case encoding.Boolean:
		return func(v *encoding.Values, i int) string { return strconv.FormatBool(v.Boolean()[i>>3]>>(i&7)&1 == 1) }
	case encoding.Int32:
		return wholeText(c, func(v *encoding.Values, i int) int64 { return int64(v.Int32()[i]) }, func(v *encoding.Values, i int) uint64 { return uint64(v.Uint32()[i]) })
	case encoding.Int64:
		return wholeText(c, func(v *encoding.Values, i int) int64 { return v.Int64()[i] }, func(v *encoding.Values, i int) uint64 { return v.Uint64()[i] })
	case encoding.Int96: // a moment: the nanoseconds of a day, and the day
		return func(v *encoding.Values, i int) string { return dayText(int32(v.Int96()[i][2]) - julianEpoch) }
	case encoding.Float:
		return func(v *encoding.Values, i int) string { return floatText(float64(v.Float()[i]), 32) }
	case encoding.Double:
		return func(v *encoding.Values, i int) string { return floatText(v.Double()[i], 64) }
	case encoding.ByteArray:
		return func(v *encoding.Values, i int) string {
			data, offsets := v.ByteArray()
			return string(data[offsets[i]:offsets[i+1]])
		}
	}
	return func(v *encoding.Values, i int) string {
		data, size := v.FixedLenByteArray()
		return string(data[i*size : (i+1)*size])
	}
}

// julianEpoch is the number of 1 January 1970 among the days of old time stamps.
const julianEpoch = 2_440_588

// wholeText writes whole numbers, and what they mean.
func wholeText(c *parquetfile.Column, signed func(*encoding.Values, int) int64, unsigned func(*encoding.Values, int) uint64) func(*encoding.Values, int) string {
	switch meant := c.Logical.(type) {
	case *format.DateType:
		return func(v *encoding.Values, i int) string { return dayText(int32(signed(v, i))) }
	case *format.TimestampType:
		day := perDay(meant)
		return func(v *encoding.Values, i int) string {
			at := signed(v, i)
			n := at / day
			if at%day < 0 { // before 1970: the day that has begun
				n--
			}
			return dayText(int32(n))
		}
	case *format.IntType:
		if !meant.IsSigned {
			return func(v *encoding.Values, i int) string { return strconv.FormatUint(unsigned(v, i), 10) }
		}
	}
	return func(v *encoding.Values, i int) string { return strconv.FormatInt(signed(v, i), 10) }
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

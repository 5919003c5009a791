package table

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// Cells is a text file cell by cell: decoded, and cut at its separator as [Read]
// finds them, with nothing taken for anything yet. Files with headings of their own,
// such as findings and designs, are read so.
type Cells struct {
	Separator rune
	Rows      []CellRow
}

// CellRow is a row with the places of its cells in the file, from 1.
type CellRow struct {
	Line    int
	Columns []int
	Cells   []string // without spaces around them
}

// ReadCells reads the cells of a text file. Where quotation marks are not as they must
// be, the error is a [csv.ParseError] with its line, and the rows before it are given.
func ReadCells(raw []byte) (*Cells, error) {
	c := &Cells{Separator: ','}
	if len(raw) == 0 {
		return c, nil
	}
	if err := errors.Join(foreignFormat(raw), zeros(raw)); err != nil {
		return c, err
	}
	t := &Table{}
	text, err := t.decode(raw, "")
	if err != nil {
		return c, err
	}
	if strings.IndexByte(text, 0) >= 0 {
		return c, errNoText
	}
	text, first, err := t.sepLine(t.lines(text))
	if err != nil {
		return c, err
	}
	if c.Separator = t.Separator; c.Separator == 0 {
		c.Separator = separatorOf(text)
	}
	in := csvReader(text, c.Separator)
	for n := 0; ; {
		cells, err := in.Read()
		var wrong *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			c.leaveOutEmpty()
			return c, nil
		case errors.As(err, &wrong):
			wrong.Line, wrong.StartLine = wrong.Line+first-1, wrong.StartLine+first-1
			return c, wrong
		case err != nil:
			return c, err
		}
		if n += len(cells); n > maxCells || len(cells) > maxColumns {
			return c, fmt.Errorf("the table is larger than %d columns or %d cells: keep the columns that are needed", maxColumns, maxCells)
		}
		row := CellRow{}
		for i := range cells {
			line, column := in.FieldPos(i)
			if i == 0 {
				row.Line = line + first - 1
			}
			row.Columns, row.Cells = append(row.Columns, column), append(row.Cells, clean(cells[i]))
		}
		c.Rows = append(c.Rows, row)
	}
}

// leaveOutEmpty leaves out rows in which nothing stands, and columns at the end without a heading in
// which nothing stands, as spreadsheets leave them.
func (c *Cells) leaveOutEmpty() {
	if len(c.Rows) == 0 {
		return
	}
	head := c.Rows[:1:1]
	c.Rows = append(head, slices.DeleteFunc(c.Rows[1:], func(r CellRow) bool { return empty(r.Cells) })...)
	width := len(c.Rows[0].Cells)
	for width > 1 && c.Rows[0].Cells[width-1] == "" && !slices.ContainsFunc(c.Rows, func(r CellRow) bool { return len(r.Cells) >= width && r.Cells[width-1] != "" }) {
		width--
	}
	for i := range c.Rows {
		r := &c.Rows[i]
		for len(r.Cells) > width && r.Cells[len(r.Cells)-1] == "" {
			r.Cells = r.Cells[:len(r.Cells)-1]
		}
	}
}

// decimalComma is a number as it is written in much of Europe.
var decimalComma = regexp.MustCompile(`^[+-]?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?$`)

// Number is a cell with a point for its decimal comma, where commas do not part cells.
func (c *Cells) Number(cell string) string {
	if c.Separator != ',' && decimalComma.MatchString(cell) {
		return strings.Replace(cell, ",", ".", 1)
	}
	return cell
}

// errNoText is the way out of a file with zero bytes.
var errNoText = errors.New("the file is no text (it holds zero bytes): " + asCSV)

// head is how much of a file shows that it is no table.
const head = 64 << 10

// zeros refuses a file that begins with bytes that no text and no Parquet file begins
// with, so that a large one need not be read to its end first.
func zeros(begin []byte) error {
	begin = begin[:min(len(begin), head)]
	if isParquet(begin) || len(begin) == 0 {
		return nil
	}
	if _, utf16 := bareUTF16(begin); utf16 || strings.HasPrefix(string(begin), "\xff\xfe") || strings.HasPrefix(string(begin), "\xfe\xff") || strings.HasPrefix(string(begin), "\x00\x00\xfe\xff") {
		return nil
	}
	if strings.IndexByte(string(begin), 0) >= 0 {
		return errNoText
	}
	return nil
}

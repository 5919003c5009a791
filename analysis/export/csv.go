package export

import (
	"bufio"
	"io"
	"strconv"
	"strings"
)

// rowWriter is a file of data in the making.
type rowWriter interface {
	row(cells []cell) error
	close() error // writes what is left; the file itself stays open
}

// csvWriter writes comma-separated values with a header. It makes its lines itself,
// because encoding/csv wants a string for each of some hundred million cells.
type csvWriter struct {
	to      *bufio.Writer
	columns []Column
	missing string
	line    []byte
}

func newCSV(w io.Writer, columns []Column, o *Options) (*csvWriter, error) {
	c := &csvWriter{to: bufio.NewWriterSize(w, 1<<16), columns: columns}
	if o.Missing != nil {
		c.missing = strconv.FormatInt(*o.Missing, 10)
	}
	names := make([]string, len(columns))
	for i := range columns {
		names[i] = columns[i].Name
	}
	_, err := c.to.WriteString(strings.Join(names, ",") + "\n")
	return c, err
}

func (c *csvWriter) row(cells []cell) error {
	line := c.line[:0]
	for i := range cells {
		if i > 0 {
			line = append(line, ',')
		}
		switch kind := c.columns[i].Type; {
		case cells[i].missing && kind != "string": // a text has no number that could stand for it
			line = append(line, c.missing...)
		case cells[i].missing:
		case kind == "string":
			line = quoted(line, cells[i].label)
		default:
			line = cells[i].text(line, kind)
		}
	}
	c.line = append(line, '\n')
	_, err := c.to.Write(c.line)
	return err
}

// quoted appends a text, in quotes where it needs them (RFC 4180).
func quoted(to []byte, text string) []byte {
	if !strings.ContainsAny(text, ",\"\r\n") {
		return append(to, text...)
	}
	to = append(to, '"')
	to = append(to, strings.ReplaceAll(text, `"`, `""`)...)
	return append(to, '"')
}

func (c *csvWriter) close() error { return c.to.Flush() }

package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"rapport/sim/record/bounded"
)

// Bounds of what is read.
const (
	maxBytes   = 256 << 20 // of a file, before it is decoded
	maxCells   = 20_000_000
	maxColumns = 10_000
	maxFaults  = 20 // that are told one by one
	maxName    = 80 // characters of a heading or cell in a message
)

// Options say what a file cannot say of itself. The zero value finds out what
// there is to find.
type Options struct {
	Missing  []string // codes that stand for no answer, such as -99
	Decimal  string   // "." or ","; empty: found
	Encoding string   // a name such as windows-1250; empty: found
}

// Table is a table as its file has it: headings and rows of text.
type Table struct {
	Name      string // of the file, without its folder; empty where not known
	Format    string // "text" or "Parquet"
	Encoding  string // of text, in words
	LineEnds  string // of text, in words
	Separator rune   // of text

	Columns []Column
	Rows    []Row
	Notes   []string // what was taken for something else, skipped or doubtful

	codes   map[string]bool // of Options.Missing
	decimal string          // of Options.Decimal
}

// Row is a row with the line on which it stands in the file, from 1; in a Parquet
// file, the number of the row.
type Row struct {
	Line  int
	Cells []string // as many as there are columns, without spaces around them
}

// Open reads the file of that name.
func Open(name string, o Options) (*Table, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder: want a file", name)
	}
	t, err := Read(file, o)
	if t != nil {
		t.Name = filepath.Base(name)
	}
	return t, err
}

// Read reads a table. Its error joins all that is wrong, up to a bound.
func Read(r io.Reader, o Options) (*Table, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	begin := make([]byte, head)
	n, err := io.ReadFull(r, begin)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	if begin = begin[:n]; n > 0 && o.Encoding == "" && !isParquet(begin) {
		if err := foreignFormat(begin); err != nil {
			return nil, err
		}
		if err := zeros(begin); err != nil {
			return nil, err
		}
	}
	raw, err := bounded.ReadAll(io.MultiReader(bytes.NewReader(begin), r), maxBytes)
	if err != nil {
		return nil, err
	}
	if len(raw) == 0 {
		return nil, fmt.Errorf("the file is empty: want a line of headings and rows below it")
	}
	t := &Table{codes: map[string]bool{}, decimal: o.Decimal}
	for _, code := range o.Missing {
		code = clean(code)
		t.codes[code] = true
		if v, ok := parseNumber(code, markOf(code)); ok { // -99.0 is -99
			t.codes[plainNumber(v)] = true
		}
	}
	if isParquet(raw) {
		err = t.readParquet(raw)
	} else {
		err = t.readText(raw, o)
	}
	if err != nil {
		return nil, err
	}
	if len(t.Rows) == 0 {
		return nil, fmt.Errorf("the table has headings (%s) and no rows", QuoteAll(t.Headings()))
	}
	t.describe()
	t.unseenCodes(o.Missing)
	return t, nil
}

func (o *Options) check() error {
	if o.Decimal != "" && o.Decimal != "." && o.Decimal != "," {
		return fmt.Errorf("decimal mark %s: want a point or a comma", Quote(o.Decimal))
	}
	return nil
}

// note keeps a line about what was understood.
func (t *Table) note(format string, args ...any) {
	if told := fmt.Sprintf(format, args...); !slices.Contains(t.Notes, told) {
		t.Notes = append(t.Notes, told)
	}
}

// Headings are the names of the columns.
func (t *Table) Headings() []string {
	names := make([]string, len(t.Columns))
	for i := range t.Columns {
		names[i] = t.Columns[i].Name
	}
	return names
}

// Find is the column of that name, -1 where there is none. Capital letters, spaces
// and points do not count where the name so written stands there once; that is
// noted.
func (t *Table) Find(name string) int {
	name = norm.NFC.String(name)
	names := t.Headings()
	if i := slices.Index(names, name); i >= 0 {
		return i
	}
	found := -1
	for i, n := range names {
		if plain(n) == plain(name) && plain(n) != "" {
			if found >= 0 {
				return -1 // two headings are as near
			}
			found = i
		}
	}
	if found >= 0 {
		t.note("column %s is taken for %s", Quote(names[found]), name)
	}
	return found
}

// plain is a heading without what people write in different ways.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" _.-", r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// Quote is a text of the file ready for a message: in quotation marks, shortened,
// with what is not printable written out, so that a file cannot steer a terminal.
func Quote(text string) string {
	if runes := []rune(text); len(runes) > maxName {
		text = string(runes[:maxName-1]) + "…"
	}
	return strconv.Quote(strings.ToValidUTF8(text, "?"))
}

// mostNames is how many headings a message names.
const mostNames = 12

// QuoteAll is some names ready for a message, up to a bound, and how many more there are.
func QuoteAll(names []string) string {
	told := make([]string, 0, mostNames)
	for _, n := range names[:min(len(names), mostNames)] {
		told = append(told, Quote(n))
	}
	text := strings.Join(told, ", ")
	if more := len(names) - len(told); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

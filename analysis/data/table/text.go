package table

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// separators are the signs that may stand between cells, the usual first.
var separators = []rune{',', ';', '\t', '|', ' '}

// separatorName is a separator in words.
func separatorName(r rune) string {
	switch r {
	case '\t':
		return "tab"
	case ' ':
		return "space"
	case ';':
		return "semicolon"
	case ',':
		return "comma"
	case '|':
		return "vertical bar"
	}
	return Quote(string(r))
}

// readText reads a table in text.
func (t *Table) readText(raw []byte, o Options) error {
	if err := foreignFormat(raw); err != nil {
		return err
	}
	text, err := t.decode(raw, o.Encoding)
	if err != nil {
		return err
	}
	if i := strings.IndexByte(text, 0); i >= 0 {
		return errNoText
	}
	t.Format = "text"
	text = t.lines(text)
	first := 1
	if text, first, err = t.sepLine(text); err != nil {
		return err
	}
	if strings.TrimSpace(text) == "" {
		return errors.New("the file is empty: want a line of headings and rows below it")
	}
	if t.Separator == 0 {
		t.Separator = separatorOf(text)
	}
	rows, err := t.records(text, first)
	if err != nil {
		return err
	}
	if len(rows) > 1 && !empty(rows[len(rows)-1].Cells) && !strings.HasSuffix(text, "\n") {
		last := rows[len(rows)-1]
		t.note("line %d, the last, has no line end: look whether it is whole (%s), as where a download breaks off it is not", last.Line, QuoteAll(last.Cells))
	}
	return t.build(rows)
}

// sepLine takes off Excel's first line "sep=;". It returns the number of the line
// with which the rest begins.
func (t *Table) sepLine(text string) (rest string, line int, err error) {
	head, tail, _ := strings.Cut(text, "\n")
	head = strings.Trim(strings.TrimRight(head, "\r"), "\" ")
	if len(head) < 4 || !strings.EqualFold(head[:4], "sep=") {
		return text, 1, nil
	}
	sign := []rune(head[4:])
	if len(sign) != 1 || strings.ContainsRune("\"\r\n", sign[0]) {
		return text, 1, fmt.Errorf("line 1: %s names no separator: want one sign after sep=", Quote(head))
	}
	t.Separator = sign[0]
	t.note("line 1 (%s) names the separator", Quote(head))
	return tail, 2, nil
}

// sampled is how many rows show which sign separates cells.
const sampled = 200

// separatorOf is the sign by which the first rows have the same number of cells,
// and most cells; a comma where none does.
func separatorOf(text string) rune {
	best, bestScore := ',', 0.0
	for _, sign := range separators {
		in := csvReader(text, sign)
		in.LazyQuotes = true
		counts, headings := map[int]int{}, 0
		n := 0
		for ; n < sampled; n++ {
			cells, err := in.Read()
			if err != nil {
				break
			}
			counts[len(cells)]++
			if n == 0 {
				headings = len(cells)
			}
		}
		if headings < 2 || n == 0 || sign == ' ' && n > 1 && counts[1] == n-1 { // words alone: a title
			continue
		}
		// Rows that agree with the headings count; more cells break ties a little.
		score := float64(counts[headings])/float64(n) + float64(headings)/1e5
		if sign == ' ' {
			if n > 1 && counts[headings+1] == n-1 { // R's write.table names rows, and not their column
				score = 1
			}
			score -= 0.05 // words have spaces
		}
		if score > bestScore {
			best, bestScore = sign, score
		}
	}
	return best
}

func csvReader(text string, sign rune) *csv.Reader {
	in := csv.NewReader(strings.NewReader(text))
	in.Comma, in.FieldsPerRecord, in.TrimLeadingSpace = sign, -1, sign != ' ' && sign != '\t'
	return in
}

// records cuts the text into rows.
func (t *Table) records(text string, first int) (rows []Row, err error) {
	in := csvReader(text, t.Separator)
	cells, blanks := 0, 0
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			if blanks > 0 {
				t.note("%s with blanks around what they hold: left out", Counted(blanks, "cell"))
			}
			return rows, nil
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			return nil, fmt.Errorf("line %d: %w: quotation marks must stand around the whole cell, and be doubled inside it", wrong.StartLine+first-1, wrong.Err) // the row's: one that is not closed ends with the file
		}
		if err != nil {
			return nil, err
		}
		line, _ := in.FieldPos(0)
		for i, cell := range row {
			if row[i] = clean(cell); row[i] != "" && trimmed(cell) != strings.TrimPrefix(cell, "\ufeff") {
				blanks++
			}
		}
		if cells += len(row); cells > maxCells || len(row) > maxColumns {
			return nil, fmt.Errorf("the table is larger than %d columns or %d cells: keep the columns that are needed", maxColumns, maxCells)
		}
		rows = append(rows, Row{line + first - 1, row})
	}
}

// clean is a cell without what nobody sees around it, and with one way to write each letter: an
// ü may be one sign or a u and two dots, and names would differ that look the same.
func clean(cell string) string { return norm.NFC.String(trimmed(cell)) }

// trimmed takes off spaces and signs without a width, such as a byte order mark, around a cell.
func trimmed(cell string) string {
	return strings.TrimFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
}

package table

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// build makes columns and rows of the records.
func (t *Table) build(rows []Row) error {
	if len(rows) == 0 {
		return errors.New("the file is empty: want a line of headings and rows below it")
	}
	head := rows[0]
	if err := titleAbove(rows); err != nil {
		return err
	}
	rows = t.emptyRows(rows[1:])
	width := t.trailing(head.Cells, rows)
	if width == 1 && len(rows) > 0 {
		if err := oneColumn(head.Cells[0]); err != nil {
			return err
		}
	}
	if err := t.head(Row{head.Line, head.Cells[:width]}, rows); err != nil {
		return err
	}
	if err := t.sameWidth(rows, width); err != nil {
		return err
	}
	rows = t.labelRows(rows)
	t.Rows = rows
	return t.repeatedHeadings()
}

// titleAbove refuses lines that stand above the headings: a first line with no cell, one, or no more
// than every second, and headings in every column of one of the next.
func titleAbove(rows []Row) error {
	filled := func(r Row) (n int) {
		for _, c := range r.Cells {
			if c != "" {
				n++
			}
		}
		return n
	}
	what := "a title"
	switch n := filled(rows[0]); {
	case n == 0:
		what = "nothing"
	case n == 1:
	case 2*n <= len(rows[0].Cells):
		what = "names of groups of columns"
	default:
		return nil
	}
	for _, r := range rows[1:min(len(rows), 8)] {
		n := filled(r)
		for _, c := range r.Cells {
			if _, number := parseNumber(c, "."); number {
				n = 0
			}
		}
		if n >= 3 && n == len(r.Cells) {
			return fmt.Errorf("line %d holds %s, and line %d looks like the headings (%s): take out what stands above them", rows[0].Line, what, r.Line, QuoteAll(r.Cells))
		}
	}
	return nil
}

// oneColumn refuses a heading that holds signs which usually separate cells.
func oneColumn(heading string) error {
	for _, sign := range append(slices.Clone(separators), '^', '~', ':') {
		if strings.Count(heading, string(sign)) > 1 {
			return fmt.Errorf("the file has one column only, with the heading %s: want cells separated by comma, semicolon, tab or vertical bar", Quote(heading))
		}
	}
	return nil
}

// emptyRows leaves out the rows in which nothing stands.
func (t *Table) emptyRows(rows []Row) []Row {
	var lines []int
	kept := rows[:0]
	for _, r := range rows {
		if empty(r.Cells) {
			lines = append(lines, r.Line)
			continue
		}
		kept = append(kept, r)
	}
	if len(lines) > 0 {
		t.note("%s without any text: left out", linesText(lines))
	}
	return kept
}

func empty(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return c != "" })
}

// trailing is the number of columns without those at the end that have neither
// heading nor cells, as spreadsheets leave them.
func (t *Table) trailing(headings []string, rows []Row) int {
	width := len(headings)
	for width > 1 && headings[width-1] == "" {
		if slices.ContainsFunc(rows, func(r Row) bool { return len(r.Cells) >= width && r.Cells[width-1] != "" }) {
			break
		}
		width--
	}
	if n := len(headings) - width; n > 0 {
		t.note("%d empty columns at the end: left out", n)
	}
	return width
}

// head takes the headings.
func (t *Table) head(head Row, rows []Row) error {
	var faults []error
	at := map[string]int{}
	numbers := 0
	for i, name := range head.Cells {
		if _, ok := parseNumber(name, "."); ok {
			numbers++
		}
		if name == "" {
			name = fmt.Sprintf("column %d", i+1)
			t.note("the %s column has no heading: it is called %q here", ordinal(i+1), name)
		}
		if first, twice := at[name]; twice {
			faults = append(faults, fmt.Errorf("line %d: column %s is there twice (columns %d and %d): rename or remove one of them", head.Line, Quote(name), first+1, i+1))
		} else {
			at[name] = i
		}
		t.Columns = append(t.Columns, Column{Name: name})
	}
	if numbers > 0 && numbers*2 >= len(head.Cells) {
		return fmt.Errorf("line %d: %s are numbers: the first line must hold the headings of the columns", head.Line, QuoteAll(head.Cells))
	}
	if len(faults) > maxFaults {
		faults = append(faults[:maxFaults], errors.New("and more"))
	}
	return errors.Join(faults...)
}

// sameWidth checks that every row has as many cells as there are headings.
func (t *Table) sameWidth(rows []Row, width int) error {
	var faults []error
	longer, all := 0, len(rows)
	firsts, commas := map[string]bool{}, 0
	for i := range rows {
		r := &rows[i]
		if len(r.Cells) == width+1 {
			longer++
		}
		for len(r.Cells) > width && r.Cells[len(r.Cells)-1] == "" {
			r.Cells = r.Cells[:len(r.Cells)-1]
		}
		if firsts[r.Cells[0]] = true; len(r.Cells) > width {
			commas++
		}
		if len(r.Cells) != width && len(faults) < maxFaults {
			faults = append(faults, fmt.Errorf("line %d: %d cells, but there are %d headings (cells separated by %s)", r.Line, len(r.Cells), width, separatorName(t.Separator)))
		}
	}
	if t.Separator == ',' && 2*commas > all && len(firsts) < all {
		return fmt.Errorf("%d of %d rows have more cells than there are headings, as where decimal commas stand between commas: save the table with semicolons or tabs between cells, or with quotation marks around numbers", commas, all)
	}
	if longer == all && commas > 0 {
		return errors.New("every row has one cell more than there are headings, as where R's write.table writes row names: write them with row.names = FALSE")
	}
	return errors.Join(faults...)
}

// labelRows leaves out the rows below the headings that hold labels: Qualtrics
// writes two, the question and an ImportId.
func (t *Table) labelRows(rows []Row) []Row {
	for i, r := range rows[:min(len(rows), 3)] {
		if slices.ContainsFunc(r.Cells, func(c string) bool { return strings.HasPrefix(c, `{"ImportId"`) }) {
			t.note("%s, below the headings, hold labels (as Qualtrics writes them) and no data", linesText(linesOf(rows[:i+1])))
			return rows[i+1:]
		}
	}
	if len(rows) > 3 && t.isLabels(rows[0], rows[1:]) {
		t.note("line %d, below the headings, holds labels and no data: it has words where all other rows have numbers", rows[0].Line)
		return rows[1:]
	}
	return rows
}

// isLabels says that a row has words in all of two or more columns that hold
// nothing but numbers in the other rows.
func (t *Table) isLabels(first Row, others []Row) bool {
	numeric := 0
	for c := range t.Columns {
		answered := 0
		for _, r := range others {
			if missingWord(r.Cells[c]) {
				continue
			}
			if _, ok := parseNumber(r.Cells[c], markOf(r.Cells[c])); !ok {
				answered = -1
				break
			}
			answered++
		}
		if answered < 1 {
			continue
		}
		numeric++
		if _, ok := parseNumber(first.Cells[c], markOf(first.Cells[c])); ok || missingWord(first.Cells[c]) {
			return false
		}
	}
	return numeric >= 2
}

// repeatedHeadings refuses a file into which several were put together.
func (t *Table) repeatedHeadings() error {
	names := t.Headings()
	var faults []error
	for _, r := range t.Rows {
		if slices.Equal(r.Cells, names) && len(faults) < maxFaults {
			faults = append(faults, fmt.Errorf("line %d repeats the headings, as where files were put together: remove it", r.Line))
		}
	}
	return errors.Join(faults...)
}

func linesOf(rows []Row) []int {
	lines := make([]int, len(rows))
	for i, r := range rows {
		lines[i] = r.Line
	}
	return lines
}

// linesText names lines, not more than a few.
func linesText(lines []int) string {
	if len(lines) == 1 {
		return fmt.Sprintf("line %d", lines[0])
	}
	told := make([]string, 0, 4)
	for _, l := range lines[:min(len(lines), 4)] {
		told = append(told, fmt.Sprint(l))
	}
	if more := len(lines) - len(told); more > 0 {
		return fmt.Sprintf("lines %s and %d more", strings.Join(told, ", "), more)
	}
	return "lines " + strings.Join(told[:len(told)-1], ", ") + " and " + told[len(told)-1]
}

func ordinal(n int) string {
	switch {
	case n%10 == 1 && n%100 != 11:
		return fmt.Sprintf("%dst", n)
	case n%10 == 2 && n%100 != 12:
		return fmt.Sprintf("%dnd", n)
	case n%10 == 3 && n%100 != 13:
		return fmt.Sprintf("%drd", n)
	}
	return fmt.Sprintf("%dth", n)
}

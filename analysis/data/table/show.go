package table

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// shownRows is how many first rows are shown.
const shownRows = 5

// maxShown is the width of a cell in the first rows.
const maxShown = 16

// WriteText says how the table was understood. roles, where given, is what each
// column is taken for, by name.
func (t *Table) WriteText(w io.Writer, roles map[string]string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s; %d × %d (rows × columns)\n\n", Quote(t.Name), t.written(), len(t.Rows), len(t.Columns))
	fmt.Fprintf(&b, "%-28s %-16s %8s  %-26s %-24s %s\n", "column", "holds", "answers", "from … to", "no answer", "taken for")
	for i := range t.Columns {
		c := &t.Columns[i]
		role := roles[c.Name]
		if role == "" {
			role = "–"
		}
		fmt.Fprintf(&b, "%s %s %8d  %s %s %s\n", fit(safe(c.Name), 28), fit(string(c.Kind), 16), c.Answered, fit(c.span(), 26), fit(c.missingText(), 24), role)
	}
	t.firstRows(&b)
	t.readSessions(roles)
	for _, note := range append(t.Notes, t.doubts()...) {
		fmt.Fprintf(&b, "\nnote: %s", note)
	}
	if len(t.Notes)+len(t.doubts()) > 0 {
		b.WriteString("\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// readSessions notes how patients, sessions and therapists would be read, where the first two
// have a column, and the first of what would be refused.
func (t *Table) readSessions(roles map[string]string) {
	patient, session, therapist := -1, -1, -1
	var scores []int
	for i := range t.Columns {
		switch strings.TrimSuffix(roles[t.Columns[i].Name], "?") {
		case "patient":
			patient = i
		case "session":
			session = i
		case "therapist":
			therapist = i
		case "alliance", "symptoms":
			scores = append(scores, i)
		}
	}
	if patient < 0 || session < 0 {
		return
	}
	ids, read := make([]string, len(t.Rows)), t.IDs(patient)
	var err error
	for i, r := range t.Rows {
		var wrong error
		if ids[i], wrong = read(r.Cells[patient]); wrong != nil && err == nil {
			err = fmt.Errorf("line %d: %s: %w", r.Line, Quote(t.Columns[patient].Name), wrong)
		}
	}
	var s Sessions
	if err == nil {
		s, err = t.Sessions(session, ids, scores...)
	}
	if err == nil {
		err = t.Twice(ids, s)
	}
	var names []string
	if err == nil && therapist >= 0 {
		if names, err = t.Therapists(therapist, ids); err == nil {
			t.Several(ids, names)
		}
	}
	if err != nil {
		first, rest, more := strings.Cut(err.Error(), "\n")
		if more {
			first += fmt.Sprintf(" (and %d more)", 1+strings.Count(rest, "\n"))
		}
		t.note("would be refused: %s", first)
		return
	}
	for _, note := range append(Alike(ids), Alike(names)...) {
		t.note("%s", note)
	}
}

// written says how the file is written.
func (t *Table) written() string {
	if t.Format != "text" {
		return t.Format
	}
	mark := "point"
	for i := range t.Columns {
		if c := &t.Columns[i]; c.Decimal == "," && (c.Kind == Numbers || c.Kind == WholeNumbers) {
			mark = "comma"
		}
	}
	return fmt.Sprintf("cells separated by %s, decimal %s, %s, %s line ends", separatorName(t.Separator), mark, t.Encoding, t.LineEnds)
}

// firstRows shows the first rows.
func (t *Table) firstRows(b *strings.Builder) {
	b.WriteString("\nfirst rows\n")
	for _, r := range t.Rows[:min(len(t.Rows), shownRows)] {
		fmt.Fprintf(b, "%6d ", r.Line)
		for i, cell := range r.Cells[:min(len(r.Cells), 10)] {
			if i > 0 {
				b.WriteString(" | ")
			}
			b.WriteString(strings.TrimRight(fit(safe(cell), min(maxShown, max(4, utf8.RuneCountInString(cell)))), " "))
		}
		if len(r.Cells) > 10 {
			b.WriteString(" | …")
		}
		b.WriteString("\n")
	}
}

// doubts are notes on columns as they stand.
func (t *Table) doubts() (notes []string) {
	for i := range t.Columns {
		c := &t.Columns[i]
		if len(c.Codes) > 0 {
			codes := make([]string, len(c.Codes))
			for k, v := range c.Codes {
				codes[k] = number(v)
			}
			notes = append(notes, fmt.Sprintf("%s: %s looks like a code for missing: if it is, say --missing=%s", Quote(c.Name), strings.Join(codes, ", "), strings.Join(codes, ",")))
		}
		if c.Doubtful {
			notes = append(notes, fmt.Sprintf("%s: the comma may be a decimal mark or stand between thousands: say which with --decimal", Quote(c.Name)))
		}
	}
	for _, w := range t.Wide() {
		if told := t.LookLikeItems(&w); told != "" {
			notes = append(notes, told)
		}
		if w.Weeks {
			notes = append(notes, fmt.Sprintf("%s is one score at weeks since entry (%s): calibrate --data --column symptoms=%[1]s reshapes it to a row for each patient and week", w.Pattern(), Listed(w.Numbers)))
		}
	}
	return notes
}

// safe is a text without what a terminal would obey.
func safe(text string) string {
	quoted := Quote(text)
	return quoted[1 : len(quoted)-1]
}

// fit pads or shortens a text, which is safe, to a width.
func fit(text string, width int) string {
	if utf8.RuneCountInString(text) > width {
		text = string([]rune(text)[:width-1]) + "…"
	}
	return text + strings.Repeat(" ", width-utf8.RuneCountInString(text))
}

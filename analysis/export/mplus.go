package export

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// mplusWriter writes numbers alone, without a header: what Mplus reads. Labels
// stand as their codes; the scenario is there as condition.
type mplusWriter struct {
	to      *bufio.Writer
	columns []Column
	missing string
	line    []byte
}

func newMplus(w io.Writer, columns []Column, o *Options) *mplusWriter {
	return &mplusWriter{to: bufio.NewWriterSize(w, 1<<16), columns: columns, missing: mplusMissing(o)}
}

// mplusMissing is a full stop, which Mplus knows as missing, unless there is a code.
func mplusMissing(o *Options) string {
	if o.Missing != nil {
		return strconv.FormatInt(*o.Missing, 10)
	}
	return "."
}

// inMplus says whether Mplus gets the column.
func inMplus(c *Column) bool { return c.Name != "scenario" }

func (m *mplusWriter) row(cells []cell) error {
	line := m.line[:0]
	for i := range cells {
		c := &m.columns[i]
		if !inMplus(c) {
			continue
		}
		if len(line) > 0 {
			line = append(line, ' ')
		}
		switch {
		case cells[i].missing:
			line = append(line, m.missing...)
		case c.Type == "string":
			line = strconv.AppendInt(line, c.code(cells[i].label), 10)
		default:
			line = cells[i].text(line, c.Type)
		}
	}
	m.line = append(line, '\n')
	_, err := m.to.Write(m.line)
	return err
}

func (m *mplusWriter) close() error { return m.to.Flush() }

// longestMark is the longest end that says of which session or week a score is.
const longestMark = len("_s1024")

// mplusNames are names of at most eight characters, which is all that Mplus prints
// of one: the number of a session or week stays, the words before it are cut, and a name
// that is taken gets a number.
func mplusNames(columns []Column) map[string]string {
	short, taken := map[string]string{}, map[string]bool{}
	give := func(name, as string) { short[name], taken[as] = as, true }
	for i := range columns {
		if name := columns[i].Name; len(name) <= 8 {
			give(name, name)
		}
	}
	for i := range columns {
		name := columns[i].Name
		if len(name) <= 8 {
			continue
		}
		stem, end := name, ""
		if at := strings.LastIndexByte(name, '_'); at > 0 && len(name)-at <= longestMark && strings.Trim(name[at+1:], "sw0123456789") == "" {
			stem, end = name[:at], name[at:]
		}
		as := strings.TrimRight(stem[:min(len(stem), 8-len(end))], "_") + end
		for k := 2; taken[as]; k++ {
			suffix := strconv.Itoa(k) + end
			as = strings.TrimRight(stem[:min(len(stem), 8-len(suffix))], "_") + suffix
		}
		give(name, as)
	}
	return short
}

// mplusInput is the input file: names, missing values, and what each name means.
func mplusInput(src *Source, o *Options, columns []Column) string {
	var b strings.Builder
	short := mplusNames(columns)
	fmt.Fprintf(&b, "TITLE: rapport %s, %s, seed %d: simulated data\n", plain(o.Shape), plain(src.Name), src.Seed)
	fmt.Fprintf(&b, "DATA: FILE = %s.dat;\nVARIABLE:\n  NAMES =", o.Shape)
	width := 90
	for i := range columns {
		if !inMplus(&columns[i]) {
			continue
		}
		name := short[columns[i].Name]
		if width+1+len(name) > 78 {
			b.WriteString("\n   ")
			width = 3
		}
		b.WriteString(" " + name)
		width += 1 + len(name)
	}
	missing := "."
	if o.Missing != nil {
		missing = "ALL (" + mplusMissing(o) + ")"
	}
	fmt.Fprintf(&b, ";\n  MISSING = %s;\n", missing)
	b.WriteString("! Name in rapport (see codebook.csv) and values:\n")
	for i := range columns {
		c := &columns[i]
		if as := short[c.Name]; inMplus(c) && (as != c.Name || len(c.labels) > 0) {
			b.WriteString(comment("! ", as+" is "+c.Name+withValues(c)))
		}
	}
	model := ""
	switch o.Shape {
	case Long:
		model = longInMplus(short)
	case Waves:
		model = panelInMplus(columns, short)
	}
	if model != "" {
		b.WriteString(model)
		return b.String()
	}
	b.WriteString("! Choose what a model needs, for instance USEVARIABLES = phq9_1 wai_1;\nANALYSIS: TYPE = BASIC;\n")
	return b.String()
}

func withValues(c *Column) string {
	if len(c.labels) == 0 {
		return ""
	}
	return ": " + c.values()
}

// comment breaks a comment into lines of at most 78 characters; Mplus reads 90.
func comment(lead, text string) string {
	var b strings.Builder
	line := ""
	for word := range strings.FieldsSeq(plain(text)) {
		if line != "" && len(line)+1+len(word) > 78-len(lead) {
			b.WriteString(lead + line + "\n")
			line = " "
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	b.WriteString(lead + line + "\n")
	return b.String()
}

// plain keeps a text on its line and without what a syntax file could take for its
// own: quotes, the macros of Stata, the end of a comment.
func plain(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	return strings.NewReplacer(`"`, "'", "`", "'", "$", "", "*/", "* /").Replace(text)
}

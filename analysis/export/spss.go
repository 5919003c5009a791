package export

import (
	"fmt"
	"strings"
)

// spssSyntax is a syntax file for SPSS and GNU PSPP: it reads the CSV file, turns
// texts into labelled numbers, describes every variable and saves a .sav file.
func spssSyntax(src *Source, o *Options, about string, columns []Column) string {
	s := &syntax{columns: columns, comment: func(text string) string { return "* " + strings.TrimRight(text, ".") + ".\n" }}
	s.head(src, o, about)
	s.line("* SPSS looks for the files in its working folder: CD 'the folder of this file'.\n")
	s.line("SET DECIMAL=DOT.")
	s.line("GET DATA\n  /TYPE=TXT\n  /FILE='%s.csv'\n  /ENCODING='UTF8'\n  /ARRANGEMENT=DELIMITED\n  /FIRSTCASE=2", o.Shape)
	s.line("  /DELIMITERS=','\n  /QUALIFIER='\"'\n  /VARIABLES=")
	for i := range columns {
		s.line("    %s %s%s", spssReadName(&columns[i]), spssInput(&columns[i]), when(i == len(columns)-1, "."))
	}
	s.line("")
	for i := range columns {
		switch c := &columns[i]; {
		case !isCoded(c):
		case len(c.labels) == 0: // no row has a text here
			s.line("COMPUTE %s = $SYSMIS.", c.Name)
		default:
			s.line("RECODE %s", spssReadName(c))
			for k, label := range c.labels {
				s.line("  ('%s'=%d)", spssText(label), k+1)
			}
			s.line("  INTO %s.", c.Name)
		}
	}
	s.line("EXECUTE.\n\nVARIABLE LABELS")
	for i := range columns {
		s.line("  %s%s '%s'%s", when(i > 0, "/"), columns[i].Name, spssText(spssLabel(&columns[i])), when(i == len(columns)-1, "."))
	}
	s.spssValues()
	s.spssFormats()
	if names := s.names(mayMiss); o.Missing != nil && names != "" {
		s.line("MISSING VALUES %s (%d).", names, *o.Missing)
	}
	s.line("SAVE OUTFILE='%s.sav'\n  /KEEP=%s\n  /COMPRESSED.", o.Shape, s.names(func(*Column) bool { return true }))
	s.line("GET FILE='%s.sav'.", o.Shape)
	if o.Shape == Long {
		s.line("%s", longInSPSS)
	}
	return s.b.String()
}

func (s *syntax) spssValues() {
	var told []string
	for i := range s.columns {
		c := &s.columns[i]
		if len(c.labels) == 0 || c.Name == "scenario" {
			continue
		}
		one := "  /" + c.Name
		for k, label := range c.labels {
			one += fmt.Sprintf("\n    %d '%s'", int64(k)+c.firstCode(), spssText(label))
		}
		told = append(told, one)
	}
	if len(told) > 0 {
		s.line("\nVALUE LABELS\n%s.", strings.Join(told, "\n"))
	}
}

func (s *syntax) spssFormats() {
	byFormat := map[string][]string{}
	byLevel := map[nature][]string{}
	for i := range s.columns {
		c := &s.columns[i]
		byLevel[c.nature] = append(byLevel[c.nature], c.Name)
		switch {
		case c.Type == "string" && !isCoded(c):
		case strings.HasPrefix(c.Type, "float"):
			byFormat["F10.4"] = append(byFormat["F10.4"], c.Name)
		default:
			byFormat["F8.0"] = append(byFormat["F8.0"], c.Name)
		}
	}
	s.line("")
	for _, format := range []string{"F8.0", "F10.4"} {
		if len(byFormat[format]) > 0 {
			s.line("FORMATS %s (%s).", broken(byFormat[format]), format)
		}
	}
	for level, word := range []string{"SCALE", "NOMINAL", "ORDINAL"} {
		if names := byLevel[nature(level)]; len(names) > 0 {
			s.line("VARIABLE LEVEL %s (%s).", broken(names), word)
		}
	}
	s.line("")
}

// spssReadName is the name under which a column is read: a text gives its own to
// the numbers that replace it.
func spssReadName(c *Column) string {
	if isCoded(c) {
		return c.Name + "_text"
	}
	return c.Name
}

// spssInput is the format in which a column stands in the CSV file.
func spssInput(c *Column) string {
	switch {
	case c.Type == "string":
		longest := 8
		for _, label := range c.labels {
			longest = max(longest, len(label))
		}
		return fmt.Sprintf("A%d", longest)
	case strings.HasPrefix(c.Type, "float"):
		return "F20.10"
	}
	return "F20.0"
}

// spssLabel is the label of a variable: the whole description, of which SPSS shows
// 255 bytes, with the unit.
func spssLabel(c *Column) string {
	text := c.Description
	if c.Unit != "" && c.Unit != "id" && c.Unit != "index" {
		text += " [" + c.Unit + "]"
	}
	if len(text) > 255 {
		text = c.Label()
	}
	return text
}

// spssText can stand between single quotes.
func spssText(text string) string { return strings.ReplaceAll(plain(text), "'", "''") }

package export

import (
	"fmt"
	"strings"
)

// stataDo is a do-file: it reads the CSV file, turns texts into labelled numbers,
// describes every variable and saves a .dta file. What is longer than a label may
// be stands in the variable's notes.
func stataDo(src *Source, o *Options, about string, columns []Column) string {
	s := &syntax{columns: columns, comment: func(text string) string { return "* " + text + "\n" }}
	s.head(src, o, about)
	s.line("* Stata looks for the files in its working folder: cd \"the folder of this file\"")
	s.line("version 14\nclear")
	var texts []string
	for i := range columns {
		if columns[i].Type == "string" {
			texts = append(texts, fmt.Sprint(i+1))
		}
	}
	s.line("import delimited using \"%s.csv\", varnames(1) case(preserve) encoding(\"utf-8\") ///", o.Shape)
	s.line("    asdouble stringcols(%s)", strings.Join(texts, " "))
	if names := s.names(mayMiss); o.Missing != nil && names != "" {
		s.line("mvdecode %s, mv(%d)", stataLines(names), *o.Missing)
	}
	s.line("")
	s.stataLabels()
	s.stataVariables()
	s.line("order %s", stataLines(s.names(func(*Column) bool { return true })))
	s.line("compress")
	s.line("label data \"%s\"", cut(plain(fmt.Sprintf("rapport %s, run %s, seed %d: simulated", src.Version, src.Name, src.Seed)), labelLimit))
	s.line("save \"%s.dta\", replace", o.Shape)
	if o.Shape == Long {
		s.line("%s", longInStata)
	}
	return s.b.String()
}

// stataLabels defines the value labels and gives them to the variables.
func (s *syntax) stataLabels() {
	s.line("label define yesno 0 \"no\" 1 \"yes\"")
	for i := range s.columns {
		c := &s.columns[i]
		switch {
		case len(c.labels) == 0 || c.Name == "scenario":
		case c.Type == "boolean":
			s.line("label values %s yesno", c.Name)
		default:
			s.line("label define %s ///", c.Name)
			for k, label := range c.labels {
				s.line("    %d \"%s\"%s", int64(k)+c.firstCode(), plain(label), when(k < len(c.labels)-1, " ///"))
			}
			if isCoded(c) {
				s.line("encode %[1]s, generate(coded) label(%[1]s) noextend\ndrop %[1]s\nrename coded %[1]s", c.Name)
			} else {
				s.line("label values %[1]s %[1]s", c.Name)
			}
		}
	}
}

// stataVariables describes the variables.
func (s *syntax) stataVariables() {
	s.line("")
	for i := range s.columns {
		c := &s.columns[i]
		s.line("label variable %s \"%s\"", c.Name, plain(c.Label()))
		note := ""
		if c.Label() != c.Description {
			note = c.Description
		}
		for _, more := range []struct{ lead, text string }{{"unit: ", c.Unit}, {"range: ", c.Range}, {"missing: ", c.When}} {
			if more.text != "" && len(c.labels) == 0 {
				note += "; " + more.lead + more.text
			}
		}
		if note = strings.TrimPrefix(note, "; "); note != "" {
			s.line("note %s: %s", c.Name, plain(note))
		}
	}
	s.line("")
}

// stataLines continues a broken list.
func stataLines(names string) string { return strings.ReplaceAll(names, "\n", " ///\n") }

// cut shortens a text to n characters.
func cut(text string, n int) string {
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n])
	}
	return text
}

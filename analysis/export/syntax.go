package export

import (
	"fmt"
	"strings"
)

// syntax is a syntax file in the making.
type syntax struct {
	b       strings.Builder
	columns []Column
	comment func(string) string // a line of comment
}

func (s *syntax) line(format string, args ...any) { fmt.Fprintf(&s.b, format+"\n", args...) }

// head says what the file is for.
func (s *syntax) head(src *Source, o *Options, about string) {
	for _, text := range []string{
		fmt.Sprintf("%s.csv: %s", o.Shape, about),
		fmt.Sprintf("Simulated by rapport %s, run %s, seed %d: no row is a real person", src.Version, src.Name, src.Seed),
		"codebook.csv describes every variable, README.md the run",
	} {
		s.b.WriteString(s.comment(plain(text)))
	}
}

// isCoded says that the text of a column becomes labelled numbers. The scenario
// stays a text: condition is its number.
func isCoded(c *Column) bool { return c.Type == "string" && c.Name != "scenario" }

// mayMiss says that a column of numbers has missing values.
func mayMiss(c *Column) bool { return c.Nullable && c.Type != "string" }

// names lists the columns for which keep holds, in lines that are not too long.
func (s *syntax) names(keep func(*Column) bool) string {
	var names []string
	for i := range s.columns {
		if keep(&s.columns[i]) {
			names = append(names, s.columns[i].Name)
		}
	}
	return broken(names)
}

// broken puts names into lines of at most some eighty characters.
func broken(names []string) string {
	var b strings.Builder
	width := 0
	for i, name := range names {
		switch {
		case i == 0:
		case width+len(name) > 72:
			b.WriteString("\n    ")
			width = 0
		default:
			b.WriteByte(' ')
		}
		b.WriteString(name)
		width += 1 + len(name)
	}
	return b.String()
}

func when(condition bool, text string) string {
	if condition {
		return text
	}
	return ""
}

package export

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
)

// writeCodebook writes one line for each column of the data.
func writeCodebook(w io.Writer, o *Options, columns []Column) error {
	out := csv.NewWriter(w)
	header := []string{"name", "label", "type", "unit", "range", "values", "missing", "missing_code", "from", "description"}
	short := map[string]string{}
	if slices.Contains(o.Programs, Mplus) {
		header, short = append(header, "mplus"), mplusNames(columns)
	}
	if err := out.Write(header); err != nil {
		return err
	}
	for i := range columns {
		c := &columns[i]
		line := []string{c.Name, c.Label(), c.Type, c.Unit, c.Range, c.valuesInFile(), c.When, o.missingCode(c), c.From, c.Description}
		if len(header) > len(line) {
			name := ""
			if inMplus(c) {
				name = short[c.Name]
			}
			line = append(line, name)
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// valuesInFile tells what the values of a column mean.
func (c *Column) valuesInFile() string {
	if c.Name == "scenario" {
		return ""
	}
	return c.values()
}

// missingCode says what stands in a CSV file where a value is missing.
func (o *Options) missingCode(c *Column) string {
	switch {
	case !c.Nullable:
		return ""
	case o.Missing != nil && c.Type != "string":
		return fmt.Sprint(*o.Missing)
	}
	return "empty"
}

// markdownCell can stand in a cell of a Markdown table.
func markdownCell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(text)
}

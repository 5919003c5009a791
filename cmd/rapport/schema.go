package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/studio/engine"
	"rapport/cmd/rapport/studio/lesson"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

func newSchema() *cobra.Command {
	var asJSON, ofStudy, ofLesson bool
	c := &cobra.Command{
		Use:   "schema [TABLE]",
		Short: "print the data dictionary of a run, or the schema of study and lesson files",
		Long: `Print every table of a run with its columns: type, unit, range, meaning and
whether it can be missing (null). The same dictionary stands in the metadata of
every Parquet file. With --study, print the JSON Schema of study files, by which
editors complete and check what you type; with --lesson, that of the studio's lessons.`,
		Example: `  rapport schema sessions
  rapport schema --study > study.schema.json`,
		Args: atMost(1, "TABLE"),
		RunE: func(c *cobra.Command, args []string) error {
			p := &printer{w: c.OutOrStdout()}
			if ofStudy || ofLesson {
				if len(args) > 0 {
					return badInput("", "%s is a table of a run: leave it out, or --study and --lesson", args[0])
				}
				text, err := study.StudySchema()
				if ofLesson {
					text, err = lesson.Schema(engine.LessonKnown())
				}
				if err != nil {
					return err
				}
				p.line("%s", strings.TrimSpace(string(text)))
				return p.err
			}
			tables, err := tablesNamed(args)
			if err != nil {
				return err
			}
			if asJSON {
				encoder := json.NewEncoder(p.w)
				encoder.SetIndent("", "  ")
				return encoder.Encode(struct {
					Version int            `json:"schema_version"`
					Tables  []record.Table `json:"tables"`
				}{record.Version, tables})
			}
			for i := range tables {
				dictionary(p, &tables[i], i > 0)
			}
			return p.err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	c.Flags().BoolVar(&ofStudy, "study", false, "print the JSON Schema of study files")
	c.Flags().BoolVar(&ofLesson, "lesson", false, "print the JSON Schema of lesson files")
	exclusively(c, "study", "lesson", "json")
	return c
}

// tablesNamed is the named table, or all.
func tablesNamed(args []string) ([]record.Table, error) {
	all := record.Dictionary()
	if len(args) == 0 {
		return all, nil
	}
	var names []string
	for i := range all {
		if all[i].Name == args[0] {
			return all[i : i+1], nil
		}
		names = append(names, all[i].Name)
	}
	return nil, badInput(nearestHint(args[0], names, "there are "+enumerate(names)), "no table is called %q", args[0])
}

// dictionary prints one table.
func dictionary(p *printer, t *record.Table, apart bool) {
	if apart {
		p.line("")
	}
	when := ""
	if t.OnRequest {
		when = " (" + t.Where() + ")"
	}
	p.line("%s: %s%s", t.Name, t.Description, when)
	p.line("sorted by %s; scenario is in the path", strings.Join(t.SortedBy, ", "))
	w := tabwriter.NewWriter(p.w, 0, 0, 2, ' ', 0)
	for _, c := range t.Columns {
		kind := c.Type
		if c.Nullable {
			kind += " or null"
		}
		unit := c.Unit
		if unit == "" {
			unit = "–"
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\t%s\n", c.Name, kind, unit, c.Range, c.Description)
	}
	if err := w.Flush(); p.err == nil {
		p.err = err
	}
}

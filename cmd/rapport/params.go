package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"rapport/analysis/data"
	"rapport/scenarios/population"
	"rapport/sim"
)

func newParams() *cobra.Command {
	var assumed, asJSON, asMarkdown bool
	c := &cobra.Command{
		Use:   "params [FILTER]",
		Short: "list the parameters: value, unit, range, and how each is known",
		Long: `List every parameter of model and population with its shipped value, unit, range,
grade, source and meaning. FILTER keeps those whose name or meaning, or the title
of whose mechanism, contains it.

Grades, in falling order: Reported stands in the source; Derived is arithmetic on
figures of the source; Calibrated was fitted to the named findings; Assumed is a
guess, and says so. Sources are keys that rapport cite explains.`,
		Example: `  rapport params rupture
  rapport params --assumed`,
		Args: atMost(1, "FILTER"),
		RunE: func(c *cobra.Command, args []string) error {
			setting := population.DefaultSetting()
			all := setting.Params()
			mechanisms := mechanismTitles(&setting.Model)
			rows := selected(all, strings.Join(args, ""), assumed, mechanisms)
			if len(rows) == 0 {
				return badInput(nearestHint(args[0], names(all), "rapport params lists all"), "no parameter has %q in its name or meaning", args[0])
			}
			p := &printer{w: c.OutOrStdout()}
			switch {
			case asJSON:
				return paramsJSON(p, rows, mechanisms)
			case asMarkdown:
				paramsMarkdown(p, rows)
			default:
				paramsText(p, rows)
				if len(args) == 0 {
					p.line("and %s of the single items of PHQ-9, WAI-SR and CALPAS-P (sim/items_builtin.go), all Assumed:\nthey share out a score that is drawn without them",
						data.Counted(sim.AssumedItemNumbers(), "number"))
				}
			}
			return p.err
		},
	}
	c.Flags().BoolVar(&assumed, "assumed", false, "only the guesses")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	c.Flags().BoolVar(&asMarkdown, "markdown", false, "print a Markdown table")
	exclusively(c, "json", "markdown")
	return c
}

func names(rows []sim.Param) []string {
	out := make([]string, len(rows))
	for i := range rows {
		out[i] = rows[i].Name
	}
	return out
}

// mechanismTitles are the titles of the mechanisms by the names of their
// parameters; a parameter of the population has none.
func mechanismTitles(m *sim.Model) map[string]string {
	titles := map[string]string{}
	for _, x := range m.Mechanisms() {
		for _, p := range x.Params {
			titles[p.Name] = x.Title
		}
	}
	return titles
}

// selected keeps the rows that the filter names.
func selected(all []sim.Param, filter string, assumed bool, mechanisms map[string]string) (rows []sim.Param) {
	filter = strings.ToLower(filter)
	for _, row := range all {
		if assumed && row.Grade != sim.Assumed {
			continue
		}
		if strings.Contains(row.Name, filter) || strings.Contains(strings.ToLower(row.Meaning+"\n"+mechanisms[row.Name]), filter) {
			rows = append(rows, row)
		}
	}
	return rows
}

// rangeText is the range of a parameter; of a choice, its labels.
func rangeText(row *sim.Param) string {
	if row.Choices != nil {
		return strings.Join(row.Choices, ", ")
	}
	return fmt.Sprintf("%s to %s", number(row.Min), number(row.Max))
}

func unitText(row *sim.Param) string {
	if row.Choices != nil {
		return "choice"
	}
	return row.Unit
}

// shippedText is the value without unit, a choice by its label.
func shippedText(row *sim.Param) string {
	if row.Choices != nil {
		return valueText(row, *row.Value)
	}
	return number(*row.Value)
}

func paramsText(p *printer, rows []sim.Param) {
	t := tabwriter.NewWriter(p.w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "name\tvalue\tunit\trange\tgrade\tsource\tmeaning")
	for i := range rows {
		row := &rows[i]
		source := row.Source
		if source == "" {
			source = "–"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", row.Name, shippedText(row), unitText(row), rangeText(row), row.Grade, source, row.Meaning)
	}
	if p.err = t.Flush(); p.err != nil {
		return
	}
	p.line("\n%s", gradeCounts(rows))
}

// gradeCounts is such as "154 parameters: 8 Reported, 5 Derived, …".
func gradeCounts(rows []sim.Param) string {
	count := map[sim.Grade]int{}
	for i := range rows {
		count[rows[i].Grade]++
	}
	var parts []string
	for _, g := range []sim.Grade{sim.Reported, sim.Derived, sim.Calibrated, sim.Assumed} {
		if count[g] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count[g], g))
		}
	}
	return fmt.Sprintf("%s: %s", data.Counted(len(rows), "parameter"), strings.Join(parts, ", "))
}

func paramsMarkdown(p *printer, rows []sim.Param) {
	p.line("| parameter | value | unit | range | grade | source | meaning |")
	p.line("|---|---|---|---|---|---|---|")
	for i := range rows {
		row := &rows[i]
		p.line("| `%s` | %s | %s | %s | %s | %s | %s |", row.Name, shippedText(row), unitText(row), rangeText(row), row.Grade, row.Source,
			strings.ReplaceAll(row.Meaning, "|", `\|`))
	}
}

// paramJSON is a row for machines; the names of its keys are those of the table.
type paramJSON struct {
	Name      string    `json:"name"`
	Value     float64   `json:"value"`
	Unit      string    `json:"unit"`
	Min       float64   `json:"min"`
	Max       float64   `json:"max"`
	Grade     sim.Grade `json:"grade"`
	Source    []string  `json:"source"`
	Meaning   string    `json:"meaning"`
	Choices   []string  `json:"choices,omitempty"`   // labels of the values 0, 1, 2 …
	Mechanism string    `json:"mechanism,omitempty"` // title; none for the population
}

func paramsJSON(p *printer, rows []sim.Param, mechanisms map[string]string) error {
	out := make([]paramJSON, len(rows))
	for i := range rows {
		row := &rows[i]
		out[i] = paramJSON{row.Name, *row.Value, row.Unit, row.Min, row.Max, row.Grade, append([]string{}, strings.Fields(row.Source)...), row.Meaning, row.Choices, mechanisms[row.Name]}
	}
	encoder := json.NewEncoder(p.w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(out)
}

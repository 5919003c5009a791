package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rapport/analysis/data/table"
	"rapport/scenarios/study"
)

// readFlags say what a file cannot say of itself.
type readFlags struct {
	missing           []string
	decimal, encoding string
}

func (r *readFlags) add(f *pflag.FlagSet) {
	f.StringSliceVar(&r.missing, "missing", nil, "`codes` that stand for no answer, such as -99,999")
	f.StringVar(&r.decimal, "decimal", "", "decimal `mark`, . or , (default found)")
	f.StringVar(&r.encoding, "encoding", "", "encoding, such as windows-1250 (default found)")
}

func (r *readFlags) options() table.Options {
	return table.Options{Missing: r.missing, Decimal: r.decimal, Encoding: r.encoding}
}

// openTable reads a table of a user's own.
func openTable(name string, r readFlags) (*table.Table, error) {
	t, err := table.Open(name, r.options())
	var path *fs.PathError
	switch {
	case errors.As(err, &path):
		return nil, badInput("", "read the table: %w", err)
	case err != nil:
		return nil, inFile(name, err)
	}
	return t, nil
}

func newTable() *cobra.Command {
	var read readFlags
	var instruments []string
	c := &cobra.Command{
		Use:   "table FILE",
		Short: "show how a table of your own is understood",
		Long: `Read a table as calibrate --data and validate --table read it, and show what was
understood, before anything is computed: how the file is written (separator,
decimal mark, encoding, line ends), what each column holds, which cells have no
answer, the first rows, and in notes whatever was taken for something else, is
skipped or doubtful.

CSV of all regional habits, tab-separated text and Parquet are read. Files of SPSS,
Stata, SAS and Excel are refused with a word on how to save them as CSV. A column that
is named after an instrument (those that ship: core10, ors, srs and others; yours with
--instrument) is taken for it, with its range and direction.`,
		Example: `  rapport table sessions.csv
  rapport table redcap.csv --missing=-99,999
  rapport table clinic.csv --instrument my-scale.yaml`,
		Args: exactly(1, "FILE"),
		RunE: func(c *cobra.Command, args []string) error {
			t, err := openTable(args[0], read)
			if err != nil {
				return err
			}
			own, err := readInstruments(instruments)
			if err != nil {
				return err
			}
			roles := withInstruments(t, own)
			t.Notes = append(t.Notes, slices.Concat(beyondRange(t, roles, own), noNumbers(t, roles, own))...)
			return t.WriteText(c.OutOrStdout(), roles)
		},
	}
	read.add(c.Flags())
	c.Flags().StringArrayVar(&instruments, "instrument", nil, instrumentHelp)
	return c
}

// withInstruments says of the columns what they are taken for, and of those that are
// named after an instrument which.
func withInstruments(t *table.Table, own []study.Instrument) map[string]string {
	roles := t.Roles()
	for _, heading := range t.Headings() {
		if q, found := study.InstrumentOf(heading, own); found {
			roles[heading] = q.Words()
		}
	}
	for _, w := range t.Wide() {
		if q, found := study.InstrumentOf(w.Score(), own); found {
			for _, column := range w.Columns {
				roles[t.Columns[column].Name] += " " + q.Words()
			}
		}
	}
	return roles
}

// noNumbers says which columns that are taken for scores hold cells that are none.
func noNumbers(t *table.Table, roles map[string]string, own []study.Instrument) (notes []string) {
	var wide []int
	for _, w := range t.Wide() {
		wide = append(wide, w.Columns...)
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		_, found := study.InstrumentOf(c.Name, own)
		role := strings.TrimSuffix(roles[c.Name], "?")
		if !found && role != "alliance" && role != "symptoms" && !slices.Contains(wide, i) {
			continue
		}
		var wrong table.Faults
		for k := range t.Rows {
			if _, err := t.Number(k, i); err != nil && !c.Doubtful { // which has a note of its own
				wrong.Add(t.Rows[k].Line, err)
			}
		}
		if err := wrong.Err(); err != nil {
			first, rest, more := strings.Cut(err.Error(), "\n")
			if more {
				first += fmt.Sprintf(" (and %d more)", 1+strings.Count(rest, "\n"))
			}
			notes = append(notes, fmt.Sprintf("%s would be refused as a score: %s", table.Quote(c.Name), first))
		}
	}
	return notes
}

// beyondRange says which scores lie beyond what their column can hold, by what it is taken for.
func beyondRange(t *table.Table, roles map[string]string, own []study.Instrument) (notes []string) {
	for i := range t.Columns {
		c := &t.Columns[i]
		if c.Kind != table.WholeNumbers && c.Kind != table.Numbers || len(c.Codes) > 0 { // codes have a note of their own
			continue
		}
		if q, found := study.InstrumentOf(c.Name, own); found {
			if c.Low < q.Range[0] || c.High > q.Range[1] {
				notes = append(notes, fmt.Sprintf("%s: %g to %g goes beyond %s: correct the cells, or say with --missing which are no answer", table.Quote(c.Name), c.Low, c.High, q.Words()))
			}
			continue
		}
		for _, score := range []struct {
			role, means string
			low, high   float64
		}{{"alliance", "an item mean of the WAI-SR", 1, 5}, {"symptoms", "a PHQ-9 total", 0, 27}} {
			if strings.TrimSuffix(roles[c.Name], "?") == score.role && (c.Low < score.low || c.High > score.high) {
				notes = append(notes, fmt.Sprintf("%s: %g to %g goes beyond %g to %g (%s): if it has another scale, give its ends to calibrate --data as --%s-range",
					table.Quote(c.Name), c.Low, c.High, score.low, score.high, score.means, score.role))
			}
		}
	}
	return notes
}

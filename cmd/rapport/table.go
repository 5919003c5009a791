package main

import (
	"errors"
	"io/fs"

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
	f.StringSliceVar(&r.missing, "missing", nil, "`codes` that stand for no answer in scores, such as -99,999")
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
			return t.WriteText(c.OutOrStdout(), withInstruments(t, own))
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

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rapport/analysis/data"
	"rapport/analysis/export"
	"rapport/scenarios/run"
	"rapport/sim/record/parquetfile"
)

// exportCommand holds the flags of `rapport export`.
type exportCommand struct {
	options          export.Options
	programs, scores []string
	missing          *int64
	out              string
	force, asJSON    bool
	typed            bool
}

func newExport() *cobra.Command {
	var v exportCommand
	c := &cobra.Command{
		Use:   "export RUN",
		Short: "write a run as files for R, SPSS, Stata and Mplus",
		Long: `Write a run in the shapes that other programs expect, each with its codebook:

  long    one row per session, for multilevel models (lme4, SPSS MIXED, jamovi):
          ids of the levels, scores, person means and deviations from them, the
          scores of the session before, and the patient's constants; a column for
          each instrument that the study names
  waves   one row per course, a column per score and session (phq9_1, wai_1, …),
          for cross-lagged panel models (lavaan, Mplus); --measures names others
          and instruments (--measures ors,srs)
  gains   one row per course, phq9_s0, phq9_s1, …, as R's suddengains takes it
  weeks   one row per course, everybody's, phq9_w0 (at entry), phq9_w4, …, as a trial
          lays out its data; instruments that are asked at weeks, too
  TABLE   a table of the run as it is: patients, sessions, assessments, ruptures,
          therapists, ledger, items, decisions, scores, answers

--for names the programs: csv, spss (reads and labels the CSV file; GNU PSPP runs it
too), stata (the same), mplus (numbers and an input file).
The folder holds the data, codebook.csv and README.md, which says from which run they
come. It appears whole or not at all. All scenarios are in one file; missing is an
empty cell. With --out - the data alone go to standard output, for a program that reads
them, with --typed the type behind each name in the header. Memory does not grow with
the number of patients. Merge shards first: ids of therapists in a shard alone may be
others than in the whole run.`,
		Example: `  rapport export runs/routine-care-seed1
  rapport export runs/routine-care-seed1 --as waves --waves 1-6 --for csv,mplus
  rapport export runs/evidence-seed1 --as gains --scenario cbt --out gains
  rapport export runs/follow-up-seed1 --as weeks
  rapport export runs/routine-care-seed1 --as patients --for spss,stata`,
		Args: exactly(1, "RUN"),
		RunE: func(c *cobra.Command, args []string) error { return v.run(c, args[0]) },
	}
	v.flags(c.Flags())
	return c
}

func (v *exportCommand) flags(f *pflag.FlagSet) {
	f.StringVar(&v.options.Shape, "as", export.Long, "`shape`: long, waves, gains, weeks or a table of the run")
	f.StringSliceVar(&v.programs, "for", []string{string(export.CSV)}, "`programs`, with commas: csv, spss, stata, mplus")
	f.Lookup("for").DefValue = string(export.CSV) // without the brackets of a list
	f.StringVar(&v.out, "out", "", "`folder` to write, or - for standard output (default RUN-SHAPE)")
	f.StringArrayVar(&v.options.Scenarios, "scenario", nil, "export this scenario alone (`name`; repeatable)")
	f.StringVar(&v.options.Waves, "waves", "", "`sessions` of waves and gains, such as 1-8 or 1,4,8,12 (default all)")
	f.StringSliceVar(&v.scores, "measures", nil, "`scores` of waves and gains, with commas (default phq9,wai_patient)")
	f.BoolVar(&v.options.Latent, "latent", false, "add what no study measures: latent values beside the scores")
	f.Var(whole[int64]{&v.missing}, "missing", "write this number where one is missing (default an empty cell)")
	f.BoolVar(&v.typed, "typed", false, "with --out -: name:type in the header, such as phq9:int32")
	f.BoolVar(&v.force, "force", false, "replace the export in the folder")
	f.BoolVar(&v.asJSON, "json", false, "print one JSON document")
}

func (v *exportCommand) run(c *cobra.Command, dir string) error {
	src, err := exportSource(dir)
	if err != nil {
		return &failure{codeInput, err, hintOf(err)}
	}
	src.Command = exportLine(commandLine(c), shellWord(src.Name))
	for _, name := range v.programs {
		v.options.Programs = append(v.options.Programs, export.Program(strings.TrimSpace(name)))
	}
	for _, name := range v.scores {
		v.options.Measures = append(v.options.Measures, strings.TrimSpace(name))
	}
	v.options.Missing = v.missing
	if v.out == "-" {
		return v.stream(c, src)
	}
	if v.typed {
		return badInput("the codebook of a folder says the types", "--typed is for --out -")
	}
	if v.out == "" {
		v.out = besideRun(dir, "-"+v.options.Shape)
	}
	if err := folderFor(v.out); err != nil {
		return err
	}
	told := newReading(c.ErrOrStderr(), !v.asJSON, src.Reads(&v.options, true))
	src.Run.Seen = told.seen
	result, err := export.Write(c.Context(), src, v.options, v.out, v.force)
	told.close()
	if by := context.Cause(c.Context()); err != nil && by != nil && errors.Is(err, by) {
		return fmt.Errorf("stopped: %w", by)
	}
	if err != nil {
		return exportFault(err)
	}
	if v.asJSON {
		encoder := json.NewEncoder(c.OutOrStdout())
		encoder.SetIndent("", "  ")
		return encoder.Encode(result)
	}
	p := &printer{w: c.OutOrStdout()}
	p.line("%s: %s × %s, %s", result.Dir, data.Counted(result.Rows, "row"), data.Counted(result.Columns, "column"),
		data.Counted(len(result.Scenarios), "scenario"))
	p.line("  %s", strings.Join(result.Files, "  "))
	return p.err
}

// stream writes the data to standard output.
func (v *exportCommand) stream(c *cobra.Command, src *export.Source) error {
	if v.force || v.asJSON || !slices.Equal(v.programs, []string{string(export.CSV)}) {
		return badInput("", "--out - writes comma-separated values alone: leave --for, --force and --json away")
	}
	told := newReading(c.ErrOrStderr(), false, src.Reads(&v.options, false))
	src.Run.Seen = told.seen
	defer told.close()
	return exportFault(export.Stream(c.Context(), src, v.options, c.OutOrStdout(), v.typed))
}

// exportFault tells wrong options, a folder that cannot be used and a damaged run from what failed.
func exportFault(err error) error {
	var wrong *export.Wrong
	var refused *export.Refused
	switch {
	case errors.As(err, &wrong):
		return &failure{codeInput, err, ""}
	case errors.As(err, &refused):
		return &failure{codeInput, err, refused.Hint()}
	case errors.Is(err, parquetfile.ErrNoParquet):
		return &failure{codeInput, err, ""}
	}
	return err
}

// exportLine is the command that makes the same files of a run of that name.
func exportLine(line, run string) string {
	verb := "rapport export"
	return verb + " " + run + strings.TrimPrefix(line, verb)
}

// exportSource opens a finished run, or a finished shard of one.
func exportSource(dir string) (*export.Source, error) {
	manifest, err := run.ReadManifest(dir)
	if err != nil {
		return nil, err
	}
	study, err := manifest.ResolvedStudy()
	if err != nil {
		return nil, err
	}
	run, err := data.Read(dir)
	if err != nil {
		return nil, err
	}
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("name the run: %w", err)
	}
	src := &export.Source{Run: run, Name: filepath.Base(absolute), Title: cmpText(plainText(study.Title), "A study"),
		Question: plainText(study.Question), Version: manifest.Version, Seed: manifest.Seed}
	rows := map[string]map[string]int64{}
	for _, f := range manifest.Files {
		if rows[f.Scenario] == nil {
			rows[f.Scenario] = map[string]int64{}
		}
		rows[f.Scenario][f.Table] += f.Rows
	}
	described := map[string]string{}
	for _, p := range study.Planned() {
		described[p.Scenario.Name] = plainText(p.Scenario.Description)
	}
	for i := range manifest.Scenarios {
		s := &manifest.Scenarios[i]
		src.Scenarios = append(src.Scenarios, export.Scenario{Name: s.Name, Description: described[s.Name],
			Patients: s.Patients, Replications: s.Replications, Rows: rows[s.Name]})
	}
	return src, nil
}

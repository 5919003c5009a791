package main

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/explore"
	"rapport/scenarios/run"
	"rapport/scenarios/study"
)

// validateCommand holds the flags of `rapport validate`.
type validateCommand struct {
	overrides                 study.Overrides
	evidence, scenario, out   string
	tables, columns           []string
	read                      readFlags
	workers                   workers
	asJSON, estimators, quiet bool
	known, claims, heldOut    bool
	patterns                  string
	plausible                 *int
}

func newValidate() *cobra.Command {
	var v validateCommand
	c := &cobra.Command{
		Use:   "validate [RUN]",
		Short: "hold the simulation, a run or your own data against published findings",
		Long: `Compute published findings on simulated patients, from the Parquet files of a run,
and print the scorecard: the published value, what is accepted, the simulated value
with its Monte-Carlo interval, and whether it lies inside. Exit code 1 where a
finding is missed. The reasons for which the shipped model misses some of the
shipped findings are printed beside them; with --known, the exit code is 1 where
another than these is missed, or one of these is met.

With --patterns, what a reader checks by eye is drawn instead, as SVG and PNG: a
waiting list over a year, the floor of the scale, courses by severity, numbers of
sessions, leaving, ruptures, and the alliance as three raters see it.

With --held-out, other published findings are computed, which had no part in fitting the model:
how far does it say what it was not made to say? (sim/ODD.md, section 10, tells what came out.)

With --claims, the claims of the theory are tried instead, each by a twin experiment
of its own: value, interval, the least size that a user can see, and the verdict
(visible, in name only, wrong sign, absent). Exit code 1 where one is not visible.

With --plausible N, the first N of the parameter sets that ship beside the shipped values are
held against the findings. Exit code 1 where one misses a finding that the shipped values meet.

Without RUN, the shipped study "evidence" is run: the scenarios that the findings
need. With RUN, that run is scored, in parts where it has more than 40,000 courses to
a scenario: values are means over parts, intervals come from how parts differ. With
--table, data of your own: a file with the columns of the table sessions (rapport schema
sessions; patient and session must be there; rapport table FILE shows how it is
understood; findings are about PHQ-9, WAI-SR and CALPAS-P, and calibrate --data takes
other instruments). Findings whose scenario or columns are not there are skipped; what
cannot be computed is not testable, and where nothing can be, the exit code is 2.

--evidence names a findings file of your own, a CSV file with the columns
  ` + strings.Join(analysis.FindingColumns, ", ") + `
of which the first five must be there; --estimators lists the estimators (--estimators
NAME tells one: what it computes, of whom, and its traps), and rapport show --findings
prints the findings that ship. A kind is band (the value lies from
accept_low to accept_high, one of which may be left out), direction (the estimator's own
checks hold) or note (shown, asks nothing).`,
		Example: `  rapport validate
  rapport validate runs/routine-care-seed1
  rapport validate --table sessions.csv --table patients=patients.csv
  rapport validate --evidence mine.csv --json
  rapport validate --claims`,
		Args: atMost(1, "RUN"),
		RunE: func(c *cobra.Command, args []string) error { return v.run(c, args) },
	}
	f := c.Flags()
	f.StringVar(&v.evidence, "evidence", "", "findings `file` (default those that ship)")
	f.StringArrayVar(&v.tables, "table", nil, "`file` of sessions; patients=FILE, ruptures=FILE, therapists=FILE add tables")
	f.StringArrayVar(&v.columns, "column", nil, "`name=COLUMN` of the tables for a column of a run, such as phq9=phq_total; repeatable")
	v.read.add(f)
	f.StringVar(&v.scenario, "scenario", "routine-care", "the scenario that --table stands for")
	f.Var(whole[uint64]{&v.overrides.Seed}, "seed", "seed of all luck")
	f.Var(whole[int64]{&v.overrides.Patients}, "patients", "patients of each scenario (default 40000)")
	v.workers.flag(c.Flags(), "blocks simulated")
	f.StringVar(&v.out, "out", "", "keep the run in this `folder`")
	f.BoolVar(&v.estimators, "estimators", false, "list the estimators that findings can name")
	f.BoolVar(&v.claims, "claims", false, "try the claims of the theory instead")
	f.BoolVar(&v.heldOut, "held-out", false, "compute findings that had no part in fitting the model instead")
	f.StringVar(&v.patterns, "patterns", "", "draw what a reader checks by eye into this `folder` instead")
	f.Var(whole[int]{&v.plausible}, "plausible", "hold this many of the plausible sets that ship against the findings instead")
	f.BoolVar(&v.known, "known", false, "fail where what is missed is not what is known to be")
	f.BoolVar(&v.asJSON, "json", false, "print one JSON document")
	f.BoolVar(&v.quiet, "quiet", false, "print no progress")
	return withMethods(c, analysis.Methods())
}

func (v *validateCommand) run(c *cobra.Command, args []string) error {
	if v.estimators {
		return v.list(c, args)
	}
	if err := fromEnvironment(c, map[string]string{"workers": envWorkers, "quiet": envQuiet}); err != nil {
		return err
	}
	if len(args) == 0 && len(v.tables) == 0 {
		tellLeftAside(c)
	}
	if err := v.oneThing(c); err != nil {
		return err
	}
	switch {
	case v.claims:
		return v.runClaims(c, args)
	case v.patterns != "":
		return v.runPatterns(c, args)
	case v.plausible != nil:
		return v.runPlausible(c, args)
	}
	return v.runFindings(c, args)
}

// oneThing refuses flags that ask for two things, or say something of what is not asked for.
func (v *validateCommand) oneThing(c *cobra.Command) error {
	if given := givenOf(c, "claims", "patterns", "plausible", "held-out"); len(given) > 1 {
		return badInput("", "%s: one at a time", enumerate(given))
	}
	if given := givenOf(c, "held-out", "evidence", "known"); v.heldOut && len(given) > 1 {
		return badInput("", "%s: one at a time", enumerate(given))
	}
	if len(v.tables) == 0 {
		return onlyWith(c, "--table", "scenario", "column", "missing", "decimal", "encoding")
	}
	return nil
}

// runFindings computes findings, and fails where one is missed.
func (v *validateCommand) runFindings(c *cobra.Command, args []string) error {
	options, err := v.options(args)
	if err != nil {
		return err
	}
	p := newProgress(c.ErrOrStderr(), v.quiet || v.asJSON)
	options.Progress = p.report
	told := newReading(c.ErrOrStderr(), !v.quiet && !v.asJSON && options.Run != "", 0)
	options.Scored = told.scored
	done, err := explore.Validate(c.Context(), options)
	told.close()
	p.close()
	if err != nil {
		return v.explain(err, args)
	}
	card := &done.Scorecard
	if v.evidence == "" && !v.heldOut && done.Source != "tables" {
		card.Known(analysis.KnownMisses())
	}
	if err := v.write(c.OutOrStdout(), done); err != nil {
		return err
	}
	switch {
	case !card.Tested():
		return badInput(lacking(done, v.scenario), "not one finding could be tested on these data")
	case v.known:
		return surprise(card.Surprises(analysis.KnownMisses()))
	case card.Missed() > 0:
		return failedCheck("%s missed", data.Counted(card.Missed(), "finding"))
	}
	return nil
}

// write writes the scorecard as text or JSON.
func (v *validateCommand) write(w io.Writer, done *explore.Validation) error {
	if !v.asJSON {
		return writeScores(w, done)
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(done)
}

// lacking says which scenarios the findings are about, where a run has none of them, or where
// tables stand for another one.
func lacking(done *explore.Validation, scenario string) string {
	if done.Source == "study" || done.Scorecard.Count(analysis.Skipped) < len(done.Scorecard.Rows) {
		return ""
	}
	var names []string
	for _, row := range done.Scorecard.Rows {
		for _, name := range row.Finding.Scenarios {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	if done.Source == "tables" && slices.Contains(names, scenario) {
		return ""
	}
	return "findings are about scenarios by their names, and about no other: " + enumerate(names)
}

// surprise is the error of findings or claims that are missed or met against
// what is known.
func surprise(missed, met []string) error {
	var all []string
	if len(missed) > 0 {
		all = append(all, "newly missed: "+strings.Join(missed, ", "))
	}
	if len(met) > 0 {
		all = append(all, "known to be missed, and met: "+strings.Join(met, ", "))
	}
	if len(all) > 0 {
		return failedCheck("%s", strings.Join(all, "; "))
	}
	return nil
}

// writeScores writes the scorecard, and how tables were read.
func writeScores(w io.Writer, done *explore.Validation) error {
	if err := done.Scorecard.WriteText(w); err != nil || done.Source != "tables" {
		return err
	}
	p := printer{w: w}
	p.printf("\nHow the tables were read: %s\n", data.Counted(done.Patients, "patient"))
	for _, note := range done.Notes {
		p.printf("  %s\n", note)
	}
	return p.err
}

// list prints the estimators, or the one that is named in place of a run; no other flag says
// anything of them.
func (v *validateCommand) list(c *cobra.Command, args []string) error {
	var given []string
	c.Flags().Visit(func(f *pflag.Flag) {
		if !slices.Contains([]string{"estimators", "json", "quiet", "progress"}, f.Name) {
			given = append(given, "--"+f.Name)
		}
	})
	if len(given) > 0 {
		return badInput("", "%s with --estimators, which lists them alone: nothing would come of it", enumerate(given))
	}
	all := analysis.Estimators()
	if len(args) > 0 {
		k := slices.IndexFunc(all, func(e analysis.Defined) bool { return e.Name == args[0] })
		if k < 0 {
			return badInput(nearestHint(args[0], namesOf(all), "rapport validate --estimators lists all"), "no estimator is called %s", args[0])
		}
		all = all[k : k+1]
	}
	w := c.OutOrStdout()
	if v.asJSON {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(all)
	}
	_, err := io.WriteString(w, analysis.EstimatorDoc(namesOf(all)...))
	return err
}

func namesOf(all []analysis.Defined) (names []string) {
	for i := range all {
		names = append(names, all[i].Name)
	}
	return names
}

// explain tells wrong input from a validation that failed.
func (v *validateCommand) explain(err error, args []string) error {
	if len(args) > 0 || len(v.tables) > 0 || errors.As(err, new(*explore.NoScenario)) {
		return &failure{codeInput, err, hintOf(err)}
	}
	if errors.As(err, new(*run.Interrupted)) && v.out != "" {
		return &failure{codeOf(err), err, "the same command goes on in " + v.out}
	}
	if refused := (*run.Refused)(nil); v.out != "" && errors.As(err, &refused) { // run's hints name flags of run
		return &failure{codeOf(err), err, "choose another folder with --out; rapport validate RUN scores a run that is there"}
	}
	return err
}

package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rapport/analysis/data"
	"rapport/analysis/twins"
)

// compareCommand holds the flags of `rapport compare`.
type compareCommand struct {
	options      twins.CompareOptions
	outcome      string
	csv, parquet string
	asJSON       bool
	observed     bool
	weeks        string
	setsFrom     string
}

func newCompare() *cobra.Command {
	v := compareCommand{}
	c := &cobra.Command{
		Use:   "compare RUN",
		Short: "compare the scenarios of a run, patient by patient",
		Long: `Compare every scenario of a run with one of them. The same patients with the same
luck lived through both, so each patient is compared with their own twin: means,
mean difference with its interval, standardised effect, number needed to treat, the
probability that a single trial would show it, how many times fewer patients the
twins needed than independent samples, and effects by thirds of patients' traits, or by
groups (--by preference_met).

Intervals rest on replications where there are ten or more, and else on caseloads,
since patients of a therapist are dependent. --methods prints, without a run, how each number
and its interval are computed, and what each outcome is. --csv and --parquet write the table of
all twins (contrasts) to FILE, and what is printed to FILE-summary beside it.

Beside outcomes at weeks there are times, in mean weeks up to the last week at which
everybody was asked, or up to those of --weeks: to leaving, to remission, well after a
response, and to relapse of those in response at the primary week. An outcome that
does not compare like with like, because courses end at different times or because
others respond, is marked so in words (mark, with --json and in tables).

Contrasts that the study states (contrasts: difference of differences, or how much of
an effect goes through paths) follow, each with its answer in words; so do, of scenarios
that randomise at decision points, the strategies that they contain, each estimated from
the patients who happened to follow it, weighted by the inverse of its probability.

Of a run under plausible sets (rapport run --plausible N) every contrast is also told over the
sets: shipped values, median, the middle 90 % of the sets, in how many the sign is the same,
what luck moves, and a verdict: holds in all sets, depends on a parameter, left open, or
cannot be told at this size. Of one that is open follows which finding, measured how
precisely, would settle it.

Sessions are read once and not kept: of a patient, a comparison holds some 500 bytes,
and some 200 more for every scenario.`,
		Example: `  rapport compare runs/repair-training-seed1
  rapport compare runs/matching-seed1 --baseline matched --by neuroticism
  rapport compare runs/twice-weekly-seed1 --weeks 8,16,26,52
  rapport compare runs/evidence-seed1 --scenario cbt --parquet contrasts.parquet
  rapport compare --methods`,
		Args: exactly(1, "RUN"),
		RunE: func(c *cobra.Command, args []string) error { return v.run(c, args[0]) },
	}
	f := c.Flags()
	f.StringVar(&v.options.Baseline, "baseline", "", "`name` of the scenario to compare with (default the study's first)")
	f.StringArrayVar(&v.options.Scenarios, "scenario", nil, "compare this scenario alone (`name`; repeatable)")
	f.StringArrayVar(&v.options.Traits, "by", nil, "`trait` for subgroups: a trait of patients or therapists (repeatable)")
	f.StringVar(&v.outcome, "outcome", "", "`outcome` by which subgroups are printed (default the primary one: PHQ-9 of everybody at the last\nassessment within the planned treatment)")
	f.IntVar(&v.options.TrialN, "trial-n", twins.DefaultTrialN, "patients per arm of a single trial")
	f.StringVar(&v.csv, "csv", "", "write contrasts and summary as CSV `file`s")
	f.StringVar(&v.parquet, "parquet", "", "write contrasts and summary as Parquet `file`s")
	f.BoolVar(&v.observed, "observed", false, "differences by week as a trial with missing answers finds them, and their bias")
	f.StringVar(&v.weeks, "weeks", "", "a table of everybody at these `weeks`, such as 8,16,26,52, and of times to events up to them, beside the\nlast session; all: at all that were asked")
	f.StringVar(&v.setsFrom, "plausible-from", "", "the record of a search of your own (`file`) that the run's plausible sets are from (default those that ship)")
	f.BoolVar(&v.asJSON, "json", false, "print one JSON document")
	return withMethods(c, twins.Methods)
}

func (v *compareCommand) run(c *cobra.Command, dir string) error {
	run, err := data.Read(dir)
	if err == nil {
		err = run.Whole()
	}
	if err != nil {
		return &failure{codeInput, err, ""}
	}
	if err := v.check(run); err != nil {
		return err
	}
	if v.observed {
		if given := givenOf(c, "weeks", "outcome", "by", "trial-n", "csv", "parquet", "plausible-from"); len(given) > 0 {
			return badInput("", "%s with --observed: nothing would come of it", enumerate(given))
		}
		return v.asObserved(c, run)
	}
	weeks, err := v.weeksOf(run)
	if err != nil {
		return err
	}
	if err := v.goTogether(c, weeks); err != nil {
		return err
	}
	if len(weeks) > 0 {
		v.options.Until = weeks
	}
	var contrasts []*twins.Sheet
	if v.csv != "" || v.parquet != "" {
		v.options.Twins = func(t *twins.Twins) error {
			contrasts = append(contrasts, t.Sheet())
			return nil
		}
	}
	if v.options.Evidence, err = evidenceOf(run, v.setsFrom); err != nil {
		return err
	}
	v.options.Contrasts = statedContrasts(c.ErrOrStderr(), dir, run.Scenarios)
	if v.textAlone() { // which does not tell all
		v.options.Subgroups = []string{cmp.Or(v.outcome, twins.PrimaryOutcome(run, v.baseline(run)))}
		v.options.Brief = len(weeks) == 0
	}
	told := newReading(c.ErrOrStderr(), !v.asJSON, v.options.Rows(run))
	run.Seen = told.seen
	comparison, err := twins.Compare(run, v.options)
	told.close()
	if err != nil {
		return &failure{codeInput, err, ""}
	}
	if err := v.write(contrasts, comparison.Sheet()); err != nil {
		return err
	}
	switch {
	case v.asJSON:
		encoder := json.NewEncoder(c.OutOrStdout())
		encoder.SetIndent("", "  ")
		return encoder.Encode(comparison)
	case len(weeks) > 0:
		return comparison.WriteWeeks(c.OutOrStdout(), weeks)
	}
	return comparison.WriteText(c.OutOrStdout(), v.outcome)
}

// textAlone says that nothing is asked for but the text.
func (v *compareCommand) textAlone() bool { return !v.asJSON && v.csv == "" && v.parquet == "" }

// goTogether refuses flags of which nothing would come beside others, and files that cannot be written.
func (v *compareCommand) goTogether(c *cobra.Command, weeks []int) error {
	if given := givenOf(c, "by", "trial-n"); len(weeks) > 0 && len(given) > 0 && v.textAlone() {
		return badInput("leave --weeks out: without it, all weeks are told", "%s with --weeks: that table tells neither subgroups nor a single trial", enumerate(given))
	}
	if v.csv != "" && v.parquet != "" && filepath.Clean(v.csv) == filepath.Clean(v.parquet) && !streams(v.csv) {
		return badInput("", "--csv and --parquet both name %s: want a file for each", v.csv)
	}
	if err := errors.Join(writableFile(v.csv), writableFile(v.parquet)); err != nil {
		return &failure{codeInput, err, hintOf(err)}
	}
	return nil
}

// baseline is the scenario with which the others are compared.
func (v *compareCommand) baseline(run *data.Run) string {
	if v.options.Baseline == "" && len(run.Scenarios) > 0 {
		return run.Scenarios[0]
	}
	return v.options.Baseline
}

// weeksOf are the weeks that a table was asked for; none where none was.
func (v *compareCommand) weeksOf(run *data.Run) (weeks []int, err error) {
	if v.weeks == "" {
		return nil, nil
	}
	if v.outcome != "" {
		return nil, badInput("leave --weeks out: without it, all weeks are told", "--weeks is a table of its own: it does not go with --outcome")
	}
	baseline := v.baseline(run)
	there := run.Weeks(baseline, baseline)
	if len(there) == 0 {
		return nil, badInput("", "--weeks = %s: nobody was assessed at weeks", v.weeks)
	}
	if v.weeks == "all" {
		return there, nil
	}
	for _, word := range strings.Split(v.weeks, ",") {
		week, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil || !slices.Contains(there, week) {
			return nil, badInput("everybody was assessed at weeks "+strings.Trim(fmt.Sprint(there), "[]"), "--weeks = %s: nobody was assessed at week %s", v.weeks, word)
		}
		if slices.Contains(weeks, week) {
			return nil, badInput("", "--weeks = %s: week %d is named twice", v.weeks, week)
		}
		weeks = append(weeks, week)
	}
	return weeks, nil
}

// asObserved prints every scenario against the baseline with missing answers.
func (v *compareCommand) asObserved(c *cobra.Command, run *data.Run) error {
	if err := v.options.Check(run); err != nil {
		return &failure{codeInput, err, ""}
	}
	var all []*twins.Observed
	for _, name := range v.options.Scenarios {
		o, err := twins.CompareObserved(run, v.options.Baseline, name)
		if err != nil {
			return &failure{codeInput, err, ""}
		}
		all = append(all, o)
	}
	if v.asJSON {
		encoder := json.NewEncoder(c.OutOrStdout())
		encoder.SetIndent("", "  ")
		return encoder.Encode(all)
	}
	for i, o := range all {
		if i > 0 {
			if _, err := io.WriteString(c.OutOrStdout(), "\n"); err != nil {
				return err
			}
		}
		if err := o.WriteText(c.OutOrStdout()); err != nil {
			return err
		}
	}
	return nil
}

// when is what follows the name of an outcome to say when.
var when = regexp.MustCompile(`^_(week_\d+|last|end|\d+)$`)

// check looks at what the analysis does not.
func (v *compareCommand) check(run *data.Run) error {
	if v.outcome == "" {
		return nil
	}
	baseline := v.baseline(run)
	var names []string
	outcomes, err := twins.OutcomesOf(run, baseline)
	if err != nil {
		return &failure{codeInput, err, ""}
	}
	for _, o := range outcomes {
		if names = append(names, o.Name); o.Name == v.outcome && o.Until > 0 {
			v.options.Until = []int{o.Until}
		}
	}
	if !slices.Contains(names, v.outcome) {
		of := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !when.MatchString(strings.TrimPrefix(name, v.outcome)) })
		if len(of) > 0 {
			return badInput("there are "+enumerate(of), "--outcome = %s: want when, as well", v.outcome)
		}
		instruments, err := run.Instruments(baseline)
		if err != nil {
			return &failure{codeInput, err, ""}
		}
		if why := twins.WhyNoChange(v.outcome, instruments); why != "" {
			return badInput("", "--outcome = %s: %s", v.outcome, why)
		}
		return badInput(nearestHint(v.outcome, names, "there are "+twins.ByWeek(names, run.Weeks(baseline, baseline))), "--outcome = %s: no outcome is called so", v.outcome)
	}
	return nil
}

// write writes the tables that were asked for.
func (v *compareCommand) write(contrasts []*twins.Sheet, summary *twins.Sheet) error {
	var all []output
	for _, to := range []struct {
		name  string
		write func(io.Writer, ...*twins.Sheet) error
	}{{v.csv, writeSheetsCSV}, {v.parquet, writeSheetsParquet}} {
		if to.name == "" {
			continue
		}
		all = append(all, output{to.name, func(w io.Writer) error { return to.write(w, contrasts...) }})
		if !streams(to.name) {
			extension := filepath.Ext(to.name)
			beside := strings.TrimSuffix(to.name, extension) + "-summary" + extension
			all = append(all, output{beside, func(w io.Writer) error { return to.write(w, summary) }})
		}
	}
	return writeTogether(all...)
}

package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/analysis/data"
	"rapport/analysis/explore"
	"rapport/analysis/explore/sensitivity"
	"rapport/scenarios/study"
)

// sensitivityCommand holds the flags of `rapport sensitivity`.
type sensitivityCommand struct {
	overrides            study.Overrides
	options              sensitivity.Options
	parameters, outcomes []string
	designSeed           *uint64
	samples              *int
	lucks                int
	workers              workers
	out                  string
	resume, force        bool
	asJSON, quiet        bool
}

// What a sensitivity analysis writes into its folder, beside its journal.
const (
	sensitivityFile = "sensitivity.json"
	pointsFile      = "points.csv"
)

const sensitivityHelp = `Vary parameters over their ranges, simulate a scenario of the study at every point
with the same patients and the same luck, and say how much each parameter matters.

  --method morris   screens many parameters: mu* is how much the outcome changes as
                    the parameter goes through its range, sigma how much that
                    depends on the others; samples × (parameters + 1) evaluations.
                    Of trajectories in which one parameter after the other goes two thirds
                    of its range, each change over how far it went: mu* is the mean of their
                    sizes, mu that of the changes, sigma their standard deviation (Morris 1991,
                    Technometrics 33:161-174; Campolongo et al. 2007, Environ Model Softw
                    22:1509-1518)
  --method sobol    shares the variance of the outcome out: by each parameter alone
                    (first order) and with its interactions (total);
                    samples × (parameters + 2) evaluations. Of each sample points.csv has two
                    independent points A and B, then A with one parameter after the other
                    from B. With f the outcome less its mean and V its variance over all A
                    and B, first is the mean of f(B)·(f(AB) − f(A))/V (Saltelli et al. 2010,
                    Comput Phys Commun 181:259-270), total that of (f(A) − f(AB))²/2V
                    (Jansen 1999, Comput Phys Commun 117:35-43)

Intervals are the middle 95 % of 1,000 bootstraps of trajectories or samples. With
--lucks, values are means over lucks, and intervals add how these differ.

A parameter named alone varies around its value in the study, by half of it to both
sides (at least 5 and at most 25 % of its range); NAME=FROM:TO says otherwise. Without
--parameters, those vary that the study's design varies or, in a study without a
design, all that are graded Calibrated. With --against, the outcome is the difference
from that scenario, twin by twin: on what does an effect depend?

Written into --out, by default runs/sensitivity-STUDY-METHOD:
  ` + sensitivityFile + `  effects or indices with bootstrap intervals, for all outcomes
  ` + pointsFile + `        the points with their outcomes, one line each
  ` + journalFile + `     every evaluation, from which --resume goes on`

func newSensitivity() *cobra.Command {
	var k sensitivityCommand
	c := &cobra.Command{
		Use:   "sensitivity STUDY",
		Short: "say which parameters an outcome depends on",
		Long:  sensitivityHelp,
		Example: `  rapport sensitivity routine-care --outcome dropout
  rapport sensitivity routine-care --method sobol --parameters dropout.alliance,rupture.base=-2:0
  rapport sensitivity repair-training --scenario trained --against as-usual --samples 40`,
		Args: exactly(1, "STUDY"),
		RunE: func(c *cobra.Command, args []string) error { return k.run(c, args[0]) },
	}
	f := c.Flags()
	f.StringSliceVar(&k.parameters, "parameters", nil, "`names` of the parameters, each alone or as NAME=FROM:TO")
	f.StringSliceVar(&k.outcomes, "outcome", nil, "`outcomes` to print: phq9_week_16, response_week_16, phq9_last, dropout, wai_patient_5, weeks_well_52 …; those by session and the PHQ-9 at weeks are analysed in any case (default PHQ-9 of everybody at the last assessment within the planned treatment)")
	f.StringVar(&k.options.Method, "method", sensitivity.Morris, "`method`: morris or sobol")
	f.Var(whole[int]{&k.samples}, "samples", "`number` of trajectories of morris (default 20) or rows of sobol (default 256)")
	f.StringVar(&k.options.Scenario, "scenario", "", "`name` of the scenario (default the study's first)")
	f.StringVar(&k.options.Against, "against", "", "analyse the difference from this scenario (`name`)")
	f.Var(whole[uint64]{&k.overrides.Seed}, "seed", "seed of all luck, the same at all points")
	f.IntVar(&k.lucks, "lucks", 1, "repeat on so many seeds, so that intervals hold over other patients and other luck")
	f.Var(whole[uint64]{&k.designSeed}, "design-seed", "seed of the points (default 1)")
	f.Var(whole[int64]{&k.overrides.Patients}, "patients", "patients of each evaluation (default as in the study)")
	f.StringArrayVar(&k.overrides.Set, "set", nil, "parameter=`value` at every point; repeatable (rapport params lists them)")
	f.StringVar(&k.out, "out", "", "`folder` of the results (default runs/sensitivity-STUDY-METHOD)")
	k.workers.flag(c.Flags(), "evaluations")
	f.BoolVar(&k.resume, "resume", false, "continue the analysis in the folder")
	f.BoolVar(&k.force, "force", false, "replace the analysis in the folder")
	f.BoolVar(&k.asJSON, "json", false, "print one JSON document")
	f.BoolVar(&k.quiet, "quiet", false, "print no progress and no result")
	return c
}

func (k *sensitivityCommand) run(c *cobra.Command, which string) error {
	if err := fromEnvironment(c, map[string]string{"workers": envWorkers, "quiet": envQuiet}); err != nil {
		return err
	}
	name, err := k.prepare(which)
	if err != nil {
		return err
	}
	dir := cmpText(k.out, filepath.Join("runs", fmt.Sprintf("sensitivity-%s-%s", name, k.options.Method)))
	folder := &results{dir: dir, what: "an analysis", files: []string{sensitivityFile, pointsFile, journalFile},
		signs:      []string{`"command": "rapport sensitivity `, `{"journal":"rapport ` + explore.SensitivityJournal},
		journalled: true, resume: k.resume, force: k.force}
	defer folder.close()
	if err := folder.ready(); err != nil {
		return err
	}
	k.options.Command = commandLine(c, which)
	k.options.Journal = filepath.Join(dir, journalFile)
	told := newStatusLine(c.ErrOrStderr(), k.quiet)
	k.options.Progress = pointProgress(told)
	found, err := sensitivity.Analyse(c.Context(), k.options)
	told.close()
	if err == nil {
		err = folder.write(result{pointsFile, found.WritePoints}, result{sensitivityFile, found.WriteJSON})
	}
	if err != nil {
		return folder.explain(c.Context(), err)
	}
	return k.tell(c.OutOrStdout(), dir, found)
}

// prepare makes the options of the flags; name is what the study is called.
func (k *sensitivityCommand) prepare(which string) (name string, err error) {
	o := &k.options
	if o.Study, name, err = openStudy(which, k.overrides); err != nil {
		return "", err
	}
	var faults []error
	o.Workers = k.workers.onCores()
	if o.Lucks = k.lucks; k.lucks < 1 {
		faults = append(faults, fmt.Errorf("lucks = %d: want at least 1", k.lucks))
	}
	if k.samples != nil {
		o.Samples = *k.samples
		if o.Samples == 0 { // which would be the default
			faults = append(faults, errors.New("samples = 0: want at least 4, or there is no interval"))
		}
	}
	if k.designSeed != nil {
		o.DesignSeed = *k.designSeed
		if o.DesignSeed == 0 {
			faults = append(faults, errors.New("design-seed = 0: want at least 1"))
		}
	}
	if len(k.outcomes) == 0 {
		k.outcomes = []string{sensitivity.PrimaryOutcome(o.Study, 0)}
	}
	for _, text := range k.parameters {
		f, err := sensitivity.ParseFactor(o.Study, text)
		if err == nil {
			o.Factors = append(o.Factors, f)
		}
		name, _, ranged := strings.Cut(text, "=")
		said := func(set string) bool {
			set, _, _ = strings.Cut(set, "=")
			return strings.TrimSpace(set) == strings.TrimSpace(name)
		}
		if ranged && slices.ContainsFunc(k.overrides.Set, said) { // of one named alone it is the middle of the range
			err = errors.Join(err, fmt.Errorf("--set %s: nothing would come of it, as --parameters varies it from end to end", f.Name))
		}
		faults = append(faults, err)
	}
	outcomes, err := sensitivity.Telling(k.outcomes, o.Study.Assessments.Weeks)
	o.Outcomes = outcomes
	faults = append(faults, err, o.Check())
	if err := errors.Join(faults...); err != nil {
		return "", &failure{codeInput, err, ""}
	}
	return name, nil
}

// tell prints what was found.
func (k *sensitivityCommand) tell(w io.Writer, dir string, found *sensitivity.Sensitivity) error {
	switch {
	case k.asJSON:
		return found.WriteJSON(w)
	case k.quiet:
		return nil
	}
	if err := found.WriteText(w, k.outcomes...); err != nil {
		return err
	}
	p := &printer{w: w}
	p.line("%s of %s patients; all outcomes:", data.Counted(found.Evaluations, "evaluation"), data.Grouped(found.Patients))
	p.line("%s", filepath.Join(dir, sensitivityFile))
	p.line("%s", filepath.Join(dir, pointsFile))
	return p.err
}

// pointProgress tells how many evaluations are done. before counts those that the
// journal held already.
func pointProgress(told *statusLine) func(done, planned int) {
	before := -1
	return func(done, planned int) {
		if before < 0 {
			before = done - 1
		}
		left := time.Duration(float64(told.passed()) / float64(done-before) * float64(planned-done))
		told.tell(fmt.Sprintf("%s of %s evaluations, %s left", data.Grouped(done), data.Grouped(planned), roughly(left)), done == planned)
	}
}

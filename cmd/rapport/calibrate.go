package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"rapport/analysis/data"
	"rapport/analysis/explore"
	"rapport/analysis/explore/fit"
	"rapport/scenarios/study"
)

// calibrateCommand holds the flags of `rapport calibrate`.
type calibrateCommand struct {
	overrides                       study.Overrides
	params                          []string
	evidence, study, out            string
	generations, descents, polishes *int
	plausible, rounds               *int
	workers                         workers
	data                            dataFlags
	resume, force, identify         bool
	quiet                           bool
}

// What a calibration writes into its folder.
const (
	journalFile    = "journal.jsonl"
	parametersFile = "parameters.yaml"
	recordFile     = "calibration.json"
	identifyFile   = "identifiability.txt"
)

func newCalibrate() *cobra.Command {
	var k calibrateCommand
	c := &cobra.Command{
		Use:   "calibrate",
		Short: "fit parameters to findings",
		Long: `Fit named parameters to a findings file: Gauss-Newton steps, then CMA-ES, on the
same patients with the same luck in every evaluation, then steps on several lucks.

Written into --out, by default runs/calibration-seedN:
  ` + parametersFile + `      the fitted values, to be pasted into a study under set
  ` + recordFile + `     command, seed, targets, history of the loss, final scorecard
  ` + journalFile + `        every evaluation, from which --resume goes on
  ` + identifyFile + `  with --identify: which parameters the findings pin down
The command in the record gives the same files again, with any number of workers.
Exit code 1 where a finding is missed after the fit.

With --plausible N, fit nothing: look for N sets of all parameters that are Calibrated or
Assumed, as far apart as such a search gets, each of which meets them on luck by which it
was not chosen (chains by approximate Bayesian computation).
` + plausibleFile + ` in --out (default runs/plausible-seedN) holds the sets, what each finds, and
how widely they spread; rapport run --plausible N runs a study under the 64 that ship. Exit
code 1 where fewer are found.

--methods prints, and does nothing else, what is minimised, how it is searched for, and
how such sets are found.

With --data, fit to a table of your own instead: one row per session, with the
columns patient, session, alliance (rated by the patient after the session), symptoms
(before it) and, if you have it, therapist; one of the two scores is enough. What the
data support is derived with its sampling error, fitted, and shown beside the fitted
simulation. --column, --mapping and the ranges say what your columns are called and
how they are scaled; rapport table FILE shows how the file is understood.`,
		Example: `  rapport calibrate
  rapport calibrate --params rupture.base,repair.base --evidence mine.csv --identify
  rapport calibrate --data sessions.csv --column alliance=srs_total --alliance-range 0,40
  rapport calibrate --plausible 64 --out runs/sets`,
		Args: atMost(0, ""),
		RunE: func(c *cobra.Command, _ []string) error { return k.run(c) },
	}
	f := c.Flags()
	f.StringSliceVar(&k.params, "params", nil, "`names` of the parameters (default all graded Calibrated)")
	f.StringVar(&k.evidence, "evidence", "", "findings `file` (default those that ship)")
	f.StringVar(&k.study, "study", "", "study with the scenarios that the findings name (default the shipped evidence)")
	f.Var(whole[uint64]{&k.overrides.Seed}, "seed", "first of the lucks")
	f.Var(whole[int64]{&k.overrides.Patients}, "patients", "patients per scenario and evaluation (default 4000)")
	f.Var(whole[int]{&k.descents}, "descents", "first Gauss-Newton steps at the most (default 8)")
	f.Var(whole[int]{&k.generations}, "generations", "generations of CMA-ES (default 100; 0 for none)")
	f.Var(whole[int]{&k.polishes}, "polishes", "last Gauss-Newton steps at the most (default 3; 0 for none)")
	k.data.add(f)
	f.Var(whole[int]{&k.plausible}, "plausible", "look for this many parameter sets that each meet the findings, as different as can be, instead of fitting one")
	f.Var(whole[int]{&k.rounds}, "rounds", "steps of each chain of the search for plausible sets (default 12)")
	f.BoolVar(&k.identify, "identify", false, "say which parameters the findings pin down")
	f.StringVar(&k.out, "out", "", "`folder` of the results (default runs/calibration-seedN)")
	k.workers.flag(c.Flags(), "evaluations")
	f.BoolVar(&k.resume, "resume", false, "continue the calibration in the folder")
	f.BoolVar(&k.force, "force", false, "replace the calibration in the folder")
	f.BoolVar(&k.quiet, "quiet", false, "print no progress and no summary")
	return withMethods(c, fit.Methods)
}

func (k *calibrateCommand) run(c *cobra.Command) error {
	if err := fromEnvironment(c, map[string]string{"workers": envWorkers, "quiet": envQuiet}); err != nil {
		return err
	}
	if k.data.file == "" {
		if err := onlyWith(c, "--data", tableFlags...); err != nil {
			return err
		}
	}
	if k.plausible == nil {
		if err := onlyWith(c, "--plausible", "rounds"); err != nil {
			return err
		}
	}
	tellLeftAside(c)
	options, err := k.options()
	if err != nil {
		return err
	}
	if k.plausible != nil {
		return k.searchPlausible(c, options)
	}
	dir := cmpText(k.out, filepath.Join("runs", fmt.Sprintf("calibration-seed%d", options.Seed)))
	folder := &results{dir: dir, what: "a calibration", files: []string{recordFile, parametersFile, identifyFile, journalFile},
		signs:      []string{`"command": "rapport calibrate `, `"command": "rapport calibrate"`, `{"journal":"rapport ` + explore.CalibrationJournal},
		journalled: true, resume: k.resume, force: k.force}
	defer folder.close()
	if err := folder.ready(); err != nil {
		return err
	}
	options.Command = commandLine(c)
	options.Journal = filepath.Join(dir, journalFile)
	told := newStatusLine(c.ErrOrStderr(), k.quiet)
	options.Progress = func(at fit.Progress) { told.tell(fitProgress(at), false) }
	var found calibrated
	if k.data.file == "" {
		found, err = k.toFindings(c.Context(), options)
	} else {
		found, err = k.toData(c.Context(), options)
	}
	told.close()
	if err == nil {
		err = k.write(folder, found)
	}
	if err != nil {
		return folder.explain(c.Context(), err)
	}
	if !k.quiet {
		if err := k.summarise(c.OutOrStdout(), dir, found); err != nil {
			return err
		}
	}
	if n := found.missed(); n > 0 {
		return failedCheck("%s missed after the fit", data.Counted(n, "finding"))
	}
	return nil
}

// calibrated is a fit with what came of it beside.
type calibrated struct {
	*fit.Calibration
	identified *fit.Identifiability // where it was asked for
	data       *fit.DataFit         // where data were fitted
}

// missed is the number of findings that the fit misses; data have no bands.
func (f calibrated) missed() int {
	if f.data != nil {
		return 0
	}
	return f.Scorecard.Missed()
}

// toFindings fits to findings.
func (k *calibrateCommand) toFindings(ctx context.Context, o fit.Options) (found calibrated, err error) {
	if found.Calibration, err = fit.Calibrate(ctx, o); err != nil || !k.identify {
		return found, err
	}
	found.identified, err = fit.Identify(ctx, k.fitted(found.Calibration, o), 0)
	return found, err
}

// options gathers what the flags say.
func (k *calibrateCommand) options() (o fit.Options, err error) {
	var faults []error
	for _, x := range []struct {
		name  string
		value *int
		least int
	}{{"descents", k.descents, 0}, {"generations", k.generations, 0}, {"polishes", k.polishes, 0}} {
		if x.value != nil && *x.value < x.least {
			faults = append(faults, fmt.Errorf("--%s = %d: want at least %d", x.name, *x.value, x.least))
		}
	}
	if p := k.overrides.Patients; p != nil && *p < 50 {
		faults = append(faults, fmt.Errorf("--patients = %d: want at least 50, or the findings have no value", *p))
	} else if p != nil && *p > fit.MostPatients {
		faults = append(faults, fmt.Errorf("--patients = %d: want at most %d: their courses are held in memory", *p, fit.MostPatients))
	}
	if seed := k.overrides.Seed; seed != nil && *seed == 0 { // which would be that of the study
		faults = append(faults, errors.New("--seed = 0: want at least 1"))
	}
	if err := errors.Join(faults...); err != nil {
		return o, &failure{codeInput, err, ""}
	}
	o = fit.Options{Parameters: k.params, Descents: chosen(k.descents), Generations: chosen(k.generations), Polishes: chosen(k.polishes)}
	if k.study == "" {
		o.Study, err = explore.EvidenceStudy()
	} else {
		o.Study, _, err = openStudy(k.study, study.Overrides{NoEnvironment: true})
	}
	if err != nil {
		return o, err
	}
	o.Seed = o.Study.Seed
	if k.overrides.Seed != nil {
		o.Seed = *k.overrides.Seed
	}
	if k.overrides.Patients != nil {
		o.Patients = *k.overrides.Patients
	}
	o.Workers = k.workers.onCores()
	if k.data.file != "" {
		return o, k.forData(&o)
	}
	o.Findings, err = readFindings(k.evidence)
	return o, err
}

// chosen is how explore writes a count: 0 for its default, negative for none.
func chosen(v *int) int {
	switch {
	case v == nil:
		return 0
	case *v == 0:
		return -1
	}
	return *v
}

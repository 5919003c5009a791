package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rapport/analysis/explore"
	"rapport/scenarios"
)

// calibrateCommand holds the flags of `rapport calibrate`.
type calibrateCommand struct {
	overrides                       scenarios.Overrides
	params                          []string
	evidence, study, out            string
	generations, descents, polishes *int
	workers                         *int
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
  ` + recordFile + `    command, seed, targets, history of the loss, final scorecard
  ` + journalFile + `      every evaluation, from which --resume goes on
  ` + identifyFile + `  with --identify: which parameters the findings pin down
The command in the record gives the same files again, with any number of workers.
Exit code 1 where a target is missed after the fit.`,
		Example: `  rapport calibrate
  rapport calibrate --params rupture.base,repair.base --evidence mine.csv --identify`,
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
	f.BoolVar(&k.identify, "identify", false, "say which parameters the findings pin down")
	f.StringVar(&k.out, "out", "", "`folder` of the results (default runs/calibration-seedN)")
	f.Var(whole[int]{&k.workers}, "workers", "evaluations at once (default one to a core)")
	f.BoolVar(&k.resume, "resume", false, "continue the calibration in the folder")
	f.BoolVar(&k.force, "force", false, "replace the calibration in the folder")
	f.BoolVar(&k.quiet, "quiet", false, "print no progress and no summary")
	return c
}

func (k *calibrateCommand) run(c *cobra.Command) error {
	if err := fromEnvironment(c, map[string]string{"workers": envWorkers, "quiet": envQuiet}); err != nil {
		return err
	}
	options, err := k.options()
	if err != nil {
		return err
	}
	dir := cmpText(k.out, filepath.Join("runs", fmt.Sprintf("calibration-seed%d", options.Seed)))
	if err := k.prepare(dir); err != nil {
		return err
	}
	options.Command = commandLine(c)
	options.Journal = filepath.Join(dir, journalFile)
	told := fitProgress{w: c.ErrOrStderr(), quiet: k.quiet, terminal: isTerminal(c.ErrOrStderr())}
	options.Progress = told.report
	fit, err := explore.Calibrate(c.Context(), options)
	told.close()
	if err != nil {
		return k.explain(c.Context(), err)
	}
	if err := k.write(c.Context(), dir, fit, options); err != nil {
		return k.explain(c.Context(), err)
	}
	if !k.quiet {
		if err := k.summarise(c.OutOrStdout(), dir, fit); err != nil {
			return err
		}
	}
	if err := fit.Missed(); err != nil {
		return &failure{codeCheck, err, ""}
	}
	return nil
}

// options gathers what the flags say.
func (k *calibrateCommand) options() (o explore.Options, err error) {
	for name, v := range map[string]*int{"descents": k.descents, "generations": k.generations, "polishes": k.polishes} {
		if v != nil && *v < 0 {
			return o, badInput("", "--%s = %d: want 0 or more", name, *v)
		}
	}
	if p := k.overrides.Patients; p != nil && *p < 1 {
		return o, badInput("", "--patients = %d: want at least 50", *p)
	}
	if k.workers != nil && *k.workers < 1 {
		return o, badInput("", "--workers = %d: want at least 1", *k.workers)
	}
	o = explore.Options{Parameters: k.params, Descents: chosen(k.descents), Generations: chosen(k.generations), Polishes: chosen(k.polishes)}
	if k.study == "" {
		o.Study, err = explore.EvidenceStudy()
	} else {
		o.Study, _, err = openStudy(k.study, scenarios.Overrides{NoEnvironment: true})
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
	if k.workers != nil {
		o.Workers = *k.workers
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

// prepare makes the folder ready, or says why it cannot be.
func (k *calibrateCommand) prepare(dir string) error {
	if k.resume && k.force {
		return badInput("", "--resume continues a calibration and --force replaces it: give one of them")
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("create the folder: %w", err)
	}
	for _, name := range []string{recordFile, parametersFile, identifyFile, journalFile} {
		name = filepath.Join(dir, name)
		_, err := os.Stat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist) || k.resume:
		case err != nil:
			return err
		case !k.force:
			return badInput("continue it with --resume, replace it with --force, or choose another folder with --out", "%s holds a calibration already", dir)
		default:
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// explain adds what to do about a calibration that did not come to its end.
func (k *calibrateCommand) explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return &stopped{cause: context.Cause(ctx)}
	}
	var unwritten *fs.PathError
	if errors.As(err, &unwritten) {
		return err
	}
	return &failure{codeInput, err, hintOf(err)}
}

// stopped is a calibration that a signal ended.
type stopped struct{ cause error }

func (s *stopped) Error() string { return "stopped before the calibration was done" }
func (s *stopped) Unwrap() error { return s.cause }

// Hint says how to go on.
func (s *stopped) Hint() string {
	return "the same command with --resume goes on from the journal"
}

// write writes what was found.
func (k *calibrateCommand) write(ctx context.Context, dir string, fit *explore.Calibration, o explore.Options) error {
	if err := writeWhole(filepath.Join(dir, parametersFile), fit.WriteParameters); err != nil {
		return err
	}
	if k.identify {
		found, err := explore.Identify(ctx, k.fitted(fit, o), 0)
		if err != nil {
			return err
		}
		if err := writeWhole(filepath.Join(dir, identifyFile), found.WriteText); err != nil {
			return err
		}
	}
	return writeWhole(filepath.Join(dir, recordFile), fit.WriteRecord)
}

// fitted are the options with the fitted values in place of the start, so that
// identifiability is that of the fit.
func (k *calibrateCommand) fitted(fit *explore.Calibration, o explore.Options) explore.Options {
	study := *o.Study
	study.Set = scenarios.Values{}
	for name, v := range o.Study.Set {
		study.Set[name] = v
	}
	for _, p := range fit.Parameters {
		study.Set[p.Name] = p.Final
	}
	o.Study, o.Journal, o.Lucks = &study, "", 0
	return o
}

// writeWhole writes a file aside and moves it into place, so that it is whole
// whenever it is there.
func writeWhole(name string, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(name), ".aside-*")
	if err != nil {
		return err
	}
	err = errors.Join(write(file), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

// commandLine is the command with the flags that matter to the result.
func commandLine(c *cobra.Command) string {
	words := []string{c.CommandPath()}
	c.Flags().Visit(func(f *pflag.Flag) {
		switch f.Name {
		case "out", "workers", "resume", "force", "quiet":
			return
		}
		value := strings.Trim(f.Value.String(), "[]")
		if f.Value.Type() == "bool" {
			words = append(words, "--"+f.Name)
			return
		}
		words = append(words, "--"+f.Name, value)
	})
	return strings.Join(words, " ")
}

// summarise prints what the fit came to.
func (k *calibrateCommand) summarise(w io.Writer, dir string, fit *explore.Calibration) error {
	p := &printer{w: w}
	inside := 0
	for i := range fit.Targets {
		if fit.Targets[i].Inside {
			inside++
		}
	}
	p.line("loss %.3f before, %.3f after %s; %d of %s inside", fit.StartLoss, fit.Loss,
		counted(int64(fit.Evaluations), "evaluation"), inside, counted(int64(len(fit.Targets)), "target"))
	p.line("")
	for _, f := range fit.Parameters {
		p.line("%-34s %10s → %-10s %s", f.Name, number(f.Start), number(f.Final), f.Unit)
	}
	p.line("")
	if p.err == nil {
		p.err = fit.Scorecard.WriteText(w)
	}
	p.line("\n%s", filepath.Join(dir, parametersFile))
	p.line("%s", filepath.Join(dir, recordFile))
	if k.identify {
		p.line("%s", filepath.Join(dir, identifyFile))
	}
	return p.err
}

// fitProgress tells how a calibration goes.
type fitProgress struct {
	w               io.Writer
	quiet, terminal bool
	told            time.Time
}

func (f *fitProgress) report(at explore.Progress) {
	if f.quiet {
		return
	}
	text := fmt.Sprintf("%s: %s of at most %s evaluations, loss %.3f, %d of %d targets inside", at.Stage,
		grouped(int64(at.Evaluations)), grouped(int64(at.Planned)), at.Best, at.Inside, at.Targets)
	switch now := time.Now(); {
	case f.terminal:
		fmt.Fprintf(f.w, "\r%s\x1b[K", text)
	case now.Sub(f.told) >= everyInLog:
		f.told = now
		fmt.Fprintf(f.w, "rapport: %s\n", text)
	}
}

// close leaves the terminal's line as if nothing had been there.
func (f *fitProgress) close() {
	if f.terminal && !f.quiet {
		fmt.Fprint(f.w, "\r\x1b[K")
	}
}

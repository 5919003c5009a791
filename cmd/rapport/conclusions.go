package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"rapport/analysis/data"
	"rapport/analysis/twins"
	"rapport/configs"
	"rapport/scenarios/run"
	"rapport/scenarios/study"
)

// conclusionsCommand holds the flags of `rapport conclusions`.
type conclusionsCommand struct {
	plausible  *int
	workers    workers
	patients   *int64
	out, check string
	quiet      bool
}

// What a conclusion rests on unless flags say otherwise.
const (
	conclusionSets     = 64
	conclusionPatients = 2000
)

// manyReplications are those among which the patients of a study are parted where one replication
// does not tell how far luck moves an answer: where scenarios give therapists other patients.
const manyReplications = 10

func newConclusions() *cobra.Command {
	var v conclusionsCommand
	c := &cobra.Command{
		Use:   "conclusions [STUDY …]",
		Short: "say which conclusions of studies hold under every plausible set",
		Long: `Run studies that ship (all, or those that are named) under plausible parameter sets, in a
temporary folder, and write one table in Markdown: every contrast of theirs on the primary
outcome, with the shipped values, median and the middle 90 % over the sets, in how many the
sign is the same, what luck moves, and the verdict in words: holds in all sets, depends on a
parameter, left open (and what would settle it), or cannot be told at this size.

Studies with a design, and those with a single scenario, have no contrast to tell. With
--check, nothing is written: the lines of the studies are held against those of a table that
was written before, and the exit code is 1 where one differs.`,
		Example: `  rapport conclusions repair-training
  rapport conclusions --out configs/CONCLUSIONS.md
  rapport conclusions preference matching --check configs/CONCLUSIONS.md`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error { return v.run(c, args) },
	}
	f := c.Flags()
	f.Var(whole[int]{&v.plausible}, "plausible", "how many of the sets that ship (default 64)")
	f.Var(whole[int64]{&v.patients}, "patients", "patients of each study, in one replication (default 2000)")
	v.workers.flag(c.Flags(), "blocks simulated")
	f.StringVar(&v.out, "out", "", "write the table to this `file` (default print it)")
	f.StringVar(&v.check, "check", "", "hold the lines against those of this `file` instead")
	f.BoolVar(&v.quiet, "quiet", false, "print no progress")
	return c
}

func (v *conclusionsCommand) run(c *cobra.Command, names []string) error {
	if err := fromEnvironment(c, map[string]string{"workers": envWorkers, "quiet": envQuiet}); err != nil {
		return err
	}
	tellLeftAside(c)
	if v.check != "" && v.out != "" {
		return badInput("", "--check holds lines against a table and writes none: leave --out away")
	}
	if err := v.sized(); err != nil {
		return err
	}
	if err := writableFile(v.out); err != nil {
		return err
	}
	var before []byte
	if v.check != "" {
		var err error
		if before, err = os.ReadFile(v.check); err != nil {
			return badInput("", "read the table: %w", err)
		}
	}
	plans, err := v.plans(names)
	if err != nil {
		return err
	}
	told := newStatusLine(c.ErrOrStderr(), v.quiet)
	var lines []string
	for i, plan := range plans {
		told.tell(fmt.Sprintf("%s: %d of %s", plan.name, i+1, data.Grouped(len(plans))), false)
		of, err := v.conclude(c.Context(), plan)
		if err != nil {
			told.close()
			return fmt.Errorf("%s: %w", plan.name, err)
		}
		lines = append(lines, of...)
	}
	told.close()
	switch {
	case v.check != "":
		return differing(lines, string(before))
	case v.out != "":
		return writeWhole(v.out, func(w io.Writer) error { return v.write(w, plans, lines) })
	}
	return v.write(c.OutOrStdout(), plans, lines)
}

// concluded is a study to conclude from.
type concluded struct {
	name string
	*study.Study
}

// plans are the named studies under the sets, all that ship where none is named; those
// without a contrast are left out.
func (v *conclusionsCommand) plans(names []string) (plans []concluded, err error) {
	asked := len(names) > 0
	if !asked {
		names = configs.Names()
	}
	for i, name := range names {
		switch {
		case !isShipped(name):
			return nil, badInput(nearestHint(name, configs.Names(), "rapport studies lists them; rapport run FILE --plausible N and rapport compare tell of a study of your own"), "%q is no study that ships", name)
		case slices.Contains(names[:i], name):
			return nil, badInput("", "%s is named twice", name)
		}
		plain, _, err := openStudy(name, study.Overrides{NoEnvironment: true})
		if err != nil {
			return nil, err
		}
		if plain.Design != nil || len(plain.Scenarios) < 2 {
			if asked {
				return nil, badInput("leave it out", "%s has a single scenario or a design, and no contrast to tell", name)
			}
			continue
		}
		plan, err := v.plan(name, 1)
		if err != nil {
			return nil, err
		}
		plans = append(plans, concluded{name, plan})
	}
	return plans, nil
}

// plan is a study under the sets, its patients parted among replications.
func (v *conclusionsCommand) plan(name string, replications int) (*study.Study, error) {
	sets, patients := v.size()
	patients = max(1, patients/int64(replications))
	plan, _, err := openStudy(name, study.Overrides{NoEnvironment: true, Plausible: &sets, Patients: &patients, Replications: &replications})
	return plan, err
}

// sized refuses sizes of which nothing can be concluded.
func (v *conclusionsCommand) sized() error {
	var faults []error
	if n := v.plausible; n != nil && *n < 1 {
		faults = append(faults, fmt.Errorf("--plausible = %d: want at least 1", *n))
	}
	if n := v.patients; n != nil && *n < 1 {
		faults = append(faults, fmt.Errorf("--patients = %d: want at least 1", *n))
	}
	if err := errors.Join(faults...); err != nil {
		return &failure{codeInput, err, ""}
	}
	return nil
}

// size is how many sets and patients conclusions rest on.
func (v *conclusionsCommand) size() (sets int, patients int64) {
	sets, patients = conclusionSets, conclusionPatients
	if v.plausible != nil {
		sets = *v.plausible
	}
	if v.patients != nil {
		patients = *v.patients
	}
	return sets, patients
}

// conclude returns the lines of a study.
func (v *conclusionsCommand) conclude(ctx context.Context, plan concluded) (lines []string, err error) {
	all, err := v.overSets(ctx, plan.Study)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(all, func(s twins.OverSets) bool { return s.Verdict == twins.NoLuck }) {
		many, err := v.plan(plan.name, manyReplications)
		if err != nil {
			return nil, err
		}
		if all, err = v.overSets(ctx, many); err != nil {
			return nil, err
		}
	}
	for i := range all {
		lines = append(lines, conclusionLine(plan.name, &all[i]))
	}
	return lines, nil
}

// overSets runs a study in a temporary folder and returns its contrasts on the primary outcome.
func (v *conclusionsCommand) overSets(ctx context.Context, plan *study.Study) (all []twins.OverSets, err error) {
	dir, err := os.MkdirTemp("", "rapport-conclusions-")
	if err != nil {
		return nil, fmt.Errorf("make a temporary run folder: %w", err)
	}
	defer os.RemoveAll(dir)
	folder := filepath.Join(dir, "run")
	options := run.Options{Dir: folder, Workers: v.workers.onCores(), Passing: true}
	if _, err := run.Run(ctx, plan, options); err != nil {
		return nil, err
	}
	done, err := data.Read(folder)
	if err != nil {
		return nil, err
	}
	o := twins.CompareOptions{TrialN: twins.DefaultTrialN, Traits: []string{}, Contrasts: statedContrasts(io.Discard, folder, done.Scenarios)}
	if o.Evidence, err = evidenceOf(done, ""); err != nil {
		return nil, err
	}
	c, err := twins.Compare(done, o)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(c.Sets, func(s twins.OverSets) bool { return s.Outcome.Name != c.Primary }), nil
}

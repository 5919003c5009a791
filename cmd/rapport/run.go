package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"rapport/scenarios/run"
	"rapport/scenarios/study"
)

// runCommand holds the flags of `rapport run`.
type runCommand struct {
	overrides     study.Overrides
	out, shard    string
	workers       workers
	resume, force bool
	asJSON, quiet bool
}

func newRun() *cobra.Command {
	var r runCommand
	c := &cobra.Command{
		Use:   "run [STUDY]",
		Short: "simulate a study and write the run as Parquet",
		Long: `Simulate every scenario of a study, in parallel, and write the run as Parquet.

STUDY is the name of a study that ships (rapport studies) or a study file;
without one, ` + defaultStudy + ` is run. The run goes to --out, by default
runs/STUDY-seedN, and never overwrites another run unless --force is given.
The same study and seed give the same bytes, for any number of workers, and
however often the run was stopped and resumed. Where the folder holds the very
same run already, whole and unchanged, it is told at once instead of simulated.

With --plausible N every scenario NAME is also run as NAME-set01 … under the first N of the 64
parameter sets that ship, on the same patients with the same luck: each set meets the evidence
as the shipped values do, so that rapport compare can say what the evidence leaves open.

` + bucketHelp + `

` + shardHelp,
		Example: `  rapport run
  rapport run waitlist --patients 5000 --seed 7
  rapport run repair-training --plausible 64
  rapport run mine.yaml --set repair.skill=1 --out runs/trained
  rapport run runs/trained/study.yaml --out runs/again   # repeats a run, byte for byte`,
		Args: atMost(1, "STUDY"),
		RunE: func(c *cobra.Command, args []string) error { return r.run(c, args) },
	}
	overrideFlags(c, &r.overrides)
	c.Flags().Var(whole[int]{&r.overrides.Plausible}, "plausible", "run every scenario under this many plausible parameter sets, too (0: under none)")
	c.Flags().StringVar(&r.overrides.PlausibleFrom, "plausible-from", "", "take them from this `file`, the record of a search of your own (plausible.json)")
	c.Flags().StringVar(&r.out, "out", "", "run `folder` or s3://BUCKET/PREFIX (default runs/STUDY-seedN)")
	r.workers.flag(c.Flags(), "blocks simulated")
	c.Flags().StringVar(&r.shard, "shard", "", "run one share of the study: `i/n`, auto or auto/n")
	c.Flags().BoolVar(&r.resume, "resume", false, "continue the run in the folder")
	c.Flags().BoolVar(&r.force, "force", false, "replace the run in the folder")
	c.Flags().BoolVar(&r.asJSON, "json", false, "print one JSON document instead of the summary")
	c.Flags().BoolVar(&r.quiet, "quiet", false, "print no progress and no summary")
	return c
}

func (r *runCommand) run(c *cobra.Command, args []string) error {
	err := fromEnvironment(c, map[string]string{"out": envOut, "workers": envWorkers, "quiet": envQuiet})
	if err != nil {
		return err
	}
	which := defaultStudy
	if len(args) > 0 {
		which = args[0]
	}
	options, err := r.options()
	if err != nil {
		return err
	}
	study, name, err := openStudy(which, r.overrides)
	if err != nil {
		return err
	}
	if options.Dir == "" {
		options.Dir = defaultFolder(name, study.Seed, options.Shard)
	}
	to, err := r.remote(c.Context(), study, &options)
	if to.done() && err == nil {
		r.tellAgain(c, to.place.String())
	}
	if to.done() || err != nil {
		return err
	}
	if to == nil {
		if err := folderFor(options.Dir); err != nil {
			return err
		}
		if m, err := run.Found(study, options); m != nil || err != nil {
			return r.again(c, finished{dir: options.Dir, address: options.Dir, study: study, manifest: m, already: true}, err)
		}
	}
	size, err := run.Estimate(study, options)
	if err != nil {
		return err
	}
	p := newProgress(c.ErrOrStderr(), r.quiet || r.asJSON)
	memory := boundMemory(options.Workers)
	before := int64(-1) // courses that the folder held already
	options.Progress = func(at run.Progress) {
		if before < 0 { // the folder is ours
			before = at.Done
			p.announce(study, name, options.Dir)
			p.forewarn(size)
		}
		memory.raise()
		p.report(at)
	}
	_ = c.Context().Done() // a signal is heard from here on: what is announced ends cleanly
	manifest, already, err := runOrFound(c.Context(), study, options)
	p.close()
	if already && to == nil { // one on its way to a bucket is published by the other process
		return r.again(c, finished{dir: options.Dir, address: options.Dir, study: study, manifest: manifest, already: true}, nil)
	}
	if already || manifest == nil {
		return err
	}
	f := finished{dir: options.Dir, address: options.Dir, study: study, manifest: manifest, fresh: before == 0}
	if to != nil && err == nil {
		if err := to.publish(c.Context(), &f); err != nil {
			return err
		}
		defer to.clear()
	}
	return errors.Join(r.conclude(c.OutOrStdout(), f), err)
}

// runOrFound runs the study. Where that is refused, because another process that was asked for
// the same has made the very run since the folder was looked at, the manifest is that one's.
func runOrFound(ctx context.Context, s *study.Study, o run.Options) (m *run.Manifest, already bool, err error) {
	if m, err = run.Run(ctx, s, o); m != nil || err == nil {
		return m, false, err
	}
	if there, fault := run.Found(s, o); fault == nil {
		m = there
	}
	return m, m != nil, err
}

// again tells of a run that the folder holds already, the very one that is asked for.
func (r *runCommand) again(c *cobra.Command, f finished, err error) error {
	if err != nil {
		return err
	}
	r.tellAgain(c, f.dir)
	return r.conclude(c.OutOrStdout(), f)
}

func (r *runCommand) tellAgain(c *cobra.Command, place string) {
	if !r.quiet && !r.asJSON {
		fmt.Fprintf(c.ErrOrStderr(), "rapport: %s holds this very run already, whole: nothing is simulated\n", place)
	}
}

// options checks the flags that the engine takes.
func (r *runCommand) options() (o run.Options, err error) {
	o = run.Options{Dir: r.out, Resume: r.resume, Overwrite: r.force}
	if r.resume && r.force {
		return o, badInput("", "--resume continues a run and --force replaces it: give one of them")
	}
	o.Workers = r.workers.onCores()
	o.Shard, err = shardFromEnvironment(r.shard)
	return o, err
}

// defaultFolder depends on what is run alone, so that the same command finds
// the same folder again.
func defaultFolder(name string, seed uint64, s run.Shard) string {
	name = fmt.Sprintf("%s-seed%d", name, seed)
	if s.Count > 1 {
		name += fmt.Sprintf("-shard%d-of-%d", s.Index, s.Count)
	}
	return filepath.Join("runs", name)
}

// finished is a run that has been written.
type finished struct {
	dir      string
	address  string // where users find it: the folder, or a place in a bucket
	study    *study.Study
	manifest *run.Manifest
	fresh    bool // simulated by this process alone
	already  bool // the folder held it
}

// conclude prints what came of the run.
func (r *runCommand) conclude(w io.Writer, f finished) error {
	if r.quiet && !r.asJSON {
		return nil
	}
	summary, err := f.summarise()
	if err != nil {
		return fmt.Errorf("summarise the run: %w", err)
	}
	if r.asJSON {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(summary)
	}
	return summary.write(w)
}

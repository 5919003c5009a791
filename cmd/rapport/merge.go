package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"rapport/analysis/data"
	"rapport/scenarios/run"
	"rapport/sim/record/bounded"
)

// mergeCommand holds the flags of `rapport merge`.
type mergeCommand struct {
	out           string
	workers       workers
	resume, force bool
	quiet         bool
}

func newMerge() *cobra.Command {
	var m mergeCommand
	c := &cobra.Command{
		Use:   "merge SHARD... --out RUN",
		Short: "join the shards of a run into the run",
		Long: `Join shards, written by rapport run --shard i/n, into one run. Nothing is
simulated again: the run has the bytes of one that was never sharded. Before
anything is written it is checked that every planned block is there exactly once
and undamaged; all that is missing, doubled, damaged, unfinished, of another study
or of another version is named at once. The shards stay as they are. Where the folder holds
the very run already, whole and unchanged, nothing is written.

Shards can also be read as they are, without merging: a path with a star in it,
such as runs/shard-*/sessions/*/*.parquet, is one table to every reader.`,
		Example: `  rapport merge runs/shard-* --out runs/whole`,
		Args:    between(1, 1<<20, "SHARD"),
		RunE:    func(c *cobra.Command, args []string) error { return m.run(c, args) },
	}
	c.Flags().StringVar(&m.out, "out", "", "run `folder` to write")
	m.workers.flag(c.Flags(), "parts joined")
	c.Flags().BoolVar(&m.resume, "resume", false, "continue a merge that was stopped")
	c.Flags().BoolVar(&m.force, "force", false, "replace the run in the folder")
	c.Flags().BoolVar(&m.quiet, "quiet", false, "print nothing but errors")
	return c
}

func (m *mergeCommand) run(c *cobra.Command, args []string) error {
	if err := fromEnvironment(c, map[string]string{"out": envOut, "workers": envWorkers, "quiet": envQuiet}); err != nil {
		return err
	}
	options := run.Options{Dir: m.out, Overwrite: m.force, Resume: m.resume}
	switch {
	case m.out == "":
		return badInput("name the folder of the whole run with --out", "--out is missing")
	case m.resume && m.force:
		return badInput("", "--resume continues a merge and --force replaces a run: give one of them")
	}
	options.Workers = m.workers.onCores()
	if err := folderFor(m.out); err != nil {
		return err
	}
	p := newProgress(c.ErrOrStderr(), m.quiet)
	merged := false
	options.Progress = func(at run.Progress) {
		merged = true
		p.report(at)
	}
	manifest, err := run.Merge(c.Context(), args, options)
	p.close()
	var faults run.MergeFaults
	if errors.As(err, &faults) {
		noShard := func(dir string) bool { return bounded.Folder(dir) != nil }
		if slices.ContainsFunc(args, noShard) { // a check can fail only of what is there
			return &failure{code: codeInput, err: err}
		}
		return &failure{code: codeCheck, err: err}
	}
	if manifest == nil {
		return err
	}
	out := &printer{w: c.OutOrStdout()}
	if !m.quiet && !merged && err == nil {
		fmt.Fprintf(c.ErrOrStderr(), "rapport: %s holds this very run already, whole: nothing is merged\n", m.out)
	}
	if !m.quiet {
		bytes := int64(0)
		for _, f := range manifest.Files {
			bytes += f.Bytes
		}
		out.line("%s: %s merged into %s, %s, %s of %s", m.out, data.Counted(len(args), "shard"),
			data.Counted(len(manifest.Files), "file"), sizeText(bytes),
			data.Counted(manifest.Rows["sessions"], "session"), data.Counted(manifest.Done.Courses, "course"))
	}
	return errors.Join(out.err, err)
}

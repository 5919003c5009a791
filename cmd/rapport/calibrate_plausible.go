package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"rapport/analysis/data"
	"rapport/analysis/explore"
	"rapport/analysis/explore/fit"
)

// plausibleFile is the record of a search for plausible sets.
const plausibleFile = "plausible.json"

// searchPlausible looks for parameter sets that meet the findings, or a table of one's own.
func (k *calibrateCommand) searchPlausible(c *cobra.Command, base fit.Options) error {
	if *k.plausible < 1 {
		return badInput("", "--plausible = %d: want at least 1", *k.plausible)
	}
	if k.identify || k.descents != nil || k.generations != nil || k.polishes != nil {
		return badInput("", "--plausible looks for many sets; --identify, --descents, --generations and --polishes belong to the fit of one")
	}
	if k.rounds != nil && *k.rounds < 1 {
		return badInput("", "--rounds = %d: want at least 1", *k.rounds)
	}
	dir := cmpText(k.out, filepath.Join("runs", fmt.Sprintf("plausible-seed%d", base.Seed)))
	folder := &results{dir: dir, what: "a search for plausible sets", files: []string{plausibleFile, journalFile, fitJournalFile},
		signs:      []string{`"command": "rapport calibrate --`, `{"journal":"rapport ` + explore.PlausibleJournal, `{"journal":"rapport ` + explore.CalibrationJournal},
		journalled: true, resume: k.resume, force: k.force}
	defer folder.close()
	if err := folder.ready(); err != nil {
		return err
	}
	base.Command, base.Journal = commandLine(c), filepath.Join(dir, journalFile)
	o := fit.PlausibleOptions{Options: base, Sets: *k.plausible}
	if k.rounds != nil {
		o.Rounds = *k.rounds
	}
	told := newStatusLine(c.ErrOrStderr(), k.quiet)
	o.Told = func(at fit.PlausibleProgress) {
		left := time.Duration(float64(told.passed()) / float64(max(1, at.Done)) * float64(at.Left))
		if at.Round > at.Rounds {
			told.tell(fmt.Sprintf("%s: held to fresh luck", data.Counted(at.Wanted, "set")), false)
			return
		}
		told.tell(fmt.Sprintf("%s: round %d of %d, about %s left", data.Counted(at.Wanted, "set"), at.Round, at.Rounds, roughly(left)), false)
	}
	found, err := k.plausibleSets(c, o, filepath.Join(dir, fitJournalFile))
	told.close()
	if err == nil {
		err = folder.write(result{plausibleFile, found.WriteRecord})
	}
	if err != nil {
		return folder.explain(c.Context(), err)
	}
	if !k.quiet {
		if err := errors.Join(found.WriteText(c.OutOrStdout()), line(c.OutOrStdout(), "\n"+filepath.Join(dir, plausibleFile))); err != nil {
			return err
		}
	}
	if n := len(found.Sets); n < found.Wanted {
		return failedCheck("%d of %s found", n, data.Counted(found.Wanted, "set"))
	}
	return nil
}

// fitJournalFile is the journal of the fit to data that sets are looked for around.
const fitJournalFile = "fit.jsonl"

// plausibleSets searches around the shipped values or, with data, around a fit to them.
func (k *calibrateCommand) plausibleSets(c *cobra.Command, o fit.PlausibleOptions, fitJournal string) (*fit.PlausibleSets, error) {
	if k.data.file == "" {
		return fit.Plausible(c.Context(), o)
	}
	file, err := os.Open(k.data.file)
	if err != nil {
		return nil, badInput("", "read data: %w", err)
	}
	defer func() { _ = file.Close() }()
	found, err := fit.PlausibleToData(c.Context(), file, k.data.columnsOf, o, fitJournal)
	var wrong *fit.TableError
	if errors.As(err, &wrong) {
		return nil, inFile(k.data.file, wrong)
	}
	return found, err
}

func line(w io.Writer, text string) error {
	_, err := fmt.Fprintln(w, text)
	return err
}

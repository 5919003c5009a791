package main

import (
	"context"
	"encoding/json"
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

	"rapport/analysis/explore/fit"
	"rapport/scenarios/study"
)

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

// write writes what was found; the record last, so that a folder with a record
// is whole.
func (k *calibrateCommand) write(dir string, found calibrated) error {
	err := writeWhole(filepath.Join(dir, parametersFile), found.WriteParameters)
	if err == nil && found.identified != nil {
		err = writeWhole(filepath.Join(dir, identifyFile), found.identified.WriteText)
	}
	if err != nil {
		return err
	}
	record := found.WriteRecord
	if found.data != nil {
		record = func(w io.Writer) error {
			encoder := json.NewEncoder(w)
			encoder.SetIndent("", "  ")
			return encoder.Encode(found.data)
		}
	}
	return writeWhole(filepath.Join(dir, recordFile), record)
}

// fitted are the options with the fitted values in place of the start, so that
// identifiability is that of the fit.
func (k *calibrateCommand) fitted(fit *fit.Calibration, o fit.Options) fit.Options {
	plan := *o.Study
	plan.Set = study.Values{}
	for name, v := range o.Study.Set {
		plan.Set[name] = v
	}
	for _, p := range fit.Parameters {
		plan.Set[p.Name] = p.Final
	}
	o.Study, o.Journal, o.Lucks = &plan, "", 0
	return o
}

// writeWhole writes a file aside and moves it into place, so that it is whole
// whenever it is there.
func writeWhole(name string, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(name), ".aside-*")
	if err != nil {
		return err
	}
	err = errors.Join(write(file), file.Chmod(0o644), file.Sync(), file.Close())
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
func (k *calibrateCommand) summarise(w io.Writer, dir string, fit calibrated) error {
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
	show := fit.Scorecard.WriteText
	if fit.data != nil {
		show = fit.data.WriteText
	}
	if p.err == nil {
		p.err = show(w)
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

func (f *fitProgress) report(at fit.Progress) {
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

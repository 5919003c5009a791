package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rapport/scenarios/run"
)

// results is the folder into which a verb writes what it found: a calibration or
// an analysis, beside its journal where it keeps one.
type results struct {
	dir           string
	what          string   // that stands in the folder, such as "a calibration"
	files         []string // that this verb writes there, the journal among them
	signs         []string // words near the beginning of those in JSON, which say whose they are
	journal       string   // kept there beside the files, or nothing
	journalled    bool     // whether --resume can go on
	resume, force bool

	letGo func() // of the folder, into which nobody else may write
}

// close gives the folder to other processes.
func (r *results) close() {
	if r.letGo != nil {
		r.letGo()
		r.letGo = nil
	}
}

// ready makes the folder ready before anything is simulated, or says why it
// cannot be. With force, what an earlier one of its kind wrote there is taken
// away, and nothing else. What another wrote is left alone in every case.
func (r *results) ready() error {
	if r.resume && r.force {
		return badInput("", "--resume continues %s and --force replaces it: give one of them", r.what)
	}
	if err := folderFor(r.dir); err != nil {
		return err
	}
	if err := os.MkdirAll(r.dir, 0o777); err != nil {
		return fmt.Errorf("create the folder: %w", err)
	}
	var err error
	if r.letGo, err = run.Hold(r.dir); err != nil {
		return err
	}
	if err := removeAsidesIn(r.dir); err != nil {
		return err
	}
	var there []string
	for _, name := range r.files {
		name = filepath.Join(r.dir, name)
		info, err := os.Lstat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return badInput("choose another folder with --out", "%w", err)
		case !info.Mode().IsRegular():
			return badInput("choose another folder with --out", "%s is no ordinary file: it is left alone", name)
		default:
			there = append(there, name)
		}
	}
	if err := r.ours(there); err != nil {
		return err
	}
	switch {
	case len(there) == 0, r.resume:
	case !r.force:
		return badInput(r.wayOut(), "%s holds %s already", r.dir, r.what)
	default:
		if err := r.remove(there); err != nil {
			return err
		}
	}
	return r.writable()
}

// inJSON reports whether a file can say whose it is.
func inJSON(name string) bool { return strings.HasPrefix(filepath.Ext(name), ".json") }

// ours refuses files of the names that this verb writes which are a user's, or of another
// verb: those in JSON say whose they are, and a table is ours where one of these is.
func (r *results) ours(there []string) error {
	const another = "choose another folder with --out"
	signed := r.journal != "" && r.signed(filepath.Join(r.dir, r.journal)) == nil
	for _, name := range there {
		if !inJSON(name) {
			continue
		}
		if err := r.signed(name); errors.Is(err, errUnsigned) {
			return badInput(another, "%s is not of %s: it is left alone", name, r.what)
		} else if err != nil {
			return badInput(another, "%w", err)
		}
		signed = true
	}
	if len(there) > 0 && !signed {
		return badInput(another, "%s holds %s, and no sign that it is of %s: it is left alone", r.dir, filepath.Base(there[0]), r.what)
	}
	return nil
}

var errUnsigned = errors.New("not written by this verb")

// signed looks for a sign near the beginning of a file. One that was begun, and is empty,
// needs none.
func (r *results) signed(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	start, err := io.ReadAll(io.LimitReader(file, 64<<10))
	if err != nil || len(start) == 0 || slices.ContainsFunc(r.signs, func(sign string) bool { return strings.Contains(string(start), sign) }) {
		return err
	}
	return errUnsigned
}

// remove takes files of an earlier time away. What says that they are of this program goes
// last, so that a removal that was stopped can go on.
func (r *results) remove(old []string) error {
	for _, last := range []bool{false, true} {
		for _, name := range old {
			if inJSON(name) != last {
				continue
			}
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *results) wayOut() string {
	way := "replace it with --force, or choose another folder with --out"
	if r.journalled {
		way = "continue it with --resume, " + way
	}
	return way
}

// writable tries whether the folder takes a file.
func (r *results) writable() error {
	probe, err := createAside(r.dir)
	if err != nil {
		return fmt.Errorf("write into the folder: %w", err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// explain adds what to do about work that did not come to its end.
func (r *results) explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		hint := "nothing is written: the same command begins anew"
		if r.journalled {
			hint = "the same command with --resume goes on from the journal"
		}
		return &unfinished{r.what, hint, context.Cause(ctx)}
	}
	r.close()
	_ = os.Remove(r.dir) // an empty folder; one with anything in it stays
	var unwritten *fs.PathError
	if errors.As(err, &unwritten) {
		return err
	}
	return &failure{codeInput, err, hintOf(err)}
}

// unfinished is work that a signal ended.
type unfinished struct {
	what, hint string
	cause      error
}

func (u *unfinished) Error() string { return "stopped before " + u.what + " was done" }
func (u *unfinished) Unwrap() error { return u.cause }

// Hint says how to go on.
func (u *unfinished) Hint() string { return u.hint }

// result is a file of results.
type result struct {
	name  string
	write func(io.Writer) error
}

// write writes the files, all of them whole or none, in their order. What says that
// a folder is complete belongs last.
func (r *results) write(files ...result) error {
	var all []output
	for _, f := range files {
		all = append(all, output{filepath.Join(r.dir, f.name), f.write})
	}
	return writeTogether(all...)
}

// commandLine is the command with the flags that matter to the result, and what follows
// them, as a shell takes it: typed again, it finds the same.
func commandLine(c *cobra.Command, args ...string) string {
	words := []string{c.CommandPath()}
	c.Flags().Visit(func(f *pflag.Flag) {
		switch f.Name {
		case "out", "workers", "resume", "force", "quiet":
			return
		}
		for _, value := range valuesOf(c.Flags(), f) {
			if f.Value.Type() != "bool" {
				words = append(words, "--"+f.Name, shellWord(value))
			} else if value == "true" {
				words = append(words, "--"+f.Name)
			} else {
				words = append(words, "--"+f.Name+"="+value)
			}
		}
	})
	for _, arg := range args {
		words = append(words, shellWord(arg))
	}
	return strings.Join(words, " ")
}

// valuesOf are the values of a flag, each to be given by itself.
func valuesOf(flags *pflag.FlagSet, f *pflag.Flag) []string {
	inside := func(text string) string { return strings.TrimSuffix(strings.TrimPrefix(text, "["), "]") }
	text := f.Value.String()
	switch f.Value.Type() {
	case "stringArray": // a comma is part of a value
		values, _ := flags.GetStringArray(f.Name)
		return values
	case "stringSlice", "int64Slice", "float64Slice":
		text = inside(text)
	}
	return []string{text}
}

// shellWord is a word as a shell takes it, in quotation marks where it needs them.
func shellWord(word string) string {
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/:=,@%+"
	switch {
	case word != "" && strings.Trim(word, plain) == "":
		return word
	case strings.ContainsFunc(word, unicode.IsControl): // in one line, though no shell takes it so
		return strconv.Quote(word)
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

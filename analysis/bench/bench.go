package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// bench is one call of the program: where things are and what is asked.
type bench struct {
	scratch, results string
	sessions         int64
	workers, repeats int
	quick            bool
	since            string // what was measured from this date on stays

	root    string // of the repository
	command string // as it was given, kept with the results
}

func defaultScratch() string { return filepath.Join(os.TempDir(), "rapport-bench") }

// prepare finds the repository and makes the folders.
func (b *bench) prepare(words []string) error {
	b.command = commandLine(words)
	var err error
	if b.root, err = repository(); err != nil {
		return err
	}
	if b.results == "" {
		b.results = filepath.Join(b.root, "analysis", "bench", "results")
	}
	if b.scratch, err = filepath.Abs(b.scratch); err != nil {
		return err
	}
	return errors.Join(os.MkdirAll(b.results, 0o777), os.MkdirAll(b.scratch, 0o777))
}

// commandLine is the command to keep with the results: without the folders of
// the machine at hand.
func commandLine(words []string) string {
	kept := []string{"go run ./analysis/bench"}
	for i := 0; i < len(words); i++ {
		switch name, _, joined := strings.Cut(words[i], "="); {
		case name != "--scratch" && name != "--results":
			kept = append(kept, words[i])
		case !joined:
			i++ // the folder is the next word
		}
	}
	return strings.Join(kept, " ")
}

// repository is the folder of rapport's go.mod, here or above.
func repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(string(text), "module rapport\n") {
			return dir, nil
		}
		above := filepath.Dir(dir)
		if above == dir {
			return "", errors.New("not in a checkout of rapport: run this from its folder")
		}
		dir = above
	}
}

// say tells what is being done, on standard error.
func say(format string, values ...any) {
	fmt.Fprintf(os.Stderr, "%s  %s\n", time.Now().UTC().Format("15:04:05"), fmt.Sprintf(format, values...))
}

// repetitions is how often to measure: what was asked, else usual, or few where
// it shall be quick.
func (b *bench) repetitions(usual int) int {
	switch {
	case b.repeats > 0:
		return b.repeats
	case b.quick:
		return min(usual, 3)
	}
	return usual
}

// do runs a command of the preparation in the folder dir; what it prints is
// told only where it fails.
func do(ctx context.Context, dir, name string, words ...string) error {
	c := exec.CommandContext(ctx, name, words...)
	c.Dir = dir
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(words, " "), err, out)
	}
	return nil
}

// rapport builds the program and returns its path.
func (b *bench) rapport(ctx context.Context) (string, error) {
	program := filepath.Join(b.scratch, "rapport")
	return program, do(ctx, b.root, "go", "build", "-trimpath", "-o", program, "./cmd/rapport")
}

// itself builds this program and returns its path: what go run starts lacks the
// names of functions, by which valgrind tells them apart.
func (b *bench) itself(ctx context.Context) (string, error) {
	program := filepath.Join(b.scratch, "bench")
	return program, do(ctx, b.root, "go", "build", "-trimpath", "-o", program, "./analysis/bench")
}

// encoder builds the benchmarks of the package run, one of which encodes
// rows that are in memory already.
func (b *bench) encoder(ctx context.Context) (string, error) {
	program := filepath.Join(b.scratch, "run.test")
	return program, do(ctx, b.root, "go", "test", "-c", "-o", program, "./scenarios/run")
}

// peers makes the isolated environment of the peers, with the versions that
// peers/requirements.txt pins, and what they read of the model. It returns the
// environment's Python.
func (b *bench) peers(ctx context.Context, rapport string) (string, error) {
	venv := filepath.Join(b.scratch, "venv")
	python := filepath.Join(venv, "bin", "python")
	if _, err := os.Stat(python); err != nil {
		if err := do(ctx, b.root, "python3", "-m", "venv", venv); err != nil {
			return "", err
		}
	}
	err := do(ctx, b.folder(), python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", "peers/requirements.txt")
	if err != nil {
		return "", err
	}
	for _, what := range []string{"params", "schema"} {
		out, err := exec.CommandContext(ctx, rapport, what, "--json").Output()
		if err == nil {
			err = os.WriteFile(filepath.Join(b.scratch, what+".json"), out, 0o666)
		}
		if err != nil {
			return "", fmt.Errorf("rapport %s --json: %w", what, err)
		}
	}
	return python, nil
}

// folder is that of this program's sources.
func (b *bench) folder() string { return filepath.Join(b.root, "analysis", "bench") }

// emptyRun is a path for a run that does not exist yet.
func (b *bench) emptyRun() (string, error) {
	dir := filepath.Join(b.scratch, "run")
	return dir, os.RemoveAll(dir)
}

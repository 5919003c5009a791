package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// Instruction counts of the session loop do not depend on the machine's mood.
// They are taken by valgrind's callgrind, which counts within the loop alone, at
// two numbers of laps; the difference leaves out whatever happens once.
const (
	countPatients = 200
	countFew      = 2
	countMany     = 12

	// countTolerance is how many more instructions a session may take: several times
	// what repetitions differ by.
	countTolerance = 0.01
	// countOtherGo is the tolerance under another version of Go than recorded,
	// whose compiler makes other instructions of the same source.
	countOtherGo = 0.10
)

// countedLoops are the loops and the functions within which is counted.
var countedLoops = []struct{ name, function string }{
	{"model", "main.(*sample).runModel"},
	{"course", "main.(*sample).runCourses"},
}

// newCounts compares the instruction counts of the session loop with the recorded.
func newCounts(b *bench) *cobra.Command {
	record := false
	c := &cobra.Command{
		Use:   "counts",
		Short: "instructions of the session loop against the recorded counts, by valgrind",
		Long: `Count the instructions of a session by valgrind and compare them with the recorded
counts. Fails where a loop takes more than 1 % more instructions than recorded,
or 10 % more under another version of Go; where it takes fewer, record anew.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return b.counts(c.Context(), record) },
	}
	c.Flags().BoolVar(&record, "record", false, "replace the recorded counts")
	return c
}

func (b *bench) countsPath() string { return filepath.Join(b.results, "counts.csv") }

func (b *bench) counts(ctx context.Context, record bool) error {
	program, err := b.itself(ctx)
	if err != nil {
		return err
	}
	fresh := map[string]float64{}
	for _, l := range countedLoops {
		x, err := b.countLoop(ctx, program, l.name, l.function)
		if err != nil {
			return err
		}
		fresh[l.name] = x
	}
	if record {
		return b.recordCounts(fresh)
	}
	recorded, goVersion, err := b.recordedCounts()
	if err != nil {
		return fmt.Errorf("recorded counts: %w", err)
	}
	return compareCounts(recorded, fresh, goVersion)
}

// compareCounts tells every count and fails where one has grown too much.
func compareCounts(recorded, fresh map[string]float64, goVersion string) error {
	tolerance := countTolerance
	if goVersion != runtime.Version() {
		tolerance = countOtherGo
		fmt.Printf("recorded with %s, counted with %s: up to %.0f %% more is accepted\n", goVersion, runtime.Version(), 100*tolerance)
	}
	var grown []error
	for _, l := range countedLoops {
		was, is := recorded[l.name], fresh[l.name]
		if was == 0 {
			return fmt.Errorf("no recorded count of the loop %q: record anew", l.name)
		}
		change := is/was - 1
		fmt.Printf("%-6s  %.1f instructions a session, recorded %.1f: %+.2f %%\n", l.name, is, was, 100*change)
		switch {
		case change > tolerance:
			grown = append(grown, fmt.Errorf("the loop %q takes %.1f %% more instructions than recorded: at most %.0f %% is accepted",
				l.name, 100*change, 100*tolerance))
		case change < -tolerance:
			fmt.Printf("%-6s  fewer than recorded: record the gain, lest it be lost unseen\n", l.name)
		}
	}
	return errors.Join(grown...)
}

// countLoop is the number of instructions of one session in a loop.
func (b *bench) countLoop(ctx context.Context, program, name, function string) (float64, error) {
	few, sessions, err := b.callgrind(ctx, program, name, function, countFew)
	if err != nil {
		return 0, err
	}
	many, _, err := b.callgrind(ctx, program, name, function, countMany)
	if err != nil {
		return 0, err
	}
	x := (many - few) / (sessions * (countMany - countFew))
	if !(x > 0) || math.IsInf(x, 0) {
		return 0, fmt.Errorf("callgrind counted %g and %g instructions within %s", few, many, function)
	}
	return x, nil
}

var collected = regexp.MustCompile(`Collected : (\d+)`)

// callgrind runs a loop so many times and returns the instructions counted
// within the function and the sessions of one lap. One thread, no collector and
// no preemption, so that nothing but the loop is counted.
func (b *bench) callgrind(ctx context.Context, program, name, function string, laps int) (instructions, sessions float64, err error) {
	log := filepath.Join(b.scratch, "callgrind.log")
	p, err := launch(ctx, 0, b.scratch, []string{"GOGC=off", "GOMAXPROCS=1", "GODEBUG=asyncpreemptoff=1"},
		"valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--log-file="+log,
		"--toggle-collect="+function, program, "child", name, strconv.Itoa(countPatients), strconv.Itoa(laps))
	if err != nil {
		return 0, 0, err
	}
	text, err := os.ReadFile(log)
	if err != nil {
		return 0, 0, err
	}
	found := collected.FindSubmatch(text)
	if found == nil {
		return 0, 0, fmt.Errorf("valgrind counted nothing:\n%s", text)
	}
	got, err := parseLaps(p.out)
	if err != nil {
		return 0, 0, err
	}
	if len(got) != laps {
		return 0, 0, fmt.Errorf("%d laps, want %d", len(got), laps)
	}
	instructions, err = strconv.ParseFloat(string(found[1]), 64)
	return instructions, float64(got[0].sessions), err
}

var countColumns = []string{"loop", "instructions_per_session", "go"}

func (b *bench) recordCounts(fresh map[string]float64) error {
	var text strings.Builder
	rows := [][]string{countColumns}
	for _, l := range countedLoops {
		rows = append(rows, []string{l.name, strconv.FormatFloat(fresh[l.name], 'f', 1, 64), runtime.Version()})
		fmt.Printf("%-6s  %.1f instructions a session\n", l.name, fresh[l.name])
	}
	if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
		return err
	}
	return os.WriteFile(b.countsPath(), []byte(text.String()), 0o666)
}

func (b *bench) recordedCounts() (counts map[string]float64, goVersion string, err error) {
	f, err := os.Open(b.countsPath())
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, "", err
	}
	counts = map[string]float64{}
	for _, row := range rows[min(1, len(rows)):] {
		if len(row) != len(countColumns) {
			return nil, "", fmt.Errorf("%s: want the columns %v", b.countsPath(), countColumns)
		}
		if counts[row[0]], err = strconv.ParseFloat(row[1], 64); err != nil {
			return nil, "", err
		}
		goVersion = row[2]
	}
	return counts, goVersion, nil
}

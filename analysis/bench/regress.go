package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"
)

// benchstat is pinned here and run as a program: as a tool of go.mod it would
// move the versions of modules that rapport is built from.
const benchstat = "golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da"

// newGo compares `go test -bench` with the recorded results.
func newGo(b *bench) *cobra.Command {
	record := false
	c := &cobra.Command{
		Use:   "go",
		Short: "go test -bench against the recorded results, by benchstat",
		Long: `Run the benchmarks of the model and of the writer and compare them with the
recorded results by benchstat. A recorded result belongs to its machine: on
another one, record first, change the code, and then compare.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return b.goBench(c.Context(), record) },
	}
	c.Flags().BoolVar(&record, "record", false, "replace the recorded results")
	return c
}

func (b *bench) goBench(ctx context.Context, record bool) error {
	recorded := filepath.Join(b.results, "go-bench.txt")
	fresh := filepath.Join(b.scratch, "go-bench.txt")
	count := strconv.Itoa(b.repetitions(6))
	say("go test -bench, %s times", count)
	c := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", "^Benchmark(Noise|Session|Course|Block|Encode|Run)$",
		"-benchtime", "0.5s", "-count", count, "./sim", "./scenarios/run")
	c.Dir, c.Stderr = b.root, os.Stderr
	out, err := c.Output()
	if err != nil {
		return fmt.Errorf("go test -bench: %w\n%s", err, out)
	}
	if record {
		return os.WriteFile(recorded, out, 0o666)
	}
	if err := os.WriteFile(fresh, out, 0o666); err != nil {
		return err
	}
	c = exec.CommandContext(ctx, "go", "run", benchstat, recorded, fresh)
	c.Dir, c.Stdout, c.Stderr = b.root, os.Stdout, os.Stderr
	return c.Run()
}

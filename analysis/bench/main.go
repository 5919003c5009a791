// Bench measures the speed of rapport against real peers, on the machine at hand:
// a scalar C loop of the same draws and equations, the encoding of the same rows
// alone, and the same model in NumPy and in Mesa. Its README says what each
// figure means; results holds what was measured and the commands that did it.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := newRoot().ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench: error:", err)
		stop()
		os.Exit(1)
	}
}

func newRoot() *cobra.Command {
	b := &bench{}
	root := &cobra.Command{
		Use:   "bench",
		Short: "measure rapport against real peers",
		Long: `Measure the speed of rapport against real peers and write the results.

Without a verb everything is measured, piece by piece; each verb measures one
piece and leaves the others' results in place, so that a long series can be
done in parts. A machine that does other work meanwhile spoils every figure.`,
		Args:          cobra.NoArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			return b.prepare(os.Args[1:])
		},
		RunE: func(c *cobra.Command, _ []string) error { return b.all(c.Context()) },
	}
	f := root.PersistentFlags()
	f.StringVar(&b.scratch, "scratch", defaultScratch(), "`folder` for programs, the peers' packages and runs")
	f.StringVar(&b.results, "results", "", "`folder` of the results (default analysis/bench/results)")
	f.Int64Var(&b.sessions, "sessions", 0, "size of the full runs, in sessions (default 100,000, 1 and 10 million)")
	f.IntVar(&b.workers, "workers", 0, "workers of the full runs (default 1 and then 2)")
	f.IntVar(&b.repeats, "repeats", 0, "repetitions of each measurement (default by its length, 3 to 11)")
	f.StringVar(&b.since, "since", "", "leave what was measured on this `date` or later (2006-01-02): goes on with a series")
	f.BoolVar(&b.quick, "quick", false, "small sizes and few repetitions: a few minutes, rougher figures")
	root.AddCommand(
		verb("loop", "the session loop against the C loop", b.loop),
		verb("workers", "the C loop in one and in two processes: what a second core brings at best", b.cores),
		verb("run", "full runs against NumPy with pyarrow", b.runs),
		verb("encode", "rows in memory into pages: columns against the library's writer of rows", b.encoding),
		verb("read", "compare, report and validate against the run that they read", b.reading),
		verb("mesa", "full runs against Mesa", b.mesa),
		verb("growth", "time and memory against patients, sessions, scenarios, replications and workers", b.growth),
		verb("largest", "one run of about a hundred million sessions, for the figure of growth", b.largest),
		verb("report", "write the tables and the figure from what was measured", b.report),
		newGo(b), newCounts(b), newChild(),
	)
	return root
}

func verb(name, short string, do func(context.Context) error) *cobra.Command {
	return &cobra.Command{Use: name, Short: short, Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return do(c.Context()) }}
}

// all measures everything but the largest run, and writes the report.
func (b *bench) all(ctx context.Context) error {
	for _, piece := range []func(context.Context) error{b.loop, b.cores, b.encoding, b.runs, b.reading, b.mesa, b.growth, b.report} {
		if err := piece(ctx); err != nil {
			return err
		}
	}
	return nil
}

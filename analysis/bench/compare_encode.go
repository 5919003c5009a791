package main

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
)

// encoding measures how rows that are in memory become the bytes of a block: by the
// columns of a run, and by the library's writer of rows, on one core.
func (b *bench) encoding(ctx context.Context) error {
	program, err := b.encoder(ctx)
	if err != nil {
		return err
	}
	const sessions = 1e6 // to which the rate is scaled
	return b.contest(ctx, "encode", sessions, 1, b.repetitions(11), []contestant{
		{"columns", runEncode(program, "BenchmarkEncode")}, {"rows", runEncode(program, "BenchmarkRowWriter")}})
}

var rowsPerSecond = regexp.MustCompile(`([0-9.e+]+) rows/s`)

// runEncode repeats a benchmark of the package run for about a second on a core of its
// own; the time is that of so many sessions at its rate.
func runEncode(program, name string) func(context.Context, int64, int) (measured, error) {
	return func(ctx context.Context, sessions int64, _ int) (measured, error) {
		p, err := launch(ctx, 1, "", []string{"GOMAXPROCS=1"}, program,
			"-test.run", "^$", "-test.bench", "^"+name+"$", "-test.benchtime", "1s")
		if err != nil {
			return measured{}, err
		}
		found := rowsPerSecond.FindSubmatch(p.out)
		if found == nil {
			return measured{}, fmt.Errorf("%s printed no rows/s:\n%s", name, p.out)
		}
		rate, err := strconv.ParseFloat(string(found[1]), 64)
		return measured{sessions: sessions, seconds: float64(sessions) / rate, peak: p.peak}, err
	}
}

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// point is a run along one axis of growth, everything else held.
type point struct {
	axis  string
	x     int64
	words []string // of rapport run, without the program
	cores int      // that the run may use; 0: all
}

// The run from which every axis but patients starts.
const growthPatients = 20_000

// points are the runs of every axis.
func (b *bench) points() ([]point, error) {
	var list []point
	add := func(axis string, x int64, words ...string) {
		list = append(list, point{axis: axis, x: x, words: append([]string{"run"}, words...)})
	}
	whole := func(x int64) string { return strconv.FormatInt(x, 10) }
	patients := []int64{1e3, 1e4, 1e5, 1e6}
	if b.quick {
		patients = patients[:3]
	}
	for _, x := range patients {
		add("patients", x, "routine-care", "--patients", whole(x))
	}
	for _, x := range []int64{4, 8, 16, 32, 64, 128} {
		// Nobody leaves and all agree on as many sessions, so that sessions alone grow.
		add("sessions", x, "routine-care", "--patients", whole(growthPatients), "--set", "care.sessions="+whole(x),
			"--set", "care.plan=0", "--set", "dropout.strength=0", "--set", "well_enough.chance=0")
	}
	for _, x := range []int64{1, 2, 4, 8, 16} {
		study, err := b.scenarios(x)
		if err != nil {
			return nil, err
		}
		add("scenarios", x, study, "--patients", whole(growthPatients))
	}
	for _, x := range []int64{1, 4, 16, 64} {
		add("replications", x, "routine-care", "--patients", whole(growthPatients), "--replications", whole(x))
	}
	for _, x := range []int64{1, 2} {
		add("workers", x, "routine-care", "--patients", whole(10*growthPatients), "--workers", whole(x))
		list[len(list)-1].cores = int(x)
	}
	return list, nil
}

// scenarios writes a study of so many scenarios and returns its path.
func (b *bench) scenarios(count int64) (string, error) {
	var text strings.Builder
	text.WriteString("title: Growth\nquestion: How does a run grow with its scenarios?\nscenarios:\n")
	for i := range count {
		fmt.Fprintf(&text, "  - name: s%d\n    set: {chance.common: %.3f}\n", i, 0.1+0.005*float64(i))
	}
	path := filepath.Join(b.scratch, fmt.Sprintf("growth-%d.yaml", count))
	return path, os.WriteFile(path, []byte(text.String()), 0o666)
}

// growth measures time and memory of full runs along every axis.
func (b *bench) growth(ctx context.Context) error {
	if done, err := b.done("growth", 2, 0, "workers"); done || err != nil {
		return err
	}
	program, err := b.rapport(ctx)
	if err != nil {
		return err
	}
	list, err := b.points()
	if err != nil {
		return err
	}
	var fresh []measured
	for round := range b.repetitions(3) {
		for _, p := range list {
			m, err := b.grow(ctx, program, p, round)
			if err != nil {
				return err
			}
			fresh = append(fresh, m)
		}
	}
	return b.keep(fresh)
}

func (b *bench) grow(ctx context.Context, program string, p point, round int) (measured, error) {
	say("growth, %s %d, round %d", p.axis, p.x, round+1)
	m, err := b.rapportRun(ctx, p.cores, append([]string{program}, p.words...)...)
	m.piece, m.what, m.size, m.repetition = "growth", p.axis, p.x, round+1
	return m, err
}

// largestSessions is the size of the largest run.
const largestSessions = 1e8

// largest measures one run of about a hundred million sessions.
func (b *bench) largest(ctx context.Context) error {
	program, err := b.rapport(ctx)
	if err != nil {
		return err
	}
	patients, err := patientsFor(runStudy, largestSessions)
	if err != nil {
		return err
	}
	words := []string{"run", runStudy, "--patients", strconv.FormatInt(patients, 10)}
	m, err := b.grow(ctx, program, point{axis: "patients", x: patients, words: words}, 0)
	if err != nil {
		return err
	}
	return b.keep([]measured{m})
}

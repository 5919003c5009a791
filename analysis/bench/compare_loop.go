package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"rapport/sim"
)

// loopPatients is how many patients the loops go through in one lap, and
// loopSeed their seed: enough that no branch can be learnt by heart, few enough
// that their state stays in the cache.
const (
	loopPatients = 4000
	loopSeed     = 1
	loopLaps     = 5 // in one process
)

// newChild is the engine's loop as a process of its own, so that both sides
// are measured alike.
func newChild() *cobra.Command {
	return &cobra.Command{
		Use: "child model|course PATIENTS LAPS", Hidden: true, Args: cobra.ExactArgs(3),
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil },
		RunE: func(c *cobra.Command, words []string) error {
			patients, err := strconv.ParseInt(words[1], 10, 64)
			if err != nil {
				return err
			}
			laps, err := strconv.Atoi(words[2])
			if err != nil {
				return err
			}
			return child(c, words[0], patients, laps)
		},
	}
}

func child(c *cobra.Command, what string, patients int64, laps int) error {
	s, err := sampleOf(patients, loopSeed)
	if err != nil {
		return err
	}
	loops := map[string]func(int) []lap{"model": s.timeModel, "course": s.timeCourses}
	loop, known := loops[what]
	if !known {
		return fmt.Errorf("%q is no loop: want model or course", what)
	}
	for _, l := range loop(laps) {
		fmt.Fprintln(c.OutOrStdout(), l.sessions, l.spent.Nanoseconds(), l.sum)
	}
	return nil
}

// loops makes both sides ready: the words that start the engine's loop and the C
// loop, but for what and how often.
func (b *bench) loops(ctx context.Context) (self, program, file string, err error) {
	if self, err = os.Executable(); err != nil {
		return "", "", "", err
	}
	if program, err = buildLoop(ctx, filepath.Join(b.folder(), "c"), b.scratch); err != nil {
		return "", "", "", err
	}
	s, err := sampleOf(loopPatients, loopSeed)
	if err != nil {
		return "", "", "", err
	}
	file = filepath.Join(b.scratch, "cases")
	return self, program, file, s.write(file, loopSeed, sim.NoMove)
}

// loop measures the session loop against the C loop, in alternation.
func (b *bench) loop(ctx context.Context) error {
	if done, err := b.done("course", loopPatients, 1, "go", "c"); done || err != nil {
		return err
	}
	self, program, file, err := b.loops(ctx)
	if err != nil {
		return err
	}
	patients, laps := strconv.Itoa(loopPatients), strconv.Itoa(loopLaps)
	var fresh []measured
	for round := range b.repetitions(7) {
		for _, piece := range []string{"model", "course"} {
			for _, side := range alternated(round,
				side{"go", []string{self, "child", piece, patients, laps}},
				side{"c", []string{program, piece, file, laps}}) {
				say("%s, %s, round %d", piece, side.name, round+1)
				p, err := launch(ctx, 1, "", []string{"GOMAXPROCS=1"}, side.words...)
				if err != nil {
					return err
				}
				got, err := parseLaps(p.out)
				if err != nil {
					return err
				}
				for i, l := range got {
					fresh = append(fresh, measured{piece: piece, what: side.name, size: loopPatients, workers: 1,
						repetition: round*loopLaps + i + 1, sessions: l.sessions, seconds: l.spent.Seconds(), peak: p.peak})
				}
			}
		}
	}
	return b.keep(fresh)
}

// side is one of those compared and the command that starts it.
type side struct {
	name  string
	words []string
}

// alternated turns the order of the sides round by round, so that none is always
// first after another.
func alternated(round int, sides ...side) []side {
	k := round % len(sides)
	return append(slices.Clone(sides[k:]), sides[:k]...)
}

// cores measures the C loop, pure arithmetic without memory or files, in one
// process and in two at once: what a second core brings at best on this machine.
func (b *bench) cores(ctx context.Context) error {
	if done, err := b.done("cores", loopPatients, 2, "c"); done || err != nil {
		return err
	}
	_, program, file, err := b.loops(ctx)
	if err != nil {
		return err
	}
	const laps = 25
	var fresh []measured
	for round := range b.repetitions(5) {
		for _, n := range alternated2(round) {
			say("C loop, %d at once, round %d", n, round+1)
			all, err := together(ctx, n, nil, program, "model", file, strconv.Itoa(laps))
			if err != nil {
				return err
			}
			m := measured{piece: "cores", what: "c", size: loopPatients, workers: n, repetition: round + 1}
			for _, p := range all {
				m.sessions += loopPatients * modelSessions * laps
				m.seconds = max(m.seconds, p.wall.Seconds())
			}
			fresh = append(fresh, m)
		}
	}
	return b.keep(fresh)
}

// alternated2 is one and two, or two and one.
func alternated2(round int) [2]int {
	if round%2 == 1 {
		return [2]int{2, 1}
	}
	return [2]int{1, 2}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// The study that is read has scenarios to compare and the findings' data.
const (
	readStudy       = "evidence"
	allMissedStatus = 1 // of validate, where a finding is missed
)

// readers are the verbs that read a whole run.
var readers = []string{"compare", "report", "validate"}

// reading measures the verbs that read a run against the run itself, one after the
// other in each round, on as many cores as the run has workers.
func (b *bench) reading(ctx context.Context) error {
	program, err := b.rapport(ctx)
	if err != nil {
		return err
	}
	for _, sessions := range b.sizes() {
		if sessions < 1e6 && b.sessions == 0 {
			continue
		}
		for _, workers := range b.workerCounts() {
			if err := b.readRun(ctx, program, sessions, workers); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) readRun(ctx context.Context, program string, sessions int64, workers int) error {
	if done, err := b.done("read", sessions, workers, append(readers, "run")...); done || err != nil {
		return err
	}
	var fresh []measured
	for round := range b.repetitions(min(5, usualRepetitions(sessions))) {
		one, err := b.readOnce(ctx, program, sessions, workers, round)
		if err != nil {
			return err
		}
		fresh = append(fresh, one...)
	}
	return b.keep(fresh)
}

// readOnce makes a run, lets every verb read it, and removes it.
func (b *bench) readOnce(ctx context.Context, program string, sessions int64, workers, round int) (list []measured, err error) {
	dir, err := b.emptyRun()
	if err != nil {
		return nil, err
	}
	page := filepath.Join(b.scratch, "page.html")
	defer func() { err = errors.Join(err, os.RemoveAll(dir), os.RemoveAll(page)) }()
	held := sessions
	for _, what := range append([]string{"run"}, readers...) {
		words := []string{program, what, dir}
		switch what {
		case "run":
			patients, err := patientsFor(readStudy, sessions)
			if err != nil {
				return nil, err
			}
			words = []string{program, what, readStudy, "--patients", strconv.FormatInt(patients, 10), "--workers", strconv.Itoa(workers), "--quiet", "--out", dir}
		case "report":
			words = append(words, "--out", page)
		}
		say("read, %d sessions, %d workers, round %d: %s", sessions, workers, round+1, what)
		p, err := launch(ctx, workers, "", nil, words...)
		var exit *exec.ExitError
		if err != nil && !(what == "validate" && errors.As(err, &exit) && exit.ExitCode() == allMissedStatus) {
			return nil, err
		}
		if what == "run" {
			if held, err = manifestRows(dir, "sessions"); err != nil {
				return nil, err
			}
		}
		list = append(list, measured{piece: "read", what: what, size: sessions, workers: workers, repetition: round + 1,
			sessions: held, seconds: p.wall.Seconds(), cpu: p.cpu.Seconds(), peak: p.peak})
	}
	return list, nil
}

// readRatios are the verbs together over the run that they read.
func readRatios(all []summary) []ratio {
	var list []ratio
	for i := range all {
		cpu := 0.0
		ran := &all[i]
		if ran.piece != "read" || ran.what != "run" {
			continue
		}
		r := ratio{what: "compare, report and validate together over their run; " + short(float64(ran.size)) + " sessions, " + workers(ran.workers),
			unit: "×", goal: "at most 1"}
		for _, verb := range readers {
			s := find(all, "read", verb, ran.size, ran.workers)
			if s == nil {
				return list
			}
			r.is += s.seconds / ran.seconds
			cpu += s.cpu / ran.cpu
			r.basis += fmt.Sprintf("%s %.2f s, ", verb, s.seconds)
		}
		r.basis += fmt.Sprintf("run %.2f s; by processor time %.2f ×", ran.seconds, cpu)
		r.met = r.is <= 1
		list = append(list, r)
	}
	return list
}

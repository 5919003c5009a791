package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"rapport/configs"
)

// runStudy is the study that contestants simulate.
const runStudy = "routine-care"

// contestant is somebody who brings a full run of so many sessions into Parquet.
type contestant struct {
	name string
	run  func(ctx context.Context, sessions int64, workers int) (measured, error)
}

// The contestants. The peers write patients, sessions, ruptures and therapists;
// [sameTables] writes these and no more, [withAssessments] what the study ships with:
// everybody's assessments by week as well, after the treatment, too.
const (
	sameTables      = "rapport"
	withAssessments = "rapport with assessments"
)

// runs measures full runs into Parquet, each contestant on as many cores as it has
// workers: rapport with the tables of the peer, NumPy with pyarrow, and rapport as it
// ships.
func (b *bench) runs(ctx context.Context) error {
	program, err := b.rapport(ctx)
	if err != nil {
		return err
	}
	python, err := b.peers(ctx, program)
	if err != nil {
		return err
	}
	study, err := b.withoutAssessments()
	if err != nil {
		return err
	}
	all := []contestant{
		{sameTables, b.runRapport(program, study)},
		{"numpy", b.runPeer(python, "peers.numpy_run")},
		{withAssessments, b.runRapport(program, runStudy)},
	}
	for _, sessions := range b.sizes() {
		for _, workers := range b.workerCounts() {
			if err := b.contest(ctx, "run", sessions, workers, b.repetitions(usualRepetitions(sessions)), all); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) sizes() []int64 {
	switch {
	case b.sessions > 0:
		return []int64{b.sessions}
	case b.quick:
		return []int64{1e5, 1e6}
	}
	return []int64{1e5, 1e6, 1e7}
}

func (b *bench) workerCounts() []int {
	if b.workers > 0 {
		return []int{b.workers}
	}
	return []int{1, 2}
}

// usualRepetitions are many for short runs and few for long ones.
func usualRepetitions(sessions int64) int {
	switch {
	case sessions <= 2e5:
		return 11
	case sessions <= 2e6:
		return 7
	}
	return 3
}

// contest measures all in turn, beginning with another one in every round.
func (b *bench) contest(ctx context.Context, piece string, sessions int64, workers, rounds int, all []contestant) error {
	var names []string
	for _, who := range all {
		names = append(names, who.name)
	}
	if done, err := b.done(piece, sessions, workers, names...); done || err != nil {
		return err
	}
	var fresh []measured
	for round := range rounds {
		for i := range all {
			who := all[(i+round)%len(all)]
			say("%s, %d sessions, %d workers, round %d: %s", piece, sessions, workers, round+1, who.name)
			m, err := who.run(ctx, sessions, workers)
			if err != nil {
				return err
			}
			m.piece, m.what, m.size, m.workers, m.repetition = piece, who.name, sessions, workers, round+1
			fresh = append(fresh, m)
		}
	}
	return b.keep(fresh)
}

// manifestRows is what the manifest of a run says of its rows.
func manifestRows(dir, table string) (int64, error) {
	text, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		return 0, err
	}
	var m struct {
		Rows map[string]int64 `json:"rows"`
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return 0, fmt.Errorf("%s: %w", dir, err)
	}
	return m.Rows[table], nil
}

// withoutAssessments writes the shipped study without its assessments by week and
// returns its path.
func (b *bench) withoutAssessments() (string, error) {
	text, err := configs.Read(runStudy)
	if err != nil {
		return "", err
	}
	path := filepath.Join(b.scratch, runStudy+"-without-assessments.yaml")
	return path, os.WriteFile(path, append(text, "\nassessments: {weeks: []}\n"...), 0o666)
}

// runRapport is the whole process, from its start to the manifest on the disk.
func (b *bench) runRapport(program, study string) func(context.Context, int64, int) (measured, error) {
	return func(ctx context.Context, sessions int64, workers int) (measured, error) {
		patients, err := patientsFor(runStudy, sessions)
		if err != nil {
			return measured{}, err
		}
		return b.rapportRun(ctx, workers, program, "run", study,
			"--patients", strconv.FormatInt(patients, 10), "--workers", strconv.Itoa(workers))
	}
}

// rapportRun measures one run of the program on so many cores (0: all) and removes it.
func (b *bench) rapportRun(ctx context.Context, cores int, words ...string) (measured, error) {
	dir, err := b.emptyRun()
	if err != nil {
		return measured{}, err
	}
	p, err := launch(ctx, cores, "", nil, append(words, "--quiet", "--out", dir)...)
	if err != nil {
		return measured{}, err
	}
	m := measured{seconds: p.wall.Seconds(), cpu: p.cpu.Seconds(), peak: p.peak}
	var failed error
	m.sessions, err = manifestRows(dir, "sessions")
	m.bytes, failed = size(dir)
	return m, errors.Join(err, failed, os.RemoveAll(dir))
}

// runPeer starts a peer. Its time is what it reports itself, from the parsed
// command line to closed files: the start of the interpreter and its imports do
// not count against it, while rapport's own start does.
func (b *bench) runPeer(python, module string) func(context.Context, int64, int) (measured, error) {
	return func(ctx context.Context, sessions int64, workers int) (measured, error) {
		dir, err := b.emptyRun()
		if err != nil {
			return measured{}, err
		}
		patients, err := patientsFor(runStudy, sessions)
		if err != nil {
			return measured{}, err
		}
		p, err := launch(ctx, workers, b.folder(), nil, python, "-m", module, "--out", dir,
			"--params", filepath.Join(b.scratch, "params.json"), "--schema", filepath.Join(b.scratch, "schema.json"),
			"--patients", strconv.FormatInt(patients, 10), "--workers", strconv.Itoa(workers))
		if err != nil {
			return measured{}, err
		}
		var said struct {
			Sessions int64   `json:"sessions"`
			Seconds  float64 `json:"seconds"`
			CPU      float64 `json:"cpu_seconds"`
			Peak     int64   `json:"peak_rss_bytes"`
			Bytes    int64   `json:"bytes"`
		}
		if err := json.Unmarshal(p.out, &said); err != nil {
			return measured{}, fmt.Errorf("%s printed no report: %w", module, err)
		}
		m := measured{sessions: said.Sessions, seconds: said.Seconds, cpu: said.CPU, peak: said.Peak, bytes: said.Bytes}
		return m, os.RemoveAll(dir)
	}
}

// mesaSessions to a worker are few, because Mesa takes its time.
const mesaSessions = 5000

// mesa measures full runs against Mesa, with a worker and at a size of its own.
func (b *bench) mesa(ctx context.Context) error {
	program, err := b.rapport(ctx)
	if err != nil {
		return err
	}
	python, err := b.peers(ctx, program)
	if err != nil {
		return err
	}
	study, err := b.withoutAssessments()
	if err != nil {
		return err
	}
	all := []contestant{{"mesa", b.runPeer(python, "peers.mesa_run")}, {sameTables, b.runRapport(program, study)}}
	for _, workers := range b.workerCounts() {
		if err := b.contest(ctx, "mesa", int64(mesaSessions*workers), workers, b.repetitions(5), all); err != nil {
			return err
		}
	}
	return nil
}

package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// measured is one repetition of one measurement.
type measured struct {
	piece      string // what was compared: model, course, cores, encode, run, read, mesa, growth
	what       string // who was measured: go, c, rapport, columns, rows, numpy, mesa, a verb, or an axis of growth
	size       int64  // as asked: sessions, or the number on the axis of growth
	workers    int
	repetition int
	sessions   int64 // as simulated
	seconds    float64
	cpu        float64 // seconds of processor time; 0: not measured
	peak       int64   // bytes of the largest resident set; 0: not measured
	bytes      int64   // bytes of the Parquet files; 0: none
	date       string
	command    string
}

// perSession is the time of one session in nanoseconds.
func (m *measured) perSession() float64 { return 1e9 * m.seconds / float64(m.sessions) }

var columns = []string{"piece", "what", "size", "workers", "repetition", "sessions", "seconds", "cpu_seconds",
	"peak_bytes", "file_bytes", "date", "command"}

func (m *measured) row() []string {
	whole := func(x int64) string { return strconv.FormatInt(x, 10) }
	real := func(x float64) string { return strconv.FormatFloat(x, 'g', 7, 64) }
	return []string{m.piece, m.what, whole(m.size), strconv.Itoa(m.workers), strconv.Itoa(m.repetition),
		whole(m.sessions), real(m.seconds), real(m.cpu), whole(m.peak), whole(m.bytes), m.date, m.command}
}

func parseMeasured(row []string) (m measured, err error) {
	if len(row) != len(columns) {
		return m, fmt.Errorf("%d columns, want %d", len(row), len(columns))
	}
	whole := func(i int) int64 {
		x, e := strconv.ParseInt(row[i], 10, 64)
		err = errors.Join(err, e)
		return x
	}
	real := func(i int) float64 {
		x, e := strconv.ParseFloat(row[i], 64)
		err = errors.Join(err, e)
		return x
	}
	m = measured{row[0], row[1], whole(2), int(whole(3)), int(whole(4)), whole(5), real(6), real(7), whole(8), whole(9), row[10], row[11]}
	return m, err
}

func (b *bench) csvPath() string { return filepath.Join(b.results, "measured.csv") }

// load reads what was measured so far.
func (b *bench) load() ([]measured, error) {
	f, err := os.Open(b.csvPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	var all []measured
	for i, row := range rows[min(1, len(rows)):] {
		m, err := parseMeasured(row)
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", b.csvPath(), i+2, err)
		}
		all = append(all, m)
	}
	return all, nil
}

// keep puts new measurements in the place of earlier ones of the same piece,
// size and workers.
func (b *bench) keep(fresh []measured) error {
	all, err := b.load()
	if err != nil {
		return err
	}
	for i := range fresh {
		fresh[i].date, fresh[i].command = time.Now().UTC().Format(time.DateOnly), b.command
	}
	all = slices.DeleteFunc(all, func(old measured) bool {
		return slices.ContainsFunc(fresh, func(m measured) bool { return m.replaces(&old) })
	})
	all = append(all, fresh...)
	slices.SortStableFunc(all, compareMeasured)
	return b.store(all)
}

// done says that a series, which goes on, has these measurements.
func (b *bench) done(piece string, size int64, workers int, names ...string) (bool, error) {
	if b.since == "" {
		return false, nil
	}
	all, err := b.load()
	for _, name := range names {
		want := measured{piece: piece, what: name, size: size, workers: workers}
		if !slices.ContainsFunc(all, func(m measured) bool { return m.replaces(&want) && m.date >= b.since }) {
			return false, err
		}
	}
	return err == nil, err
}

func (m *measured) replaces(old *measured) bool {
	return m.piece == old.piece && m.what == old.what && m.size == old.size && m.workers == old.workers
}

func (b *bench) store(all []measured) error {
	aside := b.csvPath() + ".aside"
	f, err := os.Create(aside)
	if err != nil {
		return err
	}
	rows := [][]string{columns}
	for i := range all {
		rows = append(rows, all[i].row())
	}
	err = errors.Join(csv.NewWriter(f).WriteAll(rows), f.Close())
	if err != nil {
		return errors.Join(err, os.Remove(aside))
	}
	return os.Rename(aside, b.csvPath())
}

package run

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"rapport/scenarios/study"
)

// Size is about how much a run will write, and how long that takes.
type Size struct {
	Courses  int64
	Rows     int64         // of all tables
	Bytes    int64         // of all files
	Duration time.Duration // on this machine, with the workers of the options
}

const (
	sampleCourses = 128    // of a scenario, and twice as many once more
	sampleArms    = 8      // scenarios of a design that are looked at
	smallRun      = 20_000 // courses that are run sooner than they are measured
	longest       = 365 * 24 * time.Hour
)

// Estimate works out the size of a run from a few courses of its scenarios, before
// anything is written. It refuses what no machine finishes, and what the disk of
// opts.Dir cannot hold. A run so small that it is done at once is not looked at: its
// size is 0.
func Estimate(s *study.Study, opts Options) (Size, error) {
	arms, err := armsOf(s)
	if err != nil {
		return Size{}, err
	}
	size := Size{}
	place(arms, shippedLayout)
	for _, a := range arms {
		size.Courses += a.cut.coursesOf(a.cut.mine(opts.Shard)).size()
	}
	if size.Courses < smallRun {
		return Size{}, checkShare(arms, opts.Shard)
	}
	if err := size.measure(arms, opts); err != nil {
		return Size{}, err
	}
	if size.Duration >= longest {
		return size, refuse(fmt.Sprintf("this run of %d courses would take %.3g years on this machine, and %s", size.Courses,
			size.Duration.Hours()/24/365, BytesText(float64(size.Bytes))),
			"ask for fewer patients or replications, or divide the run among machines with --shard i/n")
	}
	if err := checkShare(arms, opts.Shard); err != nil {
		return size, err
	}
	return size, size.fits(opts)
}

// measure extrapolates from some scenarios, evenly chosen.
func (s *Size) measure(arms []*arm, opts Options) error {
	n := min(len(arms), sampleArms)
	var rows, bytes, seconds, courses float64
	for i := range n {
		a := arms[i*len(arms)/n]
		share := a.cut.mine(opts.Shard)
		mine := a.cut.coursesOf(share)
		if mine.size() < 3*sampleCourses {
			continue
		}
		small, err := a.sample(span{mine.from, mine.from + sampleCourses})
		if err != nil {
			return err
		}
		large, err := a.sample(span{mine.from + sampleCourses, mine.from + 3*sampleCourses})
		if err != nil {
			return err
		}
		// What each block has once, such as its dictionaries, is told from what each course has.
		each := float64(large.bytes-small.bytes) / sampleCourses
		once := max(0, float64(small.bytes)-each*sampleCourses)
		m := float64(mine.size())
		courses += m
		bytes += each*m + once*float64(share.size())
		rows += float64(large.rows) / (2 * sampleCourses) * m
		seconds += large.took.Seconds() / (2 * sampleCourses) * m
	}
	if courses == 0 {
		return nil
	}
	workers := opts.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	scale := float64(s.Courses) / courses
	s.Rows, s.Bytes = whole(rows*scale), whole(bytes*scale)
	s.Duration = time.Duration(whole(seconds * scale / float64(min(workers, runtime.NumCPU())) * 1e9))
	return nil
}

// whole is a number as far as one of 64 bits goes.
func whole(x float64) int64 { return int64(min(x, 9e18)) }

// measured are some courses of a scenario, encoded.
type measured struct {
	rows, bytes int64
	took        time.Duration
}

func (a *arm) sample(courses span) (m measured, err error) {
	started := time.Now()
	var w worker
	e := w.encoder(a.about.Record)
	e.begin()
	crash, err := attempt(a, &e.columns, courses, e.drain)
	if crash != nil || err != nil {
		return m, err // a crash is told by the run itself
	}
	content, err := e.finish()
	if err != nil {
		return m, err
	}
	segments, err := decodeBlock(content, len(e.tables))
	for _, s := range segments {
		m.rows += s.rows
		m.bytes += int64(len(s.data))
	}
	m.took = time.Since(started)
	return m, err
}

// fits refuses a run for which the disk has no room. What the folder holds of the
// run, or of one that it replaces, counts as room.
func (s *Size) fits(opts Options) error {
	free, known := freeBytes(existing(opts.Dir))
	if !known {
		return nil
	}
	room := float64(free)
	if opts.Resume || opts.Overwrite {
		room += float64(bytesIn(opts.Dir))
	}
	const sure = 0.9 // of the estimate
	if float64(s.Bytes)*sure <= room {
		return nil
	}
	return refuse(fmt.Sprintf("the run would write %s, and the disk of %s has room for %s", BytesText(float64(s.Bytes)), opts.Dir, BytesText(room)),
		"write elsewhere with --out, or ask for fewer patients or replications")
}

// existing is the folder itself or the nearest one above it that there is.
func existing(dir string) string {
	for at := filepath.Clean(dir); ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); err == nil || filepath.Dir(at) == at {
			return at
		}
	}
}

// bytesIn is the size of the files in a folder, as far as it can be seen.
func bytesIn(dir string) (n int64) {
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // it is gone, or not ours to see
		}
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
			n += info.Size()
		}
		return nil
	})
	return n
}

// BytesText is a number of bytes in the unit that people would use.
func BytesText(n float64) string {
	for _, unit := range []struct {
		name string
		size float64
	}{{"EB", 1e18}, {"PB", 1e15}, {"TB", 1e12}, {"GB", 1e9}, {"MB", 1e6}} {
		if n >= unit.size {
			return fmt.Sprintf("%.1f %s", n/unit.size, unit.name)
		}
	}
	return fmt.Sprintf("%.1f kB", n/1e3)
}

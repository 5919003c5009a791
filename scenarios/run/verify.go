package run

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"

	"rapport/scenarios/study"
	"rapport/sim/record"
)

// Report is what [Verify] found.
type Report struct {
	Manifest *Manifest
	Files    int              // read
	Bytes    int64            // read
	Rows     map[string]int64 // counted, by table
	Faults   []string         // what is wrong, sorted; empty for a sound run
}

// OK reports whether nothing is wrong.
func (r *Report) OK() bool { return len(r.Faults) == 0 }

// toldRowFaults is how many wrong rows of one file are told one by one.
const toldRowFaults = 5

// Verify reads a whole finished run and reports everything that is wrong with
// it: a manifest that is not as it was written or does not follow from its study,
// files that are missing, damaged or not of the run, rows that are missing,
// doubled or out of order, tables that contradict each other.
//
// Memory is bounded by a row group for each core. The error is for a folder
// that cannot be checked, because it has no readable manifest, or because nothing is
// wrong but that the machine fails to read a file.
func Verify(dir string) (*Report, error) {
	return verify(dir, (*verification).follows)
}

// verify is Verify with the check whether the manifest follows from its study,
// which tests of runs without a model leave out.
func verify(dir string, follows func(*verification)) (*Report, error) {
	m, content, err := readManifest(dir)
	if err != nil {
		return nil, err
	}
	v := &verification{dir: dir, report: Report{Manifest: m, Rows: map[string]int64{}}}
	v.sealed(content)
	follows(v)
	v.study()
	v.counts()
	v.strangers()
	parts := v.parts()
	_ = forEach(runtime.GOMAXPROCS(0), len(parts), func(i int) error {
		v.part(parts[i])
		return nil
	})
	switch {
	case v.failed == nil:
		v.rowsInAll()
	case v.report.OK():
		return nil, fmt.Errorf("read the run: %w", v.failed)
	default:
		v.fault("%v", v.failed)
	}
	slices.Sort(v.report.Faults)
	return &v.report, nil
}

// rowsInAll checks the sums of rows, and tells those that differ.
func (v *verification) rowsInAll() {
	want, have := v.report.Manifest.Rows, v.report.Rows
	tables := maps.Clone(want)
	maps.Copy(tables, have)
	var said, found []string
	for _, table := range slices.Sorted(maps.Keys(tables)) {
		if want[table] != have[table] {
			said = append(said, fmt.Sprintf("%d of %s", want[table], table))
			found = append(found, fmt.Sprintf("%d of %s", have[table], table))
		}
	}
	v.unequal("rows in all", strings.Join(said, ", "), strings.Join(found, ", "))
}

type verification struct {
	dir    string
	mu     sync.Mutex
	report Report
	failed error // what kept a file from being read, though it is there
}

func (v *verification) fault(format string, args ...any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.report.Faults = append(v.report.Faults, fmt.Sprintf(format, args...))
}

// unread notes a file that was not read: it is missing, which is a fault of the run, or
// the machine fails to read it, which says nothing of it.
func (v *verification) unread(name string, err error) {
	if !machineFails(err) {
		v.fault("%s: %v", name, study.PlainError(err))
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.failed == nil {
		v.failed = fmt.Errorf("%s: %w", name, study.PlainError(err))
	}
}

// machineFails tells an error of the machine, or of rights, from that of a name with
// nothing to read behind it.
func machineFails(err error) bool {
	var fault syscall.Errno
	return errors.As(err, &fault) && !errors.Is(err, fs.ErrNotExist) &&
		!slices.Contains([]syscall.Errno{syscall.ENOTDIR, syscall.EISDIR, syscall.ELOOP}, fault)
}

// unequal adds a fault where the manifest and the folder differ.
func (v *verification) unequal(what, want, have string) {
	if want != have {
		v.fault("%s: the manifest says %s, found %s", what, want, have)
	}
}

// study checks the resolved study against its digest.
func (v *verification) study() {
	m := v.report.Manifest
	v.unequal("the study in the manifest, SHA-256", m.StudySHA256, digestOf([]byte(m.Study)))
	_, sum, err := fileDigest(filepath.Join(v.dir, studyName))
	if err != nil {
		v.unread(studyName, err)
		return
	}
	v.unequal(studyName+", SHA-256", m.StudySHA256, sum)
	v.design()
}

// design checks the table of the design, which follows from the manifest.
func (v *verification) design() {
	want, err := designTableOf(v.report.Manifest.Scenarios)
	if err != nil {
		v.fault("%s: %v", manifestName, err)
	}
	if want == nil {
		return
	}
	_, sum, err := fileDigest(filepath.Join(v.dir, designName))
	if err != nil {
		v.unread(designName, err)
		return
	}
	v.unequal(designName+", SHA-256", digestOf(want), sum)
}

// counts checks the manifest's sums, and that nothing failed.
func (v *verification) counts() {
	m := v.report.Manifest
	if m.Schema != record.Version {
		v.fault("%s: rows of schema %d, this program reads %d", manifestName, m.Schema, record.Version)
	}
	planned := Count{}
	for _, c := range m.Layout.cuts(m.Scenarios) {
		for _, blocks := range c.parts(m.Shard) {
			planned.Blocks += blocks.size()
			planned.Courses += c.coursesOf(blocks).size()
		}
	}
	v.unequal("planned", fmt.Sprint(m.Planned), fmt.Sprint(planned))
	sum := Count{m.Done.Courses + m.Failed.Courses, m.Done.Blocks + m.Failed.Blocks}
	v.unequal("done and failed together", fmt.Sprint(m.Planned), fmt.Sprint(sum))
	for _, f := range m.Failures {
		v.fault("failed: %v", f)
	}
}

// strangers names Parquet files that the manifest does not list, and what an
// interruption left.
func (v *verification) strangers() {
	listed := map[string]bool{}
	for _, f := range v.report.Manifest.Files {
		listed[f.Path] = true
	}
	_ = fs.WalkDir(os.DirFS(v.dir), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil: // a folder, of others perhaps, in which anything could be
			v.unread(name, err)
		case d.IsDir() && name == workName:
			v.fault("%s: left from an interrupted run", workName)
			return fs.SkipDir
		case !d.IsDir() && strings.HasSuffix(name, ".parquet") && !listed[name]:
			v.fault("%s: not in the manifest", name)
		}
		return nil
	})
}

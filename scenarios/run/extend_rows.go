package run

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"

	"rapport/scenarios/population"
	"rapport/sim/record"
	"rapport/sim/record/parquetfile"
)

// extension is a scenario of a larger run, some of whose courses an earlier run
// has. It is safe for concurrent use.
type extension struct {
	courses                  // simulates the others
	dir     string           // of the earlier run
	before  ManifestScenario // the scenario in the earlier run
	cut     cut              // of the earlier run
	had     span             // blocks that the earlier run has
	lacking map[int64]bool   // of those, the blocks whose files are damaged, or that had failed
	files   map[string]File  // of the earlier run, by path
	pair    int64            // places of the two therapists of a pair
	now     ManifestScenario // the scenario in the larger run

	read atomic.Int64 // courses that were read, not simulated
}

func newExtension(a *arm, dir string, m *Manifest, before ManifestScenario, c cut, sound []bool) *extension {
	x := &extension{
		courses: a.courses, dir: dir, before: before, now: a.about, cut: c,
		lacking: map[int64]bool{}, files: map[string]File{},
	}
	if s, ok := a.courses.(*population.Simulation); ok {
		p := &s.Setting.Population
		x.pair = int64(p.CaseloadMin) + int64(p.CaseloadMax)
	}
	x.had = c.mine(m.Shard)
	for i, f := range m.Files {
		if f.Scenario != before.Name {
			continue
		}
		x.files[f.Path] = f
		for b := range int64(len(f.BlockRows)) {
			if !sound[i] {
				x.lacking[f.FirstBlock+b] = true
			}
		}
	}
	for _, f := range m.Failures {
		if f.Scenario == before.Name {
			x.lacking[f.Block] = true
		}
	}
	return x
}

// alike returns the files of a part if the earlier run has it with the very same
// courses, sound and whole; else nil.
func (x *extension) alike(p *runPart) []File {
	same := x.before.Patients == x.now.Patients && x.cut.coursesOf(p.blocks) == p.arm.cut.coursesOf(p.blocks) &&
		slices.Contains(x.cut.parts(Shard{}), p.blocks) && x.had.from <= p.blocks.from && p.blocks.to <= x.had.to
	for b := p.blocks.from; same && b < p.blocks.to; b++ {
		same = !x.lacking[b]
	}
	if !same {
		return nil
	}
	var files []File
	for _, t := range tablesOf(x.now.Record) {
		f, ok := x.files[p.filePath(t.Name)]
		if !ok || f.FirstBlock != p.blocks.from || int64(len(f.BlockRows)) != p.blocks.size() {
			return nil
		}
		files = append(files, f)
	}
	return files
}

// Stream fills in the columns of courses [from, to) of the larger run. What cannot be
// read is simulated: the rows are the same.
func (x *extension) Stream(columns *record.Columns, from, to int64, drain func() error) error {
	for from < to {
		next, old, has := x.stretch(from, to)
		if has {
			var kept record.Rows
			if has = x.rows(&kept, old) == nil; has {
				columns.Append(&kept)
				x.read.Add(next - from)
				if err := drain(); err != nil {
					return err
				}
			}
		}
		if !has {
			if err := x.courses.Stream(columns, from, next, drain); err != nil {
				return err
			}
		}
		from = next
	}
	return nil
}

// stretch is the first piece of [from, to) that the earlier run has altogether,
// within one of its blocks, or lacks altogether. old are the courses in the
// numbering of the earlier run.
func (x *extension) stretch(from, to int64) (next int64, old span, has bool) {
	replication, patient := from/x.now.Patients, from%x.now.Patients
	switch {
	case replication >= x.before.Replications, x.mends():
		return to, span{}, false
	case patient >= x.before.Patients:
		return min(to, (replication+1)*x.now.Patients), span{}, false
	}
	first := replication*x.before.Patients + patient
	block := first / x.cut.block
	end := min((block+1)*x.cut.block, (replication+1)*x.before.Patients)
	next = min(to, from+end-first)
	has = x.had.from <= block && block < x.had.to && !x.lacking[block]
	return next, span{first, first + next - from}, has
}

// mends reports whether the larger run is no larger: then what is not alike is
// damaged, and simulated.
func (x *extension) mends() bool {
	return x.before.Patients == x.now.Patients && x.before.Replications == x.now.Replications
}

// rows reads the rows of courses that lie in one block of the earlier run.
func (x *extension) rows(rows *record.Rows, old span) error {
	course := func(replication int32, patient int64) int64 { return int64(replication)*x.before.Patients + patient }
	err := errors.Join(
		readRows(x, old, &rows.Patients, func(p *record.Patient) int64 { return course(p.Replication, p.Patient) }),
		readRows(x, old, &rows.Sessions, func(s *record.Session) int64 { return course(s.Replication, s.Patient) }),
		readRows(x, old, &rows.Assessments, func(a *record.Assessment) int64 { return course(a.Replication, a.Patient) }),
		readRows(x, old, &rows.Ruptures, func(r *record.Rupture) int64 { return course(r.Replication, r.Patient) }),
		readRows(x, old, &rows.Therapists, x.courseOf))
	if x.before.Record.Ledger && err == nil {
		err = readRows(x, old, &rows.Ledger, func(r *record.Ledger) int64 { return course(r.Replication, r.Patient) })
	}
	if x.before.Record.Scores && err == nil {
		err = readRows(x, old, &rows.Scores, func(r *record.Score) int64 { return course(r.Replication, r.Patient) })
	}
	if x.before.Record.Scores && x.before.Record.Items && err == nil {
		err = readRows(x, old, &rows.Answers, func(r *record.Answer) int64 { return course(r.Replication, r.Patient) })
	}
	if x.before.Record.Items && err == nil {
		err = readRows(x, old, &rows.Items, func(r *record.Items) int64 { return course(r.Replication, r.Patient) })
	}
	if x.before.Record.Decisions && err == nil {
		err = readRows(x, old, &rows.Decisions, func(r *record.Decision) int64 { return course(r.Replication, r.Patient) })
	}
	return err
}

// courseOf is the course of the earlier run with which the larger one has the row of a
// therapist; -1 where that is a course which only the larger one has.
func (x *extension) courseOf(t *record.Therapist) int64 {
	first := x.firstPatient(t)
	if last := x.before.Patients - 1; first > last { // a colleague whose places the patients do not reach
		if x.now.Patients > x.before.Patients {
			return -1
		}
		first = last
	}
	return int64(t.Replication)*x.before.Patients + first
}

// firstPatient is the patient with whom a therapist's caseload begins. The two
// caseloads of a pair of therapists fill the same number of places, whatever
// their split.
func (x *extension) firstPatient(t *record.Therapist) int64 {
	if t.Therapist%2 == 0 {
		return t.Therapist / 2 * x.pair
	}
	return (t.Therapist+1)/2*x.pair - int64(t.Caseload)
}

// readRows reads the rows of a table that belong to the courses old, which lie
// in one block. course tells a row's course.
func readRows[Row any](x *extension, old span, into *[]Row, course func(*Row) int64) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("cannot be read: %v", r)
		}
	}()
	block := old.from / x.cut.block
	f, ok := x.files[partPath(record.Describe[Row]().Name, x.before.Name, block/x.cut.part)]
	at := block - f.FirstBlock
	if !ok || at < 0 || at >= int64(len(f.BlockRows)) {
		return errors.New("not in the manifest")
	}
	if f.BlockRows[at] == 0 {
		return nil
	}
	group := 0 // a block without rows has no row group
	for _, n := range f.BlockRows[:at] {
		if n > 0 {
			group++
		}
	}
	file, err := os.Open(filepath.Join(x.dir, filepath.FromSlash(f.Path)))
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	parsed, err := parquetfile.Open(file, f.Bytes)
	if err != nil {
		return err
	}
	if group >= parsed.Groups() || parsed.GroupRows(group) != f.BlockRows[at] {
		return errors.New("the row groups are not those of the manifest")
	}
	all, err := parquetfile.ReadGroup[Row](parsed, group)
	for i := range all {
		if c := course(&all[i]); old.from <= c && c < old.to {
			*into = append(*into, all[i])
		}
	}
	return err
}

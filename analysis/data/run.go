package data

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"rapport/sim/record"
	"rapport/sim/record/bounded"
)

// Run is a run on disk. Its tables are read when they are asked for.
type Run struct {
	Dir       string
	Scenarios []string // in the order of the study; under plausible sets those of the shipped values

	// Seen, where set, is told of rows as they are read, by several goroutines at once.
	Seen func(rows int)

	rows    map[string]int64               // of patients, sessions and assessments, by scenario
	courses map[string]int64               // rows of patients, by scenario
	files   map[string]map[string][]string // by scenario and table, in order

	weeks   map[string][]int   // by scenario: at which everybody is assessed
	planned map[string]float64 // by scenario: weeks from entry to the end of the planned treatment
	clinics map[string]Clinics // by scenario
	kept    map[string]float64 // by scenario

	norms map[string]Norms // of instruments, as the study describes them

	shard shardOfRun

	sets setsOfRun
}

// unfinishedRun is the error of a folder without a manifest, which a run writes last.
type unfinishedRun struct{ Dir string }

func (e *unfinishedRun) Error() string {
	return fmt.Sprintf("%s holds no finished run: it has no manifest.json", e.Dir)
}

// Hint says what to do about it.
func (e *unfinishedRun) Hint() string {
	return "name the folder of a run; an unfinished one is continued with rapport run --resume"
}

// Read opens the finished run in a folder: the files that its manifest lists. It
// fails where the folder has no manifest ([unfinishedRun]), or where a listed file is
// not there or has another size.
func Read(dir string) (*Run, error) {
	r := &Run{Dir: dir, files: map[string]map[string][]string{}, rows: map[string]int64{}, courses: map[string]int64{},
		weeks: map[string][]int{}, planned: map[string]float64{}, clinics: map[string]Clinics{}, kept: map[string]float64{}}
	if err := bounded.Folder(dir); err != nil {
		return nil, err
	}
	text, err := bounded.ReadFile(filepath.Join(dir, "manifest.json"), maxManifest)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &unfinishedRun{dir}
	}
	if err == nil {
		err = r.fromManifest(text)
	}
	if err != nil {
		return nil, fmt.Errorf("read run %s: %w", dir, err)
	}
	return r, nil
}

func (r *Run) seen(rows int) {
	if r.Seen != nil {
		r.Seen(rows)
	}
}

// Rows is how many rows of patients, sessions and assessments the manifest gives some
// scenarios: how much there is to read.
func (r *Run) Rows(scenarios ...string) (n int64) {
	for _, name := range scenarios {
		n += r.rows[name]
	}
	return n
}

// Courses is how many courses the manifest gives a scenario; 0 where the run has none of
// that name.
func (r *Run) Courses(scenario string) int64 { return r.courses[scenario] }

// Weeks lists the weeks at which everybody was assessed in two scenarios alike.
func (r *Run) Weeks(a, b string) []int {
	return slices.DeleteFunc(slices.Clone(r.weeks[a]), func(week int) bool { return !slices.Contains(r.weeks[b], week) })
}

// Primary is the week of the last assessment within the planned treatment of a
// scenario, and the first assessment where none is; 0 without assessments.
func (r *Run) Primary(scenario string) int {
	return PrimaryWeek(r.weeks[scenario], r.planned[scenario])
}

// sliver is in weeks more than adding up gaps rounds.
const sliver = 1e-9

// PrimaryWeek is the last of some weeks, which ascend, within the planned treatment of so
// many weeks since entry, and the first where none is; 0 without weeks.
func PrimaryWeek(weeks []int, planned float64) int {
	primary := 0
	for i, week := range weeks {
		if i == 0 || float64(week) <= planned+sliver {
			primary = week
		}
	}
	return primary
}

// tablesOf lists the files of a scenario by table.
func (r *Run) tablesOf(name string) (map[string][]string, error) {
	files, ok := r.files[name]
	if !ok {
		return nil, fmt.Errorf("%w: %q%s", ErrNoScenario, name, NearestOrAll(name, r.Scenarios))
	}
	for _, table := range []string{"patients", "sessions"} {
		if len(files[table]) == 0 {
			return nil, fmt.Errorf("scenario %s: the run has no table %s", name, table)
		}
	}
	return files, nil
}

// MostTherapists is how many therapists a replication of a scenario has at most.
func (r *Run) MostTherapists(scenario string) (n int64, err error) {
	for row, err := range Stream[record.Therapist](r, scenario) {
		if err != nil {
			return 0, err
		}
		n = max(n, row.Therapist+1)
	}
	return n, nil
}

// Therapists reads the therapists of a scenario.
func (r *Run) Therapists(scenario string) ([]record.Therapist, error) {
	files, err := r.tablesOf(scenario)
	if err != nil {
		return nil, err
	}
	rows, err := readTable[record.Therapist](files["therapists"], r.seen)
	if err != nil {
		return nil, fmt.Errorf("scenario %s: %w", scenario, err)
	}
	return rows, nil
}

// Scenario reads the tables of one scenario, anew with every call, and of them the columns
// that are wanted. The error wraps [ErrNoScenario] where the run has none of that name, and
// tells which file lacks which columns.
func (r *Run) Scenario(name string, wanted Columns) (*Data, error) {
	files, err := r.tablesOf(name)
	if err != nil {
		return nil, err
	}
	var d Data
	tables := []func() error{
		readInto(&d.Sessions, r, wanted, "sessions", files["sessions"]),
		readInto(&d.Assessments, r, wanted, "assessments", some[record.Assessment](wanted, "assessments", files["assessments"])),
		readInto(&d.Patients, r, wanted, "patients", files["patients"]),
		readInto(&d.Ruptures, r, wanted, "ruptures", some[record.Rupture](wanted, "ruptures", files["ruptures"])),
		readInto(&d.Therapists, r, wanted, "therapists", some[record.Therapist](wanted, "therapists", files["therapists"])),
		func() error { return d.readItems(some[record.Items](wanted, "items", files["items"])) },
	}
	errs := make([]error, len(tables))
	InParallel(len(tables), func(i int) { errs[i] = tables[i]() })
	err = errors.Join(errs...)
	if err == nil {
		err = d.index()
	}
	if err != nil {
		return nil, fmt.Errorf("scenario %s: %w", name, err)
	}
	d.Scenario, d.Clinic = name, r.Clinics(name).Alike()
	return &d, nil
}

// readInto is what reads the files of a table into rows, of the columns that are wanted.
func readInto[Row any](rows *[]Row, r *Run, wanted Columns, table string, files []string) func() error {
	return func() (err error) {
		*rows, err = readSome[Row](files, r.seen, wanted.unwanted(table))
		return err
	}
}

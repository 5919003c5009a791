package data

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
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

	norms map[string]Norms // of instruments, as the study describes them

	shard shardOfRun

	sets setsOfRun
}

// maxManifest bounds the manifest that is read, in bytes.
const maxManifest = 256 << 20

// unfinishedRun is the error of a folder without a manifest, which a run writes last.
type unfinishedRun struct{ Dir string }

func (e *unfinishedRun) Error() string {
	return fmt.Sprintf("%s holds no finished run: it has no manifest.json", e.Dir)
}

// Hint says what to do about it.
func (e *unfinishedRun) Hint() string {
	return "name the folder of a run; an unfinished one is continued with rapport run --resume"
}

// DamagedRun is the error of a file that has not the size of the manifest: torn, or of
// another run.
type DamagedRun struct {
	Path         string
	Bytes, Found int64
}

func (e *DamagedRun) Error() string {
	return fmt.Sprintf("%s: damaged: the manifest says %d bytes, found %d", e.Path, e.Bytes, e.Found)
}

// Hint says what to do about it.
func (e *DamagedRun) Hint() string {
	return "rapport verify says what else is damaged; the command that made the run, with --resume, mends it"
}

// Read opens the finished run in a folder: the files that its manifest lists. It
// fails where the folder has no manifest ([unfinishedRun]), or where a listed file is
// not there or has another size.
func Read(dir string) (*Run, error) {
	r := &Run{Dir: dir, files: map[string]map[string][]string{}, rows: map[string]int64{}, courses: map[string]int64{},
		weeks: map[string][]int{}, planned: map[string]float64{}}
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

// fromManifest takes the scenarios and files of the manifest.
func (r *Run) fromManifest(text []byte) error {
	var m struct {
		Schema    int        `json:"schema_version"`
		Study     string     `json:"study"`
		Shard     shardOfRun `json:"shard"`
		Scenarios []struct {
			Name       string      `json:"name"`
			Weeks      []int       `json:"assessment_weeks"`
			Parameters []parameter `json:"parameters"`
			Design     *setPlace   `json:"design"`
		} `json:"scenarios"`
		Files []struct {
			Path     string `json:"path"`
			Table    string `json:"table"`
			Scenario string `json:"scenario"`

			Rows  int64 `json:"rows"`
			Bytes int64 `json:"bytes"`
		} `json:"files"`
	}
	var other *json.UnmarshalTypeError
	if err := json.Unmarshal(text, &m); errors.As(err, &other) {
		return errors.New("manifest.json is not the manifest of a run")
	} else if err != nil {
		return fmt.Errorf("manifest.json: %w", err)
	}
	if m.Schema != 0 && m.Schema != record.Version {
		return fmt.Errorf("manifest.json%s", ofAnother(m.Schema))
	}
	r.shard = m.Shard
	var faults []error
	var err error
	if r.norms, err = normsOf(m.Study); err != nil {
		faults = append(faults, fmt.Errorf("manifest.json: %w", err))
	}
	first := map[string][]parameter{} // of a design: of its first point, by scenario of the study
	for _, s := range m.Scenarios {
		all := s.Parameters
		switch {
		case s.Design == nil:
		case all != nil:
			first[s.Design.Base] = all
		default: // the manifest lists the values of the point alone
			all = slices.Concat(first[s.Design.Base], s.Design.Values)
		}
		r.weeks[s.Name], r.planned[s.Name] = s.Weeks, plannedWeeks(all)
		r.add(s.Name)
		r.sets.add(s.Name, s.Design)
	}
	for _, f := range m.Files {
		if !filepath.IsLocal(filepath.FromSlash(f.Path)) {
			faults = append(faults, fmt.Errorf("manifest.json: file %q lies outside the run", f.Path))
			continue
		}
		name := filepath.Join(r.Dir, filepath.FromSlash(f.Path))
		switch info, err := os.Stat(name); {
		case err != nil:
			faults = append(faults, fmt.Errorf("a file of the manifest is not there: %w", err))
		case f.Bytes > 0 && info.Size() != f.Bytes: // its numbers may be wrong in silence
			faults = append(faults, &DamagedRun{f.Path, f.Bytes, info.Size()})
		}
		r.add(f.Scenario)
		r.files[f.Scenario][f.Table] = append(r.files[f.Scenario][f.Table], name)
		if f.Table == "patients" || f.Table == "sessions" || f.Table == "assessments" {
			r.rows[f.Scenario] += f.Rows
		}
		if f.Table == "patients" {
			r.courses[f.Scenario] += f.Rows
		}
	}
	r.sets.close(r)
	if len(r.Scenarios) == 0 {
		faults = append(faults, errors.New("manifest.json names no scenario"))
	}
	return errors.Join(faults...)
}

// shardOfRun is which share of a study a run is: index of count, from 0. The whole has
// a count of 0 or 1.
type shardOfRun struct {
	Index int `json:"index"`
	Count int `json:"count"`
}

// oneShard is the error of a share of a study where the whole is wanted.
type oneShard struct {
	dir   string
	shard shardOfRun
}

func (e *oneShard) Error() string {
	return fmt.Sprintf("%s is shard %d of %d (counted from 0): it holds some of the patients, and others of each scenario", e.dir, e.shard.Index, e.shard.Count)
}

// Hint says what to do about it.
func (e *oneShard) Hint() string { return "join the shards with rapport merge first" }

// Whole is an error where the run is one shard of several: what is told of its patients
// would be taken for what the study finds.
func (r *Run) Whole() error {
	if r.shard.Count > 1 {
		return &oneShard{r.Dir, r.shard}
	}
	return nil
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

// add notes a scenario once.
func (r *Run) add(scenario string) {
	if r.files[scenario] == nil {
		r.files[scenario] = map[string][]string{}
		r.Scenarios = append(r.Scenarios, scenario)
	}
}

// parameter is a parameter of a scenario in the manifest.
type parameter struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
}

// plannedWeeks is how long the planned treatment lasts from entry on, or the
// waiting list; 0 where the manifest does not say. Of values of the same parameter the
// last counts.
func plannedWeeks(all []parameter) float64 {
	of := map[string]float64{}
	for _, p := range all {
		of[p.Name] = p.Value
	}
	switch per := of["care.sessions_per_week"]; {
	case per <= 0:
		return 0
	case of["care.treatment"] == 0:
		return of["care.waiting_list_weeks"]
	default:
		sessions, further := of["care.sessions"], 0.0
		if from := of["care.taper_from"]; from > 0 { // from it on sessions are further apart
			further = max(0, sessions-from+1)
		}
		return of["care.waiting_weeks"] + (sessions-further)/per + further*of["care.taper_gap"]
	}
}

// sliver is in weeks more than adding up gaps rounds.
const sliver = 1e-9

// Weeks lists the weeks at which everybody was assessed in two scenarios alike.
func (r *Run) Weeks(a, b string) []int {
	return slices.DeleteFunc(slices.Clone(r.weeks[a]), func(week int) bool { return !slices.Contains(r.weeks[b], week) })
}

// Primary is the week of the last assessment within the planned treatment of a
// scenario, and the first assessment where none is; 0 without assessments.
func (r *Run) Primary(scenario string) int {
	primary := 0
	for i, week := range r.weeks[scenario] {
		if i == 0 || float64(week) <= r.planned[scenario]+sliver {
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
	d.Scenario = name
	return &d, nil
}

// readInto is what reads the files of a table into rows, of the columns that are wanted.
func readInto[Row any](rows *[]Row, r *Run, wanted Columns, table string, files []string) func() error {
	return func() (err error) {
		*rows, err = readSome[Row](files, r.seen, wanted.unwanted(table))
		return err
	}
}

package data

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"rapport/sim/record"
	"rapport/sim/record/bounded"
	"rapport/sim/record/seal"
)

// maxManifest bounds the manifest that is read, in bytes.
const maxManifest = 256 << 20

// manifest is what is read of the manifest of a run.
type manifest struct {
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
		Rows     int64  `json:"rows"`
		Bytes    int64  `json:"bytes"`
	} `json:"files"`
}

// fromManifest takes the scenarios and files of the manifest.
func (r *Run) fromManifest(text []byte) error {
	if seal.Broken(text) { // what it says of weeks, seed and parameters may be another
		return &damagedManifest{errors.New("it does not have the SHA-256 of its seal")}
	}
	var m manifest
	switch err := bounded.JSON(text, &m); {
	case errors.Is(err, bounded.ErrOther):
		return errors.New("manifest.json is not the manifest of a run")
	case err != nil:
		return &damagedManifest{err}
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
	r.takeScenarios(&m)
	faults = append(faults, r.takeFiles(&m)...)
	r.sets.close(r)
	if len(r.Scenarios) == 0 {
		faults = append(faults, errors.New("manifest.json names no scenario"))
	}
	return errors.Join(faults...)
}

func (r *Run) takeScenarios(m *manifest) {
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
		of := valuesOf(all)
		r.weeks[s.Name], r.planned[s.Name], r.clinics[s.Name] = s.Weeks, plannedWeeks(of), clinicsOf(of)
		r.kept[s.Name] = keptOf(of)
		r.add(s.Name)
		r.sets.add(s.Name, s.Design)
	}
}

func (r *Run) takeFiles(m *manifest) (faults []error) {
	for _, f := range m.Files {
		if !filepath.IsLocal(filepath.FromSlash(f.Path)) {
			faults = append(faults, fmt.Errorf("manifest.json: file %q lies outside the run", f.Path))
			continue
		}
		name := filepath.Join(r.Dir, filepath.FromSlash(f.Path))
		switch info, err := os.Stat(name); {
		case err != nil:
			faults = append(faults, &lostFile{err})
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
	return faults
}

// add notes a scenario once.
func (r *Run) add(scenario string) {
	if r.files[scenario] == nil {
		r.files[scenario] = map[string][]string{}
		r.Scenarios = append(r.Scenarios, scenario)
	}
}

// damagedManifest is the error of a manifest that is not as it was written.
type damagedManifest struct{ Err error }

func (e *damagedManifest) Error() string { return fmt.Sprintf("manifest.json is damaged: %v", e.Err) }
func (e *damagedManifest) Unwrap() error { return e.Err }

// Hint says what to do about it.
func (*damagedManifest) Hint() string { return (*DamagedRun)(nil).Hint() }

// lostFile is the error of a file of the manifest that cannot be found.
type lostFile struct{ Err error }

func (e *lostFile) Error() string {
	return fmt.Sprintf("a file of the manifest is not there: %v", e.Err)
}
func (e *lostFile) Unwrap() error { return e.Err }

// Hint says what to do about it.
func (*lostFile) Hint() string { return (*DamagedRun)(nil).Hint() }

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

// parameter is a parameter of a scenario in the manifest.
type parameter struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
}

// valuesOf are parameters by name. Of values of the same parameter the last counts.
func valuesOf(all []parameter) map[string]float64 {
	of := map[string]float64{}
	for _, p := range all {
		of[p.Name] = p.Value
	}
	return of
}

// Clinics is what therapists and patients of a clinic have in common.
type Clinics struct {
	SD         float64 // of the therapists' own effect between clinics; 0: nothing
	Severity   float64 // of the patients' severity at intake between clinics; 0: nothing
	Therapists int64   // of a clinic, numbered one after the other; 0 where the manifest does not say
}

func clinicsOf(of map[string]float64) Clinics {
	return Clinics{of["population.clinic_sd"], of["population.clinic_severity"], 2 * int64(of["population.clinic_pairs"])}
}

// Alike is how many therapists a clinic has whose patients are alike; 0 where those of a
// clinic are as those of all.
func (c Clinics) Alike() int64 {
	if c.SD == 0 && c.Severity == 0 {
		return 0
	}
	return c.Therapists
}

// Clinics is what those of a clinic have in common under a scenario.
func (r *Run) Clinics(scenario string) Clinics { return r.clinics[scenario] }

// keptOf is for how many weeks of a treatment a place is kept; 0 where places are not
// limited.
func keptOf(of map[string]float64) float64 {
	if of["population.places"] == 0 || of["care.treatment"] == 0 {
		return 0
	}
	return plannedWeeks(of) - of["care.waiting_weeks"]
}

// PlaceKept is for how many weeks a place is kept under a scenario; 0 where places are not
// limited.
func (r *Run) PlaceKept(scenario string) float64 { return r.kept[scenario] }

// plannedWeeks is how long the planned treatment lasts from entry on, or the
// waiting list; 0 where the manifest does not say.
func plannedWeeks(of map[string]float64) float64 {
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

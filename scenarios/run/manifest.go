package run

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim/record"
	"rapport/sim/record/bounded"
	"rapport/sim/record/seal"
)

// EngineVersion names the engine and its model. It changes with every release,
// and with any change by which the same study gives other numbers or other bytes.
const EngineVersion = "0.2.0"

// engineName tells a run's manifest from other files of that name.
const engineName = "rapport"

// Manifest says what a run is and what it wrote. Everything but Host is the
// same for the same study, however and wherever it was run.
type Manifest struct {
	Identity
	Seed      uint64             `json:"seed"`
	Study     string             `json:"study"` // the resolved study, as in study.yaml
	Scenarios []ManifestScenario `json:"scenarios"`
	Planned   Count              `json:"planned"`
	Done      Count              `json:"done"`
	Failed    Count              `json:"failed"`
	Failures  []Failure          `json:"failures"`
	Rows      map[string]int64   `json:"rows"` // by table, over all scenarios
	Files     []File             `json:"files"`
	Host      Host               `json:"host"`
}

// Identity is what two runs must share for the blocks of one to stand in the
// other: a run is resumed, and shards are merged, only where it agrees.
type Identity struct {
	Engine      string `json:"engine"`
	Version     string `json:"engine_version"`
	Schema      int    `json:"schema_version"`
	StudySHA256 string `json:"study_sha256"` // of the resolved study
	Layout      Layout `json:"layout"`
	Shard       Shard  `json:"shard"`
}

// ManifestScenario is one scenario with every parameter that it ran with.
type ManifestScenario struct {
	Name         string             `json:"name"`
	Seed         uint64             `json:"seed"`
	Patients     int64              `json:"patients"` // per replication
	Replications int64              `json:"replications"`
	Record       population.Record  `json:"record"`
	Weeks        []int              `json:"assessment_weeks"`     // since entry, at which everybody is assessed
	Courses      int64              `json:"courses"`              // of the scenario, over all shards
	Blocks       int64              `json:"blocks"`               // of the scenario, over all shards
	Design       *study.DesignPoint `json:"design,omitempty"`     // in a study with a design
	Parameters   []study.Assignment `json:"parameters,omitempty"` // in the file of a design, of the first point alone: see compact
}

// Count is a number of courses and of the blocks that hold them.
type Count struct {
	Courses int64 `json:"courses"`
	Blocks  int64 `json:"blocks"`
}

// File is one Parquet file of a run.
type File struct {
	Path       string  `json:"path"` // in the run folder, with slashes
	Table      string  `json:"table"`
	Scenario   string  `json:"scenario"`
	Part       int64   `json:"part"`        // number of the part in the scenario
	FirstBlock int64   `json:"first_block"` // of the scenario's blocks
	BlockRows  []int64 `json:"block_rows"`  // rows of each block, in order; a block with rows is a row group
	Rows       int64   `json:"rows"`
	Bytes      int64   `json:"bytes"`
	SHA256     string  `json:"sha256"`
}

// Host is where and when a run took place. Equality of runs ignores it.
type Host struct {
	OS       string    `json:"os"`
	Arch     string    `json:"arch"`
	CPUs     int       `json:"cpus"`
	Workers  int       `json:"workers"`
	Go       string    `json:"go"`
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished"`
	Seconds  float64   `json:"seconds"`
	Seal     string    `json:"seal"` // SHA-256 of the manifest as it is without it
}

func newHost(workers int, started time.Time) Host {
	now := time.Now()
	return Host{
		OS: runtime.GOOS, Arch: runtime.GOARCH, CPUs: runtime.NumCPU(), Workers: workers, Go: runtime.Version(),
		Started: started.UTC().Truncate(time.Millisecond), Finished: now.UTC().Truncate(time.Millisecond),
		Seconds: now.Sub(started).Round(time.Millisecond).Seconds(),
	}
}

// Equal reports whether two manifests tell of the same run, host and times apart.
func (m *Manifest) Equal(other *Manifest) bool {
	a, b := *m, *other
	a.Host, b.Host = Host{}, Host{}
	left, errA := a.encode()
	right, errB := b.encode()
	return errA == nil && errB == nil && bytes.Equal(left, right)
}

func (m *Manifest) encode() ([]byte, error) {
	c := m.compact()
	c.Host.Seal = ""
	b, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return nil, err
	}
	return seal.Put(append(b, '\n')), nil
}

// sortFiles puts the files in the order of their paths.
func sortFiles(files []File) {
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
}

// maxManifest bounds the manifest that is read, in bytes.
const maxManifest = 256 << 20

// ReadManifest reads the manifest of the finished run in dir. One that is not as it was
// written is a [DamagedManifest], even where it can be: what it says of seed, study or
// weeks may be another.
func ReadManifest(dir string) (*Manifest, error) {
	m, content, err := readManifest(dir)
	if err == nil && seal.Broken(content) {
		return nil, &DamagedManifest{filepath.Join(dir, manifestName), errBroken}
	}
	return m, err
}

var errBroken = errors.New("it does not have the SHA-256 of its seal")

// ResolvedStudy is the study of the run, from the text in its manifest: study.yaml beside
// it is for people, who may have changed it since.
func (m *Manifest) ResolvedStudy() (*study.Study, error) {
	return study.Recorded("the study in "+manifestName, []byte(m.Study))
}

// DamagedManifest is the error of a manifest that cannot be right.
type DamagedManifest struct {
	Path string
	Err  error
}

func (e *DamagedManifest) Error() string { return fmt.Sprintf("%s is damaged: %v", e.Path, e.Err) }
func (e *DamagedManifest) Unwrap() error { return e.Err }

// Hint says what to do about it.
func (e *DamagedManifest) Hint() string {
	return "the command that made the run, with --resume, mends it"
}

// readManifest also returns the bytes of the file.
func readManifest(dir string) (*Manifest, []byte, error) {
	if err := bounded.Folder(dir); err != nil {
		return nil, nil, refuse(err.Error(), "")
	}
	b, err := bounded.ReadFile(filepath.Join(dir, manifestName), maxManifest)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil, refuse(fmt.Sprintf("%s holds no finished run: it has no %s", dir, manifestName),
			"name the folder of a run; an unfinished one is continued with --resume")
	}
	if err != nil {
		return nil, nil, err
	}
	m, err := decodeManifest(filepath.Join(dir, manifestName), b)
	return m, b, err
}

func decodeManifest(name string, content []byte) (*Manifest, error) {
	var m Manifest
	switch err := bounded.JSON(content, &m); {
	case errors.Is(err, bounded.ErrOther), err == nil && m.Engine != engineName:
		return nil, fmt.Errorf("%s is not the manifest of a run", name)
	case err != nil:
		return nil, &DamagedManifest{name, err}
	}
	m.spread()
	if err := m.check(); err != nil {
		return nil, &DamagedManifest{name, err}
	}
	return &m, nil
}

// DecodeManifest reads the bytes of a manifest that lies elsewhere than in a folder;
// name says where. intact reports whether they are as they were written.
func DecodeManifest(name string, content []byte) (m *Manifest, intact bool, err error) {
	m, err = decodeManifest(name, content)
	return m, seal.Intact(content), err
}

// Heads are the files of the run beside its tables and its manifest: the resolved
// study and, in a study with a design, the table of the design.
func (m *Manifest) Heads() ([]File, error) {
	heads := []File{{Path: studyName, Bytes: int64(len(m.Study)), SHA256: m.StudySHA256}}
	design, err := designTableOf(m.Scenarios)
	if design != nil {
		heads = append(heads, File{Path: designName, Bytes: int64(len(design)), SHA256: digestOf(design)})
	}
	return heads, err
}

// identity of a run of the resolved study.
func identity(resolved []byte, layout Layout, shard Shard) Identity {
	return Identity{
		Engine: engineName, Version: EngineVersion, Schema: record.Version,
		StudySHA256: digestOf(resolved), Layout: layout, Shard: shard,
	}
}

// difference says in words why the pieces of a run with identity i cannot serve
// one with identity want, or is empty.
func (i Identity) difference(want Identity) string {
	switch {
	case i == want:
		return ""
	case i.Engine != want.Engine:
		return "it was not written by " + engineName
	case i.Version != want.Version:
		return fmt.Sprintf("it was written by version %s, this is version %s", i.Version, want.Version)
	case i.StudySHA256 != want.StudySHA256:
		return "it belongs to another study, or to the same one with other settings"
	case i.Shard != want.Shard:
		return fmt.Sprintf("it is %v, not %v", i.Shard, want.Shard)
	default:
		return "its files are laid out in another way"
	}
}

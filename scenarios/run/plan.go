package run

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"

	"rapport/scenarios/study"
	"rapport/sim/record/bounded"
)

// plan is written into the work folder, durably, before anything else of a run:
// what the blocks there belong to, and which files the run will write. A later
// process knows from it what in the folder is the run's own.
type plan struct {
	Identity
	Parts []plannedParts `json:"parts"`
}

// plannedParts are the files of one scenario: for each of the tables, parts First
// to First+Count-1.
type plannedParts struct {
	Scenario string   `json:"scenario"`
	Tables   []string `json:"tables"`
	First    int64    `json:"first"`
	Count    int64    `json:"count"`
}

// maxPlan bounds the plan that is read, in bytes.
const maxPlan = 64 << 20

var tableName = regexp.MustCompile(`^[a-z][a-z_]*$`)

// errTorn is the error of a plan that does not read: a power cut may leave one
// that has its name, but not its content.
var errTorn = errors.New("the plan does not read")

// newPlan is the plan of a shard of the arms.
func newPlan(id Identity, arms []*arm) *plan {
	p := &plan{Identity: id}
	for _, a := range arms {
		mine := a.cut.mine(id.Shard)
		one := plannedParts{Scenario: a.about.Name, First: mine.from / a.cut.part, Count: a.cut.partCount(id.Shard)}
		for _, t := range tablesOf(a.about.Record) {
			one.Tables = append(one.Tables, t.Name)
		}
		p.Parts = append(p.Parts, one)
	}
	return p
}

// readPlan reads the plan in a work folder. The error is [os.ErrNotExist] where
// there is none, and [errTorn] where it does not read.
func readPlan(name string) (*plan, error) {
	b, err := bounded.ReadFile(name, maxPlan)
	if err != nil {
		return nil, err
	}
	var p plan
	if json.Unmarshal(b, &p) != nil || p.Engine != engineName || len(p.Parts) == 0 || len(p.Parts) > study.MaxScenarios {
		return nil, errTorn
	}
	for _, one := range p.Parts {
		if !study.ScenarioName.MatchString(one.Scenario) || one.First < 0 || one.Count < 0 || one.Count > maxParts {
			return nil, errTorn
		}
		for _, t := range one.Tables {
			if !tableName.MatchString(t) {
				return nil, errTorn
			}
		}
	}
	return &p, nil
}

// paths lists the files of the plan's parts, as they stand in the run folder.
func (p *plan) paths() []string {
	if p == nil {
		return nil
	}
	var list []string
	for _, one := range p.Parts {
		for _, t := range one.Tables {
			for i := range one.Count {
				list = append(list, partPath(t, one.Scenario, one.First+i))
			}
		}
	}
	return list
}

// paths lists the files of the run, its manifest and study apart.
func (m *Manifest) paths() []string {
	if m == nil {
		return nil
	}
	var list []string
	for _, f := range m.Files {
		if ownPath.MatchString(f.Path) {
			list = append(list, f.Path)
		}
	}
	return list
}

// ownPath is the shape of every path of a table's file. What a manifest lists and
// has another shape was not written by this program.
var ownPath = regexp.MustCompile(`^[a-z][a-z_]*/scenario=[a-z0-9-]+/part-[0-9]{5,}\.parquet$`)

// headFiles are the files of a run beside its tables, the manifest apart.
var headFiles = []string{studyName, designName}

// writePlan makes the plan durable, under the names of both folders.
func (f *runFolder) writePlan(p *plan) error {
	content, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	if err := f.present(); err != nil {
		return err
	}
	if err := writeAside(f.work(planName+".aside"), f.work(planName), content); err != nil {
		return err
	}
	return syncFolder(f.dir)
}

// planFromStudy makes up for a plan that does not read: the study of the run
// lies in the folder, and from it follows which files it has. It returns nil
// where there is no study, as before anything else was written.
func planFromStudy(dir string, layout Layout, shard Shard) *plan {
	text, err := bounded.ReadFile(filepath.Join(dir, studyName), maxPlan)
	if err != nil {
		return nil
	}
	s, err := study.Recorded(studyName, text)
	if err != nil {
		return nil
	}
	simulations, err := s.Simulations()
	resolved, unresolved := s.Resolved()
	if err != nil || unresolved != nil || !bytes.Equal(resolved, text) {
		return nil // it is a user's
	}
	arms := make([]*arm, len(simulations))
	for i, one := range simulations {
		arms[i] = newArm(one, nil)
	}
	place(arms, layout)
	if checkShare(arms, Shard{}) != nil {
		return nil
	}
	return newPlan(identity(text, layout, shard), arms)
}

// oursInWork tells the names that a run gives to files in its work folder.
var oursInWork = regexp.MustCompile(fmt.Sprintf(
	`^(%[1]s(\.aside)?|(manifest\.json|study\.yaml|design\.csv|before)\.aside|`+
		`[a-z0-9-]+/(block-[0-9]{8,}(\.aside)?|part-[0-9]{5,}\.json(\.aside)?|[a-z_]+-[0-9]{5,}\.aside)|`+
		`before/(manifest\.json|study\.yaml|design\.csv|[a-z][a-z_]*/scenario=[a-z0-9-]+/part-[0-9]{5,}\.parquet))$`, regexp.QuoteMeta(planName)))

package run

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// conclude writes the manifest, the last file of a run.
func (e *execution) conclude(started time.Time) (*Manifest, error) {
	m := e.manifest()
	m.Host = newHost(e.opts.Workers, started)
	content, err := m.encode()
	if err != nil {
		return nil, err
	}
	if err := e.syncNames(); err != nil {
		return nil, e.unwritten("make the files durable", err)
	}
	design, err := designTableOf(m.Scenarios)
	if err != nil {
		return nil, err
	}
	if design != nil {
		if err := e.folder.write(designName, design); err != nil {
			return nil, e.unwritten("write the design", err)
		}
	}
	if err := e.allThere(m); err != nil {
		return nil, e.unwritten("write the run", err)
	}
	if err := e.folder.write(manifestName, content); err != nil {
		return nil, e.unwritten("write the manifest", err)
	}
	if err := e.folder.finish(); err != nil {
		return nil, fmt.Errorf("remove the work folder: %w", err)
	}
	return m, failedError(m)
}

// allThere checks that nobody has removed a file meanwhile: the manifest must not
// list what is not there.
func (e *execution) allThere(m *Manifest) error {
	if err := e.folder.present(); err != nil {
		return err
	}
	if !e.studyIntact() {
		return fmt.Errorf("%s was removed or changed meanwhile", e.folder.path(studyName))
	}
	for _, f := range m.Files {
		if info, err := os.Stat(e.folder.path(f.Path)); err != nil || info.Size() != f.Bytes {
			return fmt.Errorf("%s was removed or changed meanwhile", e.folder.path(f.Path))
		}
	}
	return nil
}

// syncNames makes the names of all files durable, before the manifest lists them.
func (e *execution) syncNames() error {
	synced := map[string]bool{e.folder.dir: true}
	for _, p := range e.parts {
		for _, f := range p.files {
			for dir := filepath.Dir(e.folder.path(f.Path)); dir != e.folder.dir && !synced[dir]; dir = filepath.Dir(dir) {
				synced[dir] = true
				if err := syncFolder(dir); err != nil {
					return err
				}
			}
		}
	}
	return syncFolder(e.folder.dir)
}

func failedError(m *Manifest) error {
	if len(m.Failures) == 0 {
		return nil
	}
	return &Failed{Failures: m.Failures, Blocks: m.Planned.Blocks}
}

func (e *execution) manifest() *Manifest {
	m := &Manifest{
		Identity: e.want, Study: string(e.resolved), Planned: e.total, Done: e.total,
		Failures: []Failure{}, Rows: map[string]int64{}, Files: []File{},
	}
	for _, a := range e.arms {
		m.Seed = a.about.Seed
		m.Scenarios = append(m.Scenarios, a.about)
	}
	for _, p := range e.parts {
		m.Files = append(m.Files, p.files...)
		m.Failures = append(m.Failures, p.failures...)
		for _, f := range p.failures {
			n := p.arm.cut.coursesOf(span{f.Block, f.Block + 1}).size()
			m.Failed = Count{m.Failed.Courses + n, m.Failed.Blocks + 1}
			m.Done = Count{m.Done.Courses - n, m.Done.Blocks - 1}
		}
	}
	for _, f := range m.Files {
		m.Rows[f.Table] += f.Rows
	}
	sortFiles(m.Files)
	return m
}

package run

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"rapport/scenarios/study"
)

// A finished run is extended by resuming it with more patients, more
// replications or both, and mended by resuming it as it is. Because luck is addressed, every course that it has is a
// course of the larger run, row for row; but rows are sorted by (replication,
// patient), so they may have to move. The earlier run is first set aside,
// in the work folder. Parts that the larger run has alike are then linked into
// place; the rows of other blocks are read from the earlier run where it has
// them, and simulated where it has not. The result has the bytes of the larger
// run made at once.
const beforeName = "before" // in the work folder: the earlier run

// extends reports whether the run of m is this run, or a smaller one of the same
// study.
func (e *execution) extends(m *Manifest) bool {
	if m.Identity == e.want {
		return true
	}
	same := m.Identity
	same.StudySHA256 = e.want.StudySHA256
	if same != e.want || digestOf([]byte(m.Study)) != m.StudySHA256 {
		return false
	}
	smaller, errA := study.Recorded(studyName, []byte(m.Study))
	larger, errB := study.Recorded(studyName, e.resolved)
	if errors.Join(errA, errB) != nil ||
		smaller.Population.Patients > larger.Population.Patients || smaller.Replications > larger.Replications {
		return false
	}
	smaller.Population.Patients, smaller.Replications = larger.Population.Patients, larger.Replications
	grown, err := smaller.Resolved()
	return err == nil && bytes.Equal(grown, e.resolved)
}

// extend takes over what the earlier run has.
func (e *execution) extend(m *Manifest) error {
	sound := make([]bool, len(m.Files))
	aside := e.folder.work(beforeName)
	_ = forEach(e.opts.Workers, len(m.Files), func(i int) error {
		sound[i] = m.Files[i].check(aside) == nil
		return nil
	})
	cuts := m.Layout.cuts(m.Scenarios)
	for _, a := range e.arms {
		for i, s := range m.Scenarios {
			if s.Name == a.about.Name {
				a.courses = newExtension(a, aside, m, s, cuts[i], sound)
			}
		}
	}
	for _, p := range e.parts {
		if x, ok := p.arm.courses.(*extension); ok && p.files == nil {
			if err := e.adopt(p, x); err != nil {
				return fmt.Errorf("take over what the run has: %w", err)
			}
		}
	}
	return nil
}

// adopt links the files of a part that the earlier run has alike.
func (e *execution) adopt(p *runPart, x *extension) error {
	files := x.alike(p)
	if files == nil {
		return nil
	}
	for _, f := range files {
		if err := linkFile(filepath.Join(x.dir, filepath.FromSlash(f.Path)), p.folder.path(f.Path), p.folder.work(beforeName+".aside")); err != nil {
			return err
		}
	}
	e.state.Done += p.arm.cut.coursesOf(p.blocks).size() - p.taken()
	return p.complete(files)
}

// linkFile gives the file a second name or, where the file system has no links,
// copies it.
func linkFile(from, to, aside string) error {
	if err := errors.Join(os.MkdirAll(filepath.Dir(to), 0o777), removeIfThere(to)); err != nil {
		return err
	}
	if os.Link(from, to) == nil {
		return nil
	}
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }()
	copied, err := createAside(aside, to)
	if err != nil {
		return err
	}
	defer copied.discard()
	if _, err := io.Copy(copied, source); err != nil {
		return err
	}
	return copied.commit()
}

package run

import (
	"errors"
	"fmt"

	"rapport/scenarios/study"
)

// Bounds of what a manifest may say. Whoever reads a run trusts its manifest
// with the sizes of things, so a damaged or hostile one must not make a reader
// allocate, or loop, beyond the size of the file itself.
const (
	maxBlockCourses = 1 << 20
	maxPartCourses  = 1 << 24
	maxShards       = 1 << 24
)

// check says whether the manifest is possible at all: every size within bounds,
// and as many files as its scenarios plan.
func (m *Manifest) check() error {
	l := m.Layout
	for _, block := range []int64{l.BlockCourses, l.LedgerBlockCourses} {
		if block < 1 || block > maxBlockCourses || l.PartBlocks < 1 || l.PartBlocks > maxPartCourses/block {
			return fmt.Errorf("impossible layout %+v", l)
		}
	}
	if s := m.Shard; s.Index < 0 || s.Count < 0 || s.Count > maxShards || s.Index >= max(1, s.Count) {
		return fmt.Errorf("impossible shard %d of %d", s.Index, s.Count)
	}
	if len(m.Scenarios) == 0 || len(m.Scenarios) > study.MaxScenarios {
		return fmt.Errorf("%d scenarios: want 1 to %d", len(m.Scenarios), study.MaxScenarios)
	}
	planned := int64(0)
	seen := map[string]bool{}
	for _, s := range m.Scenarios {
		if seen[s.Name] {
			return fmt.Errorf("scenario %s twice", s.Name)
		}
		seen[s.Name] = true
		if err := s.check(l); err != nil {
			return err
		}
	}
	for i, c := range l.cuts(m.Scenarios) {
		planned += c.partCount(m.Shard) * int64(len(tablesOf(m.Scenarios[i].Record)))
	}
	if n := int64(len(m.Files)); n != planned {
		return fmt.Errorf("%d files are listed, %d are planned", n, planned)
	}
	return m.checkFiles()
}

func (s *ManifestScenario) check(l Layout) error {
	switch {
	case !study.ScenarioName.MatchString(s.Name):
		return errors.New("a scenario with an impossible name")
	case s.Patients < 1 || s.Patients > study.MaxPatients || s.Replications < 1 || s.Replications > study.MaxReplications:
		return fmt.Errorf("scenario %s: %d patients and %d replications are impossible", s.Name, s.Patients, s.Replications)
	case s.Courses != s.Patients*s.Replications:
		return fmt.Errorf("scenario %s: %d courses of %d patients and %d replications", s.Name, s.Courses, s.Patients, s.Replications)
	case s.Blocks != l.cut(s.Courses, s.Record).blocks():
		return fmt.Errorf("scenario %s: %d blocks do not hold %d courses", s.Name, s.Blocks, s.Courses)
	}
	return nil
}

// checkFiles says whether the numbers of the listed files can be.
func (m *Manifest) checkFiles() error {
	for _, f := range m.Files {
		sum := int64(0)
		for _, n := range f.BlockRows {
			if n < 0 || n > f.Rows-sum {
				return fmt.Errorf("%q: its blocks do not add up to %d rows", f.Path, f.Rows)
			}
			sum += n
		}
		if sum != f.Rows || f.Bytes < 0 || f.FirstBlock < 0 || f.Part < 0 {
			return fmt.Errorf("%q: its numbers are impossible", f.Path)
		}
	}
	return nil
}

// partCount is the number of parts of a shard.
func (c cut) partCount(s Shard) int64 {
	mine := c.mine(s)
	if mine.size() <= 0 {
		return 0
	}
	return (mine.to-1)/c.part - mine.from/c.part + 1
}

package run

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rapport/scenarios/study"
	"rapport/sim/record"
)

// extendLayout cuts the 140 courses that are extended into blocks and parts that
// neither patients nor replications fill.
var extendLayout = Layout{BlockCourses: 16, LedgerBlockCourses: 16, PartBlocks: 4}

// sized is the model study with other numbers of patients and replications.
func sized(t testing.TB, patients int64, replications int) (arms []*arm, resolved []byte) {
	t.Helper()
	study := parseModelStudy(t)
	study.Population.Patients, study.Replications = patients, replications
	simulations, err := study.Simulations()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range simulations {
		arms = append(arms, newArm(s, nil))
	}
	resolved, err = study.Resolved()
	if err != nil {
		t.Fatal(err)
	}
	return arms, resolved
}

func runSized(t *testing.T, patients int64, replications int, opts Options) (*Manifest, []*arm) {
	t.Helper()
	arms, resolved := sized(t, patients, replications)
	m, err := runArms(t.Context(), arms, resolved, extendLayout, opts)
	if err != nil {
		t.Fatal(err)
	}
	return m, arms
}

// taken is the number of courses that an extension read or linked rather than
// simulated, over all scenarios.
func readCourses(arms []*arm) (n int64) {
	for _, a := range arms {
		if x, ok := a.courses.(*extension); ok {
			n += x.read.Load()
		}
	}
	return n
}

func TestAnExtendedRunIsTheLargerRun(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		patients     int64
		replications int
	}{
		{70, 3},  // more replications
		{71, 2},  // one patient more
		{131, 2}, // more patients: the rows of the second replication move
		{96, 4},  // both, in whole blocks
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			dir, whole := wholeSized(t, 70, 2).copied(t), wholeSized(t, c.patients, c.replications)
			m, arms := runSized(t, c.patients, c.replications, Options{Dir: dir, Resume: true, Workers: 2})
			if !maps.Equal(digests(t, dir), whole.digests) {
				t.Error("the extended run differs from the larger run made at once")
			}
			if !m.Equal(whole.manifest) {
				t.Error("the manifest differs beyond the host")
			}
			wantSound(t, dir)
			wantNoneSimulatedTwice(t, arms, c.patients, c.replications)
		})
	}
}

// counting counts the courses that are simulated.
type counting struct {
	courses
	simulated map[int64]bool
}

func (c *counting) Stream(columns *record.Columns, from, to int64, drain func() error) error {
	for i := from; i < to; i++ {
		c.simulated[i] = true
	}
	return c.courses.Stream(columns, from, to, drain)
}

// wantNoneSimulatedTwice goes through the blocks of an extended run again and
// expects that exactly the courses that the earlier run had are not simulated.
func wantNoneSimulatedTwice(t *testing.T, arms []*arm, patients int64, replications int) {
	t.Helper()
	earlier := wholeSized(t, 70, 2)
	m := earlier.manifest
	sound := make([]bool, len(m.Files))
	for i := range sound {
		sound[i] = true
	}
	cuts := m.Layout.cuts(m.Scenarios)
	for k, a := range arms {
		fresh := *a
		if x, ok := a.courses.(*extension); ok {
			fresh.courses = x.courses
		}
		x := newExtension(&fresh, earlier.dir, m, m.Scenarios[k], cuts[k], sound)
		count := &counting{x.courses, map[int64]bool{}}
		x.courses = count
		var columns record.Columns
		if err := x.Stream(&columns, 0, patients*int64(replications), func() error { return nil }); err != nil {
			t.Fatal(err)
		}
		for i := range patients * int64(replications) {
			had := i%patients < 70 && i/patients < 2
			if count.simulated[i] == had {
				t.Fatalf("%s, course %d: simulated %v, the earlier run has it: %v", a.about.Name, i, count.simulated[i], had)
			}
		}
	}
}

// Parts that stay as they are keep their very files.
func TestUnchangedPartsAreNotRewritten(t *testing.T) {
	t.Parallel()
	dir := wholeSized(t, 70, 2).copied(t)
	part := filepath.Join(dir, partPath("sessions", "waitlist", 1))
	before, err := os.Stat(part)
	if err != nil {
		t.Fatal(err)
	}
	runSized(t, 70, 3, Options{Dir: dir, Resume: true})
	after, err := os.Stat(part)
	if err != nil || !os.SameFile(before, after) || !before.ModTime().Equal(after.ModTime()) {
		t.Errorf("the part was written anew (%v)", err)
	}
}

// An extension that is stopped, wherever that is, is continued.
func TestAStoppedExtensionIsContinued(t *testing.T) {
	t.Parallel()
	want := wholeSized(t, 84, 3).digests
	for _, after := range []int64{0, 150, 300} {
		dir := wholeSized(t, 70, 2).copied(t)
		ctx, stop := context.WithCancel(t.Context())
		arms, resolved := sized(t, 84, 3)
		_, err := runArms(ctx, arms, resolved, extendLayout, Options{Dir: dir, Resume: true, Workers: 1, Progress: func(p Progress) {
			if p.Done >= after {
				stop()
			}
		}})
		stop()
		var stopped *Interrupted
		if !errors.As(err, &stopped) {
			t.Fatalf("error %v, want an interruption", err)
		}
		if _, err := ReadManifest(dir); err == nil {
			t.Fatal("a run that is being extended looks finished")
		}
		runSized(t, 84, 3, Options{Dir: dir, Resume: true})
		if !maps.Equal(digests(t, dir), want) {
			t.Errorf("stopped after %d courses, the extended run differs", after)
		}
	}
}

// A kill while the earlier run is set aside leaves some of it in either place.
func TestAnExtensionKilledWhileSettingAsideIsContinued(t *testing.T) {
	t.Parallel()
	want := wholeSized(t, 80, 2).digests
	for _, moved := range [][]string{{}, {manifestName}, {manifestName, studyName, "patients"}} {
		dir := wholeSized(t, 70, 2).copied(t)
		aside := filepath.Join(dir, workName, beforeName)
		if err := os.MkdirAll(aside, 0o777); err != nil {
			t.Fatal(err)
		}
		for _, name := range moved {
			if err := os.Rename(filepath.Join(dir, name), filepath.Join(aside, name)); err != nil {
				t.Fatal(err)
			}
		}
		_, arms := runSized(t, 80, 2, Options{Dir: dir, Resume: true})
		if !maps.Equal(digests(t, dir), want) {
			t.Errorf("moved %v: the extended run differs", moved)
		}
		if readCourses(arms) == 0 {
			t.Errorf("moved %v: everything was simulated anew", moved)
		}
	}
}

func TestDamagedPartsOfTheEarlierRunAreSimulatedAgain(t *testing.T) {
	t.Parallel()
	dir := wholeSized(t, 70, 2).copied(t)
	if err := os.Truncate(filepath.Join(dir, partPath("sessions", "routine-care", 1)), 50); err != nil {
		t.Fatal(err)
	}
	edit(t, dir, "PAR1", "PAR2", partPath("patients", "waitlist", 0))
	runSized(t, 90, 2, Options{Dir: dir, Resume: true})
	if !maps.Equal(digests(t, dir), wholeSized(t, 90, 2).digests) {
		t.Error("the extended run differs")
	}
}

func TestAShardIsExtended(t *testing.T) {
	t.Parallel()
	dir, clean := filepath.Join(t.TempDir(), "run"), filepath.Join(t.TempDir(), "clean")
	shard := Shard{1, 3}
	runSized(t, 70, 2, Options{Dir: dir, Shard: shard})
	runSized(t, 100, 2, Options{Dir: clean, Shard: shard})
	runSized(t, 100, 2, Options{Dir: dir, Resume: true, Shard: shard})
	if !maps.Equal(digests(t, dir), digests(t, clean)) {
		t.Error("the extended shard differs")
	}
}

// What is not a larger run of the same study is refused, and nothing is moved.
func TestARunIsNotShrunkOrChanged(t *testing.T) {
	t.Parallel()
	dir := wholeSized(t, 70, 2).copied(t)
	before := listing(t, dir)
	try := func(patients int64, replications int, change func(*study.Study)) {
		t.Helper()
		study := parseModelStudy(t)
		study.Population.Patients, study.Replications = patients, replications
		change(study)
		simulations, err := study.Simulations()
		if err != nil {
			t.Fatal(err)
		}
		resolved, err := study.Resolved()
		if err != nil {
			t.Fatal(err)
		}
		var arms []*arm
		for _, s := range simulations {
			arms = append(arms, newArm(s, nil))
		}
		_, err = runArms(t.Context(), arms, resolved, extendLayout, Options{Dir: dir, Resume: true})
		if err == nil || !strings.Contains(err.Error(), "cannot be resumed") {
			t.Errorf("error %v, want that the run cannot be resumed", err)
		}
		if listing(t, dir) != before {
			t.Error("a refused extension changed the folder")
		}
	}
	none := func(*study.Study) {}
	try(69, 2, none)
	try(70, 1, none)
	try(100, 1, none)
	try(100, 2, func(s *study.Study) { s.Seed++ })
	try(100, 2, func(s *study.Study) { s.Scenarios[1].Set = nil })
	try(100, 2, func(s *study.Study) { s.Scenarios = s.Scenarios[:1] })
}

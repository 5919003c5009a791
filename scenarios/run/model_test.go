package run

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/parquet-go/parquet-go"

	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

const modelStudy = `
question: Does the run keep its promises with the model too?
seed: 11
replications: 2
population: {patients: 70}
instruments: [gad7]
record: {ledger: true, items: true}
scenarios:
  - name: routine-care
    rules: [{name: then, sessions: {from: 3}, randomise: [{arm: stay}, {arm: more, do: {move: check_in}}]}]
  - name: waitlist
    set: {care.treatment: none}
`

func parseModelStudy(t testing.TB) *study.Study {
	t.Helper()
	study, err := study.Parse("study.yaml", []byte(modelStudy), study.Overrides{})
	if err != nil {
		t.Fatal(err)
	}
	return study
}

// modelArms are the scenarios of the model study.
func modelArms(t *testing.T) []*arm {
	t.Helper()
	simulations, err := parseModelStudy(t).Simulations()
	if err != nil {
		t.Fatal(err)
	}
	var arms []*arm
	for _, s := range simulations {
		arms = append(arms, newArm(s, nil))
	}
	return arms
}

// modelLayout cuts the model study into nine blocks and three parts a scenario.
var modelLayout = Layout{BlockCourses: 16, LedgerBlockCourses: 16, PartBlocks: 3}

func runModel(t *testing.T, layout Layout, workers int) (string, *Manifest) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	m, err := runArms(t.Context(), modelArms(t), fakeStudy, layout, Options{Dir: dir, Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return dir, m
}

func TestTheModelWritesTheSameBytesForAnyNumberOfWorkers(t *testing.T) {
	t.Parallel()
	dir, one := runModel(t, modelLayout, 1)
	wantSound(t, dir)
	want := digests(t, dir)
	for _, workers := range []int{2, 7} {
		dir, m := runModel(t, modelLayout, workers)
		if !maps.Equal(digests(t, dir), want) || !m.Equal(one) {
			t.Errorf("%d workers: the run differs", workers)
		}
	}
}

// The rows do not depend on where blocks and parts begin and end.
func TestTheModelWritesTheSameRowsInAnyLayout(t *testing.T) {
	t.Parallel()
	small := rowsOf[record.Session](t, "sessions", modelLayout)
	for _, layout := range []Layout{shippedLayout, {BlockCourses: 13, LedgerBlockCourses: 17, PartBlocks: 2}} {
		if got := rowsOf[record.Session](t, "sessions", layout); !equalRows(got, small) {
			t.Errorf("layout %+v: sessions differ", layout)
		}
		if len(small) == 0 {
			t.Error("no sessions")
		}
	}
}

// rowsOf runs the model study and reads one table of both scenarios as text, one
// row a line.
func rowsOf[Row any](t *testing.T, table string, layout Layout) [][]byte {
	t.Helper()
	dir, m := runModel(t, layout, 2)
	schema := parquet.SchemaOf(new(Row))
	var lines [][]byte
	for _, f := range m.Files {
		if f.Table != table {
			continue
		}
		rows, err := parquet.ReadFile[Row](filepath.Join(dir, f.Path))
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			var line []byte
			for _, value := range schema.Deconstruct(nil, &rows[i]) {
				line = fmt.Appendf(line, "%v\t", value)
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func equalRows(a, b [][]byte) bool {
	return bytes.Equal(bytes.Join(a, []byte{'\n'}), bytes.Join(b, []byte{'\n'}))
}

func TestRunWritesAStudyThatRepeatsTheRun(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "run")
	m, err := Run(t.Context(), parseModelStudy(t), Options{Dir: dir, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	wantSound(t, dir)
	if read, err := ReadManifest(dir); err != nil || !read.Equal(m) {
		t.Errorf("the manifest on the disk differs: %v", err)
	}
	written, err := study.Load(filepath.Join(dir, studyName), study.Overrides{})
	if err != nil {
		t.Fatal(err)
	}
	again := filepath.Join(t.TempDir(), "again")
	repeated, err := Run(t.Context(), written, Options{Dir: again, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(digests(t, again), digests(t, dir)) || !repeated.Equal(m) {
		t.Error("the study in the run folder does not repeat the run")
	}
	checkParameters(t, m)
}

// checkParameters expects every parameter of both scenarios in the manifest.
func checkParameters(t *testing.T, m *Manifest) {
	t.Helper()
	shipped := population.DefaultSetting()
	for _, s := range m.Scenarios {
		if len(s.Parameters) != len(shipped.Params()) {
			t.Errorf("%s: %d parameters in the manifest, the model has %d", s.Name, len(s.Parameters), len(shipped.Params()))
		}
		for _, p := range s.Parameters {
			if p.Name == "care.treatment" && p.Set != (s.Name == "waitlist") {
				t.Errorf("%s: care.treatment %+v", s.Name, p)
			}
		}
	}
}

func TestRunRefusesAFaultyStudyAndWritesNothing(t *testing.T) {
	t.Parallel()
	study := parseModelStudy(t)
	study.Scenarios[1].Name = "../up"
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := Run(t.Context(), study, Options{Dir: dir}); err == nil {
		t.Error("no error")
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the folder was made")
	}
}

package run

import (
	"encoding/csv"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"rapport/configs"
	"rapport/scenarios/study"
)

// planOf is a study with its question left out.
func planOf(t *testing.T, text string) *study.Study {
	t.Helper()
	study, err := study.Parse("study.yaml", []byte("question: why\n"+text), study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	return study
}

// shippedOf is the shipped study of that name for so many patients, once.
func shippedOf(t *testing.T, name string, patients int64) *study.Study {
	t.Helper()
	text, err := configs.Read(name)
	if err != nil {
		t.Fatal(err)
	}
	study, err := study.Parse(name+".yaml", text, study.Overrides{NoEnvironment: true, Patients: &patients, Replications: new(1)})
	if err != nil {
		t.Fatal(err)
	}
	return study
}

// A run of a design has its table, and the study beside it repeats the run.
func TestRunOfADesign(t *testing.T) {
	t.Parallel()
	plan := planOf(t, `
population: {patients: 8}
design:
  kind: table
  columns: [population.assignment, rupture.base]
  rows: [[1, 0.25], [0, -1]]
scenarios: [{name: a}, {name: b, set: {care.sessions: 3}}]
`)
	dir := filepath.Join(t.TempDir(), "run")
	m, err := Run(t.Context(), plan, Options{Dir: dir, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	wantSound(t, dir)
	if read, err := ReadManifest(dir); err != nil || !reflect.DeepEqual(read.Scenarios, m.Scenarios) || len(read.Scenarios[3].Parameters) < 100 {
		t.Errorf("the manifest on the disk tells other scenarios (%v)", err)
	}
	file, err := os.Open(filepath.Join(dir, designName))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	lines, err := csv.NewReader(file).ReadAll()
	want := [][]string{{"scenario", "base", "point", "population.assignment", "rupture.base"},
		{"a-1", "a", "1", "match", "0.25"}, {"b-1", "b", "1", "match", "0.25"},
		{"a-2", "a", "2", "random", "-1"}, {"b-2", "b", "2", "random", "-1"}}
	if err != nil || !reflect.DeepEqual(lines, want) {
		t.Errorf("%v (%v): want %v", lines, err, want)
	}
	written, err := study.Load(filepath.Join(dir, studyName), study.Overrides{})
	if err != nil {
		t.Fatal(err)
	}
	again := filepath.Join(t.TempDir(), "again")
	repeated, err := Run(t.Context(), written, Options{Dir: again, Workers: 1})
	if err != nil || !repeated.Equal(m) || !maps.Equal(digests(t, again), digests(t, dir)) {
		t.Errorf("the study in the run folder does not repeat the run (%v)", err)
	}
	damageAndMendDesign(t, plan, dir)
}

// damageAndMendDesign expects verify to name a damaged table, and a resumption
// to write it anew.
func damageAndMendDesign(t *testing.T, study *study.Study, dir string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, designName), []byte("scenario\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := Verify(dir)
	if err != nil || len(report.Faults) != 1 || !strings.Contains(report.Faults[0], designName) {
		t.Errorf("verify says %v (%v): want that %s is damaged", report, err, designName)
	}
	if _, err := Run(t.Context(), study, Options{Dir: dir, Resume: true}); err != nil {
		t.Fatal(err)
	}
	wantSound(t, dir)
	if _, err := Run(t.Context(), planOf(t, "population: {patients: 8}\nscenarios: [{name: a}]"), Options{Dir: dir, Overwrite: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, designName)); err == nil {
		t.Error("the table of the replaced run is still there")
	}
}

// A design is sharded, merged and extended like any other study.
func TestDesignsGrowLikeOtherStudies(t *testing.T) {
	t.Parallel()
	study := func(patients string) *study.Study {
		return planOf(t, "population: {patients: "+patients+"}\ndesign: {kind: halton, points: 3, parameters: {rupture.base: {from: -1, to: 1}}}\nrecord: {ledger: true}\n")
	}
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	run := func(patients string, o Options) {
		t.Helper()
		if _, err := Run(t.Context(), study(patients), o); err != nil {
			t.Fatal(err)
		}
	}
	run("520", Options{Dir: in("whole")})
	run("520", Options{Dir: in("a"), Shard: Shard{0, 2}})
	run("520", Options{Dir: in("b"), Shard: Shard{1, 2}})
	if _, err := Merge(t.Context(), []string{in("b"), in("a")}, Options{Dir: in("merged")}); err != nil {
		t.Fatal(err)
	}
	run("515", Options{Dir: in("grown")})
	run("520", Options{Dir: in("grown"), Resume: true})
	for _, name := range []string{"merged", "grown"} {
		wantSound(t, in(name))
		if !maps.Equal(digests(t, in(name)), digests(t, in("whole"))) {
			t.Errorf("%s: the files differ from those of one run", name)
		}
	}
}

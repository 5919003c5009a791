package data

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"rapport/analysis/runtest"
	"rapport/sim/record"
)

func TestReadReturnsWhatWasWritten(t *testing.T) {
	small := runtest.StandardSample
	small.Patients = 300
	rows := small.Draw()
	dir := t.TempDir()
	runtest.WriteRun(t, dir, "routine-care", rows)
	runtest.WriteRun(t, dir, "cbt", rows)
	run, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	d, err := run.Scenario("routine-care", nil)
	if err != nil {
		t.Fatal(err)
	}
	if d.Scenario != "routine-care" || len(d.Therapists) != 1 || d.Therapists[0].Approach != "cbt" {
		t.Errorf("scenario %q with therapists %v", d.Scenario, d.Therapists)
	}
	if !reflect.DeepEqual(d.Patients, rows.Patients) || !reflect.DeepEqual(d.Sessions, rows.Sessions) || !reflect.DeepEqual(d.Ruptures, rows.Ruptures) {
		t.Error("the rows differ from those written")
	}
	if d.Sessions[0].PHQ9 != record.PHQ9Value(int(*d.Sessions[0].PHQ9)) {
		t.Error("an answer does not point to the shared value")
	}
}

func TestReadTakesTheManifestsOrder(t *testing.T) {
	small := runtest.StandardSample
	small.Patients = 3
	dir := t.TempDir()
	runtest.WriteRun(t, dir, "b", small.Draw())
	manifest := `{"scenarios": [{"name": "b"}, {"name": "a"}], "files": [
		{"path": "patients/scenario=b/part-00000.parquet", "table": "patients", "scenario": "b"},
		{"path": "sessions/scenario=b/part-00000.parquet", "table": "sessions", "scenario": "b"},
		{"path": "sessions/scenario=b/part-00001.parquet", "table": "sessions", "scenario": "b"}]}`
	write(t, filepath.Join(dir, "manifest.json"), manifest)
	run, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(run.Scenarios, []string{"b", "a"}) {
		t.Errorf("scenarios %v: want the manifest's order", run.Scenarios)
	}
	if d, err := run.Scenario("b", nil); err != nil || d.Len() != 3 || len(d.Ruptures) != 0 {
		t.Errorf("scenario b: error %v", err)
	}
	if _, err := run.Scenario("a", nil); err == nil || !strings.Contains(err.Error(), "no table patients") {
		t.Errorf("a scenario without files: error %v", err)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestReadSaysWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct{ manifest, want string }{
		"empty folder":   {"", "holds no finished run"},
		"no JSON":        {"{", "manifest.json"},
		"another JSON":   {"[]", "manifest.json is not the manifest of a run"},
		"no scenario":    {"{}", "names no scenario"},
		"missing file":   {`{"scenarios":[{"name":"a"}],"files":[{"path":"patients/x.parquet","table":"patients","scenario":"a"}]}`, "is not there"},
		"file elsewhere": {`{"scenarios":[{"name":"a"}],"files":[{"path":"../x.parquet","table":"patients","scenario":"a"}]}`, "outside the run"},
	} {
		dir := t.TempDir()
		if c.manifest != "" {
			write(t, filepath.Join(dir, "manifest.json"), c.manifest)
		}
		if _, err := Read(dir); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
	other := t.TempDir()
	if err := os.Mkdir(filepath.Join(other, "patients"), 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(other, "patients", "x.parquet"), "of another run")
	write(t, filepath.Join(other, "manifest.json"), `{"scenarios":[{"name":"a"}],"files":[{"path":"patients/x.parquet","table":"patients","scenario":"a","bytes":3000}]}`)
	if _, err := Read(other); !errors.As(err, new(*DamagedRun)) || !strings.Contains(err.Error(), "patients/x.parquet: damaged: the manifest says 3000 bytes, found 14") {
		t.Errorf("a file of another run: error %v", err)
	}
	write(t, filepath.Join(other, "manifest.json"), `{"scenarios":[{"name":"a"}],"shard":{"index":1,"count":3}}`)
	if r, err := Read(other); err != nil || r.Whole() == nil || !strings.Contains(r.Whole().Error(), "is shard 1 of 3 (counted from 0)") {
		t.Errorf("a shard: error %v", err)
	}
	unfinished := t.TempDir()
	runtest.Write(t, unfinished, "patients", "a", 0, []record.Patient{{Ending: "completed"}})
	if err := os.Remove(filepath.Join(unfinished, "manifest.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(unfinished); !errors.As(err, new(*unfinishedRun)) {
		t.Errorf("a run that was stopped: error %v, want that it is not finished", err)
	}
	nowhere, file := filepath.Join(t.TempDir(), "nowhere"), filepath.Join(t.TempDir(), "file")
	write(t, file, "")
	for name, want := range map[string]string{nowhere: "there is no folder " + nowhere, file: file + " is a file, want a folder"} {
		if _, err := Read(name); err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

func TestScenarioSaysWhatIsWrong(t *testing.T) {
	small := runtest.StandardSample
	small.Patients = 3
	dir := t.TempDir()
	runtest.WriteRun(t, dir, "cbt", small.Draw())
	run, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := run.Scenario("cbd", nil); !errors.Is(err, ErrNoScenario) || !strings.Contains(err.Error(), `did you mean "cbt"`) {
		t.Errorf("unknown scenario: error %v", err)
	}
	type short struct {
		Replication int32 `parquet:"replication"`
		Patient     int64 `parquet:"patient"`
	}
	runtest.Write(t, dir, "patients", "cbt", 0, []short{{0, 1}})
	if _, err := run.Scenario("cbt", nil); err == nil || !strings.Contains(err.Error(), "phq9_intake") || !strings.Contains(err.Error(), "has no column") {
		t.Errorf("missing columns: error %v", err)
	}
	name := filepath.Join(dir, "patients", "scenario=cbt", "part-00000.parquet")
	if err := parquet.WriteFile(name, []short{{0, 1}}, parquet.KeyValueMetadata("rapport.schema_version", "2")); err != nil {
		t.Fatal(err)
	}
	if _, err := run.Scenario("cbt", nil); err == nil || !strings.Contains(err.Error(), `its rows are of schema 2`) {
		t.Errorf("a run of an earlier version: error %v", err)
	}
	write(t, name, "no parquet at all")
	if _, err := run.Scenario("cbt", nil); err == nil || !strings.Contains(err.Error(), "no readable Parquet") {
		t.Errorf("no Parquet: error %v", err)
	}
}

// Columns of one name may mean something else in another version of the rows.
func TestRunOfAnotherVersionIsRefused(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "manifest.json"), `{"schema_version": 2, "scenarios": [{"name": "cbt"}]}`)
	if _, err := Read(dir); err == nil || !strings.Contains(err.Error(), "its rows are of schema 2, this program reads") {
		t.Errorf("a run of an earlier version: error %v", err)
	}
}

// The scenarios of a design list all parameters at the first point alone; elsewhere those
// that vary are told, and the rest are those of the first point.
func TestThePlanOfEveryPointOfADesign(t *testing.T) {
	const manifest = `{"scenarios": [
		{"name": "a", "assessment_weeks": [8, 16, 26], "parameters": [{"name": "care.sessions_per_week", "value": 1}, {"name": "care.treatment", "value": 1}, {"name": "care.sessions", "value": 16},
			{"name": "population.places", "value": 4}, {"name": "care.waiting_weeks", "value": 2}, {"name": "population.clinic_pairs", "value": 3}, {"name": "population.clinic_sd", "value": 0.5}],
			"design": {"base": "a", "point": 1, "values": [{"name": "care.sessions", "value": 16}]}},
		{"name": "a-2", "assessment_weeks": [8, 16, 26], "design": {"base": "a", "point": 2, "values": [{"name": "care.sessions", "value": 8}, {"name": "population.clinic_severity", "value": 0.4}]}},
		{"name": "a-3", "assessment_weeks": [8, 16, 26], "design": {"base": "a", "point": 3, "values": [{"name": "care.sessions", "value": 30}, {"name": "population.clinic_sd", "value": 0}]}}]}`
	dir := t.TempDir()
	write(t, filepath.Join(dir, "manifest.json"), manifest)
	run, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	for scenario, want := range map[string]int{"a": 16, "a-2": 8, "a-3": 26} {
		if got := run.Primary(scenario); got != want {
			t.Errorf("%s is judged at week %d, want %d", scenario, got, want)
		}
	}
	for scenario, want := range map[string]float64{"a": 16, "a-2": 8, "a-3": 30} {
		if got := run.PlaceKept(scenario); got != want {
			t.Errorf("%s keeps a place for %v weeks, want %v", scenario, got, want)
		}
	}
	for scenario, want := range map[string]Clinics{"a": {0.5, 0, 6}, "a-2": {0.5, 0.4, 6}, "a-3": {0, 0, 6}} {
		if got := run.Clinics(scenario); got != want {
			t.Errorf("clinics of %s: %+v, want %+v", scenario, got, want)
		}
	}
	for c, want := range map[Clinics]int64{{0.5, 0, 6}: 6, {0, 0.4, 6}: 6, {0, 0, 6}: 0} {
		if got := c.Alike(); got != want {
			t.Errorf("%+v: %d therapists whose patients are alike, want %d", c, got, want)
		}
	}
}

// How long does a planned treatment last from entry on, and at which of the weeks is it judged?
func TestTheWeekOfThePrimaryOutcome(t *testing.T) {
	weeks := []int{4, 8, 16, 26}
	for i, c := range []struct {
		of      map[string]float64
		planned float64
		primary int
	}{
		{map[string]float64{"care.sessions_per_week": 1, "care.treatment": 1, "care.sessions": 16}, 16, 16},
		{map[string]float64{"care.sessions_per_week": 2, "care.treatment": 1, "care.sessions": 16, "care.waiting_weeks": 3}, 11, 8},
		{map[string]float64{"care.sessions_per_week": 2, "care.treatment": 1, "care.sessions": 16, "care.taper_from": 9, "care.taper_gap": 3, "care.waiting_weeks": 1}, 1 + 8./2 + 8*3, 26},
		{map[string]float64{"care.sessions_per_week": 2, "care.treatment": 1, "care.sessions": 16, "care.taper_from": 17, "care.taper_gap": 3}, 8, 8},
		{map[string]float64{"care.sessions_per_week": 1, "care.sessions": 16, "care.waiting_list_weeks": 25}, 25, 16},
		{map[string]float64{"care.sessions_per_week": 1, "care.treatment": 1, "care.sessions": 2}, 2, 4}, // the first where none is within
		{map[string]float64{"care.sessions_per_week": 0}, 0, 4},
	} {
		if got := plannedWeeks(c.of); got != c.planned || PrimaryWeek(weeks, got) != c.primary {
			t.Errorf("%d: %g weeks, judged at week %d; want %g and %d", i, got, PrimaryWeek(weeks, got), c.planned, c.primary)
		}
	}
	third := 0.0
	for range 48 { // sessions a third of a week apart
		third += 1. / 3
	}
	if got := PrimaryWeek(weeks, third); got != 16 || PrimaryWeek(nil, 16) != 0 {
		t.Errorf("after 48 thirds of a week (%v): week %d", third, got)
	}
}

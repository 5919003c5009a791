package run

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"rapport/scenarios/study"
	"rapport/sim/record"
	"rapport/sim/record/seal"
)

// wantFaults verifies a run and expects each of the words in some fault, and no
// more faults than words.
func wantFaults(t *testing.T, dir string, words ...string) {
	t.Helper()
	report, err := verifyFake(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(report.Faults, "\n")
	for _, word := range words {
		if !strings.Contains(all, word) {
			t.Errorf("no fault says %q:\n%s", word, all)
		}
	}
	if len(report.Faults) != len(words) {
		t.Errorf("%d faults, want %d:\n%s", len(report.Faults), len(words), all)
	}
}

func TestASoundRunHasNoFaults(t *testing.T) {
	t.Parallel()
	dir, m := wholeFake(t).copied(t), wholeFake(t).manifest
	report, err := verifyFake(dir)
	if err != nil || !report.OK() {
		t.Fatalf("faults %v, error %v", report.Faults, err)
	}
	if report.Files != len(m.Files) || report.Rows["sessions"] != m.Rows["sessions"] || report.Rows["sessions"] == 0 {
		t.Errorf("%d files with rows %v, the manifest has %d with %v", report.Files, report.Rows, len(m.Files), m.Rows)
	}
}

func TestDamagedFilesAreNamedAllAtOnce(t *testing.T) {
	t.Parallel()
	dir := wholeFake(t).copied(t)
	cut := partPath("sessions", "routine-care", 0)
	content, err := os.ReadFile(filepath.Join(dir, cut))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, string(content[:len(content)/2]), dir, cut)

	flipped := partPath("patients", "waitlist", 1)
	content, err = os.ReadFile(filepath.Join(dir, flipped))
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/3] ^= 1
	writeFile(t, string(content), dir, flipped)

	gone := partPath("ruptures", "routine-care", 2)
	if err := os.Remove(filepath.Join(dir, gone)); err != nil {
		t.Fatal(err)
	}
	stranger := partPath("sessions", "routine-care", 99)
	writeFile(t, "PAR1", dir, stranger)
	writeFile(t, "another question", dir, studyName)
	wantFaults(t, dir,
		cut+": damaged: the manifest says", flipped+": damaged: the content", gone+": no such file",
		stranger+": not in the manifest", studyName+", SHA-256", "rows in all")
}

// A file that the machine does not read is no fault of the run; where there are others, it
// is told beside them.
func TestAFileThatIsNotReadIsNoFault(t *testing.T) {
	t.Parallel()
	dir := wholeFake(t).copied(t)
	short, err := os.MkdirTemp("", "s") // a name of a socket has few letters
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(short) }()
	socket, err := net.Listen("unix", filepath.Join(short, "s")) // no machine opens it as a file
	if err != nil {
		t.Skip("no sockets here: ", err)
	}
	defer func() { _ = socket.Close() }()
	closed := filepath.Join(dir, filepath.FromSlash(partPath("sessions", "routine-care", 1)))
	if err := errors.Join(os.Remove(closed), os.Symlink(filepath.Join(short, "s"), closed)); err != nil {
		t.Skip("no links here: ", err)
	}
	if _, err := verifyFake(dir); !errors.As(err, new(syscall.Errno)) || !strings.Contains(err.Error(), "part-00001.parquet: ") {
		t.Errorf("error %v, want that a file cannot be read", err)
	}
	writeFile(t, "another question", dir, studyName)
	wantFaults(t, dir, studyName+", SHA-256", "part-00001.parquet: ")
}

func TestARunWithoutManifestCannotBeVerified(t *testing.T) {
	t.Parallel()
	dir := wholeFake(t).copied(t)
	for content, want := range map[string]string{
		"{": "damaged", `{"engine":"other"}`: "not the manifest of a run", "[]": "not the manifest of a run", "null": "not the manifest of a run",
		`{"engine":"rapport","files":[{"bytes":"many"}]}`: "damaged: files.bytes is not what it should be: it holds a JSON string",
		`{"engine":"rapport","layout":7}`:                 "damaged: layout is not what it should be: it holds a JSON number",
	} {
		writeFile(t, content, dir, manifestName)
		if _, err := verifyFake(dir); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "Go ") {
			t.Errorf("%s: error %v, want one that says %q", content, err, want)
		}
	}
	if _, err := verifyFake(t.TempDir()); err == nil || !strings.Contains(err.Error(), "no finished run") {
		t.Errorf("error %v, want that there is no run", err)
	}
}

// wrongRows writes rows other than those that the manifest and the other tables
// promise: what a fault in the model or the run would do, which no digest shows.
type wrongRows struct {
	fakeCourses
	wrong func(rows *record.Rows, from int64)
}

func (w *wrongRows) Stream(columns *record.Columns, from, to int64, drain func() error) error {
	var rows record.Rows
	w.fakeCourses.Block(&rows, from, to)
	w.wrong(&rows, from)
	columns.Append(&rows)
	return drain()
}

func TestWrongRowsAreNamed(t *testing.T) {
	t.Parallel()
	const block = 6 // its first course, in the middle of a part
	cases := []struct {
		name  string
		wrong func(rows *record.Rows)
		want  []string
	}{
		{"a patient twice", func(r *record.Rows) { r.Patients[1] = r.Patients[0] },
			[]string{"replication 0, patient 6 stands there twice", "replication 0, patient 7 is missing", "sessions/scenario=routine-care/part-00000.parquet: replication 0, patient 7 has rows", "assessments/scenario=routine-care/part-00000.parquet: replication 0, patient 7 has rows"}},
		{"patients out of order", func(r *record.Rows) { r.Patients[2], r.Patients[3] = r.Patients[3], r.Patients[2] },
			[]string{"replication 0, patient 8 is missing, or out of order", "replication 0, patient 8 is not of this part, or out of order"}},
		{"a patient of nowhere", func(r *record.Rows) {
			r.Patients = append(r.Patients, r.Patients[0])
			last := &r.Patients[len(r.Patients)-1]
			last.Replication, last.Patient, last.SessionsHeld, last.Ruptures = 9, 0, 0, 0
		},
			[]string{"replication 9, patient 0 is not of this part", "replication 9, patient 0 has 0 rows, the study says 2"}},
		{"a session too many", func(r *record.Rows) {
			last := r.Sessions[len(r.Sessions)-1]
			last.Session++
			r.Sessions = append(r.Sessions, last)
		}, []string{"patients.sessions_held says"}},
		{"a session twice", func(r *record.Rows) { r.Sessions[3] = r.Sessions[2] },
			[]string{"replication, patient, session [0 6 3] comes after [0 6 3]"}},
		{"a rupture that no patient counts", func(r *record.Rows) { r.Ruptures = r.Ruptures[1:] },
			[]string{"patients.ruptures says"}},
		{"an assessment too few", func(r *record.Rows) { r.Assessments = r.Assessments[1:] },
			[]string{"replication 0, patient 6 has 1 rows, the study says 2"}},
		{"a count below none", func(r *record.Rows) { r.Patients[1].SessionsMissed = -1 },
			[]string{"column sessions_missed holds -1, want 0 or more"}},
		{"a time before the beginning", func(r *record.Rows) { r.Sessions[4].Week = -0.5 },
			[]string{"column week holds -0.5, want 0 or more"}},
		{"no number", func(r *record.Rows) { r.Sessions[4].TrueSeverity = float32(math.NaN()) },
			[]string{"column true_severity holds NaN, want 0 to 27"}},
		{"no number in a column that takes null", func(r *record.Rows) { r.Sessions[4].TrueTrust = float32(math.NaN()) },
			[]string{"column true_trust holds NaN, want above 0, below 1"}},
		{"an infinite trait", func(r *record.Rows) { r.Patients[1].Openness = float32(math.Inf(1)) },
			[]string{"column openness holds +Inf, want about -4 to 4"}},
		{"a word that is none", func(r *record.Rows) { r.Patients[1].Approach = "cbd" },
			[]string{`column approach holds "cbd", want cbt, psychodynamic, none`}},
		{"no word", func(r *record.Rows) { r.Ruptures[0].Kind = "" },
			[]string{`column kind holds "", want withdrawal, confrontation`}},
		{"a number below the first", func(r *record.Rows) { r.Sessions[0].Therapist = -2 },
			[]string{"column therapist holds -2, want -1 or more"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			source := &wrongRows{fakeCourses: fakeCourses{patients: 40, replications: 1}}
			source.wrong = func(rows *record.Rows, from int64) {
				if from == block {
					c.wrong(rows)
				}
			}
			a := source.arm("routine-care")
			a.courses = source
			dir, _ := runFake(t, []*arm{a}, Options{})
			wantFaults(t, dir, c.want...)
		})
	}
}

func TestManyWrongRowsAreToldBriefly(t *testing.T) {
	t.Parallel()
	source := &wrongRows{fakeCourses: fakeCourses{patients: 40, replications: 1}}
	source.wrong = func(rows *record.Rows, _ int64) { rows.Patients = rows.Patients[:0] }
	a := source.arm("routine-care")
	a.courses = source
	dir, _ := runFake(t, []*arm{a}, Options{})
	report, err := verifyFake(dir)
	if err != nil || report.OK() {
		t.Fatalf("faults %v, error %v; want faults", report.Faults, err)
	}
	files := len(report.Manifest.Files)
	if limit := files * (toldRowFaults + 1); len(report.Faults) > limit {
		t.Errorf("%d faults for %d files, want at most %d", len(report.Faults), files, limit)
	}
	if !strings.Contains(strings.Join(report.Faults, "\n"), "more rows") {
		t.Errorf("the rest is not counted: %v", report.Faults)
	}
}

// A manifest that was edited by hand is found out.
func TestAnEditedManifestIsNamed(t *testing.T) {
	t.Parallel()
	dir, m := wholeFake(t).copied(t), wholeFake(t).manifest
	patients := slices.IndexFunc(m.Files, func(f File) bool { return f.Table == "patients" })
	edit := func(change func(m *Manifest)) {
		edited := *m
		edited.Files = append([]File(nil), m.Files...)
		edited.Rows = map[string]int64{}
		for table, n := range m.Rows {
			edited.Rows[table] = n
		}
		change(&edited)
		content, err := edited.encode()
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, string(content), dir, manifestName)
	}
	edit(func(m *Manifest) { m.Planned.Courses++ })
	wantFaults(t, dir, "planned: the manifest says", "done and failed together")
	edit(func(m *Manifest) { m.Rows["sessions"]-- })
	n := m.Rows["sessions"]
	wantFaults(t, dir, fmt.Sprintf("rows in all: the manifest says %d of sessions, found %d of sessions", n-1, n))
	edit(func(m *Manifest) { m.Files[patients].Path = "../outside.parquet" })
	wantFaults(t, dir, "patients/scenario=routine-care/part-00000.parquet: planned, but not in the manifest",
		"patients/scenario=routine-care/part-00000.parquet: not in the manifest",
		"../outside.parquet: in the manifest, but not planned", "rows in all: the manifest says ")
	edit(func(m *Manifest) { m.Files[patients].Scenario = "waitlist" })
	wantFaults(t, dir, "metadata scenario is \"routine-care\", want \"waitlist\"")
}

// studyRun runs a small study with everything that a run can record.
func studyRun(t testing.TB) string {
	t.Helper()
	const text = `question: what if?
seed: 5
population: {patients: 12}
record: {ledger: true, items: true}
design: {kind: table, columns: [rupture.base], rows: [[0.25], [-1]]}
scenarios:
  - name: usual
  - name: trained
    set: {population.therapist_repair_skill_mean: 1}
`
	s, err := study.Parse("study.yaml", []byte(text), study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := Run(t.Context(), s, Options{Dir: dir, Workers: 1}); err != nil {
		t.Fatal(err)
	}
	return dir
}

// tries is how many bits are flipped: few while one works, more where all is run.
func tries(few, many int) int {
	if os.Getenv("CI") == "true" && !testing.Short() {
		return many
	}
	return few
}

// TestEveryFlippedBitIsNamed flips single bits of all files of a run: a third of
// them in the manifest, which is small and was once the file that passed.
func TestEveryFlippedBitIsNamed(t *testing.T) {
	t.Parallel()
	dir := studyRun(t)
	report, err := Verify(dir)
	if err != nil || !report.OK() {
		t.Fatalf("the run is not sound: %v, error %v", report, err)
	}
	files := []string{manifestName, studyName, designName}
	for _, f := range report.Manifest.Files {
		files = append(files, f.Path)
	}
	dice := rand.New(rand.NewPCG(1, 2))
	for i := range tries(40, 200) {
		name := files[dice.IntN(len(files))]
		if i%3 == 0 {
			name = manifestName
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		at, bit := dice.IntN(len(content)), dice.IntN(8)
		content[at] ^= 1 << bit
		writeFile(t, string(content), path)
		report, err := Verify(dir)
		switch {
		case err != nil && strings.Contains(err.Error(), name):
		case err == nil && slices.ContainsFunc(report.Faults, func(fault string) bool { return strings.Contains(fault, name) }):
		case err == nil:
			t.Errorf("bit %d of byte %d of %s is flipped, which is not named: %q", bit, at, name, report.Faults)
		default:
			t.Errorf("bit %d of byte %d of %s is flipped, the error is %v", bit, at, name, err)
		}
		content[at] ^= 1 << bit
		writeFile(t, string(content), path)
	}
}

// TestAManifestFollowsFromItsStudy edits manifests and seals them again, as a
// fault of the program would.
func TestAManifestFollowsFromItsStudy(t *testing.T) {
	t.Parallel()
	dir := studyRun(t)
	whole, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		t.Fatal(err)
	}
	for what, want := range map[[2]string]string{
		{`"seed": 5,`, `"seed": 9,`}:                                                                "the study in it says 5",
		{`"value": 15.5`, `"value": 25.5`}:                                                          "scenario usual-1: parameter ",
		{`"population.severity_mean"`, `"populapion.severity_mean"`}:                                "scenario usual-1: parameter ",
		{`"ledger": true,`, `"ledger": false,`}:                                                     "files are listed",
		{`"name": "usual-1"`, `"name": "usual-9"`}:                                                  "planned, but not in the manifest",
		{`"engine_version": "` + EngineVersion + `"`, `"engine_version": "` + EngineVersion + `8"`}: "the manifest says version",
		{`"schema_version": `, `"schema_version": 9`}:                                               "this program reads",
		{`question: what if?`, `question: what of?`}:                                                "study in the manifest, SHA-256",
		{`patients: 12\n`, `patients: 13\n`}:                                                        "patients and replications",
		{"\"assessment_weeks\": [\n        4,", "\"assessment_weeks\": [\n        5,"}:              "weeks of the assessments: [5,8,12,16,26,52], the study in it says [4,8,12,16,26,52]",
	} {
		rest, _ := seal.Take(whole)
		changed := bytes.Replace(rest, []byte(what[0]), []byte(what[1]), 1)
		if bytes.Equal(changed, rest) {
			t.Fatalf("the manifest has no %s", what[0])
		}
		writeFile(t, string(changed), dir, manifestName)
		if report, err := Verify(dir); err == nil && report.OK() {
			t.Errorf("%s, without a seal, is sound", what[1])
		}
		writeFile(t, string(seal.Put(changed)), dir, manifestName)
		report, err := Verify(dir)
		all := fmt.Sprint(err)
		if err == nil {
			all = strings.Join(report.Faults, "\n")
		}
		if !strings.Contains(all, want) || !strings.Contains(all, manifestName) && !strings.Contains(all, "manifest") {
			t.Errorf("%s: no fault says %q:\n%s", what[1], want, all)
		}
	}
}

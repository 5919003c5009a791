package export

import (
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rapport/analysis/runtest"
)

// exported writes the hand-made run and returns the rows of the CSV file by column.
func exported(t *testing.T, o Options) []map[string]string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "out")
	if _, err := Write(context.Background(), handRun(t), o, dir, false); err != nil {
		t.Fatal(err)
	}
	return readCSV(t, filepath.Join(dir, o.Shape+".csv"))
}

func readCSV(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]map[string]string, len(all)-1)
	for i, line := range all[1:] {
		rows[i] = map[string]string{}
		for k, name := range all[0] {
			rows[i][name] = line[k]
		}
	}
	return rows
}

// wants checks cells of a row, given as name=value.
func wants(t *testing.T, rows []map[string]string, row int, cells string) {
	t.Helper()
	for word := range strings.FieldsSeq(cells) {
		name, want, _ := strings.Cut(word, "=")
		if got, ok := rows[row][name]; !ok || got != want {
			t.Errorf("row %d: %s = %q (there: %v), want %q", row+1, name, got, ok, want)
		}
	}
}

func TestLongIsAsWorkedByHand(t *testing.T) {
	rows := exported(t, Options{Shape: Long})
	if len(rows) != 6+4 {
		t.Fatalf("%d rows, want 6 sessions and 4 assessments", len(rows))
	}
	wants(t, rows, 0, `course_id=1 person_id=1 therapist_id=1 scenario=usual condition=0 replication=0 patient=0 therapist=0 session=1 time=0 week=0
		phq9=18 wai_patient=3.5 wai_patient_goals= wai_therapist= wai_observer=3 rupture_patient=1 rupture_therapist= rupture_observer=0
		phq9_mean=15 phq9_dev=3 phq9_lag= phq9_dev_lag= wai_patient_mean=4 wai_patient_dev=-0.5 wai_patient_lag= wai_patient_dev_lag=
		wai_therapist_mean= wai_therapist_dev= last_session=0 dropout_after=0 approach=cbt agreeableness=0.5 perceived_empathy=4.25
		phq9_screening=19 phq9_intake=18 phq9_last=12 sessions_held=3 ending=dropout response=1 remission=0`)
	wants(t, rows, 1, `course_id=1 session=2 time=1 week=1 phq9= wai_patient= phq9_mean=15 phq9_dev= phq9_lag=18 phq9_dev_lag=3
		wai_patient_mean=4 wai_patient_lag=3.5 wai_patient_dev_lag=-0.5 last_session=0 dropout_after=0`)
	wants(t, rows, 2, `course_id=1 therapist=1 therapist_id=2 session=3 week=2.5 phq9=12 phq9_dev=-3 phq9_lag= phq9_dev_lag= wai_patient=4.5
		wai_patient_dev=0.5 wai_patient_lag= last_session=1 dropout_after=1`)
	// Replication 1: ids go on, three therapists to a replication.
	wants(t, rows, 4, `course_id=3 person_id=3 replication=1 patient=0 therapist=0 therapist_id=4 last_session=1 dropout_after=0 perceived_empathy=`)
	// The waiting list: other courses of the same persons; nobody's patient.
	wants(t, rows, 6, `course_id=5 person_id=1 scenario=waiting condition=1 therapist= therapist_id= phq9=18 wai_patient= wai_observer=
		rupture_patient= last_session=1 dropout_after= approach=none ending=waiting`)
	wants(t, rows, 9, `course_id=8 person_id=4`)
	for name := range rows[0] {
		if strings.HasPrefix(name, "true_") || slices.Contains(latentTraits, name) {
			t.Errorf("%s is latent and was not asked for", name)
		}
	}
	latent := exported(t, Options{Shape: Long, Latent: true})
	wants(t, latent, 0, "true_severity=17.5 true_bond=0.25 intake_severity=16.25")
	wants(t, latent, 6, "true_severity=17.5 true_bond= true_rupture=")
}

func TestWavesAreAsWorkedByHand(t *testing.T) {
	rows := exported(t, Options{Shape: Waves})
	if len(rows) != 8 {
		t.Fatalf("%d rows, want 8 courses", len(rows))
	}
	wants(t, rows, 0, `course_id=1 therapist=0 ending=dropout phq9_1=18 phq9_2= phq9_3=12 wai_1=3.5 wai_2= wai_3=4.5`)
	wants(t, rows, 1, `course_id=2 phq9_1=18 phq9_2= phq9_3= wai_1=3.5 wai_3=`)
	wants(t, rows, 7, `course_id=8 person_id=4 therapist_id= phq9_1=18 wai_1=`)
	if _, ok := rows[0]["phq9_4"]; ok {
		t.Error("there is a fourth session, which no course has")
	}
	chosen := exported(t, Options{Shape: Waves, Waves: "3,1", Measures: []string{"rupture_patient", "wai_observer", "true_bond"}, Scenarios: []string{"usual"}})
	wants(t, chosen, 0, `rupture_patient_1=1 rupture_patient_3= wai_observer_1=3 wai_observer_3=3 true_bond_1=0.25 true_bond_3=`)
	if _, ok := chosen[0]["phq9_1"]; ok || len(chosen) != 4 {
		t.Errorf("%d rows with PHQ-9 %v, want 4 of the scenario without", len(chosen), ok)
	}
}

func TestGainsAreAsWorkedByHand(t *testing.T) {
	rows := exported(t, Options{Shape: Gains})
	if len(rows) != 8 {
		t.Fatalf("%d rows, want 8 courses", len(rows))
	}
	wants(t, rows, 0, `course_id=1 phq9_s0=19 phq9_s1=18 phq9_s2= phq9_s3=12 wai_s1=3.5 phq9_last=12`)
	if _, ok := rows[0]["wai_s0"]; ok {
		t.Error("there was no alliance before the first session")
	}
}

func TestTablesAreAsInTheRun(t *testing.T) {
	for shape, want := range map[string]int{"patients": 8, "sessions": 10, "ruptures": 1, "therapists": 6} {
		if shape == "therapists" || shape == "ruptures" { // the waiting list has none
			rows := exported(t, Options{Shape: shape, Scenarios: []string{"usual"}})
			if len(rows) != want {
				t.Errorf("%s: %d rows, want %d", shape, len(rows), want)
			}
			continue
		}
		if rows := exported(t, Options{Shape: shape}); len(rows) != want {
			t.Errorf("%s: %d rows, want %d", shape, len(rows), want)
		}
	}
	ruptures := exported(t, Options{Shape: "ruptures", Scenarios: []string{"usual"}})
	wants(t, ruptures, 0, "course_id=1 person_id=1 therapist_id=2 session_onset=3 kind=withdrawal intensity=0.25 recognised=0 session_recognised=")
	therapists := exported(t, Options{Shape: "therapists", Scenarios: []string{"usual"}})
	wants(t, therapists, 5, "therapist_id=6 replication=1 therapist=2 caseload=2")
	sessions := exported(t, Options{Shape: "sessions", Scenarios: []string{"waiting"}})
	wants(t, sessions, 0, "course_id=5 therapist= therapist_id= true_severity=17.5")
	patients := exported(t, Options{Shape: "patients"})
	wants(t, patients, 1, "course_id=2 person_id=2 replication=0 patient=1 therapist=1 therapist_id=2 phq9_last=18")
	wants(t, patients, 2, "course_id=3 person_id=3 replication=1 patient=0 therapist=0 therapist_id=4")
	wants(t, patients, 6, "course_id=7 person_id=3 scenario=waiting replication=1 patient=0 therapist_id=")
}

func TestAMissingCodeStandsForNothingElse(t *testing.T) {
	code := int64(-99)
	rows := exported(t, Options{Shape: Long, Missing: &code})
	wants(t, rows, 1, "phq9=-99 wai_patient=-99 phq9_lag=18")
	code = 18
	dir := filepath.Join(t.TempDir(), "out")
	_, err := Write(context.Background(), handRun(t), Options{Shape: Long, Missing: &code}, dir, false)
	var wrong *Wrong
	if !errors.As(err, &wrong) || !strings.Contains(err.Error(), "the column phq9 has that value") {
		t.Errorf("a code that is a score: %v", err)
	}
	nothing(t, filepath.Dir(dir))
}

// nothing checks that a folder is empty: no half export, nothing set aside.
func nothing(t *testing.T, dir string) {
	t.Helper()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestAllFaultsAreToldAtOnce(t *testing.T) {
	src := handRun(t)
	for _, c := range []struct {
		o    Options
		want []string
	}{
		{Options{Shape: "wafes", Programs: []Program{"sps", CSV}, Scenarios: []string{"usal"}, Measures: []string{"phq", "wai_observer"}},
			[]string{`no export is called "wafes" (did you mean "waves"?)`, `nothing is written for "sps" (did you mean "spss"?)`,
				`the run has no scenario "usal" (did you mean "usual"?)`, `no score is called "phq" (did you mean "phq9"?)`}},
		{Options{Shape: Waves, Waves: "1-4"}, []string{"waves 1-4: the longest course of the run has 3 sessions"}},
		{Options{Shape: Waves, Waves: "1-3", Scenarios: []string{"waiting"}}, []string{"the longest course of the run has 1 session"}},
		{Options{Shape: Waves, Waves: "0"}, []string{`waves "0": want sessions such as 1-8 or 1,4,8,12`}},
		{Options{Shape: Gains, Waves: "1,3"}, []string{"sudden gains lie between neighbouring sessions"}},
		{Options{Shape: Waves, Measures: []string{"phq9", "phq9"}}, []string{"the score phq9 is named twice"}},
		{Options{Shape: Long, Waves: "1-2"}, []string{"waves and measures are chosen for waves and gains alone"}},
		{Options{Shape: "ledger"}, []string{"the run has no table ledger: it is written where the study says record: {ledger: true}"}},
	} {
		parent := t.TempDir()
		_, err := Write(context.Background(), src, c.o, filepath.Join(parent, "out"), false)
		var wrong *Wrong
		if !errors.As(err, &wrong) {
			t.Errorf("%+v: %v, want wrong options", c.o, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%+v: %q does not say %q", c.o, err, want)
			}
		}
		nothing(t, parent)
	}
}

func TestARunThatHasOtherRowsThanItsManifestIsRefused(t *testing.T) {
	src := handRun(t)
	src.Scenarios[0].Rows["sessions"]++
	parent := t.TempDir()
	_, err := Write(context.Background(), src, Options{Shape: Long}, filepath.Join(parent, "out"), false)
	if err == nil || !strings.Contains(err.Error(), "scenario usual: 6 rows in the table sessions, the manifest says 7") {
		t.Errorf("%v", err)
	}
	nothing(t, parent)
}

func TestAStoppedExportLeavesNothing(t *testing.T) {
	ctx, stop := context.WithCancelCause(context.Background())
	cause := errors.New("enough")
	stop(cause)
	parent := t.TempDir()
	if _, err := Write(ctx, handRun(t), Options{Shape: Long}, filepath.Join(parent, "out"), false); !errors.Is(err, cause) {
		t.Errorf("%v, want the cause", err)
	}
	nothing(t, parent)
}

func TestSameRunSameBytes(t *testing.T) {
	src := handRun(t)
	o := Options{Shape: Long, Programs: Programs()}
	var dirs [2]string
	for i := range dirs {
		dirs[i] = filepath.Join(t.TempDir(), "out")
		if _, err := Write(context.Background(), src, o, dirs[i], false); err != nil {
			t.Fatal(err)
		}
	}
	if a, b := contents(t, dirs[0]), contents(t, dirs[1]); !reflect.DeepEqual(a, b) || len(a) != 7 {
		t.Errorf("%d and %d files, or other bytes", len(a), len(b))
	}
}

func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = string(text)
	}
	return all
}

// What stands at the last session is marked where courses end at different times.
func TestEndsApartAreNoted(t *testing.T) {
	const words = "on average in week 0.0 to 8.0 by scenario: `phq9_last`, `response`, `remission`"
	read := func(src *Source, scenarios ...string) string {
		dir := filepath.Join(t.TempDir(), "out")
		if _, err := Write(t.Context(), src, Options{Shape: "patients", Scenarios: scenarios}, dir, false); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, readmeName))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	src := handRun(t)
	if strings.Contains(read(src), "different times") {
		t.Error("courses that end alike are marked")
	}
	late := handRows("waiting").Patients
	for i := range late {
		late[i].Weeks = 8
	}
	runtest.Write(t, src.Run.Dir, "patients", "waiting", 0, late)
	if text := read(src); !strings.Contains(text, words) || strings.Contains(text, "Everybody at the same weeks") {
		t.Errorf("no %q, or of weeks at which nobody is asked, in\n%s", words, text)
	}
	if strings.Contains(read(src, "waiting"), "different times") {
		t.Error("a scenario alone is marked")
	}
}

package export

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/sim/record"
)

// answered is the followed run with a questionnaire, ors, of which high is well, 25 the cut-off
// and 5 points a reliable change. Patient 0 of replication 0 has 20 before session 1, 30 before
// session 3 and 28 in week 4; patient 1 has 26 before session 1.
func answered(t *testing.T) *Source {
	t.Helper()
	src := followed(t)
	at := func(n int32) *int32 { return &n }
	one := func(patient int64, session *int32, week, score float32) record.Score {
		return record.Score{Patient: patient, Session: session, Week: week, Instrument: "ors", Rater: "patient", High: record.HighIsWell, Score: score}
	}
	runtest.Write(t, src.Run.Dir, "scores", "usual", 0, []record.Score{one(0, at(1), 0, 20), one(0, at(3), 2.5, 30), one(0, nil, 4, 28), one(1, at(1), 0, 26)})
	runtest.List(t, src.Run.Dir, 4, 52)
	name := filepath.Join(src.Run.Dir, "manifest.json")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	study := `{"study":"instruments:\n  - {name: ors, construct: severity, reliable_change: 5, cut_off: 25}\n",`
	if err := os.WriteFile(name, append([]byte(study), bytes.TrimPrefix(text, []byte("{"))...), 0o666); err != nil {
		t.Fatal(err)
	}
	if src.Run, err = data.Read(src.Run.Dir); err != nil {
		t.Fatal(err)
	}
	return src
}

// Does every shape have the scores of an instrument where they were answered, and what became
// of them by the instrument's own norms?
func TestScoresOfInstrumentsAreAsWorkedByHand(t *testing.T) {
	for shape, want := range map[string][2]string{
		Long:  {"ors=20 ors_improved=1 ors_worsened=0 ors_recovered=1", "ors=26 ors_improved=0 ors_worsened=0 ors_recovered="},
		Waves: {"ors_1=20 ors_2= ors_3=30 ors_improved=1 ors_recovered=1", "ors_1=26 ors_2= ors_3= ors_improved=0 ors_recovered="},
		Weeks: {"ors_w0=20 ors_w4=28 ors_w52= phq9_w4=1", "ors_w0=26 ors_w4= ors_w52="},
	} {
		o, dir := Options{Shape: shape}, filepath.Join(t.TempDir(), "out")
		if shape == Waves {
			o.Measures = []string{"ors"}
		}
		if _, err := Write(t.Context(), answered(t), o, dir, false); err != nil {
			t.Fatal(err)
		}
		rows := readCSV(t, filepath.Join(dir, shape+".csv"))
		second := 1
		if shape == Long { // patient 0 has three sessions
			second = 3
			wants(t, rows, 1, "session=2 ors=")
			wants(t, rows, 2, "session=3 ors=30")
		}
		wants(t, rows, 0, want[0])
		wants(t, rows, second, want[1])
	}
}

// Where the file of scores cannot be read, is that told? An export without the columns of the
// instruments would look whole.
func TestDamagedScoresAreNoExportWithoutThem(t *testing.T) {
	for _, shape := range []string{Long, Waves, Weeks} {
		src, parent := answered(t), t.TempDir()
		name := filepath.Join(src.Run.Dir, "scores", "scenario=usual", "part-00000.parquet")
		if err := os.WriteFile(name, []byte("no Parquet"), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Write(t.Context(), src, Options{Shape: shape}, filepath.Join(parent, "out"), false)
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v, want one that names %s", shape, err, name)
		}
		nothing(t, parent)
		var b bytes.Buffer
		if err := Stream(t.Context(), src, Options{Shape: shape}, &b, false); err == nil || b.Len() > 0 {
			t.Errorf("%s as a stream: error %v after %q", shape, err, b.String())
		}
	}
}

// Is a stream the same as the file, but for the types in its header where they are asked for?
func TestAStreamIsTheFile(t *testing.T) {
	src, dir := handRun(t), filepath.Join(t.TempDir(), "out")
	if _, err := Write(t.Context(), src, Options{Shape: Long}, dir, false); err != nil {
		t.Fatal(err)
	}
	file := contents(t, dir)["long.csv"]
	for _, typed := range []bool{false, true} {
		var b bytes.Buffer
		if err := Stream(t.Context(), src, Options{Shape: Long}, &b, typed); err != nil {
			t.Fatal(err)
		}
		head, rest, _ := strings.Cut(b.String(), "\n")
		if _, want, _ := strings.Cut(file, "\n"); rest != want {
			t.Errorf("typed %t: other rows than those of the file", typed)
		}
		if strings.Contains(head, ",phq9:int32,") != typed || strings.Contains(head, "scenario:string") != typed {
			t.Errorf("typed %t: header %s", typed, head)
		}
	}
	if err := Stream(t.Context(), src, Options{Shape: "lang"}, &bytes.Buffer{}, false); err == nil {
		t.Error("a shape that there is not is streamed")
	}
}

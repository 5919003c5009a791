package export

import (
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/sim/record"
)

// followed is the run of the tests with everybody asked at weeks 4 and 52; patient 1 never
// answers, and the severity of 0 was not recorded in week 52.
func followed(t *testing.T) *Source {
	t.Helper()
	dir := t.TempDir()
	src := &Source{Name: "followed"}
	rows := handRows("usual")
	for i := range rows.Patients {
		rows.Patients[i].PHQ9Entry = 21
		p := &rows.Patients[i]
		for _, week := range []int32{4, 52} {
			a := record.Assessment{Replication: p.Replication, Patient: p.Patient, Week: week, Phase: record.PhaseEnded, TrueSeverity: 10.5}
			if p.Patient == 0 {
				a.PHQ9 = record.PHQ9Value(int(week) / 4)
			}
			if week == 52 {
				a.TrueSeverity = 0
			}
			rows.Assessments = append(rows.Assessments, a)
		}
	}
	runtest.Write(t, dir, "patients", "usual", 0, rows.Patients)
	runtest.Write(t, dir, "sessions", "usual", 0, rows.Sessions)
	runtest.Write(t, dir, "ruptures", "usual", 0, rows.Ruptures)
	runtest.Write(t, dir, "therapists", "usual", 0, rows.Therapists)
	runtest.Write(t, dir, "assessments", "usual", 0, rows.Assessments)
	runtest.List(t, dir, 4, 52)
	run, err := data.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	src.Run = run
	src.Scenarios = []Scenario{{Name: "usual", Patients: 2, Replications: 2, Rows: map[string]int64{"patients": 4, "sessions": int64(len(rows.Sessions)), "ruptures": 1, "therapists": 6, "assessments": 8}}}
	return src
}

func TestWeeksAreAsWorkedByHand(t *testing.T) {
	src, dir := followed(t), filepath.Join(t.TempDir(), "out")
	if _, err := Write(t.Context(), src, Options{Shape: Weeks, Latent: true}, dir, false); err != nil {
		t.Fatal(err)
	}
	rows := readCSV(t, filepath.Join(dir, "weeks.csv"))
	if len(rows) != 4 {
		t.Fatalf("%d rows, want 4 courses", len(rows))
	}
	wants(t, rows, 0, "course_id=1 phq9_intake=18 phq9_w0=21 phq9_w4=1 phq9_w52=13 true_severity_w4=10.5 true_severity_w52=")
	wants(t, rows, 1, "course_id=2 phq9_w0=21 phq9_w4= phq9_w52= true_severity_w4=10.5")
	if _, err := Write(t.Context(), handRun(t), Options{Shape: Weeks}, filepath.Join(t.TempDir(), "out"), false); err == nil || !strings.Contains(err.Error(), "nobody was assessed at weeks") {
		t.Errorf("a run without weeks: error %v", err)
	}
}

// Are all rows that an export reads foreseen, so that what is told on the way ends at 100 %?
func TestWhatIsReadIsForeseen(t *testing.T) {
	for name, src := range map[string]*Source{"two scenarios": handRun(t), "weeks": followed(t)} {
		for _, shape := range shapes() {
			for _, only := range [][]string{nil, {"usual"}} {
				if shape == Weeks && name != "weeks" || !slices.Contains(ownShapes, shape) && !src.Run.HasTable("usual", shape) {
					continue
				}
				o := Options{Shape: shape, Scenarios: only}
				for _, folder := range []bool{true, false} {
					var seen atomic.Int64
					src.Run.Seen = func(rows int) { seen.Add(int64(rows)) }
					var err error
					if folder {
						_, err = Write(t.Context(), src, o, filepath.Join(t.TempDir(), "out"), false)
					} else {
						err = Stream(t.Context(), src, o, io.Discard, false)
					}
					if got := src.Reads(&o, folder); err != nil || got != seen.Load() {
						t.Errorf("%s, %s, %v, folder %v: %d rows foreseen, %d read; %v", name, shape, only, folder, got, seen.Load(), err)
					}
				}
			}
		}
	}
}

// The same person has one number under every scenario, also where one scenario has more patients.
func TestPersonsAreNumberedByTheLargestScenario(t *testing.T) {
	n := &numbering{patients: map[string]int64{"usual": 2, "large": 3}, before: map[string]int64{"usual": 0, "large": 4}, persons: 3, therapists: 2}
	if got := n.person(1, 0); got != 4 {
		t.Errorf("the first of the second replication is person %d, want 4", got)
	}
	if a, b := n.course("usual", 1, 0), n.course("large", 1, 0); a != 3 || b != 8 {
		t.Errorf("courses %d and %d, want 3 and 8", a, b)
	}
}

package data

import (
	"errors"
	"io"
	"math"
	"testing"

	"rapport/analysis/runtest"
	"rapport/sim/record"
)

// Scores are read beside the sessions of their patient, by name, session and week.
func TestScoresOfACourse(t *testing.T) {
	dir := t.TempDir()
	patients := []record.Patient{{Patient: 0}, {Patient: 1}}
	sessions := []record.Session{{Patient: 0, Session: 1}, {Patient: 0, Session: 2}, {Patient: 1, Session: 1}}
	at := func(session int) *int32 { return record.SessionValue(session) }
	scores := []record.Score{
		{Patient: 0, Number: 1, Session: at(1), Instrument: "ors", Rater: "patient", High: record.HighIsWell, Score: 20},
		{Patient: 0, Number: 2, Session: at(1), Instrument: "core10", Rater: "patient", High: record.HighIsIll, Score: 15},
		{Patient: 0, Number: 3, Session: at(2), Week: 1, Instrument: "ors", Rater: "patient", High: record.HighIsWell, Score: 25},
		{Patient: 0, Number: 4, Week: 8, Instrument: "ors", Rater: "patient", High: record.HighIsWell, Score: 30},
	}
	runtest.Write(t, dir, "patients", "usual", 0, patients)
	runtest.Write(t, dir, "sessions", "usual", 0, sessions)
	runtest.Write(t, dir, "scores", "usual", 0, scores)
	run, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	all, err := run.Instruments("usual")
	if err != nil || len(all) != 2 || all[0] != (Instrument{Name: "core10", Rater: "patient"}) || all[1] != (Instrument{Name: "ors", Rater: "patient", HighIsWell: true, AtWeeks: true}) {
		t.Errorf("instruments %+v", all)
	}
	reader, err := run.CoursesOf("usual", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	for patient, want := range [][4]float64{{25, 30, 20, 15}, {math.NaN(), math.NaN(), math.NaN(), math.NaN()}} {
		c, err := reader.Next()
		if err != nil {
			t.Fatal(err)
		}
		got := [4]float64{c.LastScore("ors"), c.ScoreAtWeek("ors", 8), c.ScoreAt("ors", 1), c.ScoreAt("core10", 1)}
		for i := range got {
			if got[i] != want[i] && !(math.IsNaN(got[i]) && math.IsNaN(want[i])) {
				t.Errorf("patient %d: scores %v, want %v", patient, got, want)
			}
		}
	}
	if _, err := reader.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("after the last course: %v", err)
	}
	if err := run.EachCourse("usual", func(table, _ string) bool { return table != "scores" }, func(c *Course) {
		if len(c.Scores) != 0 {
			t.Error("scores are read where nobody looks at them")
		}
	}); err != nil {
		t.Error(err)
	}
}

// At entry is what was asked in week 0 of who waited, else before a first session within
// the first week; a later first session is not at entry.
func TestScoreAtEntry(t *testing.T) {
	first := record.SessionValue(1)
	for _, c := range []struct {
		scores []record.Score
		want   float64
	}{
		{[]record.Score{{Score: 20}, {Week: 4, Score: 22}, {Session: first, Week: 6, Score: 25}}, 20},
		{[]record.Score{{Score: 20}, {Session: first, Week: 0.4, Score: 21}}, 20},
		{[]record.Score{{Session: first, Week: 0.4, Score: 21}}, 21},
		{[]record.Score{{Session: first, Week: 6, Score: 25}}, math.NaN()},
		{[]record.Score{{Week: 4, Score: 22}}, math.NaN()},
	} {
		for i := range c.scores {
			c.scores[i].Instrument = "ors"
		}
		course := Course{Scores: c.scores}
		if got := course.EntryScore("ors"); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%+v: %v at entry, want %v", c.scores, got, c.want)
		}
	}
}

// A score without a patient is a fault.
func TestScoresOfNobody(t *testing.T) {
	dir := t.TempDir()
	runtest.Write(t, dir, "patients", "usual", 0, []record.Patient{{Patient: 0}})
	runtest.Write(t, dir, "sessions", "usual", 0, []record.Session{{Patient: 0, Session: 1}})
	runtest.Write(t, dir, "scores", "usual", 0, []record.Score{{Patient: 4, Number: 1, Instrument: "ors"}})
	run, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	reader, err := run.CoursesOf("usual", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if _, err := reader.Next(); err != nil {
		t.Fatal(err)
	}
	if _, err := reader.Next(); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("a score without a patient: %v", err)
	}
}

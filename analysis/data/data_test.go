package data

import (
	"math"
	"strings"
	"testing"

	"rapport/analysis/runtest"
	"rapport/sim/record"
)

func TestFromRowsIndexesWithoutCopying(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{10, 8})
	h.Add("dropout", []int{12})
	h.Rupture(1, "withdrawal", 0)
	h.Add("waiting", nil)
	d := mustIndex(t, &h.Rows)
	if &d.Sessions[0] != &h.Rows.Sessions[0] || d.List[1].Patient != &h.Rows.Patients[1] {
		t.Error("the tables were copied")
	}
	var sessions, ruptures []int
	for c := range d.Courses() {
		sessions, ruptures = append(sessions, len(c.Sessions)), append(ruptures, len(c.Ruptures))
	}
	if want := []int{2, 1, 0}; !equal(sessions, want) {
		t.Errorf("sessions per course %v, want %v", sessions, want)
	}
	if want := []int{0, 1, 0}; !equal(ruptures, want) {
		t.Errorf("ruptures per course %v, want %v", ruptures, want)
	}
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestFromRowsRefusesDisorder(t *testing.T) {
	patient := func(id int64) record.Patient { return record.Patient{Patient: id} }
	session := func(id int64, n int32) record.Session { return record.Session{Patient: id, Session: n} }
	for name, c := range map[string]struct {
		rows record.Rows
		want string
	}{
		"patients out of order": {record.Rows{Patients: []record.Patient{patient(1), patient(0)}}, "patients: row 2"},
		"patient twice":         {record.Rows{Patients: []record.Patient{patient(1), patient(1)}}, "patients: row 2"},
		"stray session": {record.Rows{Patients: []record.Patient{patient(0)},
			Sessions: []record.Session{session(0, 1), session(7, 1)}}, "sessions: row 2"},
		"sessions descend": {record.Rows{Patients: []record.Patient{patient(0)},
			Sessions: []record.Session{session(0, 2), session(0, 1)}}, "session 1 follows session 2"},
		"stray rupture": {record.Rows{Patients: []record.Patient{patient(0)},
			Ruptures: []record.Rupture{{Patient: 3}}}, "ruptures: row 1"},
		"stray assessment": {record.Rows{Patients: []record.Patient{patient(0)},
			Assessments: []record.Assessment{{Patient: 0, Week: 4}, {Patient: 3, Week: 4}}}, "assessments: row 2"},
		"weeks descend": {record.Rows{Patients: []record.Patient{patient(0)},
			Assessments: []record.Assessment{{Week: 8}, {Week: 4}}}, "week 4 follows week 8"},
		"week twice": {record.Rows{Patients: []record.Patient{patient(0)},
			Assessments: []record.Assessment{{Week: 8}, {Week: 8}}}, "week 8 follows week 8"},
	} {
		if _, err := FromRows(&c.rows); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
}

func TestSessionSets(t *testing.T) {
	for text, want := range map[string][]int{"3-4": {3, 4}, "2": {2}, "1-2,5": {1, 2, 5}, "all": {1, 2, 3, 4, 5}} {
		set, err := ParseSessions(text)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for n := 1; n <= 5; n++ {
			if set.Contains(n) {
				got = append(got, n)
			}
		}
		if !equal(got, want) {
			t.Errorf("%q holds %v of 1 to 5, want %v", text, got, want)
		}
	}
	for _, text := range []string{"", "0-2", "4-3", "a", "1-", "1,,2"} {
		if _, err := ParseSessions(text); err == nil {
			t.Errorf("%q was taken as a set of sessions", text)
		}
	}
}

func TestReadingScoresSkipsMissing(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{15, runtest.None, 11, 9}, 3, 0, 4, 5)
	c := &mustIndex(t, &h.Rows).List[0]
	runtest.Near(t, "mean of 1 to 3", c.Mean(Sessions(1, 3), AnsweredWAI), 3.5)
	runtest.Near(t, "mean of none answered", c.Mean(Sessions(2, 2), AnsweredWAI), math.NaN())
	runtest.Near(t, "PHQ-9 nearest week 1 within 1", c.Week(1, 1), 15)
	runtest.Near(t, "PHQ-9 nearest week 9 within 1", c.Week(9, 1), math.NaN())
	if v, n := c.Latest(1, 2); v != 15 || n != 1 {
		t.Errorf("latest of sessions 1 to 2 is %v of session %d, want 15 of 1", v, n)
	}
	h.Rows.Sessions[3].Session = 6
	c = &mustIndex(t, &h.Rows).List[0]
	runtest.Near(t, "session 6 after a gap", c.Read(6, PHQ9Of), 9)
	runtest.Near(t, "session 4 in the gap", c.Read(4, PHQ9Of), math.NaN())
}

func TestSelectSharesTables(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{10})
	h.Add("dropout", []int{20})
	d := mustIndex(t, &h.Rows)
	half := d.Select(func(c Course) bool { return c.Patient.PHQ9Intake > 15 })
	if half.Len() != 1 || d.Len() != 2 || half.List[0].Patient != &d.Patients[1] {
		t.Errorf("selected %d of %d courses, want 1 of 2 on the same rows", half.Len(), d.Len())
	}
	if got := half.List[0].Patient.Ending; got != "dropout" {
		t.Errorf("the course selected ended as %s", got)
	}
}

// Does an answer stand for itself, and a latent severity for the score that it gives without
// error: of 28 scores, each has a 28th of the range of 27?
func TestTheScoreOfEverybody(t *testing.T) {
	for severity, want := range map[float32]float64{0.5: 0, 0.96: 0, 0.97: 1, 13.4: 13, 13.5: 14, 26.03: 26, 26.04: 27, 27: 27, 0: math.NaN()} {
		runtest.Near(t, "the score of a severity", OfEverybody(&record.Assessment{TrueSeverity: severity}), want)
		runtest.Near(t, "an answer", OfEverybody(&record.Assessment{TrueSeverity: severity, PHQ9: record.PHQ9Value(0)}), 0)
	}
	for pair, want := range map[[2]float64]bool{{10, 5}: true, {10, 6}: false, {9, 4}: true, {9, 5}: false, {0, 0}: false, {1, 0}: true} {
		if Responded(pair[0], pair[1]) != want {
			t.Errorf("from %g to %g is a response: %t", pair[0], pair[1], !want)
		}
	}
}

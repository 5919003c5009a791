package data

import (
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rapport/analysis/runtest"
	"rapport/sim/record"
)

// TestSummaryCounts holds the summary, which streams, to the tables in memory.
func TestSummaryCounts(t *testing.T) {
	dir := t.TempDir()
	few, many := runtest.StandardSample, runtest.StandardSample
	few.Patients, many.Patients, many.Seed = 30, 1200, 8 // many: more rows than are read at once
	runtest.WriteRun(t, dir, "few", few.Draw())
	rows := many.Draw()
	rows.Patients[7].Transfers = 2
	for i := range rows.Patients { // who waited entered with another score
		rows.Patients[i].PHQ9Entry = 27 - rows.Patients[i].PHQ9Intake
	}
	runtest.WriteRun(t, dir, "many", rows)
	run, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	all, err := run.Summary()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != len(run.Scenarios) {
		t.Fatalf("%d summaries of %d scenarios", len(all), len(run.Scenarios))
	}
	for i, s := range all {
		d, err := run.Scenario(run.Scenarios[i], nil)
		if err != nil {
			t.Fatal(err)
		}
		checkSummary(t, &s, d)
	}
}

// A scenario without files, as in a shard without blocks, has nobody.
func TestSummaryOfNobody(t *testing.T) {
	dir := t.TempDir()
	runtest.WriteRun(t, dir, "some", runtest.StandardSample.Draw())
	run, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	run.add("nobody")
	all, err := run.Summary()
	if err != nil || len(all) != 2 || all[0].Patients == 0 || all[1].Patients != 0 || all[1].Endings == nil || all[1].BySession == nil {
		t.Errorf("%v; %+v", err, all)
	}
}

// Who was asked at some weeks alone, or whose sessions are not all there, is counted in
// the weeks and sessions that he has, in whichever order they first come.
func TestSummaryOfUnevenCourses(t *testing.T) {
	var tally Tally
	for _, weeks := range [][]int32{{12}, {4, 12}, {16}, {4, 8, 12}, {8}} {
		c := Course{Patient: &record.Patient{}}
		for _, w := range weeks {
			c.Assessments = append(c.Assessments, record.Assessment{Week: w, PHQ9: record.PHQ9Value(int(w))})
			c.Sessions = append(c.Sessions, record.Session{Session: w, PHQ9: record.PHQ9Value(int(w))})
		}
		tally.Add(&c)
	}
	s := tally.Summary(&Run{Scenarios: []string{"a"}}, "a")
	asked := map[int32]int64{4: 2, 8: 2, 12: 3, 16: 1}
	if len(s.ByWeek) != len(asked) || len(s.BySession) != len(asked) {
		t.Fatalf("weeks %+v, sessions %+v", s.ByWeek, s.BySession)
	}
	for i, w := range s.ByWeek {
		if w.Answered != asked[w.Week] || w.PHQ9.Mean != float64(w.Week) {
			t.Errorf("week %d: %+v", w.Week, w)
		}
		if i > 0 && w.Week <= s.ByWeek[i-1].Week {
			t.Errorf("week %d comes after week %d", w.Week, s.ByWeek[i-1].Week)
		}
	}
	for _, at := range s.BySession {
		if at.Held != asked[at.Session] || at.PHQ9.Mean != float64(at.Session) {
			t.Errorf("session %d: %+v", at.Session, at)
		}
	}
}

func checkSummary(t *testing.T, s *ScenarioSummary, d *Data) {
	t.Helper()
	var entry, intake, last, weeks []float64
	held, response, dropout := 0, int64(0), int64(0)
	var remission, better, worse, transferred int64
	for _, c := range d.List {
		entry, intake = append(entry, float64(c.Patient.PHQ9Entry)), append(intake, float64(c.Patient.PHQ9Intake))
		last, weeks = append(last, float64(c.Patient.PHQ9Last)), append(weeks, float64(c.Patient.Weeks))
		held += int(c.Patient.SessionsHeld)
		tick(&response, c.Patient.Response)
		tick(&dropout, c.DroppedOut())
		tick(&remission, c.Patient.Remission)
		tick(&better, c.Patient.ReliableImprovement)
		tick(&worse, c.Patient.ReliableDeterioration)
		tick(&transferred, c.Patient.Transfers > 0)
	}
	for what, of := range map[string]struct {
		got  Moments
		want []float64
	}{"entry": {s.PHQ9Entry, entry}, "intake": {s.PHQ9Intake, intake}, "last": {s.PHQ9Last, last}, "weeks": {s.Weeks, weeks}} {
		checkMoments(t, s.Name+": "+what, of.got, of.want)
	}
	for _, x := range []struct {
		name      string
		got, want float64
	}{
		{"patients", float64(s.Patients), float64(d.Len())},
		{"sessions", float64(s.Sessions), float64(len(d.Sessions))},
		{"response", float64(s.Response), float64(response)},
		{"dropout", float64(s.Ending("dropout")), float64(dropout)},
		{"remission", float64(s.Remission), float64(remission)},
		{"reliable improvement", float64(s.ReliableImprovement), float64(better)},
		{"reliable deterioration", float64(s.ReliableDeterioration), float64(worse)},
		{"transferred", float64(s.Transferred), float64(transferred)},
		{"held", s.Held, float64(held) / float64(d.Len())},
	} {
		if !(math.Abs(x.got-x.want) <= 1e-9*max(1, math.Abs(x.want))) {
			t.Errorf("%s: %s is %g, want %g", s.Name, x.name, x.got, x.want)
		}
	}
	ruptures := int64(0)
	for _, k := range s.Ruptures {
		ruptures += k.Count
		resolved, recognised := int64(0), int64(0)
		for _, r := range d.Ruptures {
			tick(&resolved, r.Kind == k.Kind && r.Resolved)
			tick(&recognised, r.Kind == k.Kind && r.Recognised)
		}
		if resolved != k.Resolved || recognised != k.Recognised {
			t.Errorf("%s: %d %s ruptures recognised and %d resolved, want %d and %d", s.Name, k.Recognised, k.Kind, k.Resolved, recognised, resolved)
		}
	}
	if ruptures != int64(len(d.Ruptures)) {
		t.Errorf("%s: %d ruptures, want %d", s.Name, ruptures, len(d.Ruptures))
	}
	third := slices.IndexFunc(s.BySession, func(at SessionSummary) bool { return at.Session == 3 })
	if third < 0 {
		t.Fatalf("%s: nothing of session 3", s.Name)
	}
	var scores, ratings []float64
	for _, row := range d.Sessions {
		if row.Session == 3 && row.PHQ9 != nil {
			scores = append(scores, float64(*row.PHQ9))
		}
		if row.Session == 3 && row.WAIPatient != 0 {
			ratings = append(ratings, float64(row.WAIPatient))
		}
	}
	if held := int64(len(d.Select(func(c Course) bool { return c.At(3) != nil }).List)); s.BySession[third].Held != held {
		t.Errorf("%s: %d hold session 3, want %d", s.Name, s.BySession[third].Held, held)
	}
	checkWeek(t, s, d)
	checkMoments(t, s.Name+": PHQ-9", s.BySession[third].PHQ9, scores)
	checkMoments(t, s.Name+": alliance", s.BySession[third].WAIPatient, ratings)
}

func checkWeek(t *testing.T, s *ScenarioSummary, d *Data) {
	t.Helper()
	at := slices.IndexFunc(s.ByWeek, func(at WeekSummary) bool { return at.Week == 16 })
	if at < 0 || len(s.ByWeek) != len(d.Weeks()) {
		t.Fatalf("%s: weeks %+v, want week 16 among %v", s.Name, s.ByWeek, d.Weeks())
	}
	var scores []float64
	answered, remission, ended := int64(0), int64(0), int64(0)
	for _, c := range d.List {
		x := c.Everybody(16)
		if !math.IsNaN(x) { // latent severity of 0 counts as not recorded
			scores = append(scores, x)
		}
		tick(&remission, x < 5)
		tick(&answered, !math.IsNaN(c.Assessed(16)))
		for _, a := range c.Assessments {
			tick(&ended, a.Week == 16 && a.Phase == "ended")
		}
	}
	w := s.ByWeek[at]
	checkMoments(t, s.Name+": PHQ-9 of everybody at week 16", w.PHQ9, scores)
	if w.Answered != answered || w.Remission != remission || w.Phases["ended"] != ended || answered == int64(d.Len()) {
		t.Errorf("%s, week 16: %+v, want %d answered, %d in remission, %d past the end", s.Name, w, answered, remission, ended)
	}
}

func checkMoments(t *testing.T, what string, m Moments, values []float64) {
	t.Helper()
	mean, sd := meanSD(values)
	if m.N != int64(len(values)) || !(math.Abs(m.Mean-mean) <= 1e-9) || !(math.Abs(m.SD-sd) <= 1e-6) {
		t.Errorf("%s: %d of mean %g, SD %g, want %d of %g, %g", what, m.N, m.Mean, m.SD, len(values), mean, sd)
	}
}

// Do courses count as ending apart by the means of their ends or by how these spread, each from
// half a week on, and is the spread told where the means do not?
func TestEndsApart(t *testing.T) {
	end := func(mean, sd float64) Moments { return Moments{N: 9, Mean: mean, SD: sd} }
	for i, c := range []struct {
		weeks []Moments
		apart bool
		told  string
	}{
		{[]Moments{end(10, 2), end(10.4, 2.4), end(10.2, 2)}, false, ", with standard deviations of 2.0 to 2.4 weeks"},
		{[]Moments{end(10.5, 2), end(10, 2)}, true, ""},
		{[]Moments{end(10, 3), end(10.25, 2.5)}, true, ", with standard deviations of 2.5 to 3.0 weeks"},
		{[]Moments{end(10, 3)}, false, ", with standard deviations of 3.0 to 3.0 weeks"},
	} {
		if e := EndsIn(c.weeks...); e.Apart() != c.apart || e.Spread() != c.told {
			t.Errorf("%d: apart %t, %q; want %t, %q", i, e.Apart(), e.Spread(), c.apart, c.told)
		}
	}
}

// TestSummaryOfADamagedRun names the file.
func TestSummaryOfADamagedRun(t *testing.T) {
	dir := t.TempDir()
	small := runtest.StandardSample
	small.Patients = 3
	runtest.WriteRun(t, dir, "a", small.Draw())
	file := filepath.Join(dir, "sessions", "scenario=a", "part-00001.parquet")
	write(t, file, "no Parquet")
	run, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := run.Summary(); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("error %v, want one that names %s", err, file)
	}
}

// meanSD in two passes; 0 for what has no value.
func meanSD(values []float64) (mean, sd float64) {
	if len(values) == 0 {
		return 0, 0
	}
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		sd += (v - mean) * (v - mean)
	}
	if len(values) < 2 {
		return mean, 0
	}
	return mean, math.Sqrt(sd / float64(len(values)-1))
}

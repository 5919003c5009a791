package data

import (
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rapport/analysis/runtest"
	"rapport/sim/record"
)

// courses reads all courses of a scenario.
func courses(run *Run, scenario string) (all []Course, err error) {
	reader, err := run.CoursesOf(scenario, nil)
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	for {
		c, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		patient := *c.Patient
		all = append(all, Course{Patient: &patient, Sessions: slices.Clone(c.Sessions), Ruptures: slices.Clone(c.Ruptures), Assessments: slices.Clone(c.Assessments)})
	}
}

func TestCoursesAreThoseOfTheTables(t *testing.T) {
	dir := t.TempDir()
	runtest.WriteRun(t, dir, "usual", runtest.StandardSample.Draw())
	run, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := run.Scenario("usual", nil)
	if err != nil {
		t.Fatal(err)
	}
	all, err := courses(run, "usual")
	if err != nil || len(all) != whole.Len() {
		t.Fatalf("%d courses, want %d; error %v", len(all), whole.Len(), err)
	}
	for i := range all {
		a, b := all[i], whole.List[i]
		if !reflect.DeepEqual(a.Patient, b.Patient) || !slices.EqualFunc(a.Sessions, b.Sessions, func(x, y record.Session) bool { return reflect.DeepEqual(x, y) }) || !slices.Equal(a.Ruptures, b.Ruptures) {
			t.Fatalf("course %d differs", i)
		}
	}
}

// What is wrong with the tables is found as it is where they are read whole.
func TestCoursesFindWhatIsWrong(t *testing.T) {
	small := runtest.StandardSample
	small.Patients = 30
	for name, wrong := range map[string]func(*record.Rows){
		"patients out of order":          func(r *record.Rows) { r.Patients[3], r.Patients[4] = r.Patients[4], r.Patients[3] },
		"a patient twice":                func(r *record.Rows) { r.Patients[4] = r.Patients[3] },
		"a session of nobody":            func(r *record.Rows) { r.Sessions[0].Patient = -1 },
		"a session of nobody at the end": func(r *record.Rows) { r.Sessions[len(r.Sessions)-1].Patient = 99 },
		"a rupture of nobody":            func(r *record.Rows) { r.Ruptures = append(r.Ruptures, record.Rupture{Patient: 99, SessionOnset: 1}) },
		"sessions out of order":          func(r *record.Rows) { r.Sessions[1].Session, r.Sessions[2].Session = 9, 3 },
	} {
		rows := small.Draw()
		wrong(rows)
		dir := t.TempDir()
		runtest.WriteRun(t, dir, "usual", rows)
		run, err := Read(dir)
		if err != nil {
			t.Fatal(err)
		}
		_, whole := run.Scenario("usual", nil)
		_, each := courses(run, "usual")
		if whole == nil || each == nil || !strings.Contains(each.Error(), "scenario usual") {
			t.Errorf("%s: error %v of the tables, %v of the courses", name, whole, each)
		}
	}
}

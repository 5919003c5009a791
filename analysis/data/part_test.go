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

// writeSides writes two scenarios; the second lacks every seventh patient.
func writeSides(t *testing.T) *Run {
	t.Helper()
	dir := t.TempDir()
	sample := runtest.StandardSample
	sample.Patients = 60
	for k, name := range []string{"a", "b"} {
		rows := sample.Draw()
		kept := record.Rows{}
		for _, c := range mustIndex(t, rows).List {
			if k == 1 && c.Patient.Patient%7 == 3 {
				continue
			}
			kept.Patients = append(kept.Patients, *c.Patient)
			kept.Sessions, kept.Ruptures = append(kept.Sessions, c.Sessions...), append(kept.Ruptures, c.Ruptures...)
			kept.Assessments = append(kept.Assessments, c.Assessments...)
		}
		runtest.Write(t, dir, "patients", name, 0, kept.Patients)
		runtest.Write(t, dir, "sessions", name, 0, kept.Sessions)
		runtest.Write(t, dir, "ruptures", name, 0, kept.Ruptures)
		runtest.Write(t, dir, "assessments", name, 0, kept.Assessments)
		runtest.Write(t, dir, "therapists", name, 0, rows.Therapists)
	}
	run, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// Parts laid one behind the other are the scenarios, latent values or not as they are
// wanted; every part holds the same patients of both.
func TestEachPart(t *testing.T) {
	run := writeSides(t)
	measured := func(_, column string) bool { return !strings.HasPrefix(column, "true_") }
	for courses, truth := range map[int]bool{1: true, 7: false, 60: true, 1000: false} {
		var got [2][]Course
		wanted := func(string) Columns {
			if truth {
				return nil
			}
			return measured
		}
		err := run.EachPart([]string{"a", "b"}, courses, wanted, func(both []*Data) error {
			for i, d := range both {
				for _, c := range d.List { // copied: the memory of a part is used again
					patient := *c.Patient
					got[i] = append(got[i], Course{Patient: &patient, Sessions: slices.Clone(c.Sessions),
						Ruptures: slices.Clone(c.Ruptures), Assessments: slices.Clone(c.Assessments)})
				}
			}
			if n := both[0].Len(); n > courses {
				t.Errorf("a part of %d courses, want %d at the most", n, courses)
			}
			last, other := both[0].List[both[0].Len()-1].Key(), both[1].List
			if len(other) > 0 && last.Less(other[len(other)-1].Key()) {
				t.Error("the second scenario is ahead of the first")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, name := range []string{"a", "b"} {
			want, err := run.Scenario(name, nil)
			if err != nil {
				t.Fatal(err)
			}
			for k := range want.Sessions {
				if truth {
					break
				}
				s := &want.Sessions[k]
				s.TrueSeverity, s.TrueBond, s.TrueTasks, s.TrueGoals, s.TrueTrust, s.TrueHope, s.TrueRupture = 0, 0, 0, 0, 0, 0, nil
			}
			for k := range want.Assessments {
				if !truth {
					want.Assessments[k].TrueSeverity = 0
				}
			}
			if len(got[i]) != want.Len() {
				t.Fatalf("%s in parts of %d has %d courses, want %d", name, courses, len(got[i]), want.Len())
			}
			for k := range want.List {
				a, b := &got[i][k], &want.List[k]
				if *a.Patient != *b.Patient || !alike(a.Sessions, b.Sessions) || !alike(a.Ruptures, b.Ruptures) || !alike(a.Assessments, b.Assessments) {
					t.Fatalf("%s in parts of %d: course %v is another", name, courses, b.Key())
				}
			}
		}
	}
}

// alike says that rows are equal; none and nil are.
func alike[Row any](a, b []Row) bool {
	return len(a) == len(b) && (len(a) == 0 || reflect.DeepEqual(a, b))
}

func whole(string) Columns { return nil }

func TestEachPartEnds(t *testing.T) {
	run := writeSides(t)
	enough, seen := errors.New("enough"), 0
	err := run.EachPart([]string{"a"}, 5, whole, func([]*Data) error {
		if seen++; seen == 3 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || seen != 3 {
		t.Errorf("ended with %v after %d parts", err, seen)
	}
	if err := run.EachPart([]string{"a", "c"}, 5, whole, nil); !errors.Is(err, ErrNoScenario) {
		t.Errorf("a scenario that is not there: %v", err)
	}
}

// What is not wanted is not read; rows and order are the same.
func TestCoursesOfSomeColumns(t *testing.T) {
	run := writeSides(t)
	reader, err := run.CoursesOf("a", func(table, column string) bool { return table == "sessions" && column == "phq9" })
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	whole, err := run.Scenario("a", nil)
	if err != nil {
		t.Fatal(err)
	}
	for k := range whole.List {
		want := &whole.List[k]
		got, err := reader.Next()
		if err != nil {
			t.Fatal(err)
		}
		p := record.Patient{Replication: want.Patient.Replication, Patient: want.Patient.Patient}
		if *got.Patient != p || len(got.Sessions) != len(want.Sessions) || len(got.Ruptures)+len(got.Assessments) > 0 {
			t.Fatalf("course %v: %+v with %d sessions", want.Key(), *got.Patient, len(got.Sessions))
		}
		for i := range got.Sessions {
			w := &want.Sessions[i]
			if s := (record.Session{Replication: w.Replication, Patient: w.Patient, Session: w.Session, Week: w.Week, PHQ9: w.PHQ9}); !record.Same(&got.Sessions[i], &s) {
				t.Fatalf("course %v: %+v, want the PHQ-9 alone, in order", want.Key(), got.Sessions[i])
			}
		}
	}
	if _, err := reader.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("after the last course: %v", err)
	}
}

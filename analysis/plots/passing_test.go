package plots

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/analysis/twins"
	"rapport/sim/record"
)

// inPartsOf writes scenarios, each of so many patients to a part, and opens them as a run.
func inPartsOf(t *testing.T, all map[string]*record.Rows, patients int) *data.Run {
	t.Helper()
	dir := t.TempDir()
	for name, rows := range all {
		d, err := data.FromRows(rows)
		if err != nil {
			t.Fatal(err)
		}
		part := 0
		for list := range slices.Chunk(d.List, patients) {
			var of record.Rows
			for _, c := range list {
				of.Patients, of.Sessions = append(of.Patients, *c.Patient), append(of.Sessions, c.Sessions...)
				of.Ruptures, of.Assessments = append(of.Ruptures, c.Ruptures...), append(of.Assessments, c.Assessments...)
			}
			runtest.Write(t, dir, "patients", name, part, of.Patients)
			runtest.Write(t, dir, "sessions", name, part, of.Sessions)
			runtest.Write(t, dir, "ruptures", name, part, of.Ruptures)
			runtest.Write(t, dir, "assessments", name, part, of.Assessments)
			part++
		}
	}
	runtest.List(t, dir, 4, 8, 26)
	run, err := data.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// A run in parts gives what it gives in one: every course is counted once, and the same
// patients are drawn under every scenario.
func TestGatherInParts(t *testing.T) {
	all := map[string]*record.Rows{"a-wait": waiting(), "b-usual": world(1), "c-better": world(2)}
	gather := func(patients int) *Material {
		m, err := Gather(inPartsOf(t, all, patients), twins.CompareOptions{TrialN: 100})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	whole, inParts := gather(30), gather(7)
	for i := range whole.Scenarios {
		a, b := &whole.Scenarios[i], &inParts.Scenarios[i]
		if a.Summary.Patients != 30 || !reflect.DeepEqual(a.Summary, b.Summary) {
			t.Errorf("%s: summaries\n%+v\n%+v", a.Name, a.Summary, b.Summary)
		}
		if !reflect.DeepEqual(a.Life, b.Life) || !reflect.DeepEqual(a.Events, b.Events) || !reflect.DeepEqual(a.Patterns, b.Patterns) {
			t.Errorf("%s: life tables, events or patterns differ", a.Name)
		}
		if len(a.Sample) != 30 || len(a.Sample) != len(b.Sample) {
			t.Errorf("%s: samples of %d and %d, want 30", a.Name, len(a.Sample), len(b.Sample))
		}
		for k := range b.Sample {
			if whoIs(&b.Sample[k]) != whoIs(&inParts.Scenarios[0].Sample[k]) {
				t.Errorf("%s: another patient is drawn than under the first scenario", a.Name)
			}
		}
		if treats := a.Patterns != nil && a.Patterns.treated > 0; treats != (a.Name == "b-usual") {
			t.Errorf("%s: patterns of treatment are gathered: %v", a.Name, treats)
		}
	}
	for _, m := range []*Material{whole, inParts} {
		if len(m.Marked) != marked {
			t.Fatalf("%d courses are marked, want %d", len(m.Marked), marked)
		}
		last := int32(math.MinInt32)
		for _, p := range m.Marked {
			change := p.One.Patient.PHQ9Last - p.One.Patient.PHQ9Intake
			if p.Scenario != "b-usual" || p.Other != "c-better" || p.Two == nil || whoIs(p.Two) != whoIs(&p.One) || change < last {
				t.Errorf("%+v is marked", p)
			}
			last = change
		}
	}
}

// Marked courses lie at equal distances from the best to the worst change, as many as there
// are if they are few.
func TestCandidatesChosen(t *testing.T) {
	var all candidates
	changes := func(list []data.Course) (of []int32) {
		for _, c := range list {
			of = append(of, c.Patient.PHQ9Last)
		}
		return of
	}
	add := func(to *candidates, change int32, n int) {
		for range n {
			to.add(&data.Course{Patient: &record.Patient{PHQ9Last: change}})
		}
	}
	add(&all, -3, 2)
	add(&all, 5, 1)
	if got := changes(all.chosen()); !slices.Equal(got, []int32{-3, -3, 5}) {
		t.Errorf("of three, %v are chosen", got)
	}
	add(&all, -3, 48)
	add(&all, 0, 50)
	if got, want := changes(all.chosen()), []int32{-3, -3, -3, -3, 0, 0, 0, 0, 5}; !slices.Equal(got, want) {
		t.Errorf("of 101, %v are chosen, want %v", got, want)
	}
}

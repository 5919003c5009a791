package twins

import (
	"math"
	"slices"
	"strings"
	"testing"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// An assessment comes back out of its byte as it went in, and no two share one.
func TestAssessedInAByte(t *testing.T) {
	seen := map[coded]bool{}
	for score := range phqScores {
		for _, relapse := range []bool{false, true} {
			want := assessed{float64(score), relapse}
			code := want.code()
			if got := code.assessed(); got != want {
				t.Errorf("%+v comes back as %+v", want, got)
			}
			if code == 0 || int(code) >= codes || seen[code] {
				t.Errorf("%+v has the code %d, which is another's or none", want, code)
			}
			seen[code] = true
		}
	}
	if none := (assessed{score: math.NaN()}); none.code() != 0 || !math.IsNaN(coded(0).assessed().score) {
		t.Error("nobody asked does not come back")
	}
}

// The outcomes of a week read from bytes are those read from the course.
func TestWeekOutcomes(t *testing.T) {
	value := func(v int32) *int32 { return &v }
	var courses []data.Course
	for entry := range int32(phqScores) {
		for i := range int32(40) {
			c := data.Course{Patient: &record.Patient{Patient: int64(len(courses)), PHQ9Entry: entry}}
			for week := range int32(4) {
				a := record.Assessment{Week: 8 * (week + 1), TrueSeverity: float32((7*i + 5*week) % 27)}
				if (i+week)%3 > 0 {
					a.PHQ9 = value((5*i + 11*week*week) % phqScores)
				}
				c.Assessments = append(c.Assessments, a)
			}
			courses = append(courses, c)
		}
	}
	outcomes := OutcomesAt([]int{8, 16, 24, 32}, 16)
	s := newSide(outcomes, 0)
	for i := range courses {
		s.add(&courses[i])
	}
	yes := map[string]int{}
	for k, got := range s.columns(nil) {
		o := &outcomes[k]
		all := got.fill(nil)
		for i := range courses {
			want := o.of(&courses[i])
			for _, v := range []float64{all[i], got.at(i)} {
				if v != want && !(math.IsNaN(v) && math.IsNaN(want)) {
					t.Fatalf("%s of course %d is %v, want %v", o.Name, i, v, want)
				}
			}
			if courses[i].Patient.PHQ9Entry == 0 && want == 1 && (strings.HasPrefix(o.Name, "response_") || strings.HasPrefix(o.Name, "relapse_")) {
				t.Errorf("%s holds of course %d, which had nothing to respond from", o.Name, i)
			}
			if o.byWeek != nil && o.Binary && want == 1 {
				yes[o.Name]++
			}
		}
		if o.byWeek != nil && o.Binary && yes[o.Name] == 0 && o.Name != "relapse_week_8" {
			t.Errorf("%s is nobody's: the test compares nothing", o.Name)
		}
	}
}

// By hand at the bounds of what counts as response, remission and a reliable change at a week.
func TestBoundsOfWeekOutcomes(t *testing.T) {
	for _, x := range []struct {
		entry, at int32
		yes       []string
	}{
		{10, 6, nil}, {10, 5, []string{"response"}}, {9, 4, []string{"response", "remission"}},
		{10, 4, []string{"response", "remission", "reliable_improvement"}},
		{10, 15, nil}, {10, 16, []string{"reliable_deterioration"}},
	} {
		c := data.Course{Patient: &record.Patient{PHQ9Entry: x.entry}, Assessments: []record.Assessment{{Week: 16, PHQ9: &x.at}}}
		var yes []string
		for _, o := range OutcomesAt([]int{16}, 16) {
			if name, found := strings.CutSuffix(o.Name, "_week_16"); found && o.Binary && o.of(&c) == 1 {
				yes = append(yes, name)
			}
		}
		if !slices.Equal(yes, x.yes) {
			t.Errorf("from %d to %d: %q, want %q", x.entry, x.at, yes, x.yes)
		}
	}
}

// A score that the PHQ-9 does not have is refused, with the patient and the week.
func TestNoPHQ9(t *testing.T) {
	for text, c := range map[string]data.Course{
		"patient 7: a PHQ-9 of 99 at entry": {Patient: &record.Patient{Patient: 7, PHQ9Entry: 99}},
		"patient 7: a PHQ-9 of 28 at week 8": {Patient: &record.Patient{Patient: 7}, Assessments: []record.Assessment{
			{Week: 8, PHQ9: func() *int32 { v := int32(28); return &v }()}}},
	} {
		d := &data.Data{Scenario: "a", List: []data.Course{c}}
		if _, err := PairTwins(d, d); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%v, want %q", err, text)
		}
	}
}

package power

import (
	"math"
	"slices"
	"strings"
	"testing"

	"rapport/analysis/data"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

// Times to events are those of everybody where nobody is missing, and else what the answers show.
func TestTimesUntilAWeek(t *testing.T) {
	asked := func(scores ...int) *data.Course { // at weeks 4, 8 …; -1: not answered, in truth well
		c := &data.Course{Patient: &record.Patient{PHQ9Entry: 20, Ending: "completed"}, Sessions: make([]record.Session, 1)}
		for i, v := range scores {
			a := record.Assessment{Week: int32(4 * (i + 1)), TrueSeverity: 1}
			if v >= 0 {
				a.PHQ9 = record.PHQ9Value(v)
			}
			c.Assessments = append(c.Assessments, a)
		}
		return c
	}
	o := &Options{Study: &study.Study{Assessments: study.Assessments{Weeks: []int{4, 8, 12, 16, 26}}}}
	none := math.NaN()
	for _, x := range []struct {
		outcome                 string
		scores                  []int
		complete, locf, nobodys float64
	}{
		{"weeks_to_remission_16", []int{15, 4, 9, 9}, 8, 8, 8},
		{"weeks_to_remission_16", []int{15, 4, 9, -1}, none, 8, 8},     // known, of who answered for a while
		{"weeks_to_remission_16", []int{15, 9, -1, -1}, none, 16, 12},  // not seen
		{"weeks_to_remission_16", []int{15, 9, 9, 9, -1}, 16, 16, 16},  // what comes later does not count
		{"weeks_well_16", []int{15, 9, 15, 9}, 4, 4, 4},                // a response, and a relapse
		{"weeks_well_16", []int{15, 9, -1, 13}, none, 8, 8},            // no rise from the last that was seen
		{"weeks_well_16", []int{-1, -1, -1, -1}, none, 0, 12},          // never seen
		{"weeks_well_8", []int{10, 10, 20, 20}, 4, 4, 4},               // until week 8
		{"weeks_to_leaving_16", []int{-1, -1, -1, -1}, none, none, 16}, // of records, whoever answers
	} {
		all := o.outcomes()
		k := slices.IndexFunc(all, func(p powerOutcome) bool { return p.name == x.outcome })
		if k < 0 {
			t.Fatalf("there is no outcome %s", x.outcome)
		}
		c := asked(x.scores...)
		for missing, want := range map[string]float64{missingComplete: x.complete, missingLOCF: x.locf, missingNobody: x.nobodys} {
			if all[k].kept {
				want = x.nobodys
			}
			if got := all[k].value(c, missing); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
				t.Errorf("%s of %v, %s: %g, want %g", x.outcome, x.scores, missing, got, want)
			}
		}
	}
}

// Who waits cannot leave, which a trial of leaving has to say.
func TestWaitsApartAreTold(t *testing.T) {
	o := trialOptions(t, "usual", "better")
	o.Study.Assessments.Weeks = []int{4, 16}
	o.Outcome = "weeks_to_leaving_16"
	if err := o.prepare(); err != nil {
		t.Fatal(err)
	}
	if told := o.waitsApart(); told != "" {
		t.Errorf("nobody waits: told %q", told)
	}
	o.templates[1].Setting.Model.Care.WaitingWeeks = 6
	if told := o.waitsApart(); !strings.Contains(told, "week 0.0 under usual and 6.0 under better") {
		t.Errorf("told %q", told)
	}
}

// What is asked at many weeks is listed once.
func TestOutcomesAreListedOnce(t *testing.T) {
	o := trialOptions(t, "usual", "better")
	o.Study.Assessments.Weeks = []int{4, 16}
	o.Outcome = "weeks_wel_16"
	err := o.Check()
	if err == nil || !strings.Contains(err.Error(), `did you mean "weeks_well_16"?`) || !strings.Contains(err.Error(), "(W: a week of the study, 4, 16)") ||
		strings.Contains(err.Error(), "phq9_week_4") || !strings.Contains(err.Error(), "wai_patient_5, ") {
		t.Error(err)
	}
	o.Outcome = "weeks_to_relapse_16"
	if err := o.Check(); err == nil || !strings.Contains(err.Error(), "weeks_well_16 is of everybody") {
		t.Error(err)
	}
}

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

// Instruments of a study: high is well, high is ill without norms, after sessions.
var questionnaires = study.Study{Seed: 1, Assessments: study.Assessments{Weeks: []int{4, 8}}, Instruments: []study.Instrument{
	{Name: "ors", Construct: "distress", High: "well", Rater: "patient", CutOff: 25, ReliableChange: 5},
	{Name: "bare", Construct: "severity", High: "ill", Rater: "patient", SD: 5},
	{Name: "srs", Construct: "alliance", High: "well", Rater: "patient", SD: 5, Retest: 0.64},
}}

// scored is a course with the score at entry, at weeks 4 and 8 and at the last session;
// NaN is not answered.
func scored(ending string, entry, four, eight, last float64) *data.Course {
	c := &data.Course{Patient: &record.Patient{Ending: ending}}
	add := func(session int, week, score float64) {
		s := record.Score{Week: float32(week), Instrument: "ors", Score: float32(score)}
		if session > 0 {
			s.Session = record.SessionValue(session)
		}
		if !math.IsNaN(score) {
			c.Scores = append(c.Scores, s)
		}
	}
	add(1, 0, entry)
	add(0, 4, four)
	add(6, 5, last)
	add(0, 8, eight)
	return c
}

// An outcome of an instrument has its own direction, norms and missing answers.
func TestOutcomesOfInstruments(t *testing.T) {
	none := math.NaN()
	o := Options{Study: &questionnaires}
	for _, x := range []struct {
		outcome, missing string
		c                *data.Course
		want             float64
	}{
		{"ors_week_8", missingComplete, scored("completed", 20, 22, 30, 28), 30},
		{"ors_week_8", missingComplete, scored("completed", 20, 22, none, 28), none},
		{"ors_week_8", missingLOCF, scored("completed", 20, 22, none, 28), 22},
		{"ors_week_8", missingLOCF, scored("completed", 20, none, none, 28), 20},
		{"ors_reliable_improvement_week_8", missingComplete, scored("completed", 20, 22, 25, 28), 1},
		{"ors_reliable_improvement_week_8", missingComplete, scored("completed", 20, 22, 24.9, 28), 0},
		{"ors_reliable_improvement_week_8", missingFailure, scored("completed", 20, 22, none, 28), 0},
		{"ors_reliable_improvement_week_8", missingFailure, scored("completed", none, 22, 30, 28), none}, // no score at entry
		{"ors_reliable_deterioration_week_8", missingComplete, scored("completed", 20, 22, 15, 28), 1},
		{"ors_recovery_week_8", missingComplete, scored("completed", 20, 22, 26, 28), 1},
		{"ors_recovery_week_8", missingFailure, scored("completed", 26, 22, none, 28), none}, // not ill at entry
		{"ors_last", missingComplete, scored("completed", 20, 22, 26, 28), 28},
		{"ors_last", missingComplete, scored("dropout", 20, 22, 26, 28), none},
		{"ors_last", missingLOCF, scored("dropout", 20, 22, 26, 28), 28},
		{"ors_recovery_last", missingFailure, scored("dropout", 20, 22, 26, 28), 0},
	} {
		all := o.outcomes()
		k := slices.IndexFunc(all, func(p powerOutcome) bool { return p.name == x.outcome })
		if k < 0 {
			t.Fatalf("no outcome %s", x.outcome)
		}
		if got := all[k].value(x.c, x.missing); got != x.want && !(math.IsNaN(got) && math.IsNaN(x.want)) {
			t.Errorf("%s, %s: %v, want %v", x.outcome, x.missing, got, x.want)
		}
	}
	o.Outcome = "ors_week_8"
	o.Detect = PowerContrast
	if tests := o.tests(); !slices.Contains(tests, estimateMMRM) || tests[0] != estimateANCOVA {
		t.Errorf("tests of a score at a week: %v", tests)
	}
	for outcome, why := range map[string]string{"bare_reliable_improvement_week_8": "no norms for a reliable change", "srs_recovery_last": "asked after sessions", "orz_last": "did you mean"} {
		o := Options{Study: &questionnaires, Outcome: outcome}
		if err := o.outcomeFault(); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v, want %q", outcome, err, why)
		}
	}
}

// Who is lost to those who assess is asked nothing further by any instrument.
func TestLossEndsScores(t *testing.T) {
	o := Options{outcome: powerOutcome{week: 8}}
	c := scored("completed", 20, 22, 30, 28)
	c.Sessions = []record.Session{{Session: 1}, {Session: 6, Week: 5}}
	o.cut(c, 12, 0.5)
	if len(c.Scores) != 2 || c.Scores[1].Week != 4 {
		t.Errorf("scores %+v, want those of session 1 and week 4", c.Scores)
	}
}

// What happens to those without a score where nothing is said is the same of an instrument's
// change as of that of the PHQ-9.
func TestMissingScoresOfInstruments(t *testing.T) {
	o := Options{Study: &questionnaires}
	ways := map[string][]string{}
	for _, x := range o.outcomes() {
		ways[x.name] = x.missing
	}
	for ors, phq9 := range map[string]string{
		"ors_reliable_improvement_week_8": "reliable_improvement_week_8", "ors_reliable_deterioration_week_8": "reliable_deterioration_week_8",
		"ors_reliable_deterioration_last": "reliable_deterioration", "ors_week_8": "phq9_week_8", "ors_last": "phq9_last",
	} {
		if len(ways[ors]) == 0 || !slices.Equal(ways[ors], ways[phq9]) {
			t.Errorf("ways of %s: %v, of %s: %v", ors, ways[ors], phq9, ways[phq9])
		}
	}
}

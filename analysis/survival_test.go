package analysis

import (
	"math"
	"testing"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// By hand: of six, one has it in week 1, one is lost in week 2, one has it in week 2
// (with five at risk), and one in week 4 with three at risk.
func TestSurvivalByHand(t *testing.T) {
	var s Survival
	s.Add(0.2, true)
	s.Add(2, false)
	s.Add(1.5, true)
	s.Add(4, true)
	s.Add(6, false)
	s.Add(6, false)
	rows := s.Table()
	want := []SurvivalRow{
		{Week: 1, AtRisk: 6, Events: 1, Free: 5. / 6},
		{Week: 2, AtRisk: 5, Events: 1, Censored: 1, Free: 5. / 6 * 4 / 5},
		{Week: 4, AtRisk: 3, Events: 1, Free: 5. / 6 * 4 / 5 * 2 / 3},
		{Week: 6, AtRisk: 2, Censored: 2, Free: 5. / 6 * 4 / 5 * 2 / 3},
	}
	if len(rows) != len(want) || s.N() != 6 {
		t.Fatalf("%d rows of %d people: %+v", len(rows), s.N(), rows)
	}
	for i, w := range want {
		r := rows[i]
		if r.Week != w.Week || r.AtRisk != w.AtRisk || r.Events != w.Events || r.Censored != w.Censored || !(math.Abs(r.Free-w.Free) <= 1e-12) {
			t.Errorf("row %d: %+v, want %+v", i, r, w)
		}
		if !(r.Low < r.Free && r.Free < r.High) {
			t.Errorf("row %d: %v outside its interval from %v to %v", i, r.Free, r.Low, r.High)
		}
	}
	// Greenwood: S² (1/(6·5) + 1/(5·4)).
	if se := want[1].Free * math.Sqrt(1./30+1./20); !(math.Abs(rows[1].SE-se) <= 1e-12) {
		t.Errorf("standard error %v, want %v", rows[1].SE, se)
	}
}

// asked is a course that was assessed at weeks 4, 8, 16 and 26.
func asked(intake int32, ending string, scores ...int) *data.Course {
	c := &data.Course{Patient: &record.Patient{PHQ9Entry: intake, PHQ9Intake: intake, Ending: ending, Weeks: 7.5}, Sessions: make([]record.Session, 3)}
	for i, x := range scores {
		a := record.Assessment{Week: []int32{4, 8, 16, 26}[i], TrueSeverity: 9}
		if x >= 0 {
			a.PHQ9 = record.PHQ9Value(x)
		}
		c.Assessments = append(c.Assessments, a)
	}
	return c
}

func TestTimesOfEvents(t *testing.T) {
	type event struct {
		weeks     float64
		event, ok bool
	}
	for _, c := range []struct {
		name                string
		course              *data.Course
		left, remit, worsen event
	}{
		{"remits and relapses", asked(20, "completed", 12, 4, 3, 11), event{7.5, false, true}, event{8, true, true}, event{18, true, true}},
		{"responds, falls and rises a little", asked(20, "dropout", 10, 6, 9, 11), event{7.5, true, true}, event{26, false, true}, event{22, false, true}},
		{"never responds", asked(20, "completed", 18, 17, 19, 20), event{7.5, false, true}, event{26, false, true}, event{0, false, false}},
		{"responds at the end only", asked(20, "completed", 18, 17, 19, 8), event{7.5, false, true}, event{26, false, true}, event{0, false, false}},
		{"does not answer; severity 9 gives 9", asked(18, "completed", 2, -1, -1, 3), event{7.5, false, true}, event{4, true, true}, event{22, false, true}},
		{"waits", asked(4, "waiting", 4, 4, 4, 4), event{7.5, false, false}, event{0, false, false}, event{0, false, false}},
	} {
		for _, of := range []struct {
			what string
			time func(*data.Course) (float64, bool, bool)
			want event
		}{{"leaving", TimeToLeaving, c.left}, {"remission", TimeToRemission, c.remit}, {"relapse", TimeToRelapse, c.worsen}} {
			weeks, happened, ok := of.time(c.course)
			if ok != of.want.ok || ok && (weeks != of.want.weeks || happened != of.want.event) {
				t.Errorf("%s: %s after %v weeks: %v (%v), want %+v", c.name, of.what, weeks, happened, ok, of.want)
			}
		}
	}
}

package sim_test

import (
	"reflect"
	"slices"
	"testing"

	"rapport/sim"
	"rapport/sim/record"
)

// served simulates a course under rules.
func served(t *testing.T, patient int64, sessions float64, rules ...sim.Rule) (*sim.Course, *record.Rows) {
	t.Helper()
	s, who := routineCase(t, patient, stay(sessions))
	s.Setting.Model.Attendance.Strength, s.Setting.Model.Transition.BreakProbability = 0, 0
	for i := range rules {
		rules[i].Kept = true
	}
	who.Rules = rules
	var rows record.Rows
	var c sim.Course
	c.Simulate(&s.Setting.Model, who, &rows)
	return &c, &rows
}

// What a rule demands happens from the session on before which it holds, and nothing
// before it.
func TestWhatRulesDo(t *testing.T) {
	_, plain := served(t, 2, 9)
	before := func(rows *record.Rows) []record.Session { return rows.Sessions[:5] }
	for name, c := range map[string]struct {
		do   sim.Step
		want func(c *sim.Course, rows *record.Rows) bool
	}{
		"end": {sim.Step{End: true}, func(c *sim.Course, r *record.Rows) bool { return len(r.Sessions) == 6 && c.Ending == sim.Completed }},
		"more sessions": {sim.Step{Sessions: 4}, func(c *sim.Course, r *record.Rows) bool {
			return len(r.Sessions) == 13 && c.Ending == sim.Completed
		}},
		"twice a week": {sim.Step{PerWeek: 2}, func(_ *sim.Course, r *record.Rows) bool {
			return r.Sessions[6].Week == 5.5 && r.Sessions[8].Week == 6.5
		}},
		"next therapist": {sim.Step{Therapist: sim.NextTherapist}, func(c *sim.Course, r *record.Rows) bool {
			next := c.Clinic[(c.Assigned+1)%len(c.Clinic)].ID
			return r.Sessions[5].Therapist != next && r.Sessions[6].Therapist == next && c.Transfers == 1
		}},
		"any therapist": {sim.Step{Therapist: sim.AnyTherapist}, func(c *sim.Course, r *record.Rows) bool {
			return r.Sessions[5].Therapist != r.Sessions[6].Therapist
		}},
		"other approach": {sim.Step{Approach: sim.ToOther}, func(c *sim.Course, r *record.Rows) bool {
			return c.Dyad.Therapist.CBT != c.Clinic[c.Seated].CBT
		}},
		"other approach of a colleague": {sim.Step{Approach: sim.ToOther, Therapist: sim.BestRecord}, func(c *sim.Course, r *record.Rows) bool {
			return c.Seated != c.Assigned && c.Dyad.Therapist.CBT != c.Clinic[c.Assigned].CBT
		}},
		"less": {sim.Step{Intensity: 0.25}, func(c *sim.Course, r *record.Rows) bool { return c.Eased == 0.75 }},
		"move": {sim.Step{Move: sim.CheckIn}, func(_ *sim.Course, r *record.Rows) bool { return r.Sessions[5].TrueBond != plain.Sessions[5].TrueBond }},
	} {
		course, rows := served(t, 2, 9, sim.Rule{Name: name, From: 6, To: 6, Do: c.do})
		if !reflect.DeepEqual(before(rows), before(plain)) {
			t.Errorf("%s: a session before the rule has changed", name)
		}
		if !c.want(course, rows) {
			t.Errorf("%s is not what happened: %d sessions, %s, %d transfers", name, len(rows.Sessions), course.Ending, course.Transfers)
		}
		if n := len(rows.Decisions); n != 1 || rows.Decisions[0].Session != 6 || rows.Decisions[0].Rule != name || rows.Decisions[0].Arm != "none" {
			t.Errorf("%s: decisions %+v", name, rows.Decisions)
		}
	}
}

// Record and match choose the colleague whom they name, never the therapist at hand.
func TestSuccessors(t *testing.T) {
	by := sim.Matching{Patient: slices.Index(sim.PatientTraitNames, "attachment_avoidance"), Therapist: slices.Index(sim.TherapistTraitNames, "warmth")}
	opposite := by
	opposite.Opposite = true
	for patient := range int64(40) {
		for _, do := range []sim.Step{{Therapist: sim.BestRecord}, {Therapist: sim.MatchingTraits, By: by}, {Therapist: sim.MatchingTraits, By: opposite}} {
			c, _ := served(t, patient, 4, sim.Rule{From: 2, To: 2, Do: do})
			cost := func(i int) float64 {
				if do.Therapist == sim.BestRecord {
					return -c.Clinic[i].Record
				}
				return do.By.Cost(&c.Case.Patient, &c.Clinic[i])
			}
			if c.Seated == c.Assigned {
				t.Fatalf("patient %d stays with the same therapist", patient)
			}
			for i := range c.Clinic {
				if i != c.Assigned && cost(i) < cost(c.Seated) {
					t.Errorf("patient %d: therapist %d fits better than %d", patient, i, c.Seated)
				}
			}
		}
	}
}

// A rule that acts once acts at the first session before which it holds; one that acts
// each time, at all of them, which the scores in the rows tell.
func TestTestsLookAtScores(t *testing.T) {
	for patient := range int64(30) {
		low := sim.Rule{Name: "low", When: []sim.Test{{Sees: sim.SeesBelow, Score: sim.ScorePHQ9, Value: 9}}}
		fell := sim.Rule{Name: "fell", When: []sim.Test{{Sees: sim.SeesBetter, Score: sim.ScorePHQ9, Value: 3, Over: 2}}}
		alliance := sim.Rule{Name: "alliance", When: []sim.Test{{Sees: sim.SeesWorse, Score: sim.ScoreCALPAS, HighWell: true, Value: 0.25}}}
		once := low
		once.Name, once.Once = "once", 1
		_, rows := served(t, patient, 12, low, once, fell, alliance)
		want := map[string][]int32{}
		score, shown, calpas, first := int32(-1), []int32{}, float32(0), float32(0)
		for i := range rows.Sessions {
			x := &rows.Sessions[i]
			if x.PHQ9 != nil {
				score = *x.PHQ9
			}
			shown = append(shown, score)
			if score < 9 {
				want["low"] = append(want["low"], x.Session)
				if len(want["once"]) == 0 {
					want["once"] = []int32{x.Session}
				}
			}
			if i >= 2 && shown[i-2]-score >= 3 {
				want["fell"] = append(want["fell"], x.Session)
			}
			if first > 0 && first-calpas >= 0.25-1e-5 {
				want["alliance"] = append(want["alliance"], x.Session)
			}
			if x.CALPASPatient > 0 {
				calpas = x.CALPASPatient
				if first == 0 {
					first = calpas
				}
			}
		}
		got := map[string][]int32{}
		for _, d := range rows.Decisions {
			got[d.Rule] = append(got[d.Rule], d.Session)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("patient %d: rules acted at %v, want %v", patient, got, want)
		}
	}
}

// Chance brings a share of the patients to each arm; the same patient comes to the
// same arm whenever the point is reached, and later rules see it.
func TestDecisionPoints(t *testing.T) {
	point := func(session int) sim.Rule {
		return sim.Rule{Name: "first", From: session, To: session, Once: 1, Arms: []sim.Arm{
			{Name: "a", Share: 0.25, UpTo: 0.25}, {Name: "b", Share: 0.75, UpTo: 1, Do: sim.Step{Move: sim.CheckIn}}}}
	}
	second := sim.Rule{Name: "second", From: 5, To: 5, Once: 2, When: []sim.Test{{Sees: sim.SeesArm, Arm: 1}}}
	n, inA := 400, 0
	for patient := range int64(n) {
		_, rows := served(t, patient, 6, point(2), second)
		_, late := served(t, patient, 6, point(4), second)
		arm := rows.Decisions[0].Arm
		if arm != late.Decisions[0].Arm {
			t.Fatalf("patient %d comes to %s at session 2, to %s at session 4", patient, arm, late.Decisions[0].Arm)
		}
		if (len(rows.Decisions) == 2) != (arm == "b") {
			t.Fatalf("patient %d in arm %s: decisions %+v", patient, arm, rows.Decisions)
		}
		if p := rows.Decisions[0].Probability; arm == "a" && p != 0.25 || arm == "b" && p != 0.75 {
			t.Fatalf("arm %s has probability %g", arm, p)
		}
		if arm == "a" {
			inA++
		}
	}
	if share := float64(inA) / float64(n); share < 0.25-0.1 || share > 0.25+0.1 { // 4.6 standard errors
		t.Errorf("%g of the patients come to the arm of a quarter", share)
	}
}

// A session of week 2 is one of week 2, however gaps that are no whole weeks have been
// added up: by rules, whose weeks count with both ends, and by assessments.
func TestWeeksAreNotMissedByRounding(t *testing.T) {
	for _, c := range []struct {
		perWeek, week float64
		session       int
	}{{1, 2, 3}, {3, 2, 7}, {5, 2, 11}, {5, 3, 16}, {0.3, 10, 4}} {
		s, who := routineCase(t, 2, stay(float64(c.session)))
		m := &s.Setting.Model
		m.Attendance.Strength, m.Transition.BreakProbability, m.Frequency.PerWeek = 0, 0, c.perWeek
		who.Weeks = []int{int(c.week)}
		who.Rules = []sim.Rule{{Name: "from", FromWeek: c.week, Kept: true}, {Name: "to", From: c.session, ToWeek: c.week, Kept: true}}
		var rows record.Rows
		new(sim.Course).Simulate(m, who, &rows)
		if len(rows.Sessions) != c.session || len(rows.Decisions) != 2 || rows.Assessments[0].Phase != record.PhaseTreatment {
			t.Errorf("%v a week, session %d in week %v: decisions %+v, assessment %+v", c.perWeek, c.session, c.week, rows.Decisions, rows.Assessments[0])
		}
	}
}

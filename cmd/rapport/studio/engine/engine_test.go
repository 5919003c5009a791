package engine

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"slices"
	"sync"
	"testing"

	"rapport/analysis/words"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim"
	"rapport/sim/record"
)

// request is a dyad with three branches: as the therapist would, another move in
// session 3, and several moves.
func request() *Request {
	r := threeBranches()
	r.Cast.Seed = lastingSeed()
	return r
}

// lastingSeed is the first luck with which all three branches last fourteen sessions
// and ruptures begin in some of the first six, not in all.
var lastingSeed = sync.OnceValue(func() uint64 {
	for seed := range uint64(1000) {
		r := threeBranches()
		r.Cast.Seed = seed
		reply, err := New(nil).course(context.Background(), r)
		if err != nil {
			panic(err)
		}
		began, lasts := 0, true
		for _, v := range reply.Branches {
			lasts = lasts && len(v.Sessions) >= 14
		}
		for _, s := range reply.Branches[0].Sessions[:min(6, len(reply.Branches[0].Sessions))] {
			if s.Rupture != nil && s.Rupture.Began {
				began++
			}
		}
		if lasts && began > 0 && began < 6 {
			return seed
		}
	}
	panic("no luck of a thousand lets this dyad last")
})

func threeBranches() *Request {
	return &Request{
		Cast: Cast{Patient: Person{Vignette: "hopeful"}, Therapist: Person{Vignette: "flexible-expert"}, Approach: "cbt", PerWeek: 1, Sessions: 16},
		Branches: []Branch{
			{Parent: -1, Moves: map[int][]string{}, Played: 16},
			{Parent: 0, At: 3, Moves: map[int][]string{3: {"push_technique"}}, Played: 16},
			{Parent: 1, At: 5, Moves: map[int][]string{3: {"push_technique"}, 5: {"check_in", "validate"}}, Played: 16},
		},
	}
}

// answer carries an operation out and reads its JSON.
func answer[T any](t *testing.T, op string, r *Request) T {
	t.Helper()
	var out T
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := New(nil).Answer(context.Background(), op, text)
	if err != nil {
		t.Fatalf("%s: %v", op, err)
	}
	if err := json.Unmarshal(reply.Body, &out); err != nil {
		t.Fatalf("%s: %v", op, err)
	}
	return out
}

// refusal is the message with which a request is refused.
func refusal(t *testing.T, op, text string) string {
	t.Helper()
	_, err := New(nil).Answer(context.Background(), op, []byte(text))
	var r *Refusal
	if !errors.As(err, &r) {
		t.Fatalf("%s %s: %v: want a refusal", op, short(text), err)
	}
	return r.Message
}

// Does `rapport run` of the downloaded study give every session and every change
// that the studio showed, to the bit?
func TestStudyGivesTheSameRows(t *testing.T) {
	for _, p := range patients {
		r := request()
		r.Cast.Patient.Vignette, r.Cast.Approach = p.Key, approachPsychodynamic
		r.Cast.Therapist.Traits = Values{"warmth": 0.7}
		r.Cast.Taper = 12
		sessions, changes, err := New(nil).rows(r)
		if err != nil {
			t.Fatal(err)
		}
		run, ledger := runOf(t, r)
		if !reflect.DeepEqual(sessions, run) {
			t.Errorf("%s: the run holds other sessions than the studio", p.Key)
		}
		for i := range r.Branches {
			// What the last session left is booked when the run ends the course.
			shown, booked := changesOf(changes, branchName(i)), changesOf(ledger, branchName(i))
			if len(shown) == 0 || len(shown) > len(booked) || !reflect.DeepEqual(shown, booked[:len(shown)]) {
				t.Errorf("%s, branch %d: the run books other changes than the studio", p.Key, i)
			}
		}
	}
}

// runOf downloads the study of a request and runs it.
func runOf(t *testing.T, r *Request) (sessions []branchSession, changes []branchLedger) {
	t.Helper()
	for i, s := range simulationsOf(t, r) {
		var rows record.Rows
		s.Block(&rows, 0, s.Courses())
		for _, row := range rows.Sessions {
			sessions = append(sessions, branchSession{branchName(i), row})
		}
		for _, row := range rows.Ledger {
			changes = append(changes, branchLedger{branchName(i), row})
		}
	}
	return sessions, changes
}

// simulationsOf are those of the study that is downloaded for a request.
func simulationsOf(t *testing.T, r *Request) []*population.Simulation {
	t.Helper()
	file, err := New(nil).studyFile(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	study, err := study.Parse(file.Name, file.Body, study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatalf("the downloaded study is refused: %v\n%s", err, file.Body)
	}
	all, err := study.Simulations()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func changesOf(rows []branchLedger, branch string) (out []branchLedger) {
	for _, row := range rows {
		if row.Branch == branch {
			out = append(out, row)
		}
	}
	return out
}

// Are the page's numbers those of sim.Course?
func TestCourseEqualsSimulation(t *testing.T) {
	r := request()
	study, err := r.Cast.study(r.Branches)
	if err != nil {
		t.Fatal(err)
	}
	all, err := study.Simulations()
	if err != nil {
		t.Fatal(err)
	}
	views := answer[CourseReply](t, OpCourse, r).Branches
	for i, s := range all {
		who, err := s.Case(0, 0)
		if err != nil {
			t.Fatal(err)
		}
		var c sim.Course
		var rows record.Rows
		c.Simulate(&s.Setting.Model, who, &rows)
		v := views[i]
		if len(v.Sessions) != len(rows.Sessions) || v.Ending != c.Ending || v.Outcome.PHQ9Last != rows.Patients[0].PHQ9Last {
			t.Fatalf("branch %d: %d sessions, %s; want %d, %s", i, len(v.Sessions), v.Ending, len(rows.Sessions), c.Ending)
		}
		for k, row := range rows.Sessions {
			got := v.Sessions[k]
			want := Alliance{float64(row.TrueBond), float64(row.TrueTasks), float64(row.TrueGoals), float64(row.TrueTrust), float64(row.TrueHope), float64(row.TrueSeverity), got.True.Stress}
			if got.True != want || !reflect.DeepEqual(got.PHQ9, row.PHQ9) {
				t.Errorf("branch %d, session %d: %v, want %v", i, k+1, got.True, want)
			}
			if got.Patient != nil && got.Patient.Mean != float64(row.WAIPatient) {
				t.Errorf("branch %d, session %d: WAI-SR %v, want %v", i, k+1, got.Patient.Mean, row.WAIPatient)
			}
		}
	}
}

// Do the reasons lead from each session's values to the next one's, without a gap?
func TestReasonsSumToTheChange(t *testing.T) {
	r := request()
	r.Branches[1].Moves[4] = []string{"change_therapist"}
	facets := 0
	for i, v := range answer[CourseReply](t, OpCourse, r).Branches {
		before := v.Intake
		for _, s := range v.Sessions {
			for _, facet := range sim.FacetNames { // what moved is explained
				if from, to := facetOf(before, facet), facetOf(s.True, facet); math.Abs(to-from) > 2e-6 && !slices.ContainsFunc(s.Why, func(f words.Facet) bool { return f.Facet == facet }) {
					t.Errorf("branch %d, session %d: %s moved from %.7f to %.7f for no reason", i, s.Number, facet, from, to)
				}
			}
			for _, f := range s.Why {
				facets++
				from, to := facetOf(before, f.Facet), facetOf(s.True, f.Facet)
				sum := f.Before
				for _, by := range f.By {
					sum += by.Change
				}
				if !(math.Abs(f.Before-from) <= 2e-6) || !(math.Abs(f.After-to) <= 2e-6) || !(math.Abs(sum-f.After) <= 1e-9) {
					t.Errorf("branch %d, session %d, %s: %.7f + … = %.7f → %.7f; the sessions have %.7f → %.7f", i, s.Number, f.Facet, f.Before, sum, f.After, from, to)
				}
			}
			before = s.True
		}
	}
	if facets < 100 {
		t.Errorf("only %d explanations were checked", facets)
	}
}

func facetOf(a Alliance, facet string) float64 {
	return map[string]float64{"bond": a.Bond, "tasks": a.Tasks, "goals": a.Goals, "trust": a.Trust, "severity": a.Severity}[facet]
}

// Is a branch its parent until it leaves it, and another afterwards?
func TestBranchesShareTheirPast(t *testing.T) {
	v := answer[CourseReply](t, OpCourse, request()).Branches
	for i, at := range map[int]int{1: 3, 2: 5} {
		if !reflect.DeepEqual(v[i-1].Sessions[:at-1], v[i].Sessions[:at-1]) {
			t.Errorf("branch %d differs from its parent before session %d", i, at)
		}
		if v[i-1].Sessions[at-1].True == v[i].Sessions[at-1].True {
			t.Errorf("branch %d is its parent after another move in session %d", i, at)
		}
	}
	r := request()
	r.Branches[0].Played = 4
	if part := answer[CourseReply](t, OpCourse, r).Branches[0]; len(part.Sessions) != 4 || part.Ended || part.Outcome != nil || !reflect.DeepEqual(part.Sessions, v[0].Sessions[:4]) {
		t.Error("a branch that is played in part is not the beginning of the whole")
	}
}

// A branch that goes on from where it leaves its parent is what it would be if it
// were played from intake.
func TestBranchesGoOnFromTheirParents(t *testing.T) {
	r := request()
	r.Branches = []Branch{
		{Parent: -1, Played: 12, Moves: map[int][]string{3: {"check_in"}}},
		{Parent: 0, At: 6, Played: 14, Moves: map[int][]string{3: {"check_in"}, 6: {"validate"}, 9: {"feedback"}}},
		{Parent: 1, At: 9, Played: 10, Moves: map[int][]string{3: {"check_in"}, 6: {"validate"}, 9: {"push_technique"}}},
		{Parent: 0, At: 13, Played: 16, Moves: map[int][]string{3: {"check_in"}, 13: {"goal_review"}}},
		{Parent: 0, At: 6, Played: 8, Moves: map[int][]string{4: {"supervision"}}}, // leaves earlier than it says
	}
	all, err := New(nil).treatments(r)
	if err != nil {
		t.Fatal(err)
	}
	forked := playAll(all)
	for i, p := range forked {
		whole := all[i].begin()
		all[i].play(whole)
		if !reflect.DeepEqual(p.view, whole.view) || !reflect.DeepEqual(p.rows, whole.rows) {
			t.Errorf("branch %d forked from its parent differs from itself played from intake", i)
		}
	}
	for at, parent := range map[int]int{6: 0, 9: 1, 13: 0} {
		if forked[parent].stops[at] == nil {
			t.Errorf("branch %d kept nothing for the one that leaves it in session %d", parent, at)
		}
	}
}

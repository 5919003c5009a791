package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"rapport/scenarios"
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

// lastingSeed is the first luck with which all three branches last ten sessions
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
			lasts = lasts && len(v.Sessions) >= 10
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
		e := New(nil)
		file, err := e.studyFile(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		study, err := scenarios.Parse(file.Name, file.Body, scenarios.Overrides{NoEnvironment: true})
		if err != nil {
			t.Fatalf("the downloaded study is refused: %v\n%s", err, file.Body)
		}
		all, err := study.Simulations()
		if err != nil {
			t.Fatal(err)
		}
		sessions, changes, err := e.rows(r)
		if err != nil {
			t.Fatal(err)
		}
		var run []branchSession
		var ledger []branchLedger
		for i, s := range all {
			var rows record.Rows
			s.Block(&rows, 0, s.Courses())
			for _, row := range rows.Sessions {
				run = append(run, branchSession{branchName(i), row})
			}
			for _, row := range rows.Ledger {
				ledger = append(ledger, branchLedger{branchName(i), row})
			}
		}
		if !reflect.DeepEqual(sessions, run) {
			t.Errorf("%s: the run holds other sessions than the studio", p.Key)
		}
		// What the last session left is booked when the run ends the course.
		if len(changes) == 0 || len(changes) > len(ledger) {
			t.Fatalf("%s: the studio has %d changes, the run %d", p.Key, len(changes), len(ledger))
		}
		held := map[string]int{}
		for _, c := range changes {
			held[c.Branch]++
		}
		of := func(rows []branchLedger, branch string) (out []branchLedger) {
			for _, row := range rows {
				if row.Branch == branch {
					out = append(out, row)
				}
			}
			return out
		}
		for branch, n := range held {
			if !reflect.DeepEqual(of(changes, branch), of(ledger, branch)[:n]) {
				t.Errorf("%s, %s: the run books other changes than the studio", p.Key, branch)
			}
		}
	}
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
			for _, f := range s.Why {
				facets++
				from, to := facetOf(before, f.Facet), facetOf(s.True, f.Facet)
				sum := f.Before
				for _, by := range f.By {
					sum += by.Change
				}
				if math.Abs(f.Before-from) > 2e-6 || math.Abs(f.After-to) > 2e-6 || math.Abs(sum-f.After) > 1e-9 {
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

// Are lives repeatable, ordered and of the same two people?
func TestLives(t *testing.T) {
	r := request()
	r.Count = 400
	reply := answer[LivesReply](t, OpLives, r)
	if !reflect.DeepEqual(reply, answer[LivesReply](t, OpLives, r)) {
		t.Error("the same lives differ")
	}
	for i, v := range reply.Branches {
		if v.Sessions[0].Held != r.Count {
			t.Errorf("branch %d: %d lives held session 1, want %d", i, v.Sessions[0].Held, r.Count)
		}
		for _, s := range v.Sessions {
			for name, q := range s.Fan {
				if !slices.IsSorted(q[:]) {
					t.Errorf("branch %d, session %d, %s: percentiles %v are not ascending", i, s.Number, name, q)
				}
			}
		}
		for name, s := range v.Shares {
			if s.Low > s.Value || s.Value > s.High || s.Low < 0 || s.High > 1 {
				t.Errorf("branch %d, %s: %+v", i, name, s)
			}
		}
	}
	r.Count = 1 // one life is the one that the seed names
	own := answer[CourseReply](t, OpCourse, r).Branches[0]
	for k, s := range answer[LivesReply](t, OpLives, r).Branches[0].Sessions {
		if s.Fan["bond"][2] != own.Sessions[k].True.Bond {
			t.Errorf("session %d: life 0 has bond %v, the course %v", k+1, s.Fan["bond"][2], own.Sessions[k].True.Bond)
		}
	}
}

// Is a person the same under every luck of the sessions?
func TestLivesKeepThePersons(t *testing.T) {
	r := request()
	all, err := New(nil).treatments(r)
	if err != nil {
		t.Fatal(err)
	}
	m := all[0].model()
	var first, c sim.Course
	first.Start(m, all[0].who)
	for life := range 20 {
		var rows record.Rows
		c.Start(m, all[0].who)
		bornAs(&c, all[0].simulation.Seed, life)
		if c.Dyad != first.Dyad {
			t.Fatalf("life %d begins with other people", life)
		}
		c.Next(m, &rows, sim.NoMove)
		if c.Dyad.Patient != first.Dyad.Patient || c.Dyad.Therapist != first.Dyad.Therapist {
			t.Fatalf("life %d has other people", life)
		}
	}
}

// Is carrying on compared with itself no different, and is the list complete and sorted?
func TestAdvice(t *testing.T) {
	r := request()
	r.Branches[0].Played, r.Count = 3, 60
	a := answer[AdviceReply](t, OpAdvice, r)
	if a.At != 4 || len(a.Moves) != len(moveTexts) { // all but leaving, and none
		t.Fatalf("advice on session %d with %d moves", a.At, len(a.Moves))
	}
	if !slices.IsSortedFunc(a.Moves, func(x, y MoveAdvice) int { return int(math.Copysign(1, x.Severity.Value-y.Severity.Value)) }) {
		t.Error("the best move is not first")
	}
	moved := false
	for _, m := range a.Moves {
		if m.Move == "" && (m.Severity != Mean{} || m.Alliance != Mean{} || m.Dropout != Mean{}) {
			t.Errorf("carrying on differs from itself: %+v", m)
		}
		moved = moved || m.Move == "validate" && m.Alliance.Low > 0
	}
	if !moved {
		t.Error("validating does not raise the alliance of the session")
	}
	if a.Text == "" || a.Rupture.Withdrawal+a.Rupture.Confrontation <= 0 {
		t.Errorf("no verdict or no chance of a rupture: %+v", a)
	}
}

// Does a right guess earn more than a wrong one, in every session?
func TestGuess(t *testing.T) {
	r := request()
	views := answer[CourseReply](t, OpCourse, r).Branches[0]
	seen := map[string]bool{}
	for played := range 6 {
		r.Branches[0].Played = played
		happened := noRupture
		if u := views.Sessions[played].Rupture; u != nil && u.Began {
			happened = u.Kind
		}
		seen[happened] = true
		points := map[string]int{}
		for _, guess := range []string{noRupture, "withdrawal", "confrontation"} {
			r.Guess = &Guess{Rupture: guess}
			reply := answer[GuessReply](t, OpGuess, r)
			if reply.Rupture != happened || reply.Points > reply.Of || len(reply.Lines) < 2 {
				t.Fatalf("session %d, guess %s: %+v, want %s", played+1, guess, reply, happened)
			}
			points[guess] = reply.Points
		}
		for guess, n := range points {
			if guess != happened && n >= points[happened] {
				t.Errorf("session %d: %s earns %d points, the right guess %s %d", played+1, guess, n, happened, points[happened])
			}
		}
	}
	if len(seen) < 2 {
		t.Errorf("the course has %v alone: no guess of a rupture was scored", seen)
	}
}

// Is every wrong request refused with a word?
func TestRefusals(t *testing.T) {
	text, err := json.Marshal(request())
	if err != nil {
		t.Fatal(err)
	}
	seed := fmt.Sprintf(`"seed":%d`, request().Cast.Seed)
	good := string(text)
	change := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("the request holds no %s", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	for _, c := range []struct{ op, text, want string }{
		{"dance", good, "no operation"},
		{OpCourse, "", "cannot be read"},
		{OpCourse, "{", "cannot be read"},
		{OpCourse, good + "{}", "more than one document"},
		{OpCourse, "{}", "no branch"},
		{OpCourse, change(`"seed"`, `"sead"`), "unknown field"},
		{OpCourse, change(`"hopeful"`, `"nobody"`), "no patient vignette"},
		{OpCourse, change(`"flexible-expert"`, `"nobody"`), "no therapist vignette"},
		{OpCourse, change(seed, `"seed":9007199254740992`), "seed = 9007199254740992"},
		{OpCourse, change(seed, `"seed":-1`), "cannot be read"},
		{OpCourse, change(`"per_week":1`, `"per_week":1e9`), "per_week"},
		{OpCourse, change(`"sessions":16`, `"sessions":1000000000`), "sessions = 1000000000"},
		{OpCourse, change(`"approach":"cbt"`, `"approach":"hypnosis"`), "want cbt or psychodynamic"},
		{OpCourse, change(`{"vignette":"hopeful"}`, `{"vignette":"hopeful","traits":{"warmth":1}}`), "no trait"},
		{OpCourse, change(`{"vignette":"hopeful"}`, `{"vignette":"hopeful","traits":{"openness":99}}`), "want -2.5 to 2.5"},
		{OpCourse, change(`"push_technique"`, `"push_luck"`), "no move"},
		{OpCourse, change(`"parent":0`, `"parent":7`), "want an earlier one"},
		{OpCourse, change(`"played":16`, `"played":1000000`), "want session numbers"},
		{OpCourse, change(`"3":["push`, `"-3":["push`), "want 1 or more"},
		{OpCourse, `{"branches":[` + strings.Repeat(`{},`, 24) + `{}]}`, "at most 24"},
		{OpCourse, strings.Repeat(" ", MaxRequest+1), "at most 65536 are read"},
		{OpCourse, change(seed, `"seed":1,"run":{"replication":0,"patient":0}`), "no run is open"},
		{OpLives, change(`"count":0`, `"count":1000000000`), "want 1 to 5000"},
		{OpLives, change(`"count":0`, `"count":-1`), "want 1 to 5000"},
		{OpAdvice, change(`"branch":0`, `"branch":9`), "no branch 9"},
		{OpAdvice, strings.ReplaceAll(good, `"played":16`, `"played":1000`), "treatment has ended"},
		{OpGuess, good, "a guess says"},
		{OpRun, "{}", "no run is open"},
	} {
		if got := refusal(t, c.op, c.text); !strings.Contains(got, c.want) {
			t.Errorf("%s %s: %q, want %q in it", c.op, short(c.text), got, c.want)
		}
	}
	wide := request()
	wide.Count, wide.Cast.Sessions = 5000, 60
	for len(wide.Branches) < 24 {
		wide.Branches = append(wide.Branches, wide.Branches[0])
	}
	text, err = json.Marshal(wide)
	if err != nil {
		t.Fatal(err)
	}
	if got := refusal(t, OpLives, string(text)); !strings.Contains(got, "ask for fewer") {
		t.Errorf("5,000 lives of 24 branches: %q", got)
	}
}

// Does an answer stop when nobody waits for it any more?
func TestContextEndsTheWork(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	text, err := json.Marshal(request())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(nil).Answer(ctx, OpLives, []byte(strings.Replace(string(text), `"count":0`, `"count":500`, 1))); !errors.Is(err, context.Canceled) {
		t.Errorf("a fan for nobody: %v, want %v", err, context.Canceled)
	}
}

// Has everything that the model can say words here?
func TestCatalogueIsComplete(t *testing.T) {
	for _, name := range sim.MoveNames {
		if moveText(name) == nil {
			t.Errorf("the move %s has no words", name)
		}
	}
	for _, name := range sim.MechanismNames {
		i := slices.IndexFunc(mechanismTexts, func(m MechanismText) bool { return m.Key == name })
		if i < 0 {
			t.Errorf("the mechanism %s has no words", name)
			continue
		}
		if m := Mechanisms()[i]; name != "start" && len(m.Parameters) == 0 {
			t.Errorf("the mechanism %s has no parameter", name)
		}
	}
	if n := len(patients); n < 8 || n > 12 {
		t.Errorf("%d patients, want 8 to 12", n)
	}
	for who, c := range map[string]struct {
		people []Vignette
		traits []Trait
	}{"patient": {patients, patientTraits}, "therapist": {therapists, therapistTraits}} {
		keys := map[string]bool{}
		for _, v := range c.people {
			if _, err := v.Traits.complete(who, c.traits, nil); err != nil || keys[v.Key] || v.Portrait == "" || v.Name == "" {
				t.Errorf("%s %s: %v", who, v.Key, err)
			}
			keys[v.Key] = true
		}
	}
}

// Do the tables hold a line for each session under the columns of the schema?
func TestTables(t *testing.T) {
	r := request()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	sessions, _, err := New(nil).rows(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range []string{OpTable, OpLedger, OpParquet} {
		reply, err := New(nil).Answer(context.Background(), op, text)
		if err != nil || reply.Name == "" {
			t.Fatalf("%s: %v", op, err)
		}
		if op == OpTable {
			lines := strings.Split(strings.TrimSpace(string(reply.Body)), "\n")
			if !strings.HasPrefix(lines[0], "branch,replication,patient,therapist,session,week,phq9,") || len(lines) != len(sessions)+1 {
				t.Errorf("%d lines under %s, want %d", len(lines), lines[0], len(sessions)+1)
			}
		}
		if op == OpParquet && fmt.Sprintf("%s", reply.Body[:4]) != "PAR1" {
			t.Errorf("no Parquet file: %q", reply.Body[:4])
		}
	}
}

package studio

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/words"
	"rapport/cmd/rapport/studio/engine"
	"rapport/scenarios/run"
	"rapport/scenarios/study"
	"rapport/sim"
	"rapport/sim/record"
)

const runStudy = `question: Does training in repair help?
seed: 3
population: {patients: 60}
scenarios:
  - name: as-usual
  - name: trained
    set: {population.therapist_repair_skill_mean: 1.5}
    actions:
      - {move: check_in, sessions: [2, 6]}
  - name: waiting
    set: {care.treatment: none}
`

// finishedRun writes a small run and returns its folder.
func finishedRun(t *testing.T) string { return finished(t, runStudy) }

// finished writes the run of a study and returns its folder.
func finished(t *testing.T, text string) string {
	t.Helper()
	study, err := study.Parse("study.yaml", []byte(text), study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := run.Run(context.Background(), study, run.Options{Dir: dir, Workers: 1}); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Does the studio show of a run exactly the rows that it holds, for every patient
// and scenario, and can any of them be forked?
func TestRunIsShownAsItIs(t *testing.T) {
	dir := finishedRun(t)
	run, err := OpenRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	on, err := data.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i, scenario := range []string{"as-usual", "trained", "waiting"} {
		data, err := on.Scenario(scenario, nil)
		if err != nil {
			t.Fatal(err)
		}
		for c := range data.Courses() {
			if c.Patient.Patient%7 != int64(i) {
				continue
			}
			request := fmt.Sprintf(`{"cast":{"run":{"replication":0,"patient":%d}},"branches":[{"scenario":%q,"parent":-1,"played":1000},{"scenario":%q,"parent":0,"at":2,"moves":{"2":["push_technique"]},"played":1000}]}`,
				c.Patient.Patient, scenario, scenario)
			reply, err := engine.New(run).Answer(context.Background(), engine.OpCourse, []byte(request))
			if err != nil {
				t.Fatal(err)
			}
			var shown engine.CourseReply
			if err := json.Unmarshal(reply.Body, &shown); err != nil {
				t.Fatal(err)
			}
			v := shown.Branches[0]
			if len(v.Sessions) != len(c.Sessions) || v.Ending != c.Patient.Ending || v.Outcome.PHQ9Last != c.Patient.PHQ9Last {
				t.Fatalf("%s, patient %d: %d sessions, %s; the run has %d, %s", scenario, c.Patient.Patient, len(v.Sessions), v.Ending, len(c.Sessions), c.Patient.Ending)
			}
			for k, row := range c.Sessions {
				s := v.Sessions[k]
				if !reflect.DeepEqual(s.PHQ9, row.PHQ9) || row.TrueBond != 0 && record.Rounded.Proportion(s.True.Bond) != row.TrueBond || record.Rounded.Points(s.True.Severity) != row.TrueSeverity {
					t.Errorf("%s, patient %d, session %d: other numbers than the run", scenario, c.Patient.Patient, k+1)
				}
			}
		}
	}
}

// Is a course of a run that records no truth shown as that of one that does? It is
// simulated anew, and 0 would be no value of its alliance.
func TestARunWithoutTruthIsShown(t *testing.T) {
	var replies [2][]byte
	for i, truth := range []string{"rounded", "none"} {
		opened, err := OpenRun(finished(t, runStudy+"record: {truth: "+truth+"}\n"))
		if err != nil {
			t.Fatal(err)
		}
		for _, operation := range []string{engine.OpCourse, engine.OpLives} {
			request := `{"cast":{"run":{"replication":0,"patient":3}},"count":20,"branches":[{"scenario":"trained","parent":-1,"played":1000},{"scenario":"waiting","parent":-1,"played":1000}]}`
			if operation == engine.OpLives {
				request = strings.Replace(request, `,{"scenario":"waiting","parent":-1,"played":1000}`, "", 1)
			}
			reply, err := engine.New(opened).Answer(context.Background(), operation, []byte(request))
			if err != nil {
				t.Fatal(err)
			}
			replies[i] = append(replies[i], reply.Body...)
		}
	}
	if !bytes.Equal(replies[0], replies[1]) {
		t.Errorf("with truth %s\nwithout   %s", replies[0], replies[1])
	}
}

// Does the page of a run know that at weeks those alone stand who answered, where it records
// no truth, and that scenarios which screen in another way take in others?
func TestWhoStandsOnThePageOfARun(t *testing.T) {
	for text, want := range map[string]string{
		"": "false false", "record: {truth: none}\n": "false true",
		"  - name: screened\n    set: {population.screening_phq9: 15}\n": "true false",
	} {
		opened, err := OpenRun(finished(t, runStudy+text))
		if err != nil {
			t.Fatal(err)
		}
		reply, err := engine.New(opened).Answer(context.Background(), engine.OpRun, []byte(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		var shown engine.RunReply
		if err := json.Unmarshal(reply.Body, &shown); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(shown.Apart, shown.Answered); got != want {
			t.Errorf("with %q: others taken in, those who answered: %s, want %s", text, got, want)
		}
	}
}

// Is the forked study one that `rapport run` accepts, with the run's own actions
// kept, also where the study of the run names its scenarios elsewhere?
func TestForkOfARunIsAStudy(t *testing.T) {
	run, err := OpenRun(finished(t, runStudy+`trial: {compare: [as-usual, trained]}
contrasts:
  - {name: beyond-waiting, difference: [trained, as-usual], minus: [waiting, as-usual]}
`))
	if err != nil {
		t.Fatal(err)
	}
	request := `{"cast":{"run":{"replication":0,"patient":1}},"branches":[{"scenario":"trained","parent":-1,"played":1},{"scenario":"trained","parent":0,"at":3,"moves":{"2":["check_in"],"3":["validate"]},"played":3}]}`
	reply, err := engine.New(run).Answer(context.Background(), engine.OpStudy, []byte(request))
	if err != nil {
		t.Fatal(err)
	}
	study, err := study.Parse("studio.yaml", reply.Body, study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatalf("%v\n%s", err, reply.Body)
	}
	if len(study.Scenarios) != 2 || len(study.Scenarios[0].Actions) != 1 || len(study.Scenarios[1].Actions) != 3 || study.Seed != 3 || study.Population.Patients != 60 {
		t.Errorf("the forked study: %s", reply.Body)
	}
}

const ruledStudy = `question: Does a second step help?
seed: 5
population: {patients: 40}
scenarios:
  - name: stepped
    rules:
      - {name: second, sessions: 3, when: {score: phq9, improved_less_than: 5}, randomise: [{arm: stay}, {arm: closer, do: {sessions_per_week: 2}}]}
`

// Does the studio tell of every session what rules decided before it, in either language,
// where the run has it in its table and nowhere else, in a fork after it, too?
func TestRulesAreTold(t *testing.T) {
	study, err := study.Parse("study.yaml", []byte(ruledStudy), study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := run.Run(context.Background(), study, run.Options{Dir: dir, Workers: 1}); err != nil {
		t.Fatal(err)
	}
	opened, err := OpenRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	simulations, err := study.Simulations()
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for patient := range int64(40) {
		who, err := simulations[0].Case(0, patient)
		if err != nil {
			t.Fatal(err)
		}
		var c sim.Course
		var rows record.Rows
		c.Simulate(&simulations[0].Setting.Model, who, &rows)
		want := fmt.Sprint(len(rows.Decisions))
		for code, why := range map[string]string{"en": "as PHQ-9 has improved by less than 5 points since intake", "es": "pues el PHQ-9 ha mejorado menos de 5 puntos desde el inicio"} {
			request := fmt.Sprintf(`{"language":%q,"cast":{"run":{"replication":0,"patient":%d}},"branches":[{"scenario":"stepped","parent":-1,"played":1000},{"scenario":"stepped","parent":0,"at":4,"moves":{"4":["validate"]},"played":1000}]}`, code, patient)
			reply, err := engine.New(opened).Answer(context.Background(), engine.OpCourse, []byte(request))
			if err != nil {
				t.Fatal(err)
			}
			var shown engine.CourseReply
			if err := json.Unmarshal(reply.Body, &shown); err != nil {
				t.Fatal(err)
			}
			for b, view := range shown.Branches {
				decided := 0
				for _, s := range view.Sessions {
					marked := slices.ContainsFunc(s.Marks, func(m words.Mark) bool { return m.Kind == "rule" })
					if marked != (len(s.Decided) > 0) || marked && (s.Number != 3 || !strings.Contains(s.Decided[0], why) || !strings.Contains(s.Decided[0], rows.Decisions[0].Arm)) {
						t.Errorf("patient %d, session %d: %q, marks %v", patient, s.Number, s.Decided, s.Marks)
					}
					decided += len(s.Decided)
				}
				if got := fmt.Sprint(decided); got != want {
					t.Errorf("patient %d, branch %d: %s decisions told, want %s", patient, b, got, want)
				}
			}
		}
		told += len(rows.Decisions)
	}
	if told == 0 || told == 40 {
		t.Errorf("the rule acts for %d of 40", told)
	}
}

// Does the overview count what the run holds?
func TestRunOverview(t *testing.T) {
	dir := finishedRun(t)
	run, err := OpenRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := engine.New(run).Answer(context.Background(), engine.OpRun, []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	var o engine.RunReply
	if err := json.Unmarshal(reply.Body, &o); err != nil {
		t.Fatal(err)
	}
	if len(o.Scenarios) != 3 || o.Scenarios[0].Patients != 60 || o.Scenarios[2].Therapy || o.Looked != 60 || len(o.Notable) < 5 {
		t.Errorf("overview: %+v", o)
	}
	if s := o.Scenarios[1]; s.Resolved <= o.Scenarios[0].Resolved || len(s.BySession) == 0 {
		t.Errorf("trained therapists repair %v, others %v", s.Resolved, o.Scenarios[0].Resolved)
	}
	// Everybody at week 16, waiting for eight weeks or treated; the first differs from
	// none, and those who wait end earlier.
	if o.Primary != 16 || o.EndsApart == nil || o.EndsApart.Last-o.EndsApart.First < 1 || o.EndsApart.Spread {
		t.Errorf("primary week %d, ends apart %v", o.Primary, o.EndsApart)
	}
	on, err := data.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range o.Scenarios {
		d, err := on.Scenario(s.Name, nil)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, c := range d.List {
			sum += c.Everybody(16) / 60
		}
		at := s.ByWeek[slices.IndexFunc(s.ByWeek, func(w engine.RunWeek) bool { return w.Week == 16 })]
		if !(math.Abs(at.PHQ9-sum) <= 1e-9) || i == 0 && at.Difference != 0 || i == 2 && at.Difference <= 0 || s.ByWeek[0].Week != 0 {
			t.Errorf("%s: %+v at week 16, want a mean of %v", s.Name, at, sum)
		}
	}
	for _, bad := range []string{`{"cast":{"run":{"replication":9,"patient":0}},"branches":[{"scenario":"trained","parent":-1}]}`,
		`{"cast":{"run":{"replication":0,"patient":60}},"branches":[{"scenario":"trained","parent":-1}]}`,
		`{"cast":{"run":{"replication":0,"patient":0}},"branches":[{"scenario":"none","parent":-1}]}`} {
		if _, err := engine.New(run).Answer(context.Background(), engine.OpCourse, []byte(bad)); err == nil {
			t.Errorf("%s was answered", bad)
		}
	}
	if _, err := OpenRun(t.TempDir()); err == nil {
		t.Error("an empty folder was opened as a run")
	}
}

// Is a course worth a look told from the entry into the study on, not from the end of
// the wait, as the run's table is?
func TestNotableCountsFromEntry(t *testing.T) {
	waited := twin{rows: []record.Patient{{PHQ9Entry: 15, PHQ9Intake: 12, PHQ9Last: 9}}}
	if told := waited.notable("improves"); told.Entry != 15 || improved(&waited) != 6 {
		t.Errorf("from %d, improved by %g; want 15 and 6", told.Entry, improved(&waited))
	}
}

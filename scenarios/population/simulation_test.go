package population

import (
	"reflect"
	"strings"
	"testing"

	"rapport/sim"
	"rapport/sim/record"
)

// lively is a study in which much happens, whatever the shipped parameters are.
func lively(patients int64, replications int) *Simulation {
	s := &Simulation{Scenario: "lively", Seed: 7, Patients: patients, Replications: replications,
		Setting: DefaultSetting(), Record: Record{Ledger: true, Items: true}}
	m := &s.Setting.Model
	m.Care.Sessions, m.Rupture.Base, m.Dropout.Base = 14, 0, -5
	m.Transfer.Threshold, m.Transfer.Raise, m.Transition.BreakProbability = 0.5, 0, 0.1
	s.Setting.Population.CaseloadMin, s.Setting.Population.CaseloadMax = 3, 9
	return s
}

func simulated(tb testing.TB, s *Simulation) *record.Rows {
	tb.Helper()
	if err := s.Check(); err != nil {
		tb.Fatal(err)
	}
	var rows record.Rows
	s.Block(&rows, 0, s.Courses())
	return &rows
}

// only keeps the rows for which keep holds.
func only(rows *record.Rows, keep func(replication int32, patient int64, session int32) bool) *record.Rows {
	var k record.Rows
	for _, x := range rows.Patients {
		if keep(x.Replication, x.Patient, 0) {
			k.Patients = append(k.Patients, x)
		}
	}
	for _, x := range rows.Sessions {
		if keep(x.Replication, x.Patient, x.Session) {
			k.Sessions = append(k.Sessions, x)
		}
	}
	for _, x := range rows.Ruptures {
		if keep(x.Replication, x.Patient, 0) {
			k.Ruptures = append(k.Ruptures, x)
		}
	}
	for _, x := range rows.Ledger {
		if keep(x.Replication, x.Patient, x.Session) {
			k.Ledger = append(k.Ledger, x)
		}
	}
	for _, x := range rows.Items {
		if keep(x.Replication, x.Patient, x.Session) {
			k.Items = append(k.Items, x)
		}
	}
	return &k
}

func identical(t *testing.T, what string, got, want *record.Rows) {
	t.Helper()
	g, w := reflect.ValueOf(got).Elem(), reflect.ValueOf(want).Elem()
	for i := range g.NumField() {
		name := g.Type().Field(i).Name
		if name == "Therapists" && (g.Field(i).Len() == 0 || w.Field(i).Len() == 0) {
			continue // they belong to the first patient of a caseload
		}
		if g.Field(i).Len() != w.Field(i).Len() {
			t.Errorf("%s: %d rows of %s, want %d", what, g.Field(i).Len(), name, w.Field(i).Len())
			continue
		}
		for j := range g.Field(i).Len() {
			if a, b := g.Field(i).Index(j).Interface(), w.Field(i).Index(j).Interface(); !reflect.DeepEqual(a, b) {
				t.Errorf("%s: row %d of %s differs:\n%+v\n%+v", what, j, name, a, b)
				break
			}
		}
	}
}

// One patient alone equals that patient in the full run, for every policy of
// assignment; so does any stretch of courses.
func TestOneAloneEqualsOneOfMany(t *testing.T) {
	for assignment := range 3 {
		whole := lively(60, 2)
		whole.Setting.Population.Assignment = float64(assignment)
		rows := simulated(t, whole)
		for _, i := range []int64{0, 1, 35, 36, 59, 60, 97, 119} {
			alone := lively(60, 2)
			alone.Setting.Population.Assignment = float64(assignment)
			var got record.Rows
			if err := alone.Check(); err != nil {
				t.Fatal(err)
			}
			alone.Block(&got, i, i+1)
			identical(t, "alone", only(&got, func(int32, int64, int32) bool { return true }),
				only(rows, func(r int32, p int64, _ int32) bool { return int64(r)*60+p == i }))
			who, err := alone.Case(int(i/60), i%60)
			if err != nil {
				t.Fatal(err)
			}
			var one record.Rows
			var c sim.Course
			c.Simulate(&alone.Setting.Model, who, &one)
			identical(t, "by its case", &one, only(&got, func(int32, int64, int32) bool { return true }))
		}
	}
}

func TestBlockBoundariesDoNotMatter(t *testing.T) {
	whole := simulated(t, lively(50, 3))
	for _, cuts := range [][]int64{{0, 150}, {0, 1, 2, 150}, {0, 49, 51, 100, 150}, {0, 30, 60, 90, 120, 150}} {
		s := lively(50, 3)
		if err := s.Check(); err != nil {
			t.Fatal(err)
		}
		var got record.Rows
		for i := range len(cuts) - 1 {
			s.Block(&got, cuts[i], cuts[i+1])
		}
		identical(t, "in blocks", &got, whole)
	}
}

func TestMorePatientsOrReplicationsChangeNone(t *testing.T) {
	want := simulated(t, lively(40, 2))
	first := func(r int32, p int64, _ int32) bool { return r < 2 && p < 40 }
	identical(t, "more patients", only(simulated(t, lively(173, 2)), first), only(want, first))
	identical(t, "more replications", only(simulated(t, lively(40, 5)), first), only(want, first))
	// Replications and seeds do differ.
	for _, x := range want.Patients[40:] {
		if y := want.Patients[x.Patient]; x.Agreeableness == y.Agreeableness {
			t.Fatalf("patient %d is the same in both replications", x.Patient)
		}
	}
}

// An action at session 7 leaves sessions 1 to 6 identical in every column, and
// patients whom it never touches identical throughout.
func TestNothingBeforeTheAction(t *testing.T) {
	plain := simulated(t, lively(120, 1))
	for bit, name := range sim.MoveNames {
		s := lively(120, 1)
		s.Rules = []sim.Rule{{Do: sim.Step{Move: 1 << bit}, From: 7, To: 7}}
		got := simulated(t, s)
		before := func(_ int32, _ int64, session int32) bool { return session > 0 && session <= 6 }
		a, b := only(got, before), only(plain, before)
		identical(t, name, &record.Rows{Sessions: a.Sessions, Ledger: a.Ledger, Items: a.Items},
			&record.Rows{Sessions: b.Sessions, Ledger: b.Ledger, Items: b.Items})

		reached := map[int64]bool{}
		for _, x := range plain.Sessions {
			reached[x.Patient] = reached[x.Patient] || x.Session >= 7
		}
		untouched := func(_ int32, p int64, _ int32) bool { return !reached[p] }
		if n := len(only(plain, untouched).Patients); n == 0 || n == 120 {
			t.Fatalf("%d of 120 patients leave before session 7, so nothing is tested", n)
		}
		identical(t, name+", never reached", only(got, untouched), only(plain, untouched))
		if reflect.DeepEqual(got.Ledger, plain.Ledger) {
			t.Errorf("%s at session 7 changes nothing at all", name)
		}
	}
}

func set(t *testing.T, s *Simulation, name string, value func(sim.Param) float64) {
	t.Helper()
	for _, p := range s.Setting.Params() {
		if p.Name == name {
			*p.Value = value(p)
			return
		}
	}
	t.Errorf("no parameter %s", name)
}

// The name of a scenario, and values set to what they are, change nothing.
func TestScenariosThatDifferInNothingAreIdentical(t *testing.T) {
	want := simulated(t, lively(40, 2))
	twin := lively(40, 2)
	twin.Scenario = "another name"
	for _, p := range twin.Setting.Params() {
		same := *p.Value
		*p.Value = same
	}
	twin.Rules = []sim.Rule{{Do: sim.Step{Move: sim.CheckIn}, From: 900}, {Do: sim.Step{Move: sim.NoMove}, From: 1}}
	identical(t, "twin", simulated(t, twin), want)
	other := lively(40, 2)
	other.Seed++
	if reflect.DeepEqual(simulated(t, other).Sessions, want.Sessions) {
		t.Error("another seed gives the same sessions")
	}
}

// A waiting list has weekly assessments from intake, no therapist, no alliance.
func TestWaitingList(t *testing.T) {
	s := lively(50, 1)
	s.Setting.Model.Care.Treatment, s.Setting.Model.Care.WaitingListWeeks = 0, 5
	rows := simulated(t, s)
	if len(rows.Sessions) != 50*6 || len(rows.Therapists) != 0 || len(rows.Ruptures) != 0 {
		t.Fatalf("%d sessions, %d therapists, %d ruptures; want 300, 0, 0", len(rows.Sessions), len(rows.Therapists), len(rows.Ruptures))
	}
	for i, x := range rows.Sessions {
		if x.Session != int32(i%6)+1 || x.Week != float32(i%6) || x.Therapist != -1 {
			t.Fatalf("assessment %d: session %d, week %g, therapist %d", i, x.Session, x.Week, x.Therapist)
		}
		if x.WAIPatient != 0 || x.WAITherapist != 0 || x.WAIObserver != 0 || x.TrueBond != 0 || x.TrueRupture != nil {
			t.Fatalf("assessment %d has an alliance: %+v", i, x)
		}
	}
	for _, p := range rows.Patients {
		if p.Ending != sim.Waiting || p.SessionsHeld != 0 || p.Therapist != -1 || p.Approach != "none" {
			t.Fatalf("patient %d: %s, %d sessions, therapist %d, approach %s", p.Patient, p.Ending, p.SessionsHeld, p.Therapist, p.Approach)
		}
	}
}

// What the patient rows say about a course is what its session rows say.
func TestPatientRowsSummariseTheirSessions(t *testing.T) {
	rows := simulated(t, lively(150, 1))
	sessions, ruptures := map[int64][]record.Session{}, map[int64][]record.Rupture{}
	for _, x := range rows.Sessions {
		sessions[x.Patient] = append(sessions[x.Patient], x)
	}
	for _, x := range rows.Ruptures {
		ruptures[x.Patient] = append(ruptures[x.Patient], x)
	}
	for _, p := range rows.Patients {
		mine := sessions[p.Patient]
		last, resolved := int32(-1), int32(0)
		for i, x := range mine {
			if x.Session != int32(i)+1 || i > 0 && x.Week <= mine[i-1].Week {
				t.Fatalf("patient %d: session %d in week %g is row %d", p.Patient, x.Session, x.Week, i)
			}
			if x.PHQ9 != nil {
				last = *x.PHQ9
			}
		}
		for _, r := range ruptures[p.Patient] {
			if r.Resolved {
				resolved++
			}
			if r.SessionOnset < 1 || r.SessionOnset > p.SessionsHeld || r.Resolved && !r.Recognised ||
				r.Recognised && *r.SessionRecognised < r.SessionOnset || r.Resolved && *r.SessionResolved < *r.SessionRecognised {
				t.Fatalf("patient %d has an impossible rupture: %+v", p.Patient, r)
			}
		}
		if int(p.SessionsHeld) != len(mine) || p.PHQ9Last != last || p.PHQ9Intake != *mine[0].PHQ9 || p.Weeks != mine[len(mine)-1].Week ||
			int(p.Ruptures) != len(ruptures[p.Patient]) || p.RupturesResolved != resolved {
			t.Fatalf("patient %d does not summarise %d sessions, last PHQ-9 %d, %d ruptures, %d resolved: %+v",
				p.Patient, len(mine), last, len(ruptures[p.Patient]), resolved, p)
		}
		if (p.PerceivedEmpathy != 0) != (p.SessionsHeld >= 3) {
			t.Fatalf("patient %d held %d sessions and reports empathy %g", p.Patient, p.SessionsHeld, p.PerceivedEmpathy)
		}
		if p.Response != (p.PHQ9Intake > 0 && 2*p.PHQ9Last <= p.PHQ9Intake) || p.Remission != (p.PHQ9Last < 5) ||
			p.ReliableImprovement != (p.PHQ9Intake-p.PHQ9Last >= 6) || p.ReliableDeterioration != (p.PHQ9Last-p.PHQ9Intake >= 6) {
			t.Fatalf("patient %d is classified wrongly: %+v", p.Patient, p)
		}
		if strings.HasPrefix(p.Ending, "transferred_then_") != (p.Transfers > 0) {
			t.Fatalf("patient %d had %d transfers and ended %s", p.Patient, p.Transfers, p.Ending)
		}
	}
}

package run

import (
	"path/filepath"
	"reflect"
	"testing"

	"github.com/parquet-go/parquet-go"

	"rapport/scenarios/study"
	"rapport/sim/record"
)

const twinStudy = `
question: What does an intervention from session 7 on change before it, and in whom it never reaches?
seed: 5
replications: 2
population: {patients: 60}
record: {ledger: true, items: true}
scenarios:
  - name: as-usual
  - name: from-seven
    actions:
      - {move: [validate, check_in, goal_review], sessions: {from: 7}}
      - {move: [explore_rupture, supervision], sessions: {from: 7}, when: alliance_drop}
  - name: transfer-after-seven
    actions: [{move: [propose_transfer, change_therapist, push_technique], sessions: 7}]
  - name: when-missed
    actions: [{move: [feedback, name_difference], when: missed_session}]
`

// readTable reads a table of one scenario of a run.
func readTable[Row any](t *testing.T, dir, table, scenario string) []Row {
	t.Helper()
	rows, err := parquet.ReadFile[Row](filepath.Join(dir, table, "scenario="+scenario, "part-00000.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) == 0 {
		t.Fatalf("%s of %s has no rows", table, scenario)
	}
	return rows
}

// perCourse parts the rows of a table by course.
func perCourse[Row any](rows []Row, of func(*Row) (int32, int64)) map[[2]int64][]Row {
	all := map[[2]int64][]Row{}
	for i := range rows {
		replication, patient := of(&rows[i])
		key := [2]int64{int64(replication), patient}
		all[key] = append(all[key], rows[i])
	}
	return all
}

// courseRows are the rows of each course of a scenario.
type courseRows struct {
	patients map[[2]int64][]record.Patient
	sessions map[[2]int64][]record.Session
	ruptures map[[2]int64][]record.Rupture
	ledger   map[[2]int64][]record.Ledger
}

// coursesIn reads all that a run holds of the courses of a scenario.
func coursesIn(t *testing.T, dir, scenario string) courseRows {
	t.Helper()
	return courseRows{
		perCourse(readTable[record.Patient](t, dir, "patients", scenario), func(r *record.Patient) (int32, int64) { return r.Replication, r.Patient }),
		perCourse(readTable[record.Session](t, dir, "sessions", scenario), func(r *record.Session) (int32, int64) { return r.Replication, r.Patient }),
		perCourse(readTable[record.Rupture](t, dir, "ruptures", scenario), func(r *record.Rupture) (int32, int64) { return r.Replication, r.Patient }),
		perCourse(readTable[record.Ledger](t, dir, "ledger", scenario), func(r *record.Ledger) (int32, int64) { return r.Replication, r.Patient }),
	}
}

// upTo are the rows of sessions before session t.
func upTo[Row any](rows []Row, t int32, session func(*Row) int32) []Row {
	for i := range rows {
		if session(&rows[i]) >= t {
			return rows[:i]
		}
	}
	return rows
}

func bookedBefore(l []record.Ledger, t int32) []record.Ledger {
	return upTo(l, t, func(r *record.Ledger) int32 { return r.Session })
}

// Twins are exact in what a run writes: before session 7 all is the same to the
// bit, and whom the intervention never reaches has the same rows throughout.
func TestTwinsAreExact(t *testing.T) {
	t.Parallel()
	study, err := study.Parse("twins.yaml", []byte(twinStudy), study.Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := Run(t.Context(), study, Options{Dir: dir, Workers: 2}); err != nil {
		t.Fatal(err)
	}
	usual := coursesIn(t, dir, "as-usual")
	for _, scenario := range []string{"from-seven", "transfer-after-seven"} {
		other := coursesIn(t, dir, scenario)
		touched, untouched := 0, 0
		for who, sessions := range usual.sessions {
			before := func(s []record.Session) []record.Session {
				return upTo(s, 7, func(r *record.Session) int32 { return r.Session })
			}
			if !reflect.DeepEqual(before(sessions), before(other.sessions[who])) {
				t.Errorf("%s: %v differs before session 7", scenario, who)
			}
			if !reflect.DeepEqual(bookedBefore(usual.ledger[who], 7), bookedBefore(other.ledger[who], 7)) {
				t.Errorf("%s: the ledger of %v differs before session 7", scenario, who)
			}
			if len(sessions) >= 7 {
				touched++
				continue
			}
			untouched++
			wantSameCourse(t, scenario, who, usual, other)
		}
		if touched < 40 || untouched < 10 {
			t.Errorf("%s: %d touched and %d untouched: want enough of both", scenario, touched, untouched)
		}
		if reflect.DeepEqual(usual.sessions, other.sessions) {
			t.Errorf("%s changes nothing", scenario)
		}
	}
	twinsByCondition(t, usual, coursesIn(t, dir, "when-missed"))
}

// twinsByCondition: whoever missed no session is untouched by what happens after
// a missed one.
func twinsByCondition(t *testing.T, usual, other courseRows) {
	t.Helper()
	touched, untouched := 0, 0
	for who, rows := range usual.patients {
		if rows[0].SessionsMissed == 0 {
			untouched++
			wantSameCourse(t, "when-missed", who, usual, other)
		} else if !reflect.DeepEqual(usual.sessions[who], other.sessions[who]) {
			touched++
		}
	}
	if touched < 10 || untouched < 10 {
		t.Errorf("when-missed: %d touched and %d untouched: want enough of both", touched, untouched)
	}
}

func wantSameCourse(t *testing.T, scenario string, who [2]int64, a, b courseRows) {
	t.Helper()
	if !reflect.DeepEqual(a.patients[who], b.patients[who]) || !reflect.DeepEqual(a.sessions[who], b.sessions[who]) ||
		!reflect.DeepEqual(a.ruptures[who], b.ruptures[who]) || !reflect.DeepEqual(a.ledger[who], b.ledger[who]) {
		t.Errorf("%s: %v was never reached, and differs", scenario, who)
	}
}

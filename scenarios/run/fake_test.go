package run

import (
	"encoding/binary"
	"hash/fnv"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim"
	"rapport/sim/record"
)

// fakeCourses writes rows that are a pure function of the course, as the model
// does, but costs nothing: tests of the run need no model.
type fakeCourses struct {
	patients     int64
	replications int64
	record       population.Record
	waitlist     bool
	panics       func(course int64) bool

	inFlight, most atomic.Int64     // blocks being simulated, now and at most
	blocks         atomic.Int64     // simulated
	onBlock        func(from int64) // called in each block with its first course; may be nil
}

func (f *fakeCourses) Courses() int64 { return f.patients * f.replications }

func (f *fakeCourses) Block(rows *record.Rows, from, to int64) {
	var columns record.Columns
	_ = f.Stream(&columns, from, to, func() error { return nil })
	columns.AppendTo(rows)
}

func (f *fakeCourses) Stream(columns *record.Columns, from, to int64, drain func() error) error {
	defer f.inFlight.Add(-1)
	for now := f.inFlight.Add(1); ; {
		most := f.most.Load()
		if now <= most || f.most.CompareAndSwap(most, now) {
			break
		}
	}
	f.blocks.Add(1)
	if f.onBlock != nil {
		f.onBlock(from)
	}
	var rows record.Rows
	for i := from; i < to; i++ {
		if f.panics != nil && f.panics(i) {
			panic("sim: severity is not a number")
		}
		rows.Reset()
		f.course(&rows, int32(i/f.patients), i%f.patients)
		columns.Append(&rows)
		if err := drain(); err != nil {
			return err
		}
	}
	return nil
}

// hashed is a number from 0 to 1 that depends on its address alone.
func hashed(address ...int64) float32 {
	h := fnv.New64a()
	var b [8]byte
	for _, a := range address {
		binary.LittleEndian.PutUint64(b[:], uint64(a))
		_, _ = h.Write(b[:])
	}
	return float32(h.Sum64()>>40) / (1 << 24)
}

const fakeCaseload = 20

var fakeWeeks = []int{4, 26}

func (f *fakeCourses) course(rows *record.Rows, replication int32, patient int64) {
	r := int64(replication)
	therapist := patient / fakeCaseload
	held, ruptures := int32(hashed(r, patient)*16), int32(0)
	assessments := held
	ending := "completed"
	if f.waitlist {
		therapist, held, ending = -1, 0, sim.Waiting
	} else if patient%fakeCaseload == 0 {
		rows.Therapists = append(rows.Therapists, record.Therapist{
			Replication: replication, Therapist: therapist, Approach: "cbt", Caseload: fakeCaseload, Warmth: hashed(r, therapist, 1),
		})
	}
	for s := int32(1); s <= assessments; s++ {
		f.session(rows, replication, patient, therapist, s)
		if !f.waitlist && s%7 == 3 {
			ruptures++
			rows.Ruptures = append(rows.Ruptures, record.Rupture{
				Replication: replication, Patient: patient, Therapist: therapist, SessionOnset: s, Kind: "withdrawal",
				Intensity: hashed(r, patient, int64(s), 2), Resolved: true, SessionResolved: record.SessionValue(int(s) + 1),
			})
		}
	}
	for _, week := range fakeWeeks {
		rows.Assessments = append(rows.Assessments, record.Assessment{Replication: replication, Patient: patient, Week: int32(week),
			Phase: record.PhaseEnded, PHQ9: record.PHQ9Value(int(27 * hashed(r, patient, int64(week), 9)))})
	}
	rows.Patients = append(rows.Patients, record.Patient{
		Replication: replication, Patient: patient, Therapist: therapist, Approach: "cbt", Agreeableness: hashed(r, patient, 3),
		IntakeSeverity: 15, AllianceToSymptoms: 1, SymptomsToAlliance: 1,
		SessionsHeld: held, Ruptures: ruptures, RupturesResolved: ruptures, Ending: ending, Response: patient%3 == 0,
	})
}

func (f *fakeCourses) session(rows *record.Rows, replication int32, patient, therapist int64, s int32) {
	r := int64(replication)
	row := record.Session{
		Replication: replication, Patient: patient, Therapist: therapist, Session: s, Week: float32(s),
		TrueSeverity: 27 * hashed(r, patient, int64(s), 4),
	}
	if (patient+int64(s))%5 != 0 {
		row.PHQ9 = record.PHQ9Value(int(27 * hashed(r, patient, int64(s), 5)))
	}
	if !f.waitlist {
		row.WAIPatient = float32(int(12+48*hashed(r, patient, int64(s), 6))) / 12
		row.TrueBond = hashed(r, patient, int64(s), 7)
		row.RupturePatient = record.BoolValue(s%7 == 3)
	}
	rows.Sessions = append(rows.Sessions, row)
	if f.record.Ledger {
		for step := range int32(6) {
			rows.Ledger = append(rows.Ledger, record.Ledger{
				Replication: replication, Patient: patient, Session: s, Step: step, Facet: "bond", Mechanism: "repair",
				Change: float64(hashed(r, patient, int64(s), 8, int64(step))),
			})
		}
	}
	if f.record.Items {
		rows.Items = append(rows.Items, record.Items{Replication: replication, Patient: patient, Session: s, WAI1: 3, PHQ1: record.PHQ9Value(0)})
	}
}

// arm is a scenario of the fake.
func (f *fakeCourses) arm(name string) *arm {
	return &arm{courses: f, about: ManifestScenario{
		Name: name, Seed: 7, Patients: f.patients, Replications: f.replications, Record: f.record, Weeks: fakeWeeks,
		Parameters: []study.Assignment{{Name: "rupture.base", Value: 0.1}},
	}}
}

// fakeArms are two scenarios that cut into several parts of several blocks,
// neither ending with a whole one.
func fakeArms() []*arm {
	return []*arm{
		(&fakeCourses{patients: 47, replications: 2}).arm("routine-care"),
		(&fakeCourses{patients: 47, replications: 2, waitlist: true}).arm("waitlist"),
	}
}

var (
	smallLayout = Layout{BlockCourses: 6, LedgerBlockCourses: 5, PartBlocks: 4}
	fakeStudy   = []byte("question: does the run keep its promises?\n")
)

// runFake runs the arms into a new folder and returns it with the manifest.
func runFake(t *testing.T, arms []*arm, opts Options) (string, *Manifest) {
	t.Helper()
	if opts.Dir == "" {
		opts.Dir = filepath.Join(t.TempDir(), "run")
	}
	m, err := runArms(t.Context(), arms, fakeStudy, smallLayout, opts)
	if err != nil {
		t.Fatal(err)
	}
	return opts.Dir, m
}

// verifyFake is Verify of a run that no study describes.
func verifyFake(dir string) (*Report, error) { return verify(dir, func(*verification) {}) }

// wantSound verifies a run.
func wantSound(t *testing.T, dir string) {
	t.Helper()
	report, err := verifyFake(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !report.OK() {
		t.Fatalf("the run is not sound:\n%s", strings.Join(report.Faults, "\n"))
	}
}

// digests are the SHA-256 of every file under dir but the manifest, by path.
func digests(t testing.TB, dir string) map[string]string {
	t.Helper()
	sums := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == manifestName {
			return err
		}
		_, sum, err := fileDigest(path)
		name, _ := filepath.Rel(dir, path)
		sums[name] = sum
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sums
}

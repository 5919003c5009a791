package data

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"

	"rapport/sim/record"
)

// Data holds the tables of one scenario, sorted by (replication, patient,
// session), and the courses that they make up. It is read only after it is made
// and safe for concurrent use.
type Data struct {
	Scenario   string // name of the scenario; empty where unknown
	Patients   []record.Patient
	Sessions   []record.Session
	Ruptures   []record.Rupture
	Therapists []record.Therapist
	Intake     []IntakeItems   // where items were recorded
	Alliance   []AllianceItems // where items were recorded

	Assessments []record.Assessment // of everybody, by week; none where the study names no weeks

	Clinic int64 // therapists of a clinic, numbered one after the other, where its patients are alike; else 0

	scores []record.Score
	before rowsBefore // where these are a part of a run

	List   []Course
	Absent map[string]bool // "table.column" that the source did not have
	Notes  []string        // what the reader of a user's own tables took for something else
}

// rowsBefore is how many rows of the tables stand before a part of a run.
type rowsBefore struct{ patients, sessions, ruptures, assessments, scores, items int }

// Course is one patient of one replication with all that happened.
type Course struct {
	Patient  *record.Patient
	Sessions []record.Session // in order; assessments on a waiting list
	Ruptures []record.Rupture // by session of onset
	Items    *[PHQ9Items]int8 // of the PHQ-9 at intake; nil where not recorded or not answered
	Alliance *AllianceItems   // at [EarlySession]; nil where not recorded or not answered

	Assessments []record.Assessment // by week
	Scores      []record.Score      // of the instruments that the study names, in time; where the courses are read one by one with them
}

// FromRows makes Data from rows in memory, without copying the tables. It fails
// where a table is not sorted, or a session or rupture has no patient.
func FromRows(r *record.Rows) (*Data, error) {
	d := &Data{Patients: r.Patients, Sessions: r.Sessions, Ruptures: r.Ruptures, Therapists: r.Therapists,
		Assessments: r.Assessments, scores: r.Scores}
	for i := range r.Items {
		d.keepItems(&r.Items[i])
	}
	if err := d.index(); err != nil {
		return nil, err
	}
	return d, nil
}

// Courses yields every course in the order of the patients table.
func (d *Data) Courses() iter.Seq[Course] {
	return func(yield func(Course) bool) {
		for _, c := range d.List {
			if !yield(c) {
				return
			}
		}
	}
}

// EachPair shows the courses of the patients that both have, in order.
func EachPair(first, second *Data, see func(a, b *Course)) {
	for i, j := 0, 0; i < len(first.List) && j < len(second.List); {
		a, b := &first.List[i], &second.List[j]
		switch {
		case a.Key().Less(b.Key()):
			i++
		case b.Key().Less(a.Key()):
			j++
		default:
			see(a, b)
			i++
			j++
		}
	}
}

// Len is the number of courses.
func (d *Data) Len() int { return len(d.List) }

// Select returns the courses for which keep holds, as Data of their own that
// shares the tables: a subgroup, or a resample. Its table fields are those of d.
func (d *Data) Select(keep func(Course) bool) *Data {
	s := *d
	s.List = make([]Course, 0, len(d.List))
	for _, c := range d.List {
		if keep(c) {
			s.List = append(s.List, c)
		}
	}
	return &s
}

// key orders and pairs courses.
type key struct {
	replication int32
	patient     int64
}

func (k key) Less(o key) bool {
	return k.replication < o.replication || k.replication == o.replication && k.patient < o.patient
}

func patientKey(p *record.Patient) key { return key{p.Replication, p.Patient} }

// Key is by what courses are sorted, and twins found.
func (c *Course) Key() key { return patientKey(c.Patient) }

// index cuts the sorted tables into courses in one pass.
func (d *Data) index() error {
	d.List = slices.Grow(d.List[:0], len(d.Patients))[:len(d.Patients)]
	s, r, q, w, a, x := 0, 0, 0, 0, 0, 0
	for i := range d.Patients {
		p := &d.Patients[i]
		k := patientKey(p)
		if i > 0 && !patientKey(&d.Patients[i-1]).Less(k) {
			return unsorted(d.before.patients+i, k)
		}
		s0, r0, a0, x0 := s, r, a, x
		for s < len(d.Sessions) && (key{d.Sessions[s].Replication, d.Sessions[s].Patient}) == k {
			s++
		}
		for r < len(d.Ruptures) && (key{d.Ruptures[r].Replication, d.Ruptures[r].Patient}) == k {
			r++
		}
		for a < len(d.Assessments) && (key{d.Assessments[a].Replication, d.Assessments[a].Patient}) == k {
			a++
		}
		for x < len(d.scores) && scoreKey(&d.scores[x]) == k {
			x++
		}
		d.List[i] = Course{Patient: p, Sessions: d.Sessions[s0:s:s], Ruptures: d.Ruptures[r0:r:r], Assessments: d.Assessments[a0:a:a], Scores: d.scores[x0:x:x]}
		if q < len(d.Intake) && d.Intake[q].key() == k {
			d.List[i].Items = &d.Intake[q].PHQ9
			q++
		}
		if w < len(d.Alliance) && d.Alliance[w].key() == k {
			d.List[i].Alliance = &d.Alliance[w]
			w++
		}
		if err := d.List[i].sorted(); err != nil {
			return err
		}
	}
	var errs []error
	if s < len(d.Sessions) {
		errs = append(errs, stray("sessions", d.before.sessions+s, d.Sessions[s].Replication, d.Sessions[s].Patient))
	}
	if r < len(d.Ruptures) {
		errs = append(errs, stray("ruptures", d.before.ruptures+r, d.Ruptures[r].Replication, d.Ruptures[r].Patient))
	}
	if q < len(d.Intake) {
		errs = append(errs, stray("items", d.before.items+q, d.Intake[q].Replication, d.Intake[q].Patient))
	}
	if w < len(d.Alliance) {
		errs = append(errs, stray("items", d.before.items+w, d.Alliance[w].Replication, d.Alliance[w].Patient))
	}
	d.lackItems()
	if x < len(d.scores) {
		errs = append(errs, stray("scores", d.before.scores+x, d.scores[x].Replication, d.scores[x].Patient))
	}
	if a < len(d.Assessments) {
		errs = append(errs, stray("assessments", d.before.assessments+a, d.Assessments[a].Replication, d.Assessments[a].Patient))
	}
	if len(d.Assessments) == 0 {
		d.lack("assessments.week", "assessments.phq9")
	}
	return errors.Join(errs...)
}

func unsorted(row int, k key) error {
	return fmt.Errorf("patients: row %d (replication %d, patient %d) is out of order or twice: want rows sorted by replication, patient",
		row+1, k.replication, k.patient)
}

func stray(table string, row int, replication int32, patient int64) error {
	return fmt.Errorf("%s: row %d (replication %d, patient %d) is out of order or has no row in patients: want rows sorted by replication, patient, session",
		table, row+1, replication, patient)
}

// sorted checks that the sessions and the assessments of the course ascend.
func (c *Course) sorted() error {
	for i := 1; i < len(c.Assessments); i++ {
		if c.Assessments[i].Week <= c.Assessments[i-1].Week {
			return fmt.Errorf("assessments: replication %d, patient %d: week %d follows week %d: want ascending weeks",
				c.Patient.Replication, c.Patient.Patient, c.Assessments[i].Week, c.Assessments[i-1].Week)
		}
	}
	for i := 1; i < len(c.Sessions); i++ {
		if c.Sessions[i].Session <= c.Sessions[i-1].Session {
			return fmt.Errorf("sessions: replication %d, patient %d: session %d follows session %d: want ascending numbers",
				c.Patient.Replication, c.Patient.Patient, c.Sessions[i].Session, c.Sessions[i-1].Session)
		}
	}
	return nil
}

// At returns the session with number n, or nil. Sessions are usually numbered
// without a gap from 1, so the first guess is nearly always right.
func (c *Course) At(n int) *record.Session {
	if i := n - 1; i >= 0 && i < len(c.Sessions) && int(c.Sessions[i].Session) == n {
		return &c.Sessions[i]
	}
	for i := range c.Sessions {
		if int(c.Sessions[i].Session) == n {
			return &c.Sessions[i]
		}
	}
	return nil
}

// Assessed returns the PHQ-9 at a week since entry, NaN where it was not asked or
// not answered.
func (c *Course) Assessed(week int) float64 {
	for i := range c.Assessments {
		if a := &c.Assessments[i]; int(a.Week) == week && a.PHQ9 != nil {
			return float64(*a.PHQ9)
		}
	}
	return math.NaN()
}

// Everybody returns the PHQ-9 at a week since entry, also of those who did not
// answer: theirs is the one that latent severity gives without error. NaN where
// nobody was asked, or the study records no truth. It is what a trial without missing answers would have.
func (c *Course) Everybody(week int) float64 {
	for i := range c.Assessments {
		if a := &c.Assessments[i]; int(a.Week) == week {
			return OfEverybody(a)
		}
	}
	return math.NaN()
}

// OfEverybody is [Course.Everybody] of one assessment.
func OfEverybody(a *record.Assessment) float64 { return everybody(a.PHQ9, a.TrueSeverity) }

// everybody is an answer, or the score that latent severity gives.
func everybody(answer *int32, severity float32) float64 {
	switch {
	case answer != nil:
		return float64(*answer)
	case severity == 0: // not recorded
		return math.NaN()
	}
	return min(math.Floor(float64(severity)*28/27), 27)
}

// Responded says that a PHQ-9 is a response to one at entry: at most half of it. Nobody
// responds who had 0 points.
func Responded(entry, x float64) bool { return entry > 0 && 2*x <= entry }

// Weeks lists the weeks at which everybody was assessed.
func (d *Data) Weeks() []int {
	for i := range d.List {
		if len(d.List[i].Assessments) > 0 {
			weeks := make([]int, len(d.List[i].Assessments))
			for k := range weeks {
				weeks[k] = int(d.List[i].Assessments[k].Week)
			}
			return weeks
		}
	}
	return nil
}

// Treated says that the patient had at least one session with a therapist.
func (c *Course) Treated() bool { return len(c.Sessions) > 0 && c.Patient.Ending != "waiting" }

// DroppedOut says that the patient left before a planned ending, with the first
// therapist or a later one.
func (c *Course) DroppedOut() bool { return strings.HasSuffix(c.Patient.Ending, "dropout") }

// ErrNoScenario is what a provider of data returns, wrapped, for a scenario that
// it does not have. Findings of such scenarios are skipped, not missed.
var ErrNoScenario = errors.New("no such scenario")

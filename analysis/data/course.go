package data

import (
	"errors"
	"fmt"
	"io"

	"rapport/sim/record"
)

// CourseReader reads the courses of a scenario one after the other, in the order
// of the patients table, with a few thousand rows in memory.
type CourseReader struct {
	scenario string
	patients tableReader[record.Patient]
	sessions tableReader[record.Session]
	ruptures tableReader[record.Rupture]
	assessed tableReader[record.Assessment]
	scored   tableReader[record.Score]
	course   Course
	last     key // of the patient before
	begun    bool
}

// CoursesOf opens a scenario. Of its tables the columns are read that are wanted.
func (r *Run) CoursesOf(scenario string, wanted Columns) (*CourseReader, error) {
	files, err := r.tablesOf(scenario)
	if err != nil {
		return nil, err
	}
	c := &CourseReader{scenario: scenario}
	c.patients.files, c.sessions.files = files["patients"], files["sessions"]
	c.ruptures.files = some[record.Rupture](wanted, "ruptures", files["ruptures"])
	c.assessed.files = some[record.Assessment](wanted, "assessments", files["assessments"])
	c.scored.files = some[record.Score](wanted, "scores", files["scores"])
	c.patients.skip, c.sessions.skip, c.ruptures.skip = wanted.unwanted("patients"), wanted.unwanted("sessions"), wanted.unwanted("ruptures")
	c.assessed.skip, c.scored.skip = wanted.unwanted("assessments"), wanted.unwanted("scores")
	c.patients.seen, c.sessions.seen, c.ruptures.seen, c.assessed.seen = r.seen, r.seen, r.seen, r.seen
	c.scored.seen = func(int) {}
	c.sessions.name, c.ruptures.name, c.assessed.name, c.scored.name = "sessions", "ruptures", "assessments", "scores"
	return c, nil
}

// Next returns the next course, which is good until the one after it, and
// [io.EOF] after the last. It fails where a table is not sorted, or a session or
// rupture has no patient.
func (c *CourseReader) Next() (*Course, error) {
	course, err := c.next()
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("scenario %s: %w", c.scenario, err)
	}
	return course, err
}

func (c *CourseReader) next() (*Course, error) {
	p, err := c.patients.peek()
	if err != nil {
		return nil, err
	}
	if p == nil {
		return nil, c.nothingLeft()
	}
	k := patientKey(p)
	if c.begun && !c.last.Less(k) {
		return nil, unsorted(int(c.patients.row), k)
	}
	c.begun, c.last = true, k
	c.patients.take()
	c.course.Patient = p
	if err := gather(&c.sessions, &c.course.Sessions, k, sessionKey); err != nil {
		return nil, err
	}
	if err := gather(&c.ruptures, &c.course.Ruptures, k, ruptureKey); err != nil {
		return nil, err
	}
	if err := gather(&c.assessed, &c.course.Assessments, k, assessmentKey); err != nil {
		return nil, err
	}
	if err := gather(&c.scored, &c.course.Scores, k, scoreKey); err != nil {
		return nil, err
	}
	return &c.course, c.course.sorted()
}

func sessionKey(s *record.Session) key       { return key{s.Replication, s.Patient} }
func ruptureKey(r *record.Rupture) key       { return key{r.Replication, r.Patient} }
func assessmentKey(a *record.Assessment) key { return key{a.Replication, a.Patient} }
func scoreKey(s *record.Score) key           { return key{s.Replication, s.Patient} }

// nothingLeft is [io.EOF] where the other tables have ended with the patients.
func (c *CourseReader) nothingLeft() error {
	s, errS := c.sessions.peek()
	r, errR := c.ruptures.peek()
	a, errA := c.assessed.peek()
	q, errQ := c.scored.peek()
	err := errors.Join(errS, errR, errA, errQ)
	if q != nil {
		err = errors.Join(err, stray("scores", int(c.scored.row), q.Replication, q.Patient))
	}
	if s != nil {
		err = errors.Join(err, stray("sessions", int(c.sessions.row), s.Replication, s.Patient))
	}
	if r != nil {
		err = errors.Join(err, stray("ruptures", int(c.ruptures.row), r.Replication, r.Patient))
	}
	if a != nil {
		err = errors.Join(err, stray("assessments", int(c.assessed.row), a.Replication, a.Patient))
	}
	if err == nil {
		return io.EOF
	}
	return err
}

// Close lets the files go.
func (c *CourseReader) Close() {
	c.patients.close()
	c.sessions.close()
	c.ruptures.close()
	c.assessed.close()
	c.scored.close()
}

// gather takes the rows of a patient, which are good until the next patient's. They stay
// where they are, but for those that may go on behind the batch: these are copied, lest
// the next batch take their place.
func gather[Row any](t *tableReader[Row], kept *[]Row, k key, of func(*Row) key) error {
	*kept = nil
	if _, err := t.peek(); err != nil {
		return err
	}
	for n := range t.ready {
		if of(&t.ready[n]) != k {
			*kept, t.ready, t.row = t.ready[:n:n], t.ready[n:], t.row+int64(n)
			break
		}
	}
	return gatherMore(t, kept, k, of)
}

// gatherMore is gather behind what is kept already.
func gatherMore[Row any](t *tableReader[Row], kept *[]Row, k key, of func(*Row) key) error {
	for {
		row, err := t.peek()
		if err != nil || row == nil {
			return err
		}
		at := of(row)
		if at.Less(k) {
			return stray(t.name, int(t.row), at.replication, at.patient)
		}
		if at != k {
			return nil
		}
		n := 1
		for n < len(t.ready) && of(&t.ready[n]) == k {
			n++
		}
		*kept = append(*kept, t.ready[:n]...)
		t.ready, t.row = t.ready[n:], t.row+int64(n)
	}
}

// EachCourse shows every course of a scenario in order, with the columns that are wanted,
// each good until see returns.
func (r *Run) EachCourse(scenario string, wanted Columns, see func(*Course)) error {
	reader, err := r.CoursesOf(scenario, wanted)
	if err != nil {
		return err
	}
	defer reader.Close()
	for {
		c, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		see(c)
	}
}

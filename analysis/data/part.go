package data

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"rapport/sim/record"
)

// SomeCourses is how many courses of each of so many scenarios make a part of which nothing
// is asked but that it is small.
func SomeCourses(scenarios int) int { return max(64, 4096/max(8, scenarios)) }

// partBatch is how many rows of a table are read ahead of a part at a time. With more, most
// of a part is copied to the next.
const partBatch = 512

// EachPart reads scenarios side by side, so many courses of each at a time: part by
// part, the same patients of every scenario. The next part is read while see looks at
// one, into the memory of the one before: a part is good until see returns. Of each
// scenario the columns are read that are wanted.
//
// Its error is that of a scenario that the run does not have, of a damaged file, or
// see's first.
func (r *Run) EachPart(scenarios []string, courses int, wanted func(scenario string) Columns, see func([]*Data) error) error {
	readers := make([]*partReader, len(scenarios))
	for i, name := range scenarios {
		reader, err := r.parts(name, wanted(name))
		if err != nil {
			return err
		}
		defer reader.Close()
		readers[i] = reader
	}
	type part struct {
		data []*Data
		err  error
	}
	// Nothing is buffered: a part is taken over when see is done with the one before, whose
	// memory is free then.
	ready, enough, idle := make(chan part), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(idle)
		defer close(ready)
		for more := true; more; {
			var p part
			p.data, more, p.err = nextPart(readers, courses)
			more = more && p.err == nil
			select {
			case ready <- p:
			case <-enough:
				return
			}
		}
	}()
	defer func() {
		close(enough)
		<-idle // before the files are closed
	}()
	for p := range ready {
		if p.err == nil {
			p.err = see(p.data)
		}
		if p.err != nil {
			return p.err
		}
	}
	return nil
}

// nextPart is the next part of every scenario: as many courses of the first, and what
// the others have up to the last of these. more says that another follows.
func nextPart(readers []*partReader, courses int) (all []*Data, more bool, err error) {
	last, err := readers[0].begin(courses)
	if err != nil {
		return nil, false, readers[0].failed(err)
	}
	all = make([]*Data, len(readers))
	errs := make([]error, len(readers))
	InParallel(len(readers), func(i int) {
		all[i], errs[i] = readers[i].take(last)
		errs[i] = readers[i].failed(errs[i])
	})
	return all, last != nil, errors.Join(errs...)
}

// partReader reads the courses of a scenario some at a time.
type partReader struct {
	scenario string
	patients partTable[record.Patient]
	sessions partTable[record.Session]
	ruptures partTable[record.Rupture]
	assessed partTable[record.Assessment]
	scored   partTable[record.Score]
	items    partTable[record.Items]
	asked    []record.Items // of the part that is read
	parts    [2]*Data       // the one before, and the one that is read next
}

func (r *Run) parts(scenario string, wanted Columns) (*partReader, error) {
	files, err := r.tablesOf(scenario)
	if err != nil {
		return nil, err
	}
	p := &partReader{scenario: scenario,
		patients: partTable[record.Patient]{files: files["patients"], skip: wanted.unwanted("patients"), seen: r.seen, key: patientKey},
		sessions: partTable[record.Session]{files: files["sessions"], skip: wanted.unwanted("sessions"), seen: r.seen, key: sessionKey},
		ruptures: partTable[record.Rupture]{files: some[record.Rupture](wanted, "ruptures", files["ruptures"]), skip: wanted.unwanted("ruptures"), seen: r.seen, key: ruptureKey},
		assessed: partTable[record.Assessment]{files: some[record.Assessment](wanted, "assessments", files["assessments"]), skip: wanted.unwanted("assessments"), seen: r.seen, key: assessmentKey},
		scored:   partTable[record.Score]{files: some[record.Score](wanted, "scores", files["scores"]), skip: wanted.unwanted("scores"), seen: func(int) {}, key: scoreKey},
		items: partTable[record.Items]{files: some[record.Items](wanted, "items", files["items"]), seen: func(int) {},
			key: func(a *record.Items) key { return key{a.Replication, a.Patient} }},
	}
	var therapists []record.Therapist
	if wanted == nil {
		therapists, err = r.Therapists(scenario)
	}
	for i := range p.parts {
		p.parts[i] = &Data{Scenario: scenario, Therapists: therapists, Clinic: r.Clinics(scenario).Alike()}
	}
	return p, err
}

func (p *partReader) failed(err error) error {
	if err != nil {
		err = fmt.Errorf("scenario %s: %w", p.scenario, err)
	}
	return err
}

// begin reads the patients of so many courses ahead. It returns the key of the last of
// them; nil where nobody comes after it.
func (p *partReader) begin(courses int) (*key, error) {
	if err := p.patients.read(func(have int) bool { return have > courses }); err != nil || len(p.patients.ahead) <= courses {
		return nil, err
	}
	last := patientKey(&p.patients.ahead[courses-1])
	return &last, nil
}

// take reads the courses up to last (nil: all), into the memory of the part before the
// one before.
func (p *partReader) take(last *key) (*Data, error) {
	p.parts[0], p.parts[1] = p.parts[1], p.parts[0]
	d := p.parts[1]
	d.Intake, d.Alliance, d.List, d.Absent = d.Intake[:0], d.Alliance[:0], d.List[:0], nil
	d.before = rowsBefore{p.patients.taken, p.sessions.taken, p.ruptures.taken, p.assessed.taken, p.scored.taken, p.items.taken}
	var errs [6]error
	d.Patients, errs[0] = p.patients.take(d.Patients, last)
	d.Sessions, errs[1] = p.sessions.take(d.Sessions, last)
	d.Ruptures, errs[2] = p.ruptures.take(d.Ruptures, last)
	d.Assessments, errs[3] = p.assessed.take(d.Assessments, last)
	d.scores, errs[4] = p.scored.take(d.scores, last)
	p.asked, errs[5] = p.items.take(p.asked, last)
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	for i := range p.asked {
		d.keepItems(&p.asked[i])
	}
	return d, d.index()
}

// Close lets the files go.
func (p *partReader) Close() {
	p.patients.close()
	p.sessions.close()
	p.ruptures.close()
	p.assessed.close()
	p.scored.close()
	p.items.close()
}

// partTable reads the rows of a table's files part by part, each row once and to where a
// part keeps it.
type partTable[Row any] struct {
	files []string // still to be read
	file  rowSource
	skip  func(column string) bool
	seen  func(rows int)
	key   func(*Row) key
	ahead []Row // read, and of no part so far
	taken int   // rows of the parts before
}

// take returns the rows up to the last key (nil: all). The memory of an earlier part is
// taken for those after them.
func (t *partTable[Row]) take(earlier []Row, last *key) ([]Row, error) {
	err := t.read(func(have int) bool { return last != nil && last.Less(t.key(&t.ahead[have-1])) })
	n := len(t.ahead)
	for last != nil && n > 0 && last.Less(t.key(&t.ahead[n-1])) {
		n--
	}
	part := t.ahead[:n]
	if cap(earlier) < cap(t.ahead) {
		earlier = make([]Row, 0, cap(t.ahead))
	}
	t.ahead, t.taken = append(earlier[:0], t.ahead[n:]...), t.taken+n
	return part, err
}

// read reads rows until there are enough, or no more.
func (t *partTable[Row]) read(enough func(have int) bool) error {
	for len(t.ahead) == 0 || !enough(len(t.ahead)) {
		if t.file == nil {
			if len(t.files) == 0 {
				return nil
			}
			var err error
			if t.file, err = openSome(t.files[0], reflect.TypeFor[Row](), t.seen, t.skip); err != nil {
				t.file = nil
				return fmt.Errorf("%s: %w", t.files[0], err)
			}
		}
		have := len(t.ahead)
		if cap(t.ahead)-have < partBatch {
			t.ahead = slices.Grow(t.ahead, max(partBatch, have))
		}
		n, err := nextRows(t.file, t.ahead[have:have+partBatch])
		if err != nil {
			return fmt.Errorf("%s: %w", t.files[0], err)
		}
		if t.ahead = t.ahead[:have+n]; n == 0 {
			t.close()
			t.files = t.files[1:]
		}
	}
	return nil
}

// close lets the file go.
func (t *partTable[Row]) close() {
	if t.file != nil {
		t.file.close()
		t.file = nil
	}
}

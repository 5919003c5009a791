package data

import (
	"errors"
	"io"

	"rapport/sim/record"
)

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
	var last *key
	for i, reader := range readers {
		d, err := reader.take(courses, last)
		if err != nil {
			return nil, false, err
		}
		if i == 0 {
			next, err := reader.patients.peek()
			if err != nil {
				return nil, false, err
			}
			if more = next != nil; more {
				end := d.List[len(d.List)-1].Key()
				last, courses = &end, 0
			} else {
				courses = 0
			}
		}
		if !more {
			if err := reader.nothingLeft(); !errors.Is(err, io.EOF) {
				return nil, false, err
			}
		}
		all = append(all, d)
	}
	return all, more, nil
}

// partReader reads the courses of a scenario some at a time.
type partReader struct {
	*CourseReader
	items tableReader[record.Items]
	parts [2]*Data // the one before, and the one that is read next
}

func (r *Run) parts(scenario string, wanted Columns) (*partReader, error) {
	c, err := r.CoursesOf(scenario, 0, 1, wanted)
	if err != nil {
		return nil, err
	}
	p := &partReader{CourseReader: c}
	c.scored.files = nil
	p.items.files, p.items.name, p.items.seen = some[record.Items](wanted, "items", r.files[scenario]["items"]), "items", func(int) {}
	var therapists []record.Therapist
	if wanted == nil {
		therapists, err = r.Therapists(scenario)
	}
	for i := range p.parts {
		p.parts[i] = &Data{Scenario: scenario, Therapists: therapists}
	}
	return p, err
}

// take reads so many courses (0: all), none beyond last, into the memory of the part
// before the one before.
func (p *partReader) take(courses int, last *key) (*Data, error) {
	p.parts[0], p.parts[1] = p.parts[1], p.parts[0]
	d := p.parts[1]
	d.empty()
	for courses == 0 || len(d.Patients) < courses {
		row, err := p.patients.peek()
		if err != nil {
			return nil, err
		}
		if row == nil || last != nil && last.Less(patientKey(row)) {
			break
		}
		d.Patients = append(d.Patients, *row)
		p.patients.take()
		if err := p.rows(d, patientKey(row)); err != nil {
			return nil, err
		}
	}
	return d, d.index()
}

// empty lets go what was read, and keeps the memory of the rows.
func (d *Data) empty() {
	d.Patients, d.Sessions, d.Ruptures, d.Assessments = d.Patients[:0], d.Sessions[:0], d.Ruptures[:0], d.Assessments[:0]
	d.Intake, d.Alliance, d.List, d.Absent = d.Intake[:0], d.Alliance[:0], d.List[:0], nil
}

// rows reads what belongs to a patient.
func (p *partReader) rows(d *Data, k key) error {
	var asked []record.Items
	err := errors.Join(
		gatherMore(&p.sessions, &d.Sessions, k, sessionKey),
		gatherMore(&p.ruptures, &d.Ruptures, k, ruptureKey),
		gatherMore(&p.assessed, &d.Assessments, k, assessmentKey))
	if len(p.items.files) > 0 {
		err = errors.Join(err, gatherMore(&p.items, &asked, k, func(a *record.Items) key { return key{a.Replication, a.Patient} }))
	}
	for i := range asked {
		d.keepItems(&asked[i])
	}
	return err
}

// Close lets the files go.
func (p *partReader) Close() {
	p.CourseReader.Close()
	p.items.close()
}

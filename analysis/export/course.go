package export

import (
	"fmt"
	"iter"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// course is one patient with all sessions, good until the next one.
type course struct {
	patient  *record.Patient
	sessions []record.Session
}

// courses joins the patients of a scenario with their sessions. Both tables are
// sorted, so that one course is in memory at a time.
func courses(run *data.Run, scenario string) iter.Seq2[*course, error] {
	return func(yield func(*course, error) bool) {
		next, stop := iter.Pull2(data.Stream[record.Session](run, scenario))
		defer stop()
		c := &course{}
		session, err, more := next()
		for patient, patientErr := range data.Stream[record.Patient](run, scenario) {
			if patientErr != nil {
				yield(nil, patientErr)
				return
			}
			c.patient, c.sessions = patient, c.sessions[:0]
			for more && err == nil && session.Replication == patient.Replication && session.Patient == patient.Patient {
				c.sessions = append(c.sessions, *session)
				session, err, more = next()
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(c, nil) {
				return
			}
		}
		switch {
		case err != nil:
			yield(nil, err)
		case more:
			yield(nil, fmt.Errorf("scenario %s: sessions: replication %d, patient %d is out of order or has no row in patients",
				scenario, session.Replication, session.Patient))
		}
	}
}

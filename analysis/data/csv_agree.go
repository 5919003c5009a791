package data

import (
	"fmt"
	"slices"
	"strings"

	"rapport/analysis/data/table"
	"rapport/sim/record"
)

// rowsTwice notes rows of ruptures that are there twice, cell by cell: each would count.
func (t *ownTable) rowsTwice() {
	if t.name != "ruptures" {
		return
	}
	first, example, n := map[string]int{}, "", 0
	for _, r := range t.Rows {
		key := strings.Join(r.Cells, "\x00")
		line, seen := first[key]
		if !seen {
			first[key] = r.Line
		} else if n++; n == 1 {
			example = fmt.Sprintf("line %d is line %d again", r.Line, line)
		}
	}
	if n > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("%s like an earlier one (%s): each is counted as a rupture of its own", Counted(n, "row"), example))
	}
}

// ruptureSessions refuses ruptures in sessions that their patients did not hold, and those that are
// seen or repaired before they begin: the tables then count sessions in two ways.
func (r *reader) ruptureSessions(rows *record.Rows) error {
	type course struct {
		replication int32
		patient     int64
	}
	last := map[course]int32{}
	for i := range rows.Sessions {
		s := &rows.Sessions[i]
		c := course{s.Replication, s.Patient}
		last[c] = max(last[c], s.Session)
	}
	for i := range rows.Patients {
		p := &rows.Patients[i]
		if c := (course{p.Replication, p.Patient}); last[c] > 0 {
			last[c] = max(last[c], p.SessionsHeld)
		}
	}
	var faults table.Faults
	ids := r.patients.inOrder()
	for i := range rows.Ruptures {
		u := &rows.Ruptures[i]
		line := r.rows["ruptures"][i]
		if n := last[course{u.Replication, u.Patient}]; n > 0 && u.SessionOnset > n {
			faults.Add(line, fmt.Errorf("session_onset %d of patient %s lies after the last session (%d): want sessions counted as in the table of sessions, or the row taken out",
				u.SessionOnset-r.shifted, table.Quote(ids[u.Patient]), n-r.shifted))
		}
		for _, later := range []struct {
			name    string
			session *int32
		}{{"session_recognised", u.SessionRecognised}, {"session_resolved", u.SessionResolved}} {
			if later.session != nil && *later.session < u.SessionOnset {
				faults.Add(line, fmt.Errorf("%s %d lies before session_onset %d", later.name, *later.session-r.shifted, u.SessionOnset-r.shifted))
			}
		}
	}
	return prefixed("ruptures", faults.Err())
}

// noteContradictions says where the table of patients and that of sessions tell different things of
// the same ids: these may be of other people.
func (r *reader) noteContradictions(d *Data, given func(column string) bool) {
	numbers := r.patients.numbers()
	without, held := 0, 0
	for i := range d.List {
		switch one := &d.List[i]; {
		case len(one.Sessions) > 0:
		case one.Patient.SessionsHeld > 0:
			held++
		default:
			without++
		}
	}
	if without > 0 {
		d.note("%s without a row in the table of sessions: taken to have held none", Counted(without, "patient"))
	}
	if held > 0 {
		d.note("%s without a row in the table of sessions, but with sessions_held above 0: look whether the table of sessions is whole, as nothing is known of these sessions", Counted(held, "patient"))
	}
	for _, c := range []struct {
		what, patients, sessions string
		differs                  func(*Course) bool
	}{
		{"the last PHQ-9", "phq9_last", "phq9", func(c *Course) bool {
			last, n := c.Latest(1, record.MaxSessions)
			return n > 0 && int32(last) != c.Patient.PHQ9Last
		}},
		{"the number of sessions", "sessions_held", "session", func(c *Course) bool { return int(c.Patient.SessionsHeld) < len(c.Sessions) }},
		{"the therapist", "therapist", "therapist", func(c *Course) bool {
			return !slices.ContainsFunc(c.Sessions, func(s record.Session) bool { return s.Therapist == c.Patient.Therapist })
		}},
	} {
		if !given("patients."+c.patients) || !given("sessions."+c.sessions) {
			continue
		}
		first, n := "", 0
		for i := range d.List {
			if one := &d.List[i]; len(one.Sessions) > 0 && c.differs(one) {
				if n++; n == 1 {
					first = r.patients.inOrder()[slices.Index(numbers, one.Patient.Patient)]
				}
			}
		}
		if n > 0 {
			d.note("%s of %s is not what their sessions tell (first: %s): look whether the ids of both tables mean the same people", c.what, Counted(n, "patient"), table.Quote(first))
		}
	}
}

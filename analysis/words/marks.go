package words

// Mark is an event of a session for a chart.
type Mark struct {
	Kind string `json:"kind"` // missed, break, change, taper, withdrawal, confrontation, recognised, repaired, faded, ending, ended
	Text string `json:"text"`
}

// Marks are the events of a session.
func (l *Language) Marks(s *Session) []Mark {
	marks := []Mark{}
	mark := func(holds bool, kind, key string, pairs ...any) {
		if holds {
			marks = append(marks, Mark{kind, l.Text(key, pairs...)})
		}
	}
	mark(s.Missed > 0, "missed", "mark.missed", "n", s.Missed)
	mark(s.Break >= shortest, "break", "mark.break", "weeks", l.weeks(s.Break))
	mark(s.Taken, "change", "mark.change")
	mark(s.Rarer, "taper", "mark.taper")
	if r := s.Rupture; r != nil {
		how := map[bool]string{true: "mark.opens", false: "mark.open"}[r.Began]
		mark(true, r.Kind, how, "kind", l.Text("kind."+r.Kind), "strength", l.Strength(r.Intensity), "intensity", l.Number(r.Intensity, 2))
		mark(r.Recognised && !r.Noted, "recognised", "mark.recognised")
		mark(r.Resolved, "repaired", "mark.repaired")
		mark(r.Forgotten, "faded", "mark.faded")
	}
	mark(s.LastThree, "ending", "mark.ending")
	mark(s.Ending != "", "ended", "ending."+Ending(s.Ending))
	return marks
}

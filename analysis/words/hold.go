package words

import (
	"rapport/sim"
	"rapport/sim/record"
)

// Hold holds the next session of a course, with moves beyond those that the
// scenario prescribes, and returns what is told of it, the same whether
// a move was prescribed, chosen or the therapist's own. False means that the
// course has ended. The rows are those of the course so far.
func Hold(m *sim.Model, c *sim.Course, rows *record.Rows, chosen sim.Move) (Session, bool) {
	planned, before := c.Planned, c.Last
	noted := c.Rupture.Open && c.Rupture.Recognised > 0
	goes := c.Next(m, rows, chosen)
	n := len(rows.Sessions)
	s := Session{
		Missed: c.Seen.Missed, LastThree: c.Seen.OnLast, Rarer: rarer(m, c.Session),
		Moves:   MoveNames(c.Last.Moves),
		Patient: rows.Sessions[n-1].RupturePatient, Therapist: rows.Sessions[n-1].RuptureTherapist,
		Ending: c.Ending,
	}
	if n == 1 {
		s.Waited = c.Week
	} else {
		s.Break = c.Gap - planned*float64(1+s.Missed)
		s.Taken = rows.Sessions[n-2].Therapist != rows.Sessions[n-1].Therapist
	}
	if h := &c.Last; h.Intensity > 0 {
		s.Rupture = &Rupture{Kind: sim.KindNames[h.Kind], Intensity: h.Intensity, Began: h.Began, Deepened: !h.Began && h.Intensity > before.Intensity,
			Noted: noted && !h.Began, Recognised: h.Recognised, Resolved: h.Resolved, Forgotten: h.Forgotten,
			Stronger: h.Resolved && c.Trust > trustBefore(&h.Closed, rows)}
	}
	return s, goes
}

// trustBefore is the trust before a rupture as a reader of the course would say it: a missed
// session may have cost some of it since the session before, just before the rupture began.
func trustBefore(r *sim.Rupture, rows *record.Rows) float64 {
	if r.Onset < 2 {
		return r.TrustBefore
	}
	return max(r.TrustBefore, float64(rows.Sessions[r.Onset-2].TrueTrust))
}

// rarer says whether a session is the first after the spacing has widened. A taper may
// leave it as it was.
func rarer(m *sim.Model, session int) bool {
	f := &m.Frequency
	return f.TaperFrom > 0 && float64(session) == f.TaperFrom+1 && f.TaperGap > 1/f.PerWeek
}

// MoveNames are the names of these moves, in the order of their bits.
func MoveNames(moves sim.Move) []string {
	names := []string{}
	for i, name := range sim.MoveNames {
		if moves&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

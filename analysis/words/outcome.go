package words

import (
	"math"

	"rapport/sim/record"
)

// Outcome is how a course ended, in a sentence or two. Ruptures are those of its
// table: slight ones are counted, and said to be slight. Waited is how many weeks
// passed before session 1.
func (l *Language) Outcome(p *record.Patient, waited float64, ruptures []record.Rupture) string {
	text := l.SeenOutcome(p, waited)
	if Ending(p.Ending) == waiting {
		return text
	}
	return text + " " + l.Ruptures(ruptures)
}

// SeenOutcome is how a course ended, as far as it can be seen from outside.
func (l *Language) SeenOutcome(p *record.Patient, waited float64) string {
	var changes []string
	say := func(holds bool, key string) {
		if holds {
			changes = append(changes, l.Text("outcome."+key))
		}
	}
	say(p.Remission, "remission")
	say(p.Response, "response")
	say(p.ReliableImprovement, "improvement")
	say(p.ReliableDeterioration, "deterioration")
	say(len(changes) == 0, "none")
	ending := Ending(p.Ending)
	text := l.Text("ending."+ending) + " " + l.Text("outcome.phq9", "intake", l.Number(float64(p.PHQ9Intake), 0), "last", l.Number(float64(p.PHQ9Last), 0), "changes", l.Enumerate(changes))
	if ending == waiting {
		return text + " " + l.Text("outcome.waited", "weeks", l.Text("count.week", "n", int(math.Round(float64(p.Weeks)))))
	}
	how := "outcome.sessions"
	if waited >= shortest {
		how = "outcome.sessions_waited"
	}
	text += " " + l.Text(how, "sessions", l.Text("count.session", "n", int(p.SessionsHeld)),
		"weeks", l.Text("count.week", "n", int(math.Round(float64(p.Weeks)-waited))), "missed", l.Text("count.missed", "n", int(p.SessionsMissed)), "waited", l.weeks(waited))
	if p.Transfers > 0 {
		text += " " + l.Text("outcome.transfers", "n", int(p.Transfers))
	}
	return text
}

const waiting = "waiting"

// Ruptures counts ruptures and those that were repaired, and says how many were
// slight.
func (l *Language) Ruptures(ruptures []record.Rupture) string {
	slight, repaired := 0, 0
	for i := range ruptures {
		if told(float64(ruptures[i].Intensity)) < Slight {
			slight++
		}
		if ruptures[i].Resolved {
			repaired++
		}
	}
	switch n := len(ruptures); {
	case n == 0:
		return l.Text("outcome.no_rupture")
	case slight == 0:
		return l.Text("outcome.ruptures", "ruptures", l.Text("count.rupture", "n", n), "repaired", l.Text("count.repaired", "n", repaired))
	default:
		return l.Text("outcome.ruptures_slight", "ruptures", l.Text("count.rupture", "n", n), "slight", l.Text("count.slight", "n", slight), "repaired", l.Text("count.repaired", "n", repaired))
	}
}

// Severity is the band of a PHQ-9 score (Kroenke, Spitzer & Williams 2001).
func (l *Language) Severity(phq9 int32) string {
	switch {
	case phq9 < 5:
		return l.Text("severity.minimal")
	case phq9 < 10:
		return l.Text("severity.mild")
	case phq9 < 15:
		return l.Text("severity.moderate")
	case phq9 < 20:
		return l.Text("severity.moderately_severe")
	}
	return l.Text("severity.severe")
}

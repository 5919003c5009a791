package study

import (
	"fmt"
	"slices"

	"rapport/sim"
)

// firstSeen is the first session at which a condition can hold, as what it asks
// for must have happened before, and why; 0 for one that always can.
func firstSeen(condition string, m *sim.Model) (session int, because string) {
	switch condition {
	case "alliance_drop":
		return 3, "a drop takes the reports of two sessions"
	case "low_alliance":
		return 2, "the first report is given after session 1"
	case "no_progress":
		return int(m.Conditions.Since), "progress is judged from session " + formatNumber(m.Conditions.Since) + " on"
	case "missed_session":
		return 2, "none can be missed before session 1"
	}
	return 0, ""
}

// checkTogether explains what is allowed each by itself but can never happen
// together, so that no scenario silently does nothing.
//
// In a design it is said of the first point, and what varies is not looked at.
func (s *Study) checkTogether(p *Planned, at keyPath, m *sim.Model, faults *faultList) {
	if p.Point > 1 {
		return
	}
	care := &m.Care
	p.checkCare(at.key("set"), care, faults)
	if !care.Therapy() && !s.Design.varies("care.treatment") {
		const never, mend = "never happen: without therapy there is no therapist", "remove them, or set care.treatment: therapy"
		if len(p.Actions) > 0 {
			faults.add(at.key("actions"), "", never, mend)
		}
		if len(p.Rules) > 0 {
			faults.add(at.key("rules"), "", never, mend)
		}
		return
	}
	added := p.added()
	sessions := min(maxSession, int(care.Sessions)+added)
	if s.Design.varies("care.sessions") {
		sessions = maxSession
	}
	for i := range p.Actions {
		p.Actions[i].checkTogether(at.key("actions").item(i), m, sessions, added > 0, faults)
	}
	for i := range p.Rules {
		p.Rules[i].checkTogether(at.key("rules").item(i), m, sessions, added > 0, s.Scores(), faults)
	}
}

// checkCare looks at what the scenario itself says of its care.
func (p *Planned) checkCare(at keyPath, care *sim.Care, faults *faultList) {
	if p.Point > 0 {
		return
	}
	says := func(name string) bool { _, ok := p.Set[name]; return ok }
	if care.Therapy() && says("care.waiting_list_weeks") {
		faults.add(at.key("care.waiting_list_weeks"), "", "counts only where care.treatment is none",
			"a wait before therapy is care.waiting_weeks")
	}
	for _, name := range []string{"care.waiting_weeks", "care.sessions", "care.sessions_per_week", "care.taper_from", "care.taper_gap"} {
		if !care.Therapy() && says(name) {
			faults.add(at.key(name), "", "counts only where there is therapy, and care.treatment is none here",
				"how long patients wait is care.waiting_list_weeks")
		}
	}
	if from := p.Set["care.taper_from"]; care.Therapy() && from >= care.Sessions {
		faults.add(at.key("care.taper_from"), formatNumber(from), fmt.Sprintf("never tapers: treatment is planned for %s sessions", formatNumber(care.Sessions)), "")
	}
}

// checkTogether explains why the action can never happen in a treatment of so
// many sessions; where rules may add more, the phases are not what is planned.
func (a *PlannedAction) checkTogether(at keyPath, m *sim.Model, planned int, more bool, faults *faultList) {
	last, never := a.Sessions.checkPlanned(at, planned, faults)
	if never {
		return
	}
	if session, because := firstSeen(a.When, m); last < session {
		faults.add(at.key("when"), a.When, fmt.Sprintf("never holds up to session %d: %s", last, because), "")
		return
	}
	if !more {
		checkPhase(at.key("phase"), a.Phase, a.Sessions, m, planned, faults)
	}
}

// checkTogether explains why the rule can never act in a treatment of at most so
// many sessions.
func (r *PlannedRule) checkTogether(at keyPath, m *sim.Model, planned int, more bool, scores []sim.ScoreText, faults *faultList) {
	last, never := r.Sessions.checkPlanned(at, planned, faults)
	if never {
		return
	}
	for j := range r.When {
		if session, because := r.When[j].firstSeen(m, scores); last < session {
			faults.add(r.testAt(at, j), "", fmt.Sprintf("never holds up to session %d: %s", last, because), "")
			return
		}
	}
	if r.checkApart(at, faults) && !more {
		checkPhase(at.key("phase"), r.Phase, r.Sessions, m, planned, faults)
	}
}

// firstSeen is the first session before which the test can hold, and why.
func (x *PlannedTest) firstSeen(m *sim.Model, scores []sim.ScoreText) (session int, because string) {
	if x.Condition != "" {
		return firstSeen(x.Condition, m)
	}
	if x.MissedAtLeast > 0 {
		return 2 + (x.MissedAtLeast-1)/mostMissed, "at most three planned sessions are missed before each session held, none before the first"
	}
	if x.Score == "" {
		return 0, ""
	}
	score := &scores[scoreOf(x.Score, scores)]
	c := x.said()[0]
	switch {
	case !c.ofChange():
		return score.First, "the first answer is there before session " + fmt.Sprint(score.First)
	case x.Over > 0:
		return score.First + x.Over, fmt.Sprintf("a change over %d sessions is there before session %d", x.Over, score.First+x.Over)
	case *c.value > 0 && c.sees != sim.SeesLess:
		return score.First + 1, "a change takes two answers"
	}
	return score.First, "the first answer is there before session " + fmt.Sprint(score.First)
}

// mostMissed is how many planned sessions can be missed in a row.
const mostMissed = 3

// checkApart says whether the tests leave a score that passes all of them, and
// reports where they do not.
func (r *PlannedRule) checkApart(at keyPath, faults *faultList) bool {
	for i := range r.When {
		for j := range r.When[:i] {
			a, b := &r.When[j], &r.When[i]
			for _, pair := range [][2]*PlannedTest{{a, b}, {b, a}} {
				above, below := pair[0].Above, pair[1].Below
				if a.Score == b.Score && a.Score != "" && above != nil && below != nil && *above >= *below {
					faults.add(at.key("when").item(i), "", fmt.Sprintf("never holds together with the test before: no score is above %s and below %s",
						formatNumber(*above), formatNumber(*below)), "two rules say either")
					return false
				}
			}
		}
	}
	return true
}

// checkPlanned reports sessions after the planned ones, and says which is the last.
func (s Sessions) checkPlanned(at keyPath, planned int, faults *faultList) (last int, never bool) {
	_, last = s.ends(planned)
	after := s.after(planned)
	if after > 0 {
		faults.add(at.key("sessions"), fmt.Sprint(after), fmt.Sprintf("never happens: treatment is planned for %d sessions", planned), "")
	}
	return last, after > 0
}

// checkPhase reports a phase that none of the sessions is of.
func checkPhase(at keyPath, name string, s Sessions, m *sim.Model, planned int, faults *faultList) {
	first, last := s.ends(planned)
	phase := slices.Index(sim.PhaseNames, name)
	if phase > int(sim.AnyPhase) && !touches(m, sim.Phase(phase), first, last, planned) {
		faults.add(at, name, fmt.Sprintf(
			"never happens in sessions %d to %d of %d: the early phase is sessions 1 to %s, the ending the last %s, the middle what lies between",
			first, last, planned, formatNumber(m.Phases.Early), formatNumber(m.Phases.Ending)), "")
	}
}

// ends are the first session and the last one that is planned.
func (s Sessions) ends(planned int) (first, last int) {
	first, last = max(1, s.first()), planned
	if n := len(s.List); n > 0 {
		last = s.List[n-1]
	} else if s.To > 0 {
		last = s.To
	}
	return first, min(last, planned)
}

// after is the first session named that lies after the planned ones, or 0.
func (s Sessions) after(planned int) int {
	for _, session := range append([]int{s.From}, s.List...) {
		if session > planned {
			return session
		}
	}
	return 0
}

// touches says whether one of the sessions first to last of so many is of the phase.
func touches(m *sim.Model, phase sim.Phase, first, last, planned int) bool {
	for t := first; t <= last; t++ {
		if m.Phases.Of(t, m.Phases.Last(&sim.Dyad{Session: t - 1}, float64(planned))) == phase {
			return true
		}
	}
	return false
}

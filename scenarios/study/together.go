package study

import (
	"fmt"
	"slices"

	"rapport/sim"
)

// endingSessions is the length of the phase sim.Ending, in planned sessions.
const endingSessions = 3

// firstSeen is the first session at which a condition can hold: what it asks
// for must have happened before.
var firstSeen = map[string]struct {
	session int
	because string
}{
	"alliance_drop":  {3, "a drop takes the reports of two sessions"},
	"low_alliance":   {2, "the first report is given after session 1"},
	"no_progress":    {lastEarlySession, "progress is judged from session 4 on"},
	"missed_session": {2, "none can be missed before session 1"},
}

// checkTogether explains what is allowed each by itself but can never happen
// together, so that no scenario silently does nothing.
//
// In a design it is said of the first point, and what varies is not looked at.
func (s *Study) checkTogether(p *Planned, at keyPath, care *sim.Care, faults *faultList) {
	if p.Point > 1 {
		return
	}
	p.checkCare(at.key("set"), care, faults)
	if len(p.Actions) > 0 && !care.Therapy() && !s.Design.varies("care.treatment") {
		faults.add(at.key("actions"), "", "never happen: without therapy there is no therapist", "remove them, or set care.treatment: therapy")
		return
	}
	sessions := int(care.Sessions)
	if s.Design.varies("care.sessions") {
		sessions = maxSession
	}
	for i := range p.Actions {
		p.Actions[i].checkTogether(at.key("actions").item(i), sessions, faults)
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
// many sessions.
func (a *PlannedAction) checkTogether(at keyPath, planned int, faults *faultList) {
	first, last := a.Sessions.ends(planned)
	if never := a.Sessions.after(planned); never > 0 {
		faults.add(at.key("sessions"), fmt.Sprint(never), fmt.Sprintf("never happens: treatment is planned for %d sessions", planned), "")
		return
	}
	if seen, ok := firstSeen[a.When]; ok && last < seen.session {
		faults.add(at.key("when"), a.When, fmt.Sprintf("never holds up to session %d: %s", last, seen.because), "")
		return
	}
	if slices.ContainsFunc(phasesFrom(first, last, planned), func(phase string) bool { return a.Phase == phase }) {
		return
	}
	if a.Phase == sim.PhaseNames[sim.Middle] || a.Phase == sim.PhaseNames[sim.Ending] {
		faults.add(at.key("phase"), a.Phase, fmt.Sprintf(
			"never happens in sessions %d to %d of %d: the early phase is sessions 1 to %d, the ending the last %d, the middle what lies between",
			first, last, planned, lastEarlySession, endingSessions), "")
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

// phasesFrom lists the phases that sessions first to last of so many touch.
func phasesFrom(first, last, planned int) []string {
	var phases []string
	ending := max(lastEarlySession+1, planned-endingSessions+1)
	for _, p := range []struct {
		phase    sim.Phase
		from, to int
	}{
		{sim.Early, 1, lastEarlySession}, {sim.Middle, lastEarlySession + 1, ending - 1}, {sim.Ending, ending, planned},
	} {
		if max(first, p.from) <= min(last, p.to) {
			phases = append(phases, sim.PhaseNames[p.phase])
		}
	}
	return phases
}

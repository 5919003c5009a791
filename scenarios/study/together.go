package study

import (
	"fmt"
	"slices"

	"rapport/scenarios/population"
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

// checkIdle explains what counts for nothing or never happens, so that no scenario silently
// does nothing. With parameter sets it is said of the shipped values.
//
// A recorded study is not asked: the version that ran it took it as it was.
func (s *Study) checkIdle(planned []Planned, all []*population.Simulation, faults *faultList) {
	always, _ := s.idle(planned, all)
	for _, f := range always {
		faults.take(f)
	}
	s.checkEverywhere(all, faults)
	for i := range s.Contrasts {
		s.checkThrough(i, all, faults)
	}
}

// IdleAt is something that a study says and that counts for nothing, or never happens, at
// some points of its design.
type IdleAt struct {
	Path, Value, Message string // as in a [Fault], of the first of these points
	Points               []int  // from 1, ascending
}

// IdleAtPoints lists what the study says and has no effect at some points of its design.
func (s *Study) IdleAtPoints() []IdleAt {
	if s.Design == nil {
		return nil
	}
	all, faults := s.simulations()
	if len(faults.found) > 0 {
		return nil
	}
	_, sometimes := s.idle(s.Planned(), all)
	return sometimes
}

// idle is what each scenario says and has no effect: of a design, at each of its points, or at
// some.
func (s *Study) idle(planned []Planned, all []*population.Simulation) (always []located, sometimes []IdleAt) {
	var first []located
	points := map[keyPath][]int{}
	for i := range planned {
		p := &planned[i]
		if p.Point > 0 && s.Plausible != nil {
			continue
		}
		var found faultList
		s.checkTogether(p, p.at(), &all[i].Setting, &found)
		for _, f := range found.found {
			known := points[f.at]
			switch {
			case s.Design == nil:
				always = append(always, f)
				continue
			case known == nil:
				first = append(first, f)
			}
			if len(known) == 0 || known[len(known)-1] != p.Point {
				points[f.at] = append(known, p.Point)
			}
		}
	}
	for _, f := range first {
		if at := points[f.at]; len(at) == s.Design.Size() {
			always = append(always, f)
		} else {
			sometimes = append(sometimes, IdleAt{f.Path, f.Value, f.Message, at})
		}
	}
	return always, sometimes
}

// checkTogether explains what is allowed each by itself but can never happen
// together.
func (s *Study) checkTogether(p *Planned, at keyPath, setting *population.Setting, faults *faultList) {
	m := &setting.Model
	care := &m.Care
	p.checkCare(at.key("set"), care, &m.Frequency, faults)
	p.checkService(at.key("set"), setting, faults)
	if !care.Therapy() {
		const never, mend = "never happen: without therapy there is no therapist", "remove them, or set care.treatment: therapy"
		if len(p.Actions) > 0 {
			faults.add(at.key("actions"), "", never, mend)
		}
		if len(p.Rules) > 0 {
			faults.add(at.key("rules"), "", never, mend)
		}
		return
	}
	length := p.length(-1, care)
	for i := range p.Actions {
		p.Actions[i].checkTogether(at.key("actions").item(i), m, length, faults)
	}
	for i := range p.Rules {
		p.checkRule(i, at.key("rules").item(i), setting, p.length(i, care), s, faults)
	}
}

// checkCare looks at what the scenario itself says of its care, where no design says more.
func (p *Planned) checkCare(at keyPath, care *sim.Care, frequency *sim.Frequency, faults *faultList) {
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
	if from, last := p.Set["care.taper_from"], p.length(-1, care).last; care.Therapy() && from >= float64(last) {
		faults.add(at.key("care.taper_from"), formatNumber(from), fmt.Sprintf("never tapers: treatment is planned for %d sessions", last), "")
	}
	p.checkTaperWidens(at, care, frequency, faults)
}

// checkTaperWidens reports a taper after which sessions are no farther apart: it would
// strain as if they were. Where a rule changes the pace, it may widen that one.
func (p *Planned) checkTaperWidens(at keyPath, care *sim.Care, f *sim.Frequency, faults *faultList) {
	if f.TaperFrom == 0 || !care.Therapy() || 1/f.PerWeek < f.TaperGap-1e-9 {
		return
	}
	for i := range p.Rules {
		if slices.ContainsFunc(p.Rules[i].steps(), func(do *PlannedStep) bool { return do.SessionsPerWeek > 0 }) {
			return
		}
	}
	names := []string{"care.taper_gap", "care.taper_from", "care.sessions_per_week"}
	name, value := names[0], f.TaperGap // which the study or the command line may have set for all
	for _, own := range names {
		if x, ok := p.Set[own]; ok {
			name, value = own, x
			break
		}
	}
	faults.add(at.key(name), formatNumber(value), fmt.Sprintf("tapers nothing: the gap between sessions is %s before and %s after it, in weeks",
		formatNumber(1/f.PerWeek), formatNumber(f.TaperGap)), "leave it out, or let the gap after it be wider: care.taper_gap")
}

// length is how long the treatments of a scenario can be.
type length struct {
	planned int    // sessions at the most
	more    bool   // rules may add sessions, so that the phases are not what is planned
	last    int    // session after which a rule ends every treatment, or planned
	by      string // that rule; "": none does
}

// length is that of treatments before rule k first acts, or of all where k is −1.
func (s *Scenario) length(k int, care *sim.Care) (l length) {
	added := s.added(k)
	l.planned, l.more = min(maxSession, int(care.Sessions)+added), added > 0
	l.last = l.planned
	for i := range s.Rules {
		r := &s.Rules[i]
		if first := max(1, r.Sessions.first()); r.endsAll() && first < l.last {
			l.last, l.by = first, r.label(i)
		}
	}
	return l
}

// checkTogether explains why the action can never happen in treatments of that length;
// where rules may add sessions, the phases are not what is planned.
func (a *PlannedAction) checkTogether(at keyPath, m *sim.Model, l length, faults *faultList) {
	last, never := a.Sessions.checkPlanned(at, l, faults)
	if never {
		return
	}
	if session, because := firstSeen(a.When, m); last < session {
		faults.add(at.key("when"), a.When, fmt.Sprintf("never holds up to session %d: %s", last, because), "")
		return
	}
	if !l.more {
		checkPhase(at.key("phase"), a.Phase, a.Sessions, m, l, faults)
	}
}

// checkPlanned reports sessions after the planned ones, and says which is the last.
func (s Sessions) checkPlanned(at keyPath, l length, faults *faultList) (last int, never bool) {
	_, last = s.ends(l.last)
	after := s.after(l.last)
	switch {
	case after > l.planned:
		faults.add(at.key("sessions"), fmt.Sprint(after), fmt.Sprintf("never happens: treatment is planned for %d sessions", l.planned), "")
	case after > 0:
		faults.add(at.key("sessions"), fmt.Sprint(after), fmt.Sprintf("never happens: rule %s ends every treatment after session %d", l.by, l.last), "")
	}
	return last, after > 0
}

// checkPhase reports a phase that none of the sessions is of.
func checkPhase(at keyPath, name string, s Sessions, m *sim.Model, l length, faults *faultList) {
	first, last := s.ends(l.last)
	phase := slices.Index(sim.PhaseNames, name)
	if phase > int(sim.AnyPhase) && !touches(m, sim.Phase(phase), first, last, l.planned) {
		faults.add(at, name, fmt.Sprintf(
			"never happens in sessions %d to %d of %d: the early phase is sessions 1 to %s, the ending the last %s, the middle what lies between",
			first, last, l.planned, formatNumber(m.Phases.Early), formatNumber(m.Phases.Ending)), "")
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

package study

import (
	"fmt"
	"reflect"
	"slices"

	"rapport/sim"
)

// lasting is something that a step does and that lasts, by its key.
type lasting struct {
	key   string
	value any // comparable with that of another step
	shown string
}

// lasting is what the step does beyond moves, the end and added sessions.
func (x *PlannedStep) lasting() (all []lasting) {
	if x.SessionsPerWeek != 0 {
		all = append(all, lasting{"sessions_per_week", x.SessionsPerWeek, formatNumber(x.SessionsPerWeek)})
	}
	if x.Intensity != 0 {
		all = append(all, lasting{"intensity", x.Intensity, formatNumber(x.Intensity)})
	}
	if x.Approach != "" {
		all = append(all, lasting{"approach", x.Approach, x.Approach})
	}
	if x.Therapist != "" {
		by := PlannedMatch{}
		if x.Match != nil {
			by = *x.Match
		}
		all = append(all, lasting{"therapist", [2]any{x.Therapist, by}, x.Therapist})
	}
	return all
}

// eachStep calls do for everything that the rule may do, with where it stands.
func (r *PlannedRule) eachStep(at keyPath, do func(keyPath, *PlannedStep)) {
	if r.Do != nil {
		do(at.key("do"), r.Do)
	}
	for i := range r.Randomise {
		if step := r.Randomise[i].Do; step != nil {
			do(at.key("randomise").item(i).key("do"), step)
		}
	}
}

// checkTooLate reports what a rule does that follows the last session of every treatment,
// as all does but moves and added sessions.
func (r *PlannedRule) checkTooLate(at keyPath, l length, faults *faultList) {
	if r.Sessions.first() < l.last {
		return
	}
	why, ended := fmt.Sprintf("changes nothing: session %d is the last one planned, and this follows it", l.last), l.by != ""
	if ended {
		why = fmt.Sprintf("changes nothing: rule %s ends every treatment after session %d, and this follows it", l.by, l.last)
	}
	const mend = "let the rule act before an earlier session"
	r.eachStep(at, func(here keyPath, do *PlannedStep) {
		switch {
		case do.AddSessions > 0 && ended:
			faults.add(here.key("add_sessions"), fmt.Sprint(do.AddSessions), fmt.Sprintf("changes nothing: rule %s ends every treatment after session %d", l.by, l.last), mend)
		case do.AddSessions > 0:
			return
		}
		for _, x := range do.lasting() {
			faults.add(here.key(x.key), x.shown, why, mend)
		}
	})
}

// checkOverruled reports what rule i does and a later rule takes back before the same
// session, whenever it acts.
func (s *Scenario) checkOverruled(i int, at keyPath, faults *faultList) {
	r := &s.Rules[i]
	for k := i + 1; k < len(s.Rules); k++ {
		later := &s.Rules[k]
		if later.Do == nil || !later.actsWith(r) {
			continue
		}
		said := later.Do.lasting()
		r.eachStep(at, func(here keyPath, do *PlannedStep) {
			for _, x := range do.lasting() {
				j := slices.IndexFunc(said, func(y lasting) bool { return y.key == x.key })
				if j >= 0 && !reflect.DeepEqual(said[j].value, x.value) {
					faults.add(here.key(x.key), x.shown, fmt.Sprintf("changes nothing: rule %s says %s before the same session, and the later rule has its way", later.label(k), said[j].shown),
						"keep one of the two, or let them act under different conditions")
				}
			}
		})
	}
}

// actsWith says whether the rule surely acts whenever an earlier one does, before the same
// session.
func (r *PlannedRule) actsWith(earlier *PlannedRule) bool {
	if r.Weeks != (RuleWeeks{}) && r.Weeks != earlier.Weeks || r.named() != sim.AnyPhase && r.named() != earlier.named() {
		return false
	}
	for i := range r.When {
		if !slices.ContainsFunc(earlier.When, func(x PlannedTest) bool { return reflect.DeepEqual(x, r.When[i]) }) {
			return false
		}
	}
	if one, only := earlier.Sessions.only(); only {
		other, alone := r.Sessions.only()
		return alone && one == other || !r.Once && r.Sessions.has(one)
	}
	return reflect.DeepEqual(r.Sessions, earlier.Sessions) && (!r.Once || earlier.Once && len(r.When) == len(earlier.When) && r.Weeks == earlier.Weeks && r.named() == earlier.named())
}

// named is the phase of the rule.
func (r *PlannedRule) named() sim.Phase {
	return sim.Phase(max(0, slices.Index(sim.PhaseNames, r.Phase)))
}

// only is the session that is named, where it is a single one.
func (s Sessions) only() (session int, ok bool) {
	switch {
	case len(s.List) == 1:
		return s.List[0], true
	case len(s.List) == 0 && s.From > 0 && s.From == s.To:
		return s.From, true
	}
	return 0, false
}

// has says whether a session is named.
func (s Sessions) has(session int) bool {
	if len(s.List) > 0 {
		return slices.Contains(s.List, session)
	}
	first := max(1, s.From)
	return session >= first && (s.To == 0 || session <= s.To) && (s.Every < 2 || (session-first)%s.Every == 0)
}

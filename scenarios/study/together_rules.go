package study

import (
	"fmt"
	"math"
	"slices"

	"rapport/scenarios/population"
	"rapport/sim"
)

// endsAll says whether the rule, where it acts, ends the treatment of everybody.
func (r *PlannedRule) endsAll() bool {
	if len(r.When) > 0 || r.Phase != "" || r.Weeks != (RuleWeeks{}) {
		return false
	}
	steps := r.steps()
	return len(steps) > 0 && len(steps) >= len(r.Randomise) &&
		!slices.ContainsFunc(steps, func(do *PlannedStep) bool { return !do.End })
}

// checkRule explains why rule i can never act in treatments of that length.
func (p *Planned) checkRule(i int, at keyPath, setting *population.Setting, l length, s *Study, faults *faultList) {
	r, m, scores := &p.Rules[i], &setting.Model, s.Scores()
	last, never := r.Sessions.checkPlanned(at, l, faults)
	if never {
		return
	}
	for j := range r.When {
		session, because := p.firstArm(&r.When[j], i)
		if session == 0 {
			session, because = r.When[j].firstSeen(m, scores)
		}
		if last < session {
			message := "never holds: " + because
			if session < unreachable {
				message = fmt.Sprintf("never holds up to session %d: %s", last, because)
			}
			faults.add(r.testAt(at, j), "", message, "")
			return
		}
	}
	if session := r.beforeAnyChange(scores); session > 0 {
		faults.add(r.testAt(at, 0), "", fmt.Sprintf("holds before session %d of everybody, when nothing can have changed yet", session),
			"say from which session on, such as sessions: {from: 4}")
		return
	}
	if !r.checkApart(at, s, faults) || !p.checkWeeks(r, at.key("weeks"), setting, l, faults) {
		return
	}
	r.checkTapered(at, m, faults)
	r.checkTooLate(at, l, faults)
	p.checkOverruled(i, at, faults)
	if !l.more {
		checkPhase(at.key("phase"), r.Phase, r.Sessions, m, l, faults)
	}
}

// checkTapered reports a frequency that a rule sets once sessions are tapered: the gap of
// the taper comes before it.
func (r *PlannedRule) checkTapered(at keyPath, m *sim.Model, faults *faultList) {
	from, first := m.Frequency.TaperFrom, max(1, r.Sessions.first())
	if from == 0 || float64(first) < from {
		return
	}
	tell := func(at keyPath, do *PlannedStep) {
		if do != nil && do.SessionsPerWeek > 0 {
			faults.add(at.key("do").key("sessions_per_week"), formatNumber(do.SessionsPerWeek),
				fmt.Sprintf("changes nothing: from session %s on sessions are tapered (care.taper_from)", formatNumber(from)), "leave out the taper, and let a rule of its own space the sessions")
		}
	}
	tell(at, r.Do)
	for i := range r.Randomise {
		tell(at.key("randomise").item(i), r.Randomise[i].Do)
	}
}

// beforeAnyChange is the first session, before which a rule holds that acts once where too
// little has changed and does not say from when on; 0 of all others.
func (r *PlannedRule) beforeAnyChange(scores []sim.ScoreText) (session int) {
	if len(r.When) != 1 || !r.Once || r.Sessions.first() > 0 || r.Phase != "" || r.Weeks != (RuleWeeks{}) || r.When[0].Score == "" {
		return 0
	}
	x := &r.When[0]
	if c := x.said()[0]; c.sees != sim.SeesLess || *c.value <= 0 || x.Over > 0 {
		return 0
	}
	return scores[scoreOf(x.Score, scores)].First
}

// unreachable is the first session of what never happens.
const unreachable = math.MaxInt

// firstSeen is the first session before which the test can hold, and why.
func (x *PlannedTest) firstSeen(m *sim.Model, scores []sim.ScoreText) (session int, because string) {
	switch {
	case x.Condition != "":
		return firstSeen(x.Condition, m)
	case x.MissedAtLeast > 0 && m.Attendance.Strength == 0:
		return unreachable, "no session is missed, as attendance.strength is 0"
	case x.MissedAtLeast > 0:
		return 2 + (x.MissedAtLeast-1)/mostMissed, "at most three planned sessions are missed before each session held, none before the first"
	case x.Score == "":
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

// firstArm is the first session before which a test of rule i for an arm can hold, and
// why; 0 where the test is of something else.
func (s *Scenario) firstArm(x *PlannedTest, i int) (session int, because string) {
	k := s.randomises(x)
	switch {
	case k < 0:
		return 0, ""
	case s.waitsFor(k, i, nil):
		return unreachable, fmt.Sprintf("rules %s and %s wait for each other", s.Rules[i].label(i), s.Rules[k].label(k))
	}
	session = max(1, s.Rules[k].Sessions.first())
	because = fmt.Sprintf("rule %s randomises before session %d at the earliest", x.Rule, session)
	if k > i {
		return session + 1, because + ", after this one"
	}
	return session, because
}

// randomises is the rule whose arm the test looks at, or −1.
func (s *Scenario) randomises(x *PlannedTest) int {
	if x.Rule == "" {
		return -1
	}
	return slices.IndexFunc(s.Rules, func(r PlannedRule) bool { return r.Name == x.Rule })
}

// waitsFor says whether rule k looks at an arm of rule i, or at one of a rule that does.
func (s *Scenario) waitsFor(k, i int, been []int) bool {
	if k == i {
		return true
	}
	if slices.Contains(been, k) {
		return false
	}
	return slices.ContainsFunc(s.Rules[k].When, func(x PlannedTest) bool {
		next := s.randomises(&x)
		return next >= 0 && s.waitsFor(next, i, append(been, k))
	})
}

// checkApart says whether something passes all tests, and reports where nothing does.
func (r *PlannedRule) checkApart(at keyPath, s *Study, faults *faultList) bool {
	for i := range r.When {
		for j := range r.When[:i] {
			if why := r.When[j].excludes(&r.When[i], s); why != "" {
				faults.add(at.key("when").item(i), "", fmt.Sprintf("never holds together with when[%d]: %s", j, why), "two rules say either")
				return false
			}
		}
	}
	return true
}

// excludes says why two tests never hold together; nothing where they may.
func (x *PlannedTest) excludes(other *PlannedTest, s *Study) (why string) {
	switch {
	case x.Rule != "" && x.Rule == other.Rule && x.Arm != other.Arm:
		return "a patient is in one arm of " + x.Rule
	case x.Score == "" || x.Score != other.Score:
		return ""
	}
	a, b := x.said()[0], other.said()[0]
	if a.ofChange() != b.ofChange() || x.Over != other.Over {
		return ""
	}
	if a.low() > b.low() {
		a, b = b, a
	}
	least, most := b.low(), a.high()
	switch {
	case a.ofChange() && (least < most || least == most && a.sees != sim.SeesLess):
		return ""
	case a.ofChange():
		return "no change is both"
	case least < most && (math.IsInf(least, 0) || s.between(x.Score, least, most)):
		return ""
	}
	return fmt.Sprintf("no score is above %s and below %s", formatNumber(least), formatNumber(most))
}

// between says whether the score has a value above one and below another.
func (s *Study) between(score string, low, high float64) bool {
	step, from := 0.0, 0.0
	if score == sim.ScoreNames[sim.ScorePHQ9] {
		step = 1
	}
	for i := range s.Instruments {
		if q := &s.Instruments[i]; q.Name == score {
			step, from = q.Step, q.Range[0]
		}
	}
	return step == 0 || from+(math.Floor((low-from)/step+1e-9)+1)*step < high-1e-9
}

// low and high are the ends of the values of the score, or of its changes for the
// better, that pass.
func (c *comparison) low() float64 {
	if c.sees == sim.SeesAbove || c.sees == sim.SeesBetter {
		return *c.value
	}
	return math.Inf(-1)
}

func (c *comparison) high() float64 {
	switch c.sees {
	case sim.SeesBelow, sim.SeesLess:
		return *c.value
	case sim.SeesWorse:
		return -*c.value
	}
	return math.Inf(1)
}

// checkWeeks says whether a session of the rule can be in its weeks, and reports where
// none can.
func (p *Planned) checkWeeks(r *PlannedRule, at keyPath, setting *population.Setting, l length, faults *faultList) bool {
	if r.Weeks == (RuleWeeks{}) {
		return true
	}
	m := &setting.Model
	first, last := r.Sessions.ends(l.last)
	if week := p.earliest(first, m); r.Weeks.To > 0 && week > r.Weeks.To+1e-9 {
		faults.add(at.key("to"), formatNumber(r.Weeks.To), fmt.Sprintf("never holds: session %d is not before week %s", first, formatNumber(math.Round(week*10)/10)), "")
		return false
	}
	queue := setting.Population.Service.Places > 0
	if week := p.latest(last, m); !queue && week < r.Weeks.From-1e-9 {
		faults.add(at.key("from"), formatNumber(r.Weeks.From), fmt.Sprintf("never holds: session %d, the last one, is not after week %s", last, formatNumber(math.Round(week*10)/10)), "")
		return false
	}
	return true
}

// earliest is the week before which session t is never held.
func (p *Planned) earliest(t int, m *sim.Model) (week float64) {
	week = m.Care.WaitingWeeks
	for k := 1; k < t; k++ {
		week += p.gap(k, m, func(gap, paced float64) float64 { return min(gap, paced) })
	}
	return week
}

// latest is the week after which session t is never held where nobody waits in a queue.
func (p *Planned) latest(t int, m *sim.Model) (week float64) {
	week = m.Care.WaitingWeeks
	for k := 1; k < t; k++ {
		gap := p.gap(k, m, func(gap, paced float64) float64 { return max(gap, paced) })
		week += gap
		if m.Attendance.Strength > 0 {
			week += mostMissed * gap
		}
		if m.Transition.BreakProbability > 0 {
			week += m.Transition.BreakWeeks
		}
	}
	return week
}

// gap is the planned time from session k to the next: of the scenario, or of those of
// its rules that change it, whichever is taken.
func (p *Planned) gap(k int, m *sim.Model, take func(gap, paced float64) float64) float64 {
	gap := m.Frequency.Gap(k)
	if from := m.Frequency.TaperFrom; from > 0 && float64(k) >= from {
		return gap
	}
	for i := range p.Rules {
		for _, do := range p.Rules[i].steps() {
			if do.SessionsPerWeek > 0 {
				gap = take(gap, 1/do.SessionsPerWeek)
			}
		}
	}
	return gap
}

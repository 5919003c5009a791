package sim

import (
	"rapport/sim/luck"
	"rapport/sim/record"
)

// Remembered is how many sessions back a service can look.
const Remembered = 31

// MostDecisionPoints is how many decision points a scenario may have.
const MostDecisionPoints = luck.MostDecisionPoints

// service is what the rules of a scenario have seen and done in a course. It is kept
// only where there are rules.
type service struct {
	due   Step // what follows the session just held
	steps int  // decisions before it so far
	done  uint64
	added int     // planned sessions added
	pace  float64 // planned sessions per week; 0: as the scenario says
	arms  [luck.MostDecisionPoints]int8

	answered uint16          // bits of the scores that were ever answered
	first    [scores]float32 // first answers
	last     [scores]float32 // last answers
	before   [Remembered + 1][scores]float32
	known    [Remembered + 1]uint16 // bits of the scores that were answered by then
}

// hear notes an answer.
func (s *service) hear(score Score, value float64) {
	if s.answered&(1<<score) == 0 {
		s.answered |= 1 << score
		s.first[score] = float32(value)
	}
	s.last[score] = float32(value)
}

// see notes what the patient has answered after a session.
func (c *Course) see(t *record.SessionColumns, row int) {
	if len(c.Rules) == 0 || t.WAIPatient[row] == 0 {
		return
	}
	c.service.hear(ScoreWAI, c.Dyad.Seen.WAI)
	c.service.hear(ScoreCALPAS, 1+float64(t.CALPASPatient[row]-1)/24)
}

// prescribed are the moves that the scenario's rules demand in the coming session.
// What else they do is left to [Course.turn].
func (c *Course) prescribed(m *Model, to *record.Columns) Move {
	if len(c.Rules) == 0 {
		return NoMove
	}
	s, d := &c.service, &c.Dyad
	if row := to.Sessions.Len() - 1; to.Sessions.PHQ9[row] != 0 {
		s.hear(ScorePHQ9, float64(d.Seen.PHQ9))
	}
	for i := range c.Instruments {
		if x := &d.Seen.Scores[i]; x.Times > 0 {
			s.hear(ScoreInstruments+Score(i), x.Last)
		}
	}
	at := d.Session % (Remembered + 1)
	s.before[at], s.known[at] = s.last, s.answered
	s.due, s.steps = Step{}, 0
	for i := range c.Rules {
		if r := &c.Rules[i]; m.due(r, d) && c.holds(m, r) {
			c.act(r, to)
		}
	}
	return s.due.Move
}

// holds says whether the tests of a rule hold, and it may still act.
func (c *Course) holds(m *Model, r *Rule) bool {
	if r.Once > 0 && c.service.done&(1<<r.Once) != 0 {
		return false
	}
	for i := range r.When {
		if !c.passes(m, &r.When[i]) {
			return false
		}
	}
	return true
}

// passes says whether a test holds before the session to come.
func (c *Course) passes(m *Model, x *Test) bool {
	s := &c.service
	switch x.Sees {
	case SeesCondition:
		return m.Conditions.Holds(x.Condition, &c.Dyad)
	case SeesMissed:
		return float64(c.Missed) >= x.Value
	case SeesArm:
		return int(s.arms[x.Point]) == x.Arm+1
	case SeesAbove:
		return s.answered&(1<<x.Score) != 0 && float64(s.last[x.Score]) > x.Value+rounding
	case SeesBelow:
		return s.answered&(1<<x.Score) != 0 && float64(s.last[x.Score]) < x.Value-rounding
	}
	then, known := s.first[x.Score], s.answered
	if x.Over > 0 {
		at := c.Dyad.Session - x.Over
		if at < 0 {
			return false
		}
		then, known = s.before[at%(Remembered+1)][x.Score], s.known[at%(Remembered+1)]
	}
	if known&(1<<x.Score) == 0 {
		return false
	}
	return x.became(float64(s.last[x.Score] - then))
}

// rounding is more than single precision leaves between equal scores, or equal changes
// of a mean of items, and less than one item changes it.
const rounding = 1e-5

// became says whether a change of the score is what the test asks for.
func (x *Test) became(change float64) bool {
	better := change
	if !x.HighWell {
		better = -change
	}
	switch x.Sees {
	case SeesLess:
		return better < x.Value-rounding
	case SeesBetter:
		return better >= x.Value-rounding
	}
	return -better >= x.Value-rounding
}

// act does what a rule demands.
func (c *Course) act(r *Rule, to *record.Columns) {
	s, do, arm, share := &c.service, &r.Do, noArm, 1.0
	if r.Once > 0 {
		s.done |= 1 << r.Once
	}
	if len(r.Arms) > 0 {
		k := r.arm(c.Before.Uniform(luck.RuleArm + luck.Decision(r.Point)))
		s.arms[r.Point] = int8(k + 1)
		do, arm, share = &r.Arms[k].Do, r.Arms[k].Name, r.Arms[k].Share
	}
	s.added += do.Sessions
	s.due.take(do)
	if r.Kept {
		c.fillDecision(&to.Decisions, r.Name, arm, share)
	}
}

// noArm is the label of a decision that was not left to chance.
const noArm = "none"

// arm is the arm of a patient whose uniform number is u.
func (r *Rule) arm(u float64) int {
	k := 0
	for k < len(r.Arms)-1 && u >= r.Arms[k].UpTo {
		k++
	}
	return k
}

// take adds a further step, which has its way where both change the same thing.
func (s *Step) take(do *Step) {
	s.Move |= do.Move
	s.End = s.End || do.End
	if do.PerWeek > 0 {
		s.PerWeek = do.PerWeek
	}
	if do.Intensity > 0 {
		s.Intensity = do.Intensity
	}
	if do.Approach != KeepApproach {
		s.Approach = do.Approach
	}
	if do.Therapist != KeepTherapist {
		s.Therapist, s.By = do.Therapist, do.By
	}
}

// turn carries out what the rules have decided before the session just held, which was in
// CBT or not.
func (c *Course) turn(m *Model, cbt bool) {
	if len(c.Rules) == 0 {
		return
	}
	s, d := &c.service, &c.Dyad
	if s.due.Intensity > 0 {
		d.Eased = 1 - s.due.Intensity
	}
	if s.due.Approach != KeepApproach {
		d.Therapist.CBT = s.due.Approach == ToCBT || s.due.Approach == ToOther && !cbt
		m.tend(d)
	}
	d.Fewer = false
	if s.due.PerWeek > 0 {
		s.pace = s.due.PerWeek
		gap := c.gap(m)
		d.Fewer = gap > c.Planned
		c.Planned = gap
	}
}

// sessions are those after which treatment ends as planned: what the two agreed on, and
// what rules have added.
func (c *Course) sessions() float64 { return c.Agreed + float64(c.service.added) }

// gap is the planned time in weeks from the session just held to the next. The taper of
// a scenario comes before the pace that a rule has set.
func (c *Course) gap(m *Model) float64 {
	if c.service.pace > 0 && !m.Frequency.tapered(c.Dyad.Session) {
		return 1 / c.service.pace
	}
	return m.Frequency.Gap(c.Dyad.Session)
}

// colleague is the seat of the therapist who takes over; that of the present one
// where there is nobody else.
func (c *Course) colleague(s *Step) int {
	others := len(c.Clinic) - 1
	switch {
	case others == 0:
		return c.Seated
	case s.Therapist == NextTherapist:
		return c.next()
	case s.Therapist == AnyTherapist:
		k := int(c.Now.Uniform(luck.RuleTherapist) * float64(others))
		return (c.Seated + 1 + k) % len(c.Clinic)
	}
	best, least := c.Seated, 0.0
	for i := range c.Clinic {
		cost := -c.Clinic[i].Record
		if s.Therapist == MatchingTraits {
			cost = s.By.Cost(&c.Dyad.Patient, &c.Clinic[i])
		}
		if i != c.Seated && (best == c.Seated || cost < least) {
			best, least = i, cost
		}
	}
	return best
}

// fillDecision appends what a rule has decided.
func (c *Course) fillDecision(t *record.DecisionColumns, rule, arm string, share float64) {
	i, d := t.Add(), &c.Dyad
	t.Replication[i], t.Patient[i] = int32(c.Replication), d.Patient.ID
	t.Session[i], t.Step[i], t.Week[i] = int32(d.Session+1), int32(c.service.steps), float32(d.Week)
	c.service.steps++
	t.Rule[i], t.Arm[i], t.Probability[i] = rule, arm, float32(share)
}

package sim

import "rapport/sim/luck"

// Happened is what came of one session, beside the new state of the dyad.
type Happened struct {
	Moves      Move
	Began      bool    // a rupture began
	Intensity  float64 // greatest intensity of an open rupture in this session; 0: none
	Kind       Kind    // of that rupture
	Recognised bool    // it was recognised by the end of this session
	Resolved   bool    // it was resolved in this session
	Forgotten  bool    // it faded out, unresolved
	Closed     Rupture // the rupture that was resolved or forgotten
}

// Session holds one session of the dyad. The order of these lines is the
// schedule of the model; later lines see what earlier ones changed. prescribed
// are the moves that the scenario demands; planned is the planned gap before
// this session, in weeks.
func (m *Model) Session(d *Dyad, n *luck.Noise, prescribed Move, planned float64) Happened {
	d.Session++
	d.Met++

	// The therapist sees where they stand and decides what to do.
	tau := m.Transition.Strain(d, &m.Frequency, planned)
	moves := prescribed | m.Practice.Unprompted(d, m.Phases.Of(d.Session, d.Seen.OnLast), tau, n)
	trouble := m.Feedback.ShowsTrouble(d)
	d.Strain = m.Transition.Felt(tau, moves)
	if moves&NameDifference != 0 && !d.Named {
		d.Named = true
		m.tend(d)
	}
	if moves&GoalReview != 0 {
		d.Reviews++
		d.tend.goals = m.Goals.Tendency(&d.Patient, &d.Therapist, d.chemistry, d.Reviews)
	}
	e := d.tend.empathy
	if moves&Validate != 0 {
		e = m.Empathy.Response(&d.Therapist, moves)
	}
	time := m.Practice.Time(moves)

	// The alliance grows toward what this dyad tends to.
	v := m.Trust.Vulnerability(d)
	if d.Seen.Missed > 0 {
		d.add(FacetTrust, byTrust, m.Trust.Missed(d))
	}
	d.add(FacetTrust, byTrust, m.Trust.Change(d, v, e))
	d.add(FacetGoals, byGoals, m.Goals.Change(d, moves))
	agreed, unmatched := m.Tasks.Change(d, moves), m.Match.OnTasks(d, &m.Tasks, moves)
	d.add(FacetTasks, byTasks, agreed)
	d.add(FacetTasks, byMatch, unmatched)
	formed, sooner, lost := m.Bond.Change(d), m.Agreeableness.Change(d, &m.Bond), m.Match.OnBond(d, &m.Bond)
	d.add(FacetBond, byBond, formed)
	d.add(FacetBond, byAgreeableness, sooner)
	d.add(FacetBond, byMatch, lost)
	m.move(d, moves, e, trouble)

	// Symptoms, transitions and chance move it.
	u := m.Reciprocal.OnAlliance(d)
	d.add(FacetBond, bySymptoms, toward(d.Bond, u))
	d.add(FacetTasks, bySymptoms, toward(d.Tasks, u))
	d.add(FacetGoals, bySymptoms, toward(d.Goals, u))
	if d.Strain > 0 {
		u = m.Transition.Drive(d)
		d.add(FacetBond, byTransition, toward(d.Bond, u))
		d.add(FacetTasks, byTransition, toward(d.Tasks, u))
	}
	common := n.Normal(luck.SessionChance)
	d.add(FacetBond, byChance, m.Chance.Change(d.Bond, common, n.Normal(luck.BondChance)))
	d.add(FacetTasks, byChance, m.Chance.Change(d.Tasks, common, n.Normal(luck.TasksChance)))
	d.add(FacetGoals, byChance, m.Chance.Change(d.Goals, common, n.Normal(luck.GoalsChance)))

	// It may rupture; a rupture must be noticed and may be repaired.
	d.Work.Repaired = 0
	happened := m.rupture(d, n, moves)
	m.repair(d, n, moves, trouble, &happened)
	happened.Moves = moves

	// What the session leaves to the time until the next.
	d.Shift = d.Alliance() - d.Usual
	d.Usual += m.Reciprocal.Habit * d.Shift
	d.Hope += m.Hope.Change(d, e, moves)
	d.Work.Celebrated = 0
	if moves&CelebrateProgress != 0 {
		d.Work.Celebrated = max(0, d.Progress())
	}
	d.Work.Exploration = m.Exploration.Depth(d, v) * time
	d.Work.Technique = time
	if moves&PushTechnique != 0 {
		d.Work.Technique *= 1 + m.Technique.Push
	}
	d.Work.Feedback = m.Feedback.Sharpening(moves, trouble)
	return happened
}

// move books what the therapist's moves do to the alliance by themselves.
func (m *Model) move(d *Dyad, moves Move, e float64, trouble bool) {
	if moves == NoMove {
		return
	}
	u := m.Practice.OnBond(moves)
	if moves&Validate != 0 {
		u += m.Bond.Validated(d, e)
	}
	d.add(FacetBond, byMoves, toward(d.Bond, u))
	d.add(FacetGoals, byMoves, m.Goals.Reviewed(d, moves))
	d.add(FacetTasks, byMoves, toward(d.Tasks, m.Feedback.OnTasks(moves, trouble)))
}

// rupture lets an open rupture linger and a new one begin; a dyad that ruptures
// again while one is open deepens it.
func (m *Model) rupture(d *Dyad, n *luck.Noise, moves Move) (h Happened) {
	r := &d.Rupture
	if r.Open {
		u := -m.Impact.Linger * m.Impact.lingering(r)
		d.add(FacetBond, byRupture, toward(d.Bond, u))
		d.add(FacetTrust, byRupture, toward(d.Trust, u))
		h.Intensity, h.Kind = r.Intensity, r.Kind
		r.Intensity *= 1 - m.Impact.Fade
	}
	if !m.Rupture.Probability(d, m.Practice.OnRupture(moves)).Happens(n, luck.RuptureOnset) {
		return h
	}
	i := m.Rupture.Intensity(n.Uniform(luck.RuptureIntensity))
	if r.Open {
		r.Intensity += toward(r.Intensity, i)
	} else {
		kind := Withdrawal
		if m.Rupture.Confronts(&d.Patient).Happens(n, luck.RuptureKind) {
			kind = Confrontation
		}
		*r = Rupture{Open: true, Kind: kind,
			Intensity: i, Onset: d.Session, Therapist: d.Therapist.ID,
			TrustBefore: d.Trust, BondBefore: d.Bond, TasksBefore: d.Tasks, GoalsBefore: d.Goals}
		h.Began = true
	}
	r.Peak = max(r.Peak, r.Intensity)
	h.Intensity, h.Kind = max(h.Intensity, r.Intensity), r.Kind
	k := i * m.Impact.weight(r.Kind)
	d.add(FacetTrust, byRupture, toward(d.Trust, -m.Impact.Trust*k))
	d.add(FacetBond, byRupture, toward(d.Bond, -m.Impact.Bond*k))
	d.add(FacetTasks, byRupture, toward(d.Tasks, -m.Impact.Tasks*k))
	d.add(FacetGoals, byRupture, toward(d.Goals, -m.Impact.Goals*k))
	return h
}

// repair lets the therapist notice an open rupture and both resolve it.
func (m *Model) repair(d *Dyad, n *luck.Noise, moves Move, trouble bool, h *Happened) {
	r := &d.Rupture
	if !r.Open {
		return
	}
	if r.Recognised == 0 && m.Recognition.Probability(d, moves, trouble).Happens(n, luck.RuptureRecognised) {
		r.Recognised = d.Session
	}
	h.Recognised = r.Recognised > 0
	switch {
	case h.Recognised && m.Repair.Probability(d, moves).Happens(n, luck.RuptureRepaired):
		d.add(FacetTrust, byRepair, m.Repair.OnTrust(d))
		d.add(FacetBond, byRepair, m.Repair.Restored(d.Bond, r.BondBefore))
		d.add(FacetTasks, byRepair, m.Repair.Restored(d.Tasks, r.TasksBefore))
		d.add(FacetGoals, byRepair, m.Repair.Restored(d.Goals, r.GoalsBefore))
		h.Resolved, h.Closed = true, *r
		d.Work.Repaired = r.Peak
		*r = Rupture{}
	case r.Intensity < m.Impact.Forgotten:
		h.Forgotten, h.Closed = true, *r
		*r = Rupture{}
	}
}

// Pass lets so many weeks pass after a session: what the session gave is worked
// through, the natural course goes on, life brings stress. n is the noise of
// the session to come. It returns what the natural course did, points.
func (m *Model) Pass(d *Dyad, n *luck.Noise, weeks float64) (natural float64) {
	m.span(d, weeks)
	if d.Session > 0 {
		m.treat(d)
	}
	natural = m.Natural.Change(d)
	d.Level += natural
	d.add(FacetSeverity, byNaturalCourse, natural)

	shock := n.Normal(luck.StressShock)
	change := m.Stress.OnLevel(d, shock)
	d.Level += change
	d.add(FacetSeverity, byStress, change)
	d.Stress = m.Stress.Next(d, shock, d.Session > 0)
	f := m.Stress.Fluctuation(d.Level, d.Stress)
	// What rounding has left between severity and its two parts goes along.
	d.add(FacetSeverity, byStress, d.Level+f-d.Severity)
	d.Fluctuation = f
	d.Week += weeks
	d.Gap = weeks
	return natural
}

// treat works through what the last session gave: each source turns the odds of the
// slow level of severity by its drive, one after the other.
func (m *Model) treat(d *Dyad) {
	whole, w := 1-d.Eased, m.Approach.Of(&d.Therapist)
	dose := whole * m.Frequency.Dose(d.gap.presence, d.Session)
	work := whole * m.Frequency.Work(d.gap.presence, d.Session)
	sources := [...]struct {
		by    *Cause
		drive float64
	}{
		{byTechnique, work * m.Technique.OnSeverity(d, w.Technique)},
		{byRelationship, m.Reciprocal.OnSeverity(d, w.Relationship, dose)},
		{byExploration, work * m.Exploration.OnSeverity(d, w.Exploration)},
		{byHope, m.Hope.OnSeverity(d, dose)},
		{byEffort, work * m.Effort.OnSeverity(d, w.Effort)},
		{byTherapist, dose * m.Therapist.OnSeverity(d)},
		{byRupture, m.Impact.OnSeverity(d)},
		{byRepair, m.Repair.OnSeverity(d)},
		{byTransition, m.Transition.OnSeverity(d)},
	}
	level, sum := d.Level/PHQ9Max, 0.0
	for _, s := range sources {
		change := turn(level, s.drive)
		level += change
		sum += s.drive
		d.add(FacetSeverity, s.by, PHQ9Max*change)
	}
	d.Level = PHQ9Max * level
	d.NaturalLevel += m.Natural.Shift(d, sum)
}

// worked is the slow level of severity and where it drifts by itself, once what the last
// session gave is worked through. The dyad stays as it is.
func (m *Model) worked(d *Dyad) (level, natural float64) {
	kept, was := d.Ledger.Kept, [...]float64{d.Level, d.NaturalLevel, d.Severity}
	d.Ledger.Kept = false
	m.treat(d)
	level, natural = d.Level, d.NaturalLevel
	d.Ledger.Kept, d.Level, d.NaturalLevel, d.Severity = kept, was[0], was[1], was[2]
	return level, natural
}

// span works out what depends on the time between two sessions alone.
func (m *Model) span(d *Dyad, weeks float64) {
	if d.gap.weeks == weeks {
		return
	}
	d.gap.weeks = weeks
	d.gap.persistence, d.gap.innovation = m.Stress.over(weeks)
	d.gap.presence = m.Frequency.Presence(weeks)
	d.gap.drift = m.Natural.over(weeks)
}

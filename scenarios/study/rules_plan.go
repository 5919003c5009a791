package study

import (
	"slices"

	"rapport/sim"
)

// planRules translates the rules into the words of the model.
func (s *Scenario) planRules(scores []sim.ScoreText) []sim.Rule {
	var all []sim.Rule
	once, point := uint8(0), 0
	points := map[string]int{}
	for i := range s.Rules {
		if r := &s.Rules[i]; len(r.Randomise) > 0 {
			points[r.Name] = len(points)
		}
	}
	for i := range s.Rules {
		r := &s.Rules[i]
		rule := sim.Rule{Name: r.label(i), FromWeek: r.Weeks.From, ToWeek: r.Weeks.To, Kept: true, Phase: r.named()}
		for j := range r.When {
			rule.When = append(rule.When, s.planTest(&r.When[j], points, scores))
		}
		if r.Once {
			once++
			rule.Once = once
		}
		if r.Do != nil {
			rule.Do = r.Do.plan()
		}
		if len(r.Randomise) > 0 {
			rule.Arms, rule.Point = planArms(r.Randomise), point
			point++
		}
		all = append(all, r.Sessions.spread(rule)...)
	}
	return all
}

// spread is the rule for a range of sessions, and one for each session of a list.
func (s Sessions) spread(rule sim.Rule) []sim.Rule {
	if len(s.List) == 0 {
		rule.From, rule.To, rule.Every = s.From, s.To, s.Every
		return []sim.Rule{rule}
	}
	all := make([]sim.Rule, len(s.List))
	for i, session := range s.List {
		all[i] = rule
		all[i].From, all[i].To = session, session
	}
	return all
}

func (s *Scenario) planTest(x *PlannedTest, points map[string]int, scores []sim.ScoreText) sim.Test {
	switch {
	case x.Condition != "":
		return sim.Test{Sees: sim.SeesCondition, Condition: sim.Condition(slices.Index(sim.ConditionNames, x.Condition))}
	case x.MissedAtLeast > 0:
		return sim.Test{Sees: sim.SeesMissed, Value: float64(x.MissedAtLeast)}
	case x.Rule != "":
		i := slices.IndexFunc(s.Rules, func(r PlannedRule) bool { return r.Name == x.Rule })
		arm := slices.IndexFunc(s.Rules[i].Randomise, func(a PlannedArm) bool { return a.Arm == x.Arm })
		return sim.Test{Sees: sim.SeesArm, Point: points[x.Rule], Arm: arm}
	}
	c := x.said()[0]
	k := scoreOf(x.Score, scores)
	return sim.Test{Sees: c.sees, Score: sim.Score(k), HighWell: scores[k].Better > 0, Value: *c.value, Over: x.Over}
}

// plan is the step in the words of the model.
func (x *PlannedStep) plan() sim.Step {
	step := sim.Step{Move: movesOf(x.Move), End: x.End, Sessions: x.AddSessions, PerWeek: x.SessionsPerWeek, Intensity: x.Intensity,
		Approach:  sim.Turn(max(0, slices.Index(sim.TurnNames, x.Approach))),
		Therapist: sim.Successor(max(0, slices.Index(sim.SuccessorNames, x.Therapist)))}
	if x.Match != nil {
		step.By = x.Match.plan()
	}
	return step
}

func (x *PlannedMatch) plan() sim.Matching {
	return sim.Matching{Patient: slices.Index(sim.PatientTraitNames, x.Patient),
		Therapist: slices.Index(sim.TherapistTraitNames, x.Therapist), Opposite: x.Like == likeOpposite}
}

// movesOf is the set of moves of these names.
func movesOf(names []string) (set sim.Move) {
	for _, name := range names {
		set |= 1 << slices.Index(sim.MoveNames, name)
	}
	return set
}

func planArms(arms []PlannedArm) []sim.Arm {
	all, upTo := make([]sim.Arm, len(arms)), 0.0
	for i, a := range arms {
		share := a.Share
		if share == 0 {
			share = 1 / float64(len(arms))
		}
		upTo += share
		all[i] = sim.Arm{Name: a.Arm, Share: share, UpTo: upTo}
		if a.Do != nil {
			all[i].Do = a.Do.plan()
		}
	}
	return all
}

package study

import (
	"strconv"

	"go.yaml.in/yaml/v3"
)

// number adds a number, unless it is 0, which says nothing.
func (c section) number(key string, value float64) {
	if value != 0 {
		c.add(key, plainNode(formatNumber(value)))
	}
}

func (r *PlannedRule) document() section {
	c := newSection()
	c.text("name", r.Name)
	if node := r.Sessions.document(); node != nil {
		c.add("sessions", node)
	}
	if r.Weeks != (RuleWeeks{}) {
		weeks := newSection()
		weeks.node.Style = yaml.FlowStyle
		weeks.number("from", r.Weeks.From)
		weeks.number("to", r.Weeks.To)
		c.add("weeks", weeks.node)
	}
	c.text("phase", r.Phase)
	if len(r.When) > 0 {
		tests := &yaml.Node{Kind: yaml.SequenceNode}
		for i := range r.When {
			tests.Content = append(tests.Content, r.When[i].document())
		}
		c.add("when", tests)
	}
	if r.Do != nil {
		c.add("do", r.Do.document())
	}
	if len(r.Randomise) > 0 {
		arms := &yaml.Node{Kind: yaml.SequenceNode}
		for i := range r.Randomise {
			arms.Content = append(arms.Content, r.Randomise[i].document())
		}
		c.add("randomise", arms)
	}
	c.add("once", plainNode(strconv.FormatBool(r.Once)))
	return c
}

func (x *PlannedTest) document() *yaml.Node {
	if x.Condition != "" {
		return textNode(x.Condition)
	}
	c := newSection()
	c.node.Style = yaml.FlowStyle
	c.text("score", x.Score)
	for _, said := range x.said() {
		c.add(said.key, plainNode(formatNumber(*said.value)))
	}
	c.number("over", float64(x.Over))
	c.number("missed_at_least", float64(x.MissedAtLeast))
	c.text("rule", x.Rule)
	c.text("arm", x.Arm)
	return c.node
}

func (x *PlannedStep) document() *yaml.Node {
	c := newSection()
	c.node.Style = yaml.FlowStyle
	c.moves(x.Move)
	if x.End {
		c.add("end", plainNode("true"))
	}
	c.number("add_sessions", float64(x.AddSessions))
	c.number("sessions_per_week", x.SessionsPerWeek)
	c.number("intensity", x.Intensity)
	c.text("approach", x.Approach)
	c.text("therapist", x.Therapist)
	if x.Match != nil {
		match := newSection()
		match.node.Style = yaml.FlowStyle
		match.text("patient", x.Match.Patient)
		match.text("therapist", x.Match.Therapist)
		match.text("like", x.Match.Like)
		c.add("match", match.node)
	}
	return c.node
}

func (a *PlannedArm) document() *yaml.Node {
	c := newSection()
	c.text("arm", a.Arm)
	c.number("share", a.Share)
	if a.Do != nil {
		c.add("do", a.Do.document())
	}
	return c.node
}

// moves adds one move or a list of them, unless there are none.
func (c section) moves(names []string) {
	switch len(names) {
	case 0:
	case 1:
		c.text("move", names[0])
	default:
		moves := textsNode(names)
		moves.Style = yaml.FlowStyle
		c.add("move", moves)
	}
}

package study

import (
	"go.yaml.in/yaml/v3"
)

func (d *studyDecoder) rules(to *[]PlannedRule) reading {
	return func(at keyPath, n *yaml.Node) {
		d.list(at, n, "want a list of rules", func(here keyPath, item *yaml.Node) {
			var r PlannedRule
			d.object(here, item, d.ruleFields(&r))
			r.unread = d.told(here.key("do")) || d.told(here.key("randomise"))
			if _, said := d.places[here.key("once")]; !said {
				r.Once = !r.onlyMoves()
			}
			*to = append(*to, r)
		})
	}
}

func (d *studyDecoder) ruleFields(r *PlannedRule) knownFields {
	return knownFields{
		"name":      d.text(&r.Name),
		"sessions":  d.sessions(&r.Sessions),
		"weeks":     func(at keyPath, n *yaml.Node) { d.object(at, n, d.ruleWeekFields(&r.Weeks)) },
		"phase":     d.text(&r.Phase),
		"when":      d.tests(&r.When),
		"do":        d.step(&r.Do),
		"randomise": d.arms(&r.Randomise),
		"once":      d.boolean(&r.Once),
	}
}

func (d *studyDecoder) ruleWeekFields(w *RuleWeeks) knownFields {
	return knownFields{"from": d.decimal(&w.From), "to": d.sized(&w.To, "want more than 0 (weeks since entry); leave it out for no last week, or say sessions: 1")}
}

// tests reads one test or a list of them.
func (d *studyDecoder) tests(to *[]PlannedTest) reading {
	return func(at keyPath, n *yaml.Node) {
		if n.Kind != yaml.SequenceNode {
			*to = []PlannedTest{d.test(at, n)}
			return
		}
		d.list(at, n, "", func(here keyPath, item *yaml.Node) {
			if len(n.Content) == 1 { // as alone: see [PlannedRule.testAt]
				d.places[at], here = d.places[here], at
			}
			*to = append(*to, d.test(here, item))
		})
		if len(n.Content) == 0 {
			d.faults.addAt(at, d.places[at], "", "the list is empty: want at least one test", "leave it out for always")
		}
	}
}

// test reads the word of a condition, or a test that says more.
func (d *studyDecoder) test(at keyPath, n *yaml.Node) (x PlannedTest) {
	if n.Kind == yaml.ScalarNode {
		d.text(&x.Condition)(at, n)
		return x
	}
	d.object(at, n, d.testFields(&x))
	return x
}

func (d *studyDecoder) testFields(x *PlannedTest) knownFields {
	return knownFields{
		"score":              d.text(&x.Score),
		"above":              d.optional(&x.Above),
		"below":              d.optional(&x.Below),
		"improved_less_than": d.optional(&x.ImprovedLessThan),
		"improved_at_least":  d.optional(&x.ImprovedAtLeast),
		"worsened_at_least":  d.optional(&x.WorsenedAtLeast),
		"over":               d.session(&x.Over),
		"missed_at_least":    d.session(&x.MissedAtLeast),
		"rule":               d.text(&x.Rule),
		"arm":                d.text(&x.Arm),
	}
}

func (d *studyDecoder) step(to **PlannedStep) reading {
	return func(at keyPath, n *yaml.Node) {
		*to = &PlannedStep{}
		d.object(at, n, d.stepFields(*to))
	}
}

func (d *studyDecoder) stepFields(x *PlannedStep) knownFields {
	return knownFields{
		"move":              d.moves(&x.Move),
		"end":               d.boolean(&x.End),
		"add_sessions":      d.count(&x.AddSessions, addedRange),
		"sessions_per_week": d.sized(&x.SessionsPerWeek, "want 0.25 to 5 (per week)"),
		"intensity":         d.sized(&x.Intensity, "want 0.05 to 1 (share of a full session)"),
		"approach":          d.text(&x.Approach),
		"therapist":         d.text(&x.Therapist),
		"match":             d.match(&x.Match),
	}
}

func (d *studyDecoder) match(to **PlannedMatch) reading {
	return func(at keyPath, n *yaml.Node) {
		*to = &PlannedMatch{}
		d.object(at, n, d.matchFields(*to))
	}
}

func (d *studyDecoder) matchFields(x *PlannedMatch) knownFields {
	return knownFields{"patient": d.text(&x.Patient), "therapist": d.text(&x.Therapist), "like": d.text(&x.Like)}
}

func (d *studyDecoder) arms(to *[]PlannedArm) reading {
	return func(at keyPath, n *yaml.Node) {
		d.list(at, n, "want a list of arms", func(here keyPath, item *yaml.Node) {
			var a PlannedArm
			d.object(here, item, d.armFields(&a))
			*to = append(*to, a)
		})
		if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
			d.faults.addAt(at, d.places[at], "", "the list is empty: want at least two arms", "")
		}
	}
}

func (d *studyDecoder) armFields(a *PlannedArm) knownFields {
	return knownFields{"arm": d.text(&a.Arm), "share": d.sized(&a.Share, "want more than 0 to 1 (share)"), "do": d.step(&a.Do)}
}

// decimal reads a plain decimal number.
func (d *studyDecoder) decimal(to *float64) reading {
	return func(at keyPath, n *yaml.Node) {
		number, ok := writtenAs(n).number()
		switch {
		case ok:
			*to = number
		case writtenAs(n).isNumber():
			d.faults.addAt(at, d.places[at], "", "want a number, got "+writtenAs(n).kind(), plainHint)
		default:
			d.mistyped(at, n, "want a number", numberHint(n.Value, anyNumber))
		}
	}
}

// decimals reads a list of numbers.
func (d *studyDecoder) decimals(to *[]float64) reading {
	return func(at keyPath, n *yaml.Node) {
		d.list(at, n, "want a list of numbers", func(here keyPath, item *yaml.Node) {
			*to = append(*to, 0)
			d.decimal(&(*to)[len(*to)-1])(here, item)
		})
	}
}

// sized reads a number that is not 0, which stands for what is not said.
func (d *studyDecoder) sized(to *float64, want string) reading {
	return func(at keyPath, n *yaml.Node) {
		*to = 1
		if d.decimal(to)(at, n); *to == 0 {
			d.faults.addAt(at, d.places[at], shownWord(n.Value), want, "")
		}
	}
}

func (d *studyDecoder) optional(to **float64) reading {
	return func(at keyPath, n *yaml.Node) {
		*to = new(float64)
		d.decimal(*to)(at, n)
	}
}

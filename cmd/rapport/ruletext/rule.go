// Package ruletext tells in words what a scenario prescribes: for the verbs that print a
// study, and for the studio, which tells which rule acted and why.
package ruletext

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"rapport/analysis/words"
	"rapport/scenarios/study"
	"rapport/sim"
	"rapport/sim/record"
)

// Rule is such as "before session 6, when PHQ-9 has improved by less than 5 points
// since intake: after this session the colleague with the best record takes over; once".
// Scores are those of the study ([study.Study.Scores]).
func Rule(l *words.Language, r *study.PlannedRule, scores []sim.ScoreText) string {
	text := sessionsText(l, "before", r.Sessions)
	if r.Name != "" {
		text = r.Name + ": " + text
	}
	if w := weeksText(l, r.Weeks); w != "" {
		text += " " + w
	}
	if r.Phase != "" && r.Phase != sim.PhaseNames[sim.AnyPhase] {
		text += " " + l.Text("rule.phase."+r.Phase)
	}
	if why := seen(l, r, scores); why != "" {
		text += l.Text("rule.when", "why", why)
	}
	if text += ": "; len(r.Randomise) > 0 {
		text += l.Text("rule.randomises", "arms", armsText(l, r.Randomise))
	} else {
		text += stepText(l, r.Do)
	}
	if r.Once {
		return text + l.Text("rule.once")
	}
	return text + l.Text("rule.each")
}

// seen is what must be seen for the rule to act, empty where nothing must.
func seen(l *words.Language, r *study.PlannedRule, scores []sim.ScoreText) string {
	var tests []string
	for i := range r.When {
		tests = append(tests, testText(l, &r.When[i], scores))
	}
	return l.Enumerate(tests)
}

// done is what the rule does; of one that randomises, in the arm.
func done(l *words.Language, r *study.PlannedRule, arm string) string {
	step := r.Do
	for i := range r.Randomise {
		if a := &r.Randomise[i]; a.Arm == arm {
			step = a.Do
		}
	}
	return stepText(l, step)
}

// find is the rule of a decision: one of the name, or of the number in the scenario; nil
// without.
func find(rules []study.PlannedRule, name string) *study.PlannedRule {
	for i := range rules {
		if cmp.Or(rules[i].Name, strconv.Itoa(i+1)) == name {
			return &rules[i]
		}
	}
	return nil
}

// Decision says what a rule of a scenario did before a session, and why.
func Decision(l *words.Language, d *record.Decision, rules []study.PlannedRule, scores []sim.ScoreText) string {
	r := find(rules, d.Rule)
	if r == nil {
		return l.Text("rule.acts_unknown", "rule", d.Rule)
	}
	text := l.Text("rule.acts", "rule", d.Rule)
	if why := seen(l, r, scores); why != "" {
		text += l.Text("rule.as", "why", why)
	}
	if len(r.Randomise) > 0 {
		text += l.Text("rule.chance", "arm", d.Arm, "share", percent(l, float64(d.Probability)))
	}
	return text + ": " + done(l, r, d.Arm) + "."
}

func weeksText(l *words.Language, w study.RuleWeeks) string {
	switch {
	case w.From > 0 && w.To > 0:
		return l.Text("rule.weeks", "from", number(l, w.From), "to", number(l, w.To))
	case w.From > 0:
		return l.Text("rule.weeks_from", "from", number(l, w.From))
	case w.To > 0:
		return l.Text("rule.weeks_to", "to", number(l, w.To))
	}
	return ""
}

// testText is what must be seen.
func testText(l *words.Language, x *study.PlannedTest, scores []sim.ScoreText) string {
	switch {
	case x.Condition != "":
		return l.Text("rule.sees." + x.Condition)
	case x.MissedAtLeast > 0:
		return l.Text("rule.missed", "n", x.MissedAtLeast)
	case x.Rule != "":
		return l.Text("rule.brought", "rule", x.Rule, "arm", x.Arm)
	}
	key, value := "rule.worsened", x.WorsenedAtLeast
	switch {
	case x.Above != nil:
		key, value = "rule.above", x.Above
	case x.Below != nil:
		key, value = "rule.below", x.Below
	case x.ImprovedLessThan != nil:
		key, value = "rule.improved_less", x.ImprovedLessThan
	case x.ImprovedAtLeast != nil:
		key, value = "rule.improved", x.ImprovedAtLeast
	}
	since := l.Text("rule.since_first")
	switch {
	case x.Over > 0:
		since = l.Text("rule.since", "n", x.Over)
	case x.Score == sim.ScoreNames[sim.ScorePHQ9]: // which is always answered before session 1
		since = l.Text("rule.since_intake")
	}
	score := &scores[slices.IndexFunc(scores, func(s sim.ScoreText) bool { return s.Name == x.Score })]
	return l.Text(key, "score", phraseOr(l, "rule.score."+score.Name, score.Title), "unit", phraseOr(l, "rule.unit."+score.Unit, score.Unit), "value", number(l, *value), "since", since)
}

// phraseOr is a phrase of the language, or the text where it has none: instruments of
// the user's own have names of their own.
func phraseOr(l *words.Language, key, text string) string {
	if l.Has(key) {
		return l.Text(key)
	}
	return text
}

func armsText(l *words.Language, arms []study.PlannedArm) string {
	var all []string
	for i := range arms {
		a, share := &arms[i], 1/float64(len(arms))
		if a.Share > 0 {
			share = a.Share
		}
		all = append(all, l.Text("rule.arm", "arm", a.Arm, "share", percent(l, share), "does", stepText(l, a.Do)))
	}
	return l.Enumerate(all)
}

// stepText is what is done, and what of it begins only after the session before which the
// rule acts; nil, nothing.
func stepText(l *words.Language, x *study.PlannedStep) string {
	var all, after []string
	sayTo := func(to *[]string, holds bool, key string, pairs ...any) {
		if holds {
			*to = append(*to, l.Text(key, pairs...))
		}
	}
	say := func(holds bool, key string, pairs ...any) { sayTo(&all, holds, key, pairs...) }
	if x != nil {
		say(len(x.Move) > 0, "rule.moves", "moves", movesText(l, x.Move))
		say(x.AddSessions > 0, "rule.adds", "n", x.AddSessions)
		say(x.SessionsPerWeek == 1, "rule.per_week_once")
		say(x.SessionsPerWeek > 0 && x.SessionsPerWeek != 1, "rule.per_week", "times", number(l, x.SessionsPerWeek))
		sayTo(&after, x.Intensity > 0, "rule.intensity", "share", percent(l, x.Intensity))
		sayTo(&after, x.Approach != "", "rule.approach."+x.Approach)
		if x.Match != nil {
			sayTo(&after, true, "rule.match_"+cmp.Or(x.Match.Like, "similar"), "therapist", traitName(l, x.Match.Therapist), "patient", traitName(l, x.Match.Patient))
		} else {
			sayTo(&after, x.Therapist != "", "rule.successor."+x.Therapist)
		}
		if len(after) > 0 {
			say(true, "rule.after", "does", l.Enumerate(after))
		}
		say(x.End, "rule.ends")
	}
	if len(all) == 0 {
		return l.Text("rule.nothing")
	}
	return l.Enumerate(all)
}

func movesText(l *words.Language, moves []string) string {
	var all []string
	for _, m := range moves {
		all = append(all, l.Move(m))
	}
	return l.Enumerate(all)
}

func traitName(l *words.Language, key string) string { return phraseOr(l, "trait."+key, key) }

func percent(l *words.Language, share float64) string {
	return decimal(l, fmt.Sprintf("%.3g", 100*share))
}

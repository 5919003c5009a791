// Package ruletext tells in words what a scenario prescribes: for the verbs that print a
// study, and for the studio, which tells which rule acted and why.
package ruletext

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rapport/analysis/words"
	"rapport/scenarios/study"
	"rapport/sim"
	"rapport/sim/record"
)

// Rule is such as "before session 6, when PHQ-9 has improved by less than 5 points
// since intake: another therapist takes over, the one with the best record; once". Scores
// are those of the study ([study.Study.Scores]).
func Rule(r *study.PlannedRule, scores []sim.ScoreText) string {
	text := strings.Replace(sessionsText(r.Sessions), "at ", "before ", 1)
	if r.Name != "" {
		text = r.Name + ": " + text
	}
	if w := weeksText(r.Weeks); w != "" {
		text += " " + w
	}
	if r.Phase != "" && r.Phase != sim.PhaseNames[sim.AnyPhase] {
		text += " " + named(r.Phase, sim.PhaseNames, sim.PhaseWords)
	}
	if why := seen(r, scores); why != "" {
		text += ", when " + why
	}
	if text += ": "; len(r.Randomise) > 0 {
		text += "chance decides between " + armsText(r.Randomise)
	} else {
		text += stepText(r.Do)
	}
	if r.Once {
		return text + "; once"
	}
	return text + "; each time"
}

// seen is what must be seen for the rule to act, empty where nothing must.
func seen(r *study.PlannedRule, scores []sim.ScoreText) string {
	var tests []string
	for i := range r.When {
		tests = append(tests, testText(&r.When[i], scores))
	}
	return words.English.Enumerate(tests)
}

// done is what the rule does; of one that randomises, in the arm.
func done(r *study.PlannedRule, arm string) string {
	step := r.Do
	for i := range r.Randomise {
		if a := &r.Randomise[i]; a.Arm == arm {
			step = a.Do
		}
	}
	if step == nil {
		return carryOn
	}
	return stepText(step)
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
func Decision(d *record.Decision, rules []study.PlannedRule, scores []sim.ScoreText) string {
	r := find(rules, d.Rule)
	if r == nil {
		return "The rule " + d.Rule + " acts."
	}
	text := "Rule " + d.Rule + " acts"
	if why := seen(r, scores); why != "" {
		text += ", as " + why
	}
	if len(r.Randomise) > 0 {
		text += fmt.Sprintf(": chance decides for %s, which %.3g %% of the patients get", d.Arm, 100*float64(d.Probability))
	}
	return text + ": " + done(r, d.Arm) + "."
}

// carryOn is what is done where a rule does nothing.
const carryOn = "carry on"

func weeksText(w study.RuleWeeks) string {
	switch {
	case w.From > 0 && w.To > 0:
		return fmt.Sprintf("in weeks %s to %s", number(w.From), number(w.To))
	case w.From > 0:
		return fmt.Sprintf("from week %s on", number(w.From))
	case w.To > 0:
		return fmt.Sprintf("up to week %s", number(w.To))
	}
	return ""
}

// testText is what must be seen.
func testText(x *study.PlannedTest, scores []sim.ScoreText) string {
	switch {
	case x.Condition != "":
		return named(x.Condition, sim.ConditionNames, sim.ConditionWords)
	case x.MissedAtLeast > 0:
		return fmt.Sprintf("%d or more planned sessions were missed", x.MissedAtLeast)
	case x.Rule != "":
		return fmt.Sprintf("%s has brought the patient to %s", x.Rule, x.Arm)
	}
	score := &scores[slices.IndexFunc(scores, func(s sim.ScoreText) bool { return s.Name == x.Score })]
	since := "since intake"
	if x.Over > 0 {
		since = fmt.Sprintf("over the last %s", sessions(x.Over))
	}
	change := func(how string, v *float64) string {
		return fmt.Sprintf("%s has %s %s %s %s", score.Title, how, number(*v), score.Unit, since)
	}
	switch {
	case x.Above != nil:
		return fmt.Sprintf("%s is above %s", score.Title, number(*x.Above))
	case x.Below != nil:
		return fmt.Sprintf("%s is below %s", score.Title, number(*x.Below))
	case x.ImprovedLessThan != nil:
		return change("improved by less than", x.ImprovedLessThan)
	case x.ImprovedAtLeast != nil:
		return change("improved by at least", x.ImprovedAtLeast)
	}
	return change("worsened by at least", x.WorsenedAtLeast)
}

func armsText(arms []study.PlannedArm) string {
	var all []string
	for i := range arms {
		a := &arms[i]
		text, share := carryOn, 1/float64(len(arms))
		if a.Do != nil {
			text = stepText(a.Do)
		}
		if a.Share > 0 {
			share = a.Share
		}
		all = append(all, fmt.Sprintf("%s (%.3g %%: %s)", a.Arm, 100*share, text))
	}
	return words.English.Enumerate(all)
}

// successorWords say who takes over.
var successorWords = map[string]string{"next": "the next colleague", "random": "a colleague at random", "record": "the colleague with the best record"}

// stepText is what is done.
func stepText(x *study.PlannedStep) string {
	var all []string
	if len(x.Move) > 0 {
		var moves []string
		for _, m := range x.Move {
			moves = append(moves, words.English.Move(m))
		}
		all = append(all, "the therapist "+words.English.Enumerate(moves))
	}
	if x.AddSessions > 0 {
		all = append(all, fmt.Sprintf("%s more are planned", sessions(x.AddSessions)))
	}
	if x.SessionsPerWeek > 0 {
		all = append(all, fmt.Sprintf("they meet %s times a week from now on", number(x.SessionsPerWeek)))
	}
	if x.Intensity > 0 {
		all = append(all, fmt.Sprintf("a session gives %.3g %% of a full one from now on", 100*x.Intensity))
	}
	switch x.Approach {
	case "":
	case sim.TurnNames[sim.ToOther]:
		all = append(all, "the work goes on in the other approach")
	default:
		all = append(all, "the work goes on in the approach "+x.Approach)
	}
	switch {
	case x.Match != nil:
		like := "most similar"
		if x.Match.Like == "opposite" {
			like = "most opposite"
		}
		trait := func(name string) string { return strings.ReplaceAll(name, "_", " ") }
		all = append(all, fmt.Sprintf("the colleague takes over whose %s is %s to the patient's %s", trait(x.Match.Therapist), like, trait(x.Match.Patient)))
	case x.Therapist != "":
		all = append(all, successorWords[x.Therapist]+" takes over")
	}
	if x.End {
		all = append(all, "treatment ends after this session")
	}
	if len(all) == 0 {
		return carryOn
	}
	return words.English.Enumerate(all)
}

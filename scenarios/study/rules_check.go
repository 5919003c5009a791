package study

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"rapport/configs"
	"rapport/sim"
)

var (
	addedRange    = wholeRange{1, maxAdded, "sessions"}
	overRange     = wholeRange{1, sim.Remembered, "sessions"}
	sameOrOther   = sim.TurnNames[1:]
	successors    = sim.SuccessorNames[1:]
	succession    = []string{"the next colleague of the clinic", "any colleague, by chance", "the colleague with the best record", "the colleague whose trait fits best"}
	likenesses    = []string{likeSimilar, likeOpposite}
	testHint      = "a score, missed_at_least, a rule with its arm, or a word: " + oneOf(sim.ConditionNames[1:])
	shareRounding = 1e-9
)

// checkRules reports what is wrong with the rules, each by itself and by their names.
func (s *Scenario) checkRules(at keyPath, scores []sim.ScoreText, faults *faultList) {
	if len(s.Rules) > maxRules {
		faults.add(at, strconv.Itoa(len(s.Rules)), fmt.Sprintf("want at most %d rules", maxRules), "")
		return
	}
	points := 0
	for i := range s.Rules {
		r, here := &s.Rules[i], at.item(i)
		if len(r.Randomise) > 0 {
			points++
		}
		if r.Name != "" && slices.ContainsFunc(s.Rules[:i], func(o PlannedRule) bool { return o.Name == r.Name }) {
			faults.add(here.key("name"), r.Name, "already the name of a rule", "")
		}
		r.check(here, faults)
		for j := range r.When {
			s.checkTest(r.testAt(here, j), &r.When[j], i, scores, faults)
		}
	}
	if points > sim.MostDecisionPoints {
		faults.add(at, strconv.Itoa(points), fmt.Sprintf("want at most %d rules that randomise", sim.MostDecisionPoints), "")
	}
}

// testAt is where test j stands: alone, or in a list.
func (r *PlannedRule) testAt(at keyPath, j int) keyPath {
	if len(r.When) == 1 {
		return at.key("when")
	}
	return at.key("when").item(j)
}

func (r *PlannedRule) check(at keyPath, faults *faultList) {
	if r.Name != "" && !ScenarioName.MatchString(r.Name) {
		faults.add(at.key("name"), quote(r.Name), "want 1 to 63 lower-case letters, digits and hyphens, not a hyphen first", "")
	}
	r.Sessions.check(at.key("sessions"), faults)
	if r.Phase != "" {
		checkWord(at.key("phase"), r.Phase, sim.PhaseNames, faults)
	}
	checkBetween(at.key("weeks").key("from"), r.Weeks.From, 0, maxWeek, "weeks since entry", faults)
	checkBetween(at.key("weeks").key("to"), r.Weeks.To, 0, maxWeek, "weeks since entry", faults)
	if r.Weeks.To > 0 && r.Weeks.To < r.Weeks.From {
		faults.add(at.key("weeks").key("to"), formatNumber(r.Weeks.To), fmt.Sprintf("want %s (from) or more", formatNumber(r.Weeks.From)), "")
	}
	if len(r.When) > maxTests {
		faults.add(at.key("when"), strconv.Itoa(len(r.When)), fmt.Sprintf("want at most %d tests", maxTests), "")
	}
	switch {
	case len(r.Randomise) > 0:
		r.checkArms(at, faults)
	case r.unread && r.Do == nil:
	case r.Do == nil || r.Do.empty():
		faults.add(at.key("do"), "", "a rule must do something", "keys here: "+list(fieldNames((&studyDecoder{}).stepFields(&PlannedStep{}))))
	default:
		r.Do.check(at.key("do"), faults)
	}
}

// checkArms reports what is wrong with a decision point.
func (r *PlannedRule) checkArms(at keyPath, faults *faultList) {
	all := at.key("randomise")
	if r.Do != nil {
		faults.add(at.key("do"), "", "a rule that randomises does what its arms say", "put it under an arm")
	}
	if r.Name == "" {
		faults.add(at.key("name"), "", "a rule that randomises needs a name", "it stands in the table of decisions")
	}
	if !r.Once {
		faults.add(at.key("once"), "", "patients are randomised once", "leave it out")
	}
	if n := len(r.Randomise); n < 2 || n > 100 {
		faults.add(all, strconv.Itoa(n), "want 2 to 100 arms", "")
	}
	total, said := 0.0, 0
	for i := range r.Randomise {
		a, here := &r.Randomise[i], all.item(i)
		switch {
		case a.Arm == "":
			faults.add(here.key("arm"), "", "an arm needs a name", "")
		case !ScenarioName.MatchString(a.Arm) || a.Arm == noArm:
			faults.add(here.key("arm"), quote(a.Arm), "want 1 to 63 lower-case letters, digits and hyphens, not a hyphen first, and not "+noArm, "")
		case slices.ContainsFunc(r.Randomise[:i], func(o PlannedArm) bool { return o.Arm == a.Arm }):
			faults.add(here.key("arm"), a.Arm, "said twice", "")
		}
		if a.Share != 0 {
			said++
			total += a.Share
			checkBetween(here.key("share"), a.Share, 0, 1, "share", faults)
		}
		if a.Do != nil {
			a.Do.check(here.key("do"), faults)
		}
	}
	if said > 0 && (said < len(r.Randomise) || math.Abs(total-1) > shareRounding) {
		faults.add(all, formatNumber(total), "the shares of all arms must add up to 1", "leave them out for equal shares")
	}
}

// check reports what is wrong with what a rule does.
func (x *PlannedStep) check(at keyPath, faults *faultList) {
	checkMoves(at.key("move"), x.Move, faults)
	if x.AddSessions != 0 {
		checkWhole(at.key("add_sessions"), int64(x.AddSessions), addedRange, faults)
	}
	if x.SessionsPerWeek != 0 {
		checkBetween(at.key("sessions_per_week"), x.SessionsPerWeek, 0.25, 5, "per week", faults)
	}
	if x.Intensity != 0 {
		checkBetween(at.key("intensity"), x.Intensity, 0.05, 1, "share of a full session", faults)
	}
	if x.Approach != "" {
		checkWord(at.key("approach"), x.Approach, sameOrOther, faults)
	}
	if x.Therapist != "" && !slices.Contains(successors, x.Therapist) {
		faults.add(at.key("therapist"), quote(x.Therapist), "want "+oneOf(explained(successors, succession)), didYouMean(x.Therapist, successors))
	}
	switch {
	case x.Match != nil && x.Therapist != matchTrait:
		faults.idle(at.key("match"), "", "counts only with therapist: match", "")
	case x.Match != nil:
		x.Match.check(at.key("match"), faults)
	case x.Therapist == matchTrait:
		faults.add(at.key("therapist"), x.Therapist, "needs the traits to match", "such as match: {patient: preferred_directiveness, therapist: directiveness}")
	}
	if x.End && (x.AddSessions > 0 || x.SessionsPerWeek > 0 || x.Intensity > 0 || x.Approach != "" || x.Therapist != "") {
		faults.idle(at.key("end"), "", "nothing else that is done here can follow the end", "moves alone go with it")
	}
}

func (x *PlannedMatch) check(at keyPath, faults *faultList) {
	checkWord(at.key("patient"), x.Patient, sim.PatientTraitNames, faults)
	checkWord(at.key("therapist"), x.Therapist, sim.TherapistTraitNames, faults)
	if x.Like != "" {
		checkWord(at.key("like"), x.Like, likenesses, faults)
	}
}

// checkTest reports what is wrong with a test of rule i.
func (s *Scenario) checkTest(at keyPath, x *PlannedTest, i int, scores []sim.ScoreText, faults *faultList) {
	subjects := 0
	for _, said := range []bool{x.Condition != "", x.Score != "", x.MissedAtLeast != 0, x.Rule != "" || x.Arm != ""} {
		if said {
			subjects++
		}
	}
	comparisons := x.said()
	switch {
	case subjects == 0:
		faults.add(at, "", "a test needs something to look at", testHint)
	case subjects > 1:
		faults.add(at, "", "a test looks at one thing", "write two tests in a list: both must hold")
	case x.Score == "" && (len(comparisons) > 0 || x.Over != 0):
		faults.add(at, "", "what is compared is a score", "name it: score: "+sim.ScoreNames[0])
	case x.Condition != "":
		if hint := conditionHint(x.Condition); hint != "" {
			faults.add(at, quote(x.Condition), "want "+oneOf(sim.ConditionNames)+", or a test", hint)
			return
		}
		checkWord(at, x.Condition, sim.ConditionNames, faults)
	case x.MissedAtLeast != 0:
		checkWhole(at.key("missed_at_least"), int64(x.MissedAtLeast), sessionRange, faults)
	case x.Score != "":
		x.checkScore(at, comparisons, scores, faults)
	default:
		s.checkArm(at, x, i, faults)
	}
}

func (x *PlannedTest) checkScore(at keyPath, comparisons []comparison, scores []sim.ScoreText, faults *faultList) {
	k := scoreOf(x.Score, scores)
	if k < 0 {
		var names []string
		for i := range scores {
			if scores[i].Name != "" {
				names = append(names, scores[i].Name)
			}
		}
		hint := didYouMean(x.Score, names)
		if len(names) < len(scores) && hint == "" {
			return // it may be the score of an instrument that could not be read
		}
		if slices.Contains(configs.Instruments(), x.Score) {
			hint = "it ships: name it among the instruments of the study, instruments: [" + x.Score + "]"
		}
		faults.add(at.key("score"), quote(x.Score), "want "+oneOf(names), hint)
		return
	}
	if len(comparisons) != 1 {
		faults.add(at, "", "want one of above, below, improved_less_than, improved_at_least, worsened_at_least", "two comparisons are two tests in a list")
		return
	}
	c, score := &comparisons[0], &scores[k]
	if x.Over != 0 {
		checkWhole(at.key("over"), int64(x.Over), overRange, faults)
		if !c.ofChange() {
			faults.idle(at.key("over"), strconv.Itoa(x.Over), "counts only for a change", "such as improved_less_than")
		}
	}
	low, high := score.Min, score.Max
	if c.ofChange() {
		low, high = score.Min-score.Max, score.Max-score.Min
	}
	checkBetween(at.key(c.key), *c.value, low, high, score.Unit+" of "+score.Title, faults)
	if c.sees == sim.SeesAbove && *c.value == high || c.sees == sim.SeesBelow && *c.value == low {
		faults.idle(at.key(c.key), formatNumber(*c.value), fmt.Sprintf("never holds: %s goes from %s to %s", score.Title, formatNumber(low), formatNumber(high)), "")
	}
}

// checkArm reports an arm that no other rule of the scenario has.
func (s *Scenario) checkArm(at keyPath, x *PlannedTest, i int, faults *faultList) {
	var names []string
	for k := range s.Rules {
		switch r := &s.Rules[k]; {
		case k == i:
		case len(r.Randomise) > 0:
			names = append(names, named(r.Name))
		case r.unread: // it may randomise
			names = append(names, "")
		}
	}
	k := slices.IndexFunc(s.Rules, func(r PlannedRule) bool { return r.Name == x.Rule && len(r.Randomise) > 0 })
	switch {
	case k == i && x.Rule != "":
		faults.idle(at.key("rule"), x.Rule, "never holds: it is this rule itself, which acts once", "")
	case len(names) == 0:
		faults.add(at.key("rule"), quote(x.Rule), "no other rule of this scenario randomises", "give it a name and randomise")
	case k < 0:
		checkWord(at.key("rule"), x.Rule, names, faults)
	default:
		var arms []string
		for _, a := range s.Rules[k].Randomise {
			arms = append(arms, named(a.Arm))
		}
		checkWord(at.key("arm"), x.Arm, arms, faults)
	}
}

func checkBetween(at keyPath, value, low, high float64, unit string, faults *faultList) {
	if !(value >= low && value <= high) {
		faults.add(at, formatNumber(value), fmt.Sprintf("want %s to %s (%s)", formatNumber(low), formatNumber(high), unit), "")
	}
}

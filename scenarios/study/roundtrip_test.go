package study

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rapport/scenarios/population"
	"rapport/sim"
	"rapport/sim/record"
)

// drawStudy draws a valid study as Parse would return it.
func drawStudy(t *rapid.T) *Study {
	text := func(name string) string { return drawText(t, name, true) }
	study := &Study{
		Title:        drawText(t, "title", false),
		Question:     "Why?" + text("question"),
		Rationale:    text("rationale"),
		Sources:      drawSources(t),
		LookAt:       text("look at"),
		Seed:         rapid.Uint64().Draw(t, "seed"),
		Replications: rapid.IntRange(1, MaxReplications).Draw(t, "replications"),
		Population: StudyPopulation{
			Patients: rapid.Int64Range(1, MaxPatients).Draw(t, "patients"),
			Set:      drawValues(t, populationPrefix),
		},
		Set: drawValues(t, ""),
		Scenarios: rapid.SliceOfNDistinct(rapid.Custom(drawScenario), 1, 4,
			func(s Scenario) string { return s.Name }).Draw(t, "scenarios"),
		Assessments: Assessments{Weeks: drawWeeks(t)},
		Record: population.Record{Ledger: rapid.Bool().Draw(t, "ledger"), Items: rapid.Bool().Draw(t, "items"),
			Truth: record.Truth(rapid.IntRange(0, 2).Draw(t, "truth"))},
	}
	drawDesign(t, study)
	if len(study.Scenarios) > 1 && rapid.Bool().Draw(t, "as a trial") {
		study.Trial = drawTrial(t, study.Scenarios)
	}
	if n := len(study.Scenarios); study.Design == nil && n > 2 {
		name := func(i int) string { return study.Scenarios[i].Name }
		study.Contrasts = []PlannedContrast{{Name: "a", Difference: []string{name(1), name(0)}, Minus: []string{name(2), name(0)}},
			{Name: "b", Difference: []string{name(1), name(0)}, Through: []string{name(n - 1), name(2 % (n - 1))}}}
	}
	return study
}

// drawTrial draws how the study is tested, of some of its keys.
func drawTrial(t *rapid.T, scenarios []Scenario) *Trial {
	word := func(name string, words []string) string {
		return rapid.SampledFrom(append([]string{""}, words...)).Draw(t, name)
	}
	x := &Trial{Claim: word("claim", Claims), Correction: word("correction", Corrections), Wins: word("wins", WinWords),
		Spending: word("spending", Spendings), Estimator: word("estimator", Estimators), Missing: word("missing", Missings), Arms: word("arms", []string{"nested", "crossed"}), Outcome: word("outcome", []string{"response", "no"}),
		Margin: rapid.Float64Range(0, MaxMargin).Draw(t, "margin"), Sided: rapid.IntRange(0, 2).Draw(t, "sided"),
		Alpha: rapid.Float64Range(0, 0.4).Draw(t, "alpha"), Power: rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0.45, 0.9)).Draw(t, "power")}
	if rapid.Bool().Draw(t, "lists") {
		x.Compare = []string{scenarios[0].Name, scenarios[1].Name}
		x.Allocation = []int64{rapid.Int64Range(1, MaxAllocation).Draw(t, "ratio"), 1}
		x.Attrition = []float64{rapid.Float64Range(0, MaxAttrition).Draw(t, "attrition")}
		x.Looks = []float64{rapid.Float64Range(0.01, 0.99).Draw(t, "look"), 1}
		x.Covariates = []string{"none"}
	}
	return x
}

// drawWeeks draws ascending weeks, or none.
func drawWeeks(t *rapid.T) []int {
	weeks := rapid.SliceOfNDistinct(rapid.IntRange(1, maxWeek), 0, 9, func(week int) int { return week }).Draw(t, "weeks")
	if len(weeks) == 0 {
		return nil
	}
	slices.Sort(weeks)
	return weeks
}

// drawDesign draws a design of parameters that the study does not set, or none.
func drawDesign(t *rapid.T, s *Study) {
	kind := rapid.SampledFrom(append([]string{""}, designKinds...)).Draw(t, "design")
	x := &Design{Kind: kind}
	switch kind {
	case "":
		return
	case designTable:
		x.Columns = []string{"rupture.base", "care.feedback"}
		for range rapid.IntRange(1, 3).Draw(t, "rows") {
			x.Rows = append(x.Rows, []float64{rapid.Float64Range(-6, 2).Draw(t, "cell") + 0, float64(rapid.IntRange(0, 1).Draw(t, "choice"))})
		}
	case designLatin, designHalton:
		x.Points, x.Seed = rapid.IntRange(1, 9).Draw(t, "points"), rapid.Uint64Min(1).Draw(t, "design seed")
		x.Parameters = Dimensions{{Name: "rupture.base", From: -6, To: rapid.Float64Range(-5, 2).Draw(t, "to") + 0}, {Name: "care.feedback", Values: []float64{1, 0}}}
	case designGrid:
		x.Parameters = Dimensions{{Name: "care.feedback", Values: []float64{0, 1}}, {Name: "rupture.base", From: -6, To: 2, Levels: rapid.IntRange(2, 9).Draw(t, "levels")}}
	}
	s.Design = x
	for _, name := range x.names() {
		s.Set = without(s.Set, name)
		for i := range s.Scenarios {
			s.Scenarios[i].Set = without(s.Scenarios[i].Set, name)
		}
	}
	if rapid.Bool().Draw(t, "without scenarios") {
		s.Scenarios = nil
	}
}

// drawText draws a text without control characters and without blanks around
// it; its length leaves room for what the caller puts in front.
func drawText(t *rapid.T, name string, lines bool) string {
	letters := rapid.StringOfN(rapid.OneOf(
		rapid.RuneFrom([]rune("aZ09 :#-'\"\\|>%@`!&*?{}[],=~.\u00a0\u2028\u2029\ufeff\u200dé")), rapid.Rune(),
	), 0, 40, -1).Draw(t, name)
	letters = strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			if lines {
				return '\n'
			}
			return -1
		}
		return r
	}, letters)
	return strings.TrimSpace(letters)
}

func drawSources(t *rapid.T) []string {
	var all []string
	for range rapid.IntRange(0, 3).Draw(t, "number of sources") {
		all = append(all, "A "+drawText(t, "source", false)+".")
	}
	return all
}

// drawValues draws some parameters under their names without the prefix.
func drawValues(t *rapid.T, prefix string) Values {
	var values Values
	table := testTable()
	for _, name := range table.names(prefix) {
		if !rapid.Bool().Draw(t, "set "+name) {
			continue
		}
		param, _ := table.find(prefix + name)
		value := rapid.Float64Range(param.Min, param.Max).Draw(t, name)
		if param.Whole() {
			value = math.Trunc(value)
		}
		if param.Choices != nil {
			value = float64(rapid.IntRange(0, len(param.Choices)-1).Draw(t, name))
		}
		values = with(values, name, value+0)
	}
	return values
}

func drawScenario(t *rapid.T) Scenario {
	s := Scenario{
		Name:        rapid.StringMatching(`[a-z0-9][a-z0-9-]{0,20}`).Filter(func(name string) bool { return !noText(name) }).Draw(t, "name"),
		Description: drawText(t, "description", true),
		Set:         drawValues(t, ""),
	}
	for range rapid.IntRange(0, 3).Draw(t, "number of actions") {
		s.Actions = append(s.Actions, drawAction(t))
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "number of rules") {
		s.Rules = append(s.Rules, drawRule(t, i, s.Rules))
	}
	if rapid.Bool().Draw(t, "records by itself") {
		said := rapid.Ptr(rapid.Bool(), true)
		s.Record = &ScenarioRecord{Ledger: said.Draw(t, "its ledger"), Items: said.Draw(t, "its items")}
	}
	return s
}

// drawRule draws rule i of a scenario that has the rules before it.
func drawRule(t *rapid.T, i int, before []PlannedRule) PlannedRule {
	r := PlannedRule{Sessions: drawSessions(t), Phase: rapid.SampledFrom([]string{"", "any", "middle"}).Draw(t, "phase"), Once: rapid.Bool().Draw(t, "once")}
	if rapid.Bool().Draw(t, "weeks") {
		r.Weeks.From = rapid.Float64Range(0.1, 50).Draw(t, "from week")
		r.Weeks.To = rapid.Float64Range(51, maxWeek).Draw(t, "to week")
	}
	for range rapid.IntRange(0, 2).Draw(t, "number of tests") {
		r.When = append(r.When, drawTest(t, before))
	}
	if rapid.Bool().Draw(t, "randomises") {
		r.Name, r.Once = "point-"+strconv.Itoa(i), true
		r.Randomise = []PlannedArm{{Arm: "a", Share: 0.25, Do: drawStep(t)}, {Arm: "b", Share: 0.75}}
	} else {
		r.Do = drawStep(t)
	}
	return r
}

func drawTest(t *rapid.T, before []PlannedRule) PlannedTest {
	score := &sim.Scores[rapid.IntRange(0, len(sim.Scores)-1).Draw(t, "score")]
	level := new(rapid.Float64Range(score.Min+0.1, score.Max-0.1).Draw(t, "level"))
	switch rapid.IntRange(0, 6).Draw(t, "form of test") {
	case 0:
		return PlannedTest{Condition: rapid.SampledFrom(sim.ConditionNames).Draw(t, "condition")}
	case 1:
		return PlannedTest{Score: score.Name, Above: level}
	case 2:
		return PlannedTest{Score: score.Name, Below: level}
	case 3:
		return PlannedTest{Score: score.Name, ImprovedLessThan: new(0.0), Over: rapid.IntRange(1, sim.Remembered).Draw(t, "over")}
	case 4:
		return PlannedTest{Score: score.Name, WorsenedAtLeast: new(1.5)}
	case 5:
		for i := range before {
			if len(before[i].Randomise) > 0 {
				return PlannedTest{Rule: before[i].Name, Arm: "b"}
			}
		}
	}
	return PlannedTest{MissedAtLeast: rapid.IntRange(1, 9).Draw(t, "missed")}
}

func drawStep(t *rapid.T) *PlannedStep {
	x := &PlannedStep{AddSessions: rapid.IntRange(1, maxAdded).Draw(t, "added")}
	switch rapid.IntRange(0, 3).Draw(t, "form of step") {
	case 0:
		return &PlannedStep{Move: []string{"check_in", "feedback"}, End: true}
	case 1:
		x.Move, x.Intensity, x.Approach = []string{"validate"}, 0.5, "other"
	case 2:
		x.SessionsPerWeek, x.Therapist = rapid.Float64Range(0.25, 5).Draw(t, "per week"), "record"
	case 3:
		x.Therapist, x.Match = "match", &PlannedMatch{Patient: "openness", Therapist: "flexibility", Like: rapid.SampledFrom([]string{"", "similar", "opposite"}).Draw(t, "like")}
	}
	return x
}

func drawAction(t *rapid.T) PlannedAction {
	a := PlannedAction{
		Move: rapid.SliceOfNDistinct(rapid.SampledFrom(sim.MoveNames), 1, 3, rapid.ID).Draw(t, "move"),
		When: rapid.SampledFrom(append([]string{""}, sim.ConditionNames...)).Draw(t, "when"),
		// Without the early phase, which not all sessions go with.
		Phase: rapid.SampledFrom([]string{"", "any", "middle", "ending"}).Draw(t, "phase"),
	}
	a.Sessions = drawSessions(t)
	return a
}

func drawSessions(t *rapid.T) (s Sessions) {
	session := rapid.IntRange(1, maxSession)
	switch rapid.IntRange(0, 3).Draw(t, "form of sessions") {
	case 0:
		s.List = rapid.SliceOfNDistinct(session, 1, 5, rapid.ID).Draw(t, "list")
		slices.Sort(s.List)
	case 1:
		s = Sessions{From: session.Draw(t, "from"), Every: session.Draw(t, "every")}
	case 2:
		from := session.Draw(t, "from")
		s = Sessions{From: from, To: rapid.IntRange(from, maxSession).Draw(t, "to"), Every: session.Draw(t, "every")}
	}
	return s
}

// Resolving and reading again gives the same study, the same plan, and the same
// bytes when it is resolved again.
func TestResolvedReadsBackAsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		study := drawStudy(t)
		first, err := study.resolved(testTable())
		if err != nil {
			t.Fatalf("resolve %+v: %v", study, err)
		}
		again, err := parse("study.yaml", first, Overrides{NoEnvironment: true}, testTable())
		if err != nil {
			t.Fatalf("parse again: %v\n%s", err, first)
		}
		if !reflect.DeepEqual(again, study) {
			t.Fatalf("got\n%+v\nwant\n%+v\nfrom\n%s", again, study, first)
		}
		second, err := again.resolved(testTable())
		if err != nil || !bytes.Equal(first, second) {
			t.Fatalf("resolved again: %v\n%s\nwant\n%s", err, second, first)
		}
	})
}

// The JSON form of a study is a study file too: JSON is YAML, and a choice may
// be said by its number.
func TestJSONReadsBackAsTheStudy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		study := drawStudy(t)
		text, err := json.Marshal(study)
		if err != nil {
			t.Fatal(err)
		}
		again, err := parse("study.json", text, Overrides{NoEnvironment: true}, testTable())
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if !reflect.DeepEqual(again, study) {
			t.Fatalf("got\n%+v\nwant\n%+v\nfrom\n%s", again, study, text)
		}
	})
}

// What the layers say stands in the resolved study, and what they overrode does
// not.
func TestResolvedHoldsTheOverrides(t *testing.T) {
	t.Setenv("RAPPORT_SET", "care.treatment=none")
	study, err := parseTest(layeredStudy, Overrides{Seed: new(uint64(99)), Set: []string{"rupture.base=-3", "population.severity_mean=9"}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := study.resolved(testTable())
	if err != nil {
		t.Fatal(err)
	}
	want := `# ` + resolvedComment + `
question: why
seed: 99
replications: 3
population:
  patients: 40
  severity_mean: 9
set:
  care.treatment: none
  rupture.base: -3
scenarios:
  - name: a
    set:
      care.sessions: 8
  - name: b
assessments:
  weeks: [4, 8, 12, 16, 26, 52]
record:
  ledger: false
  items: false
  truth: rounded
`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestResolvedRefusesABadStudy(t *testing.T) {
	study := newStudy()
	study.Scenarios = []Scenario{{Name: "../a", Set: Values{"rupture.base": 9, "x": 1}}}
	_, err := study.resolved(testTable())
	want := "question: a study needs a question\n" +
		"scenarios[0].name = \"../a\": want 1 to 63 lower-case letters, digits and hyphens, not a hyphen first\n" +
		"scenarios[0].set.rupture.base = 9: want -6 to 2 (log-odds per session)\n" +
		"scenarios[0].set.x: unknown parameter; `rapport params` lists all parameters"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

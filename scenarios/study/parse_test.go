package study

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rapport/scenarios/population"
	"rapport/sim"
)

const wholeStudy = `
title: Everything
question: >
  What does a study hold?
rationale: |
  First line.
  Second line.
sources: ["A 2020", "B 2021"]
look_at: "the test"
seed: 18446744073709551615
replications: 3
population: {patients: 50, severity_mean: 12.5}
set:
  rupture.base: -1e-1
  care.feedback: true
scenarios:
  - name: a
    description: the first
    set: {care.treatment: none, care.feedback: off}
  - name: b-2
    set: {rupture.base: +2, care.treatment: 1}
    actions:
      - {move: check_in, sessions: 7}
      - {move: [validate, goal_review], sessions: [2, 5], phase: early}
      - {move: feedback, sessions: {from: 3, to: 12, every: 4}, when: no_progress}
      - {move: repair_is_not_here, phase: middle}
assessments: {weeks: [4, 26]}
record: {ledger: true}
`

func parseTest(text string, o Overrides) (*Study, error) {
	return parse("study.yaml", []byte(text), o, testTable())
}

// goodStudy is wholeStudy without its one fault.
func goodStudy() string {
	return strings.ReplaceAll(wholeStudy, "repair_is_not_here", "explore_rupture")
}

func TestParseWholeStudy(t *testing.T) {
	got, err := parseTest(goodStudy(), Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	want := &Study{
		Title: "Everything", Question: "What does a study hold?", Rationale: "First line.\nSecond line.",
		Sources: []string{"A 2020", "B 2021"}, LookAt: "the test",
		Seed: 18446744073709551615, Replications: 3,
		Population: StudyPopulation{Patients: 50, Set: Values{"severity_mean": 12.5}},
		Set:        Values{"rupture.base": -0.1, "care.feedback": 1},
		Scenarios: []Scenario{
			{Name: "a", Description: "the first", Set: Values{"care.treatment": 0, "care.feedback": 0}},
			{Name: "b-2", Set: Values{"rupture.base": 2, "care.treatment": 1}, Actions: []PlannedAction{
				{Move: []string{"check_in"}, Sessions: Sessions{List: []int{7}}},
				{Move: []string{"validate", "goal_review"}, Sessions: Sessions{List: []int{2, 5}}, Phase: "early"},
				{Move: []string{"feedback"}, Sessions: Sessions{From: 3, To: 12, Every: 4}, When: "no_progress"},
				{Move: []string{"explore_rupture"}, Phase: "middle"},
			}},
		},
		Assessments: Assessments{Weeks: []int{4, 26}},
		Record:      population.Record{Ledger: true},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

func TestAssessmentsOfAStudy(t *testing.T) {
	for text, want := range map[string][]int{
		"": {4, 8, 12, 16, 26, 52}, "assessments: {}": {4, 8, 12, 16, 26, 52},
		"assessments: {weeks: []}": nil, "assessments: {weeks: [1, 520]}": {1, 520},
	} {
		study, err := parseTest("question: why\nscenarios: [{name: a}]\n"+text, Overrides{NoEnvironment: true})
		if err != nil {
			t.Fatal(err)
		}
		simulations, err := study.Simulations()
		if err != nil {
			t.Fatal(err)
		}
		if got := simulations[0].Weeks; !slices.Equal(got, want) {
			t.Errorf("%q assesses at weeks %v, want %v", text, got, want)
		}
	}
}

func TestPlannedActionsInTheWordsOfTheModel(t *testing.T) {
	study, err := parseTest(goodStudy(), Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	want := []sim.Rule{
		{Do: sim.Step{Move: sim.CheckIn}, From: 7, To: 7},
		{Do: sim.Step{Move: sim.Validate | sim.GoalReview}, From: 2, To: 2, Phase: sim.Early},
		{Do: sim.Step{Move: sim.Validate | sim.GoalReview}, From: 5, To: 5, Phase: sim.Early},
		{Do: sim.Step{Move: sim.Feedback}, From: 3, To: 12, Every: 4, When: []sim.Test{{Sees: sim.SeesCondition, Condition: sim.NoProgress}}},
		{Do: sim.Step{Move: sim.ExploreRupture}, Phase: sim.Middle},
	}
	if got := study.Scenarios[1].Plan(); !reflect.DeepEqual(got, want) {
		t.Errorf("plan() = %+v: want %+v", got, want)
	}
	if got := study.Scenarios[0].Plan(); got != nil {
		t.Errorf("plan() of a scenario without actions = %+v: want none", got)
	}
}

func TestParseFillsDefaults(t *testing.T) {
	got, err := parseTest("question: why\nscenarios: [{name: a}]", Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	want := newStudy()
	want.Question, want.Scenarios = "why", []Scenario{{Name: "a"}}
	if !reflect.DeepEqual(got, want) || got.Seed != 1 || got.Replications != 1 || got.Population.Patients != 2000 {
		t.Errorf("got %+v: want %+v", got, want)
	}
}

// Each layer wins over the one before it, and what no layer says is shipped.
func TestEffectiveValues(t *testing.T) {
	study, err := parseTest(goodStudy(), Overrides{NoEnvironment: true, Set: []string{"rupture.withdrawal_share=0.25"}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := study.effective("b-2", testTable().rows)
	if err != nil {
		t.Fatal(err)
	}
	want := []Assignment{
		{"rupture.base", 2, true},
		{"rupture.withdrawal_share", 0.25, true},
		{"population.severity_mean", 12.5, true},
		{"population.screening_phq9", 0, false},
		{"care.sessions", 16, false},
		{"care.treatment", 1, true},
		{"care.feedback", 1, true},
	}
	if !slices.Equal(got, want) {
		t.Errorf("effective values %v: want %v", got, want)
	}
	if _, err := study.effective("c", testTable().rows); err == nil || !strings.Contains(err.Error(), `"c"`) {
		t.Errorf("effective values of an unknown scenario: %v: want an error that names it", err)
	}
}

func TestLoadTellsFileTrouble(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none.yaml")
	if _, err := Load(missing, Overrides{}); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), missing) {
		t.Errorf("Load of a missing file: %v: want fs.ErrNotExist with its name", err)
	}
	if _, err := Load(t.TempDir(), Overrides{}); err == nil {
		t.Error("Load of a folder: want an error")
	}
	file := filepath.Join(t.TempDir(), "big.yaml")
	if err := os.WriteFile(file, make([]byte, 2*maxStudyBytes), 0o600); err != nil {
		t.Fatal(err)
	}
	var faults Faults
	if _, err := Load(file, Overrides{}); !errors.As(err, &faults) || faults[0].File != file {
		t.Errorf("Load of a large file: %v: want a fault of this file", err)
	}
}

// The keys of the decoder are the tags of the structs, from which the schema
// comes: neither can drift.
func TestDecoderKnowsTheFieldsOfTheStructs(t *testing.T) {
	d := &studyDecoder{}
	for of, known := range map[reflect.Type]knownFields{
		reflect.TypeFor[Study]():             d.studyFields(&Study{}),
		reflect.TypeFor[Scenario]():          d.scenarioFields(&Scenario{}),
		reflect.TypeFor[PlannedAction]():     d.actionFields(&PlannedAction{}),
		reflect.TypeFor[PlannedContrast]():   d.contrastFields(&PlannedContrast{}),
		reflect.TypeFor[PlannedRule]():       d.ruleFields(&PlannedRule{}),
		reflect.TypeFor[RuleWeeks]():         d.ruleWeekFields(&RuleWeeks{}),
		reflect.TypeFor[PlannedTest]():       d.testFields(&PlannedTest{}),
		reflect.TypeFor[PlannedStep]():       d.stepFields(&PlannedStep{}),
		reflect.TypeFor[PlannedMatch]():      d.matchFields(&PlannedMatch{}),
		reflect.TypeFor[PlannedArm]():        d.armFields(&PlannedArm{}),
		reflect.TypeFor[Assessments]():       d.assessmentFields(&Assessments{}),
		reflect.TypeFor[population.Record](): d.recordFields(&population.Record{}),
		reflect.TypeFor[ScenarioRecord]():    d.scenarioRecordFields(&ScenarioRecord{}),
		reflect.TypeFor[Design]():            d.designFields(&Design{}),
		reflect.TypeFor[Instrument]():        d.instrumentFields(&Instrument{}),
		reflect.TypeFor[InstrumentItem]():    d.itemFields(&InstrumentItem{}),
	} {
		tags := map[string]bool{}
		for field := range of.Fields() {
			if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "-" && field.Tag.Get("yaml") != "-" {
				tags[name] = true
			}
		}
		if want := slices.Sorted(maps.Keys(tags)); !slices.Equal(fieldNames(known), want) {
			t.Errorf("%v: the decoder knows %v, the struct %v", of, fieldNames(known), want)
		}
	}
}

// parse is Parse on a table of the test's own, so that tests need not change when a
// parameter does.
func parse(name string, data []byte, o Overrides, t paramTable) (*Study, error) {
	study, _, faults := parsePlaced(name, data, o, t, nil)
	if err := faults.faults(); err != nil {
		return nil, err
	}
	return study, nil
}

// A number is written as one, plainly, wherever a study has numbers: nothing is converted.
func TestNumbersAreWrittenPlainly(t *testing.T) {
	const two = "question: why\nscenarios: [{name: a}, {name: b}]\n"
	for text, want := range map[string]string{
		"trial: {outcome: [response, phq9_last]}\n":           "trial.outcome: want one outcome, got a list; name the first of them; rapport power STUDY --outcome asks for another",
		"trial: {margin: 1_0}\n":                              "trial.margin: want a number, got the number 1_0; write a plain decimal number",
		"trial: {alpha: 0}\n":                                 "trial.alpha = 0: want above 0 and below 0.5",
		"trial: {alpha: 0.5, power: 1}\n":                     "trial.power = 1: want above 0 and below 1",
		"trial: {alpha: 0.3, power: 0.2}\n":                   "trial.power = 0.2: want above alpha, 0.3",
		"trial: {margin: .inf}\n":                             "trial.margin: want a number, got the number .inf; write a plain decimal number",
		"trial: {looks: [\"0.5\", 1]}\n":                      `trial.looks[0]: want a number, got the text "0.5"`,
		"instruments: [{range: [\"0\", 0x10]}]\n":             `instruments[0].range[0]: want a number, got the text "0"`,
		"instruments: [{items: [{thresholds: [0, 0x1]}]}]\n":  "thresholds[1]: want a number, got the number 0x1; write a plain decimal number",
		"design: {columns: [care.sessions], rows: [[\"3\"]]}": `design.rows[0][0]: want a number (a choice by its number), got the text "3"`,
	} {
		_, err := Parse("s.yaml", []byte(two+text), Overrides{NoEnvironment: true})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", text, err, want)
		}
	}
}

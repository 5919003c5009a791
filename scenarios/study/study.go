package study

import (
	"encoding/json"
	"regexp"

	"rapport/scenarios/population"
)

// Bounds of a study. They keep a slip of the keyboard (or a hostile file) from
// planning work that could never end, and are far beyond any use that we know.
const (
	maxStudyBytes   = 1 << 20 // of a study file
	MaxPatients     = 1_000_000_000
	MaxReplications = 1_000_000
	MaxScenarios    = 10_000
	maxActions      = 100 // of one scenario
	maxSession      = 1_000
	maxSources      = 100
	maxWeek         = 520    // ten years
	maxTitle        = 200    // letters; a title or a source is one line
	maxText         = 10_000 // letters of any other text
)

// The values of what a study does not say.
const (
	defaultSeed         = 1
	defaultReplications = 1
	defaultPatients     = 2000
)

// defaultWeeks are those at which everybody is assessed where a study says nothing
// else.
func defaultWeeks() []int { return []int{4, 8, 12, 16, 26, 52} }

// ScenarioName is what a scenario may be called. The name becomes part of a
// path (scenario=NAME), so it holds no separator and no dot.
var ScenarioName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// Study is a question with everything that is needed to answer it by
// simulation: one population, one seed, and the scenarios to compare on them.
//
// A study is read by [Load] or [Parse], that of a run by [Recorded]; one that is built in Go is
// checked by [Study.Simulations]. The field tags are the keys of a study file: the decoder
// and the JSON Schema of [StudySchema] are held to them by a test.
type Study struct {
	Title        string            `json:"title,omitempty" jsonschema:"maxLength=200" jsonschema_description:"A short title, one line."`
	Question     string            `json:"question" jsonschema:"required,minLength=1,maxLength=10000" jsonschema_description:"The question that the study answers."`
	Rationale    string            `json:"rationale,omitempty" jsonschema:"maxLength=10000" jsonschema_description:"Why the question is asked, and why in this way."`
	Sources      []string          `json:"sources,omitempty" jsonschema:"maxItems=100" jsonschema_description:"The publications that the study rests on, one line each."`
	LookAt       string            `json:"look_at,omitempty" jsonschema:"maxLength=10000" jsonschema_description:"What to look at in the result."`
	Seed         uint64            `json:"seed" jsonschema_description:"The seed of all luck: the same seed gives the same patients with the same luck in every scenario."`
	Replications int               `json:"replications" jsonschema_description:"How many times the whole study is repeated, each time with other patients and other luck."`
	Population   StudyPopulation   `json:"population" jsonschema_description:"How many patients, and any population parameter by its short name (severity_mean stands for population.severity_mean)."`
	Set          Values            `json:"set,omitempty" jsonschema_description:"Parameters of all scenarios, by dotted name."`
	Design       *Design           `json:"design,omitempty" jsonschema_description:"Parameters that vary systematically; every scenario is run at every point."`
	Plausible    *Plausible        `json:"plausible,omitempty" jsonschema_description:"Every scenario also under so many parameter sets, each of which meets the evidence: what it leaves open."`
	Scenarios    []Scenario        `json:"scenarios,omitempty" jsonschema:"minItems=1,maxItems=10000" jsonschema_description:"The scenarios, all on the same patients with the same luck; with a design they may be left out."`
	Trial        *Trial            `json:"trial,omitempty" jsonschema_description:"How the study would be tested as a randomised trial, for power analysis; it changes no run."`
	Contrasts    []PlannedContrast `json:"contrasts,omitempty" jsonschema:"maxItems=100" jsonschema_description:"Differences of differences between scenarios, which compare answers."`
	Assessments  Assessments       `json:"assessments" jsonschema_description:"When everybody who entered is assessed, whether waiting, in treatment, finished or gone."`
	Instruments  []Instrument      `json:"instruments,omitempty" jsonschema_description:"Questionnaires beside PHQ-9, WAI-SR and CALPAS-P: names of those that ship, files of your own, or descriptions. Their scores go into the table scores."`
	Record       population.Record `json:"record" jsonschema_description:"What is recorded beyond patients, sessions, ruptures and therapists, and how exact the truth."`
	recorded     bool              `json:"-"` // that of a run that was made: see [Recorded]
}

// Assessments are the weeks since entry at which everybody is assessed by somebody
// who is not the therapist. Naming other weeks changes nothing else.
type Assessments struct {
	Weeks []int `json:"weeks" jsonschema:"maxItems=520" jsonschema_description:"Weeks since entry, ascending; [] for no assessments."`
}

// StudyPopulation is the population of a study, the same in all its scenarios
// unless a scenario sets a population parameter itself.
type StudyPopulation struct {
	Patients int64  `json:"patients" jsonschema_description:"Patients of one replication."`
	Set      Values `json:"-"` // parameters by short name: severity_mean for population.severity_mean
}

// Scenario is one arm of a study: what differs from the shipped parameters and
// from what the study sets for all scenarios.
type Scenario struct {
	Name        string          `json:"name" jsonschema:"required" jsonschema_description:"Unique name: lower-case letters, digits and hyphens."`
	Description string          `json:"description,omitempty" jsonschema:"maxLength=10000" jsonschema_description:"What the scenario stands for."`
	Set         Values          `json:"set,omitempty" jsonschema_description:"Parameters of this scenario, by dotted name."`
	Actions     []PlannedAction `json:"actions,omitempty" jsonschema:"maxItems=100" jsonschema_description:"What therapists do at given sessions, in a phase, or when something that they could see holds."`
	Rules       []PlannedRule   `json:"rules,omitempty" jsonschema:"maxItems=60" jsonschema_description:"What the service does when it sees something, in this order."`

	Record *ScenarioRecord `json:"record,omitempty" jsonschema_description:"Which tables this scenario records beyond the usual ones; what is absent: as the study says."`
}

// PlannedAction is something that the therapists of a scenario do beyond
// carrying on. It happens in the sessions that meet Sessions, Phase and When
// together.
type PlannedAction struct {
	Move     []string `json:"move" jsonschema:"required" jsonschema_description:"What the therapist does: one move or several in the same session."`
	Sessions Sessions `json:"sessions,omitzero" jsonschema_description:"At which sessions (1 is the first): a number, a list, or from, to and every; absent: at each."`
	Phase    string   `json:"phase,omitempty" jsonschema_description:"In which phase of treatment; absent: in any."`
	When     string   `json:"when,omitempty" jsonschema_description:"Under which condition, of those that a therapist could see; absent: always."`
}

// Sessions are the sessions at which an action is planned: those of List or,
// where List is empty, From, From+Every … To. The zero value means every session.
type Sessions struct {
	List  []int // ascending session numbers; the first session is 1
	From  int   // first session; 0 for every session
	To    int   // last session; 0 for no end
	Every int   // step; 0 or 1 for each session
}

// Values are parameter values by name. A choice has the number of its label.
type Values map[string]float64

// Assignment is the value of one parameter in one scenario.
type Assignment struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Set   bool    `json:"set"` // whether the study says it; else it is the shipped value
}

// MarshalJSON writes no weeks as an empty list, as a study file has it.
func (a Assessments) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string][]int{"weeks": append([]int{}, a.Weeks...)})
}

// MarshalJSON writes the population as a study file has it: patients and
// parameters side by side.
func (p StudyPopulation) MarshalJSON() ([]byte, error) {
	all := map[string]any{"patients": p.Patients}
	for name, value := range p.Set {
		all[name] = value
	}
	return json.Marshal(all)
}

// MarshalJSON writes the sessions as a study file has them: a list, or from,
// to and every.
func (s Sessions) MarshalJSON() ([]byte, error) {
	if len(s.List) > 0 {
		return json.Marshal(s.List)
	}
	return json.Marshal(struct {
		From  int `json:"from"`
		To    int `json:"to,omitempty"`
		Every int `json:"every,omitempty"`
	}{s.From, s.To, s.Every})
}

// newStudy is the study that says nothing yet.
func newStudy() *Study {
	return &Study{
		Seed:         defaultSeed,
		Replications: defaultReplications,
		Population:   StudyPopulation{Patients: defaultPatients},
		Assessments:  Assessments{Weeks: defaultWeeks()},
	}
}

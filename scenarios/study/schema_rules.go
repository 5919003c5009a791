package study

import (
	"encoding/json"

	"github.com/invopop/jsonschema"

	"rapport/sim"
)

// refineRules says in the schema what rules may hold.
func refineRules(defs jsonschema.Definitions) []refinement {
	test := defs["PlannedTest"]
	test.Properties.Set("rule", &jsonschema.Schema{Type: "string", Pattern: ScenarioName.String(), Description: "A rule that randomises."})
	fields := *test
	defs["PlannedTest"] = &jsonschema.Schema{AnyOf: []*jsonschema.Schema{wordsSchema(sim.ConditionNames), &fields}}
	rule, step, arm, match := defs["PlannedRule"], defs["PlannedStep"], defs["PlannedArm"], defs["PlannedMatch"]
	rule.AnyOf = []*jsonschema.Schema{{Required: []string{"do"}}, {Required: []string{"randomise", "name"}}}
	name := func() *jsonschema.Schema {
		return &jsonschema.Schema{Type: "string", Pattern: ScenarioName.String()}
	}
	return []refinement{
		{&fields, "score", &jsonschema.Schema{AnyOf: []*jsonschema.Schema{wordsSchema(sim.ScoreNames), {Type: "string", Pattern: "^[a-z0-9][a-z0-9_-]*$"}}}},
		{&fields, "over", rangeSchema(overRange, "")},
		{&fields, "missed_at_least", rangeSchema(sessionRange, "")},
		{rule, "name", name()},
		{rule, "phase", &jsonschema.Schema{Enum: anyOf(sim.PhaseNames)}},
		{rule, "once", &jsonschema.Schema{Type: "boolean"}},
		{rule, "when", &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
			reference("PlannedTest"), {Type: "array", Items: reference("PlannedTest"), MinItems: new(uint64(1)), MaxItems: new(uint64(maxTests))}}}},
		{step, "move", movesSchema()},
		{step, "add_sessions", rangeSchema(addedRange, "")},
		{step, "sessions_per_week", betweenSchema(0.25, 5)},
		{step, "intensity", betweenSchema(0.05, 1)},
		{step, "approach", wordsSchema(sameOrOther)},
		{step, "therapist", wordsSchema(successors)},
		{arm, "arm", name()},
		{arm, "share", betweenSchema(0, 1)},
		{match, "patient", wordsSchema(sim.PatientTraitNames)},
		{match, "therapist", wordsSchema(sim.TherapistTraitNames)},
		{match, "like", wordsSchema(likenesses)},
		{defs["PlannedContrast"], "name", name()},
	}
}

// movesSchema is one move or a list of them.
func movesSchema() *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
		reference(moveDefinition),
		{Type: "array", Items: reference(moveDefinition), MinItems: new(uint64(1)), UniqueItems: true},
	}}
}

func betweenSchema(low, high float64) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "number", Minimum: json.Number(formatNumber(low)), Maximum: json.Number(formatNumber(high))}
}

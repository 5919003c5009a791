package study

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"testing"

	"github.com/invopop/jsonschema"

	"rapport/configs"
	"rapport/sim"
	"rapport/sim/record"
)

var update = flag.Bool("update", false, "write the frame of the schema of study files")

// The frame of the schema is what the fields of a study say.
func TestFrameOfTheSchema(t *testing.T) {
	want, err := makeFrame()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("study.schema.json", want, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(frame, want) {
		t.Error("study.schema.json is not what the fields of a study say: go test ./scenarios/study -run Frame -update")
	}
}

// Everything takes its place in the frame.
func TestSchemaHasNoOpenPlaces(t *testing.T) {
	text, err := studySchema(testTable())
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(text, []byte("the parameters")) {
		t.Error("a place is left open")
	}
}

// Names of the schema's definitions that are not Go structs.
const (
	setDefinition      = "Set"
	sessionsDefinition = "Sessions"
	moveDefinition     = "Move"

	dimensionsDefinition = "Dimensions"
)

// makeFrame reflects on the fields of a study.
func makeFrame() ([]byte, error) {
	reflector := jsonschema.Reflector{
		RequiredFromJSONSchemaTags: true,
		ExpandedStruct:             true,
		Anonymous:                  true, // no address: the schema is not published at one
		Mapper:                     mapped,
	}
	schema := reflector.Reflect(&Study{})
	schema.Title = "rapport study"
	schema.Definitions[setDefinition] = &jsonschema.Schema{Comments: "the parameters"}
	schema.Definitions[dimensionsDefinition] = &jsonschema.Schema{Comments: "the parameters that can vary"}
	schema.Definitions[sessionsDefinition] = sessionsSchema()
	schema.Definitions[moveDefinition] = wordsSchema(sim.MoveNames)
	schema.Definitions["StudyPopulation"].Properties.Set("the parameters of the population", jsonschema.TrueSchema)
	refineDesign(schema)
	if err := refine(schema); err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(schema, "", "  ")
	return append(text, '\n'), err
}

// mapped gives the types whose form in a study file is not their form in Go a
// definition of their own.
func mapped(t reflect.Type) *jsonschema.Schema {
	switch t {
	case reflect.TypeFor[Values]():
		return reference(setDefinition)
	case reflect.TypeFor[Sessions]():
		return reference(sessionsDefinition)
	case reflect.TypeFor[Dimensions]():
		return reference(dimensionsDefinition)
	}
	return nil
}

func reference(definition string) *jsonschema.Schema {
	return &jsonschema.Schema{Ref: "#/$defs/" + definition}
}

// refinement is a field whose schema is more than its type tells.
type refinement struct {
	in   *jsonschema.Schema
	name string
	as   *jsonschema.Schema
}

// refine adds the bounds that the checks hold as constants, so that no number
// is written twice.
func refine(root *jsonschema.Schema) error {
	defs := root.Definitions
	action := defs["PlannedAction"]
	for _, f := range append([]refinement{
		{root, "seed", rangeSchema(seedRange, strconv.Itoa(defaultSeed))},
		{root, "replications", rangeSchema(replicationRange, strconv.Itoa(defaultReplications))},
		{root, "plausible", plausibleSchema()},
		{defs["StudyPopulation"], "patients", rangeSchema(patientRange, strconv.Itoa(defaultPatients))},
		{defs["Scenario"], "name", &jsonschema.Schema{Type: "string", Pattern: ScenarioName.String()}},
		{defs["Assessments"], "weeks", &jsonschema.Schema{Type: "array", Items: rangeSchema(weekRange, ""), UniqueItems: true, Default: defaultWeeks()}},
		{defs["Record"], "ledger", &jsonschema.Schema{Type: "boolean", Default: false, Description: "What each mechanism contributed to each change, session by session."}},
		{defs["Record"], "truth", &jsonschema.Schema{Enum: anyOf(record.TruthNames), Default: record.Rounded.String(), Description: "Latent values: rounded to steps far below any measurement, exact in single precision, or none; for the whole study."}},
		{defs["Record"], "items", &jsonschema.Schema{Type: "boolean", Default: false, Description: "The single items of the instruments."}},
		{defs["Trial"], "arms", wordsSchema([]string{"nested", "crossed"})},
		{defs["Trial"], "claim", wordsSchema(Claims)},
		{defs["Trial"], "correction", wordsSchema(Corrections)},
		{defs["Trial"], "estimator", wordsSchema(Estimators)},
		{defs["Trial"], "missing", wordsSchema(Missings)},
		{defs["Trial"], "wins", wordsSchema(WinWords)},
		{defs["Trial"], "spending", wordsSchema(Spendings)},
		{defs["Trial"], "sided", rangeSchema(sidedRange, "2")},
		{defs["Trial"], "alpha", &jsonschema.Schema{Type: "number", ExclusiveMinimum: "0", ExclusiveMaximum: number(MaxAlpha)}},
		{defs["Trial"], "power", &jsonschema.Schema{Type: "number", ExclusiveMinimum: "0", ExclusiveMaximum: "1"}},
		{defs["Trial"], "margin", &jsonschema.Schema{Type: "number", ExclusiveMinimum: "0", Maximum: number(MaxMargin)}},
		{defs["Trial"], "allocation", &jsonschema.Schema{Type: "array", Items: rangeSchema(allocationRange, ""), MinItems: new(uint64(2)), MaxItems: new(uint64(3))}},
		{defs["Trial"], "attrition", &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{Type: "number", Minimum: "0", Maximum: number(MaxAttrition)}, MaxItems: new(uint64(3))}},
		{defs["Trial"], "looks", &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{Type: "number", ExclusiveMinimum: "0", Maximum: "1"}, MaxItems: new(uint64(maxLooks)), UniqueItems: true}},
		{root, "instruments", &jsonschema.Schema{Type: "array", MaxItems: new(uint64(sim.MostInstruments)), Items: &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
			wordsSchema(configs.Instruments()),
			{Type: "string", Pattern: `[./\\]`, Description: "The file of a description, beside the study."},
			reference("Instrument"),
		}}}},
		{defs["Instrument"], "construct", wordsSchema(sim.ConstructNames)},
		{defs["Instrument"], "rater", wordsSchema(sim.RaterNames)},
		{defs["Instrument"], "high", wordsSchema([]string{record.HighIsWell, record.HighIsIll})},
		{action, "phase", &jsonschema.Schema{Enum: anyOf(sim.PhaseNames)}},
		{action, "when", &jsonschema.Schema{Enum: anyOf(sim.ConditionNames)}},
		{action, "move", movesSchema()},
	}, refineRules(defs)...) {
		field, ok := f.in.Properties.Get(f.name)
		if !ok {
			return fmt.Errorf("write the study schema: no field %s", f.name)
		}
		if f.as.Description == "" {
			f.as.Description = field.Description
		}
		f.in.Properties.Set(f.name, f.as)
	}
	return nil
}

// sessionsSchema is a session number, a list of them, or from, to and every.
func sessionsSchema() *jsonschema.Schema {
	session := func() *jsonschema.Schema { return rangeSchema(sessionRange, "") }
	properties := jsonschema.NewProperties()
	properties.Set("from", session())
	properties.Set("to", session())
	properties.Set("every", session())
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
		session(),
		{Type: "array", Items: session(), MinItems: new(uint64(1)), UniqueItems: true},
		{Type: "object", Properties: properties, AdditionalProperties: jsonschema.FalseSchema},
	}}
}

func rangeSchema(r wholeRange, otherwise string) *jsonschema.Schema {
	s := &jsonschema.Schema{
		Type:    "integer",
		Minimum: json.Number(strconv.FormatUint(r.min, 10)),
		Maximum: json.Number(strconv.FormatUint(r.max, 10)),
	}
	if otherwise != "" {
		s.Default = json.Number(otherwise)
	}
	return s
}

func wordsSchema(words []string) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Enum: anyOf(words)}
}

// refineDesign says in the schema what a design may hold.
func refineDesign(root *jsonschema.Schema) {
	design := root.Definitions["Design"].Properties
	kind, _ := design.Get("kind")
	design.Set("kind", &jsonschema.Schema{Type: "string", Enum: anyOf(designKinds), Description: kind.Description})
	for name, r := range map[string]*jsonschema.Schema{
		"points": rangeSchema(pointRange, ""), "seed": rangeSchema(designSeedRange, strconv.Itoa(defaultDesignSeed)),
	} {
		field, _ := design.Get(name)
		r.Description = field.Description
		design.Set(name, r)
	}
	root.AnyOf = []*jsonschema.Schema{{Required: []string{"scenarios"}}, {Required: []string{"design"}}}
}

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

// plausibleSchema is a number of sets, or a mapping.
func plausibleSchema() *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{rangeSchema(setRange, ""), reference("Plausible")}}
}

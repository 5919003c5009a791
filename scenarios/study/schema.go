package study

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/invopop/jsonschema"

	"rapport/configs"
	"rapport/scenarios/population"
	"rapport/sim"
	"rapport/sim/record"
)

// Names of the schema's definitions that are not Go structs.
const (
	setDefinition      = "Set"
	sessionsDefinition = "Sessions"
	moveDefinition     = "Move"

	dimensionsDefinition = "Dimensions"
)

// StudySchema is the JSON Schema (draft 2020-12) of study files, for editors
// that complete and check while one types. It comes from the fields of [Study]
// and from the parameter table. What a schema cannot say (that scenario names
// are unique, say) is left to [Parse], which is at least as strict.
func StudySchema() ([]byte, error) {
	setting := population.DefaultSetting()
	return studySchema(newParamTable(setting.Params()))
}

func studySchema(t paramTable) ([]byte, error) {
	reflector := jsonschema.Reflector{
		RequiredFromJSONSchemaTags: true,
		ExpandedStruct:             true,
		Anonymous:                  true, // no address: the schema is not published at one
		Mapper:                     mapped,
	}
	schema := reflector.Reflect(&Study{})
	schema.Title = "rapport study"
	schema.Definitions[setDefinition] = parametersSchema(t, "")
	schema.Definitions[sessionsDefinition] = sessionsSchema()
	schema.Definitions[moveDefinition] = wordsSchema(sim.MoveNames)

	population := parametersSchema(t, populationPrefix).Properties
	for pair := population.Oldest(); pair != nil; pair = pair.Next() {
		schema.Definitions["StudyPopulation"].Properties.Set(pair.Key, pair.Value)
	}
	refineDesign(schema, t)
	if err := refine(schema); err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the study schema: %w", err)
	}
	return append(text, '\n'), nil
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
		{defs["Trial"], "wins", wordsSchema(WinWords)},
		{defs["Trial"], "spending", wordsSchema(Spendings)},
		{defs["Trial"], "sided", rangeSchema(sidedRange, "2")},
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

// parametersSchema has a property for each parameter whose name begins with
// prefix, under the rest of its name.
func parametersSchema(t paramTable, prefix string) *jsonschema.Schema {
	properties := jsonschema.NewProperties()
	for _, row := range t.rows {
		if short, ok := strings.CutPrefix(row.Name, prefix); ok {
			properties.Set(short, parameterSchema(row))
		}
	}
	return &jsonschema.Schema{Type: "object", Properties: properties, AdditionalProperties: jsonschema.FalseSchema}
}

func parameterSchema(p sim.Param) *jsonschema.Schema {
	s := &jsonschema.Schema{Description: describe(p), Default: number(*p.Value)}
	if p.Choices != nil {
		s.Default = labelOf(p, *p.Value)
		s.Enum = anyOf(p.Choices)
		for i := range p.Choices {
			s.Enum = append(s.Enum, i)
		}
		if isSwitch(p) {
			s.Enum = append(s.Enum, true, false)
		}
		return s
	}
	s.Type = "number"
	if p.Whole() {
		s.Type = "integer"
	}
	if !math.IsInf(p.Min, 0) {
		s.Minimum = number(p.Min)
	}
	if !math.IsInf(p.Max, 0) {
		s.Maximum = number(p.Max)
	}
	return s
}

// describe is what an editor shows beside a parameter.
func describe(p sim.Param) string {
	parts := []string{p.Meaning}
	if p.Unit != "" {
		parts = append(parts, "unit: "+p.Unit)
	}
	grade := strings.ToLower(string(p.Grade))
	if p.Source != "" {
		grade += " (" + p.Source + ")"
	}
	return strings.Join(append(parts, "shipped value: "+labelOf(p, *p.Value)+", "+grade), "; ")
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

func anyOf(words []string) []any {
	all := make([]any, len(words))
	for i, word := range words {
		all[i] = word
	}
	return all
}

func number(value float64) json.Number { return json.Number(formatNumber(value)) }

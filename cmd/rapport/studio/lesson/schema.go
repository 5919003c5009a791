package lesson

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/invopop/jsonschema"
)

// Schema is the JSON Schema (draft 2020-12) of lesson files, for editors that
// complete and check while one types. What a schema cannot say, [Parse] does.
func Schema(known *Known) ([]byte, error) {
	r := jsonschema.Reflector{FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, ExpandedStruct: true, Anonymous: true,
		Mapper: func(t reflect.Type) *jsonschema.Schema {
			if t == reflect.TypeFor[Text]() {
				return &jsonschema.Schema{Ref: "#/$defs/Text"}
			}
			return nil
		}}
	schema := r.Reflect(&Lesson{})
	schema.Title = "rapport lesson"
	text := &jsonschema.Schema{Type: "string"}
	schema.Definitions["Text"] = &jsonschema.Schema{AnyOf: []*jsonschema.Schema{text, {Type: "object", AdditionalProperties: text}},
		Description: "A text, or one to a language by its code."}
	cast := schema.Definitions["Cast"].Properties
	for key, words := range map[string][]string{"patient": known.Patients, "therapist": known.Therapists} {
		p, _ := cast.Get(key)
		p.Enum = anyOf(words)
	}
	for key, traits := range map[string]map[string][2]float64{"patient_traits": known.PatientTraits, "therapist_traits": known.TherapistTraits} {
		p, _ := cast.Get(key)
		p.Properties, p.AdditionalProperties = jsonschema.NewProperties(), jsonschema.FalseSchema
		for _, name := range slices.Sorted(maps.Keys(traits)) {
			bounds := traits[name]
			p.Properties.Set(name, &jsonschema.Schema{Type: "number", Minimum: number(bounds[0]), Maximum: number(bounds[1])})
		}
	}
	move := &jsonschema.Schema{Enum: anyOf(known.Moves)}
	moves := &jsonschema.Schema{AnyOf: []*jsonschema.Schema{move, {Type: "array", Items: move}}}
	for definition, key := range map[string]string{"Step": "try", "Instead": "move"} {
		p, _ := schema.Definitions[definition].Properties.Get(key)
		p.Type, p.Items, p.MinItems, p.AnyOf = "", nil, nil, moves.AnyOf
	}
	at, _ := schema.Definitions["Step"].Properties.Get("at")
	at.Pattern = `^(intake|session [1-9][0-9]?|before rupture|rupture|repair|end)$`
	out, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the lesson schema: %w", err)
	}
	return append(out, '\n'), nil
}

func anyOf(words []string) []any {
	all := make([]any, len(words))
	for i, word := range words {
		all[i] = word
	}
	return all
}

func number(v float64) json.Number { return json.Number(fmt.Sprintf("%g", v)) }

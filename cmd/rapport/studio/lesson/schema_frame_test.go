package lesson

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"

	"github.com/invopop/jsonschema"
)

var update = flag.Bool("update", false, "write the frame of the schema of lesson files")

// The frame of the schema is what the fields of a lesson say.
func TestFrameOfTheSchema(t *testing.T) {
	want, err := makeFrame()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("lesson.schema.json", want, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(frame, want) {
		t.Error("lesson.schema.json is not what the fields of a lesson say: go test ./cmd/rapport/studio/lesson -run Frame -update")
	}
}

// Everything takes its place in the frame.
func TestSchemaHasNoOpenPlaces(t *testing.T) {
	text, err := Schema(&Known{Patients: []string{"a"}, Therapists: []string{"b"}, Moves: []string{"c"},
		PatientTraits: map[string][2]float64{"d": {0, 1}}, TherapistTraits: map[string][2]float64{"e": {0, 1}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, place := range []string{"the patients", "the therapists", "the moves", "the traits"} {
		if bytes.Contains(text, []byte(place)) {
			t.Errorf("the place of %s is left open", place)
		}
	}
}

// makeFrame reflects on the fields of a lesson.
func makeFrame() ([]byte, error) {
	r := jsonschema.Reflector{FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, ExpandedStruct: true, Anonymous: true,
		Mapper: func(t reflect.Type) *jsonschema.Schema {
			if t == reflect.TypeFor[Text]() {
				return &jsonschema.Schema{Ref: "#/$defs/Text"}
			}
			return nil
		}}
	schema := r.Reflect(&Lesson{})
	schema.Title = "rapport lesson"
	words := &jsonschema.Schema{Type: "string"}
	schema.Definitions["Text"] = &jsonschema.Schema{AnyOf: []*jsonschema.Schema{words, {Type: "object", AdditionalProperties: words}},
		Description: "A text, or one to a language by its code."}
	cast := schema.Definitions["Cast"].Properties
	for key, place := range map[string]string{"patient": "the patients", "therapist": "the therapists"} {
		p, _ := cast.Get(key)
		p.Enum = []any{place}
	}
	for key, place := range map[string]string{"patient_traits": "the traits of patients", "therapist_traits": "the traits of therapists"} {
		p, _ := cast.Get(key)
		p.Properties, p.AdditionalProperties = jsonschema.NewProperties(), jsonschema.FalseSchema
		p.Properties.Set(place, jsonschema.TrueSchema)
	}
	move := &jsonschema.Schema{Enum: []any{"the moves"}}
	moves := &jsonschema.Schema{AnyOf: []*jsonschema.Schema{move, {Type: "array", Items: move}}}
	for definition, key := range map[string]string{"Step": "try", "Instead": "move"} {
		p, _ := schema.Definitions[definition].Properties.Get(key)
		p.Type, p.Items, p.MinItems, p.AnyOf = "", nil, nil, moves.AnyOf
	}
	at, _ := schema.Definitions["Step"].Properties.Get("at")
	at.Pattern = `^(intake|session [1-9][0-9]?|before rupture|rupture|repair|end)$`
	text, err := json.MarshalIndent(schema, "", "  ")
	return append(text, '\n'), err
}

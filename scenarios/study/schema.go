package study

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"rapport/scenarios/population"
	"rapport/sim"
)

//go:generate go test . -run Frame -update

// frame is the schema of study files without what comes from the parameter table,
// which takes the places below. A test makes it from the fields of [Study]:
//
//	go test ./scenarios/study -run Frame -update
//
//go:embed study.schema.json
var frame []byte

// The places of a frame without spaces.
const (
	setPlace        = `{"$comment":"the parameters"}`
	populationPlace = `"the parameters of the population":true`
	dimensionsPlace = `{"$comment":"the parameters that can vary"}`
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
	return FillSchema(frame, map[string]any{
		setPlace:        parametersSchema(t, ""),
		populationPlace: parametersSchema(t, populationPrefix).Properties,
		dimensionsPlace: dimensionsSchema(t),
	})
}

// FillSchema puts things into the places of a schema's frame, which are written without
// spaces. At a place among the members of an object, which ends in :true, go the members
// of the thing.
func FillSchema(frame []byte, things map[string]any) ([]byte, error) {
	var plain, text bytes.Buffer
	if err := json.Compact(&plain, frame); err != nil {
		return nil, fmt.Errorf("write a schema: %w", err)
	}
	whole := plain.Bytes()
	for place, thing := range things {
		b, err := json.Marshal(thing)
		if err != nil {
			return nil, fmt.Errorf("write a schema: %w", err)
		}
		if strings.HasSuffix(place, ":true") {
			b = b[1 : len(b)-1]
		}
		whole = bytes.ReplaceAll(whole, []byte(place), b)
	}
	if err := json.Indent(&text, whole, "", "  "); err != nil {
		return nil, fmt.Errorf("write a schema: %w", err)
	}
	return append(text.Bytes(), '\n'), nil
}

// schema is what a parameter needs of JSON Schema.
type schema struct {
	AnyOf                []*schema   `json:"anyOf,omitempty"`
	Items                *schema     `json:"items,omitempty"`
	Properties           members     `json:"properties,omitempty"`
	AdditionalProperties *bool       `json:"additionalProperties,omitempty"`
	Type                 string      `json:"type,omitempty"`
	Enum                 []any       `json:"enum,omitempty"`
	Maximum              json.Number `json:"maximum,omitempty"`
	Minimum              json.Number `json:"minimum,omitempty"`
	MinItems             int         `json:"minItems,omitempty"`
	UniqueItems          bool        `json:"uniqueItems,omitempty"`
	MinProperties        int         `json:"minProperties,omitempty"`
	Required             []string    `json:"required,omitempty"`
	Description          string      `json:"description,omitempty"`
	Default              any         `json:"default,omitempty"`
}

// members are those of a JSON object, in this order.
type members []member

type member struct {
	name  string
	value *schema
}

func (m members) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, of := range m {
		if i > 0 {
			b = append(b, ',')
		}
		name, err := json.Marshal(of.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(of.value)
		if err != nil {
			return nil, err
		}
		b = append(append(append(b, name...), ':'), value...)
	}
	return append(b, '}'), nil
}

// parametersSchema has a property for each parameter whose name begins with
// prefix, under the rest of its name.
func parametersSchema(t paramTable, prefix string) *schema {
	var properties members
	for _, row := range t.rows {
		if short, ok := strings.CutPrefix(row.Name, prefix); ok {
			properties = append(properties, member{short, parameterSchema(row)})
		}
	}
	return &schema{Type: "object", Properties: properties, AdditionalProperties: new(false)}
}

func parameterSchema(p sim.Param) *schema {
	s := &schema{Description: describe(p), Default: number(*p.Value)}
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

func anyOf(words []string) []any {
	all := make([]any, len(words))
	for i, word := range words {
		all[i] = word
	}
	return all
}

func number(value float64) json.Number { return json.Number(formatNumber(value)) }

// dimensionsSchema says what a design may vary.
func dimensionsSchema(t paramTable) *schema {
	dimensions := &schema{Type: "object", AdditionalProperties: new(false), MinProperties: 1}
	for _, row := range t.rows {
		dimensions.Properties = append(dimensions.Properties, member{row.Name, dimensionSchema(row)})
	}
	return dimensions
}

// dimensionSchema is a list of values of the parameter, or a range of them.
func dimensionSchema(p sim.Param) *schema {
	value := parameterSchema(p)
	value.Description, value.Default = "", nil
	list := &schema{Type: "array", Items: value, MinItems: 1, UniqueItems: true}
	if p.Choices != nil {
		list.Description = describe(p)
		return list
	}
	ends := members{{"from", value}, {"to", value}, {"levels", &schema{Type: "integer",
		Minimum: json.Number(strconv.FormatUint(levelRange.min, 10)), Maximum: json.Number(strconv.FormatUint(levelRange.max, 10))}}}
	return &schema{Description: describe(p), AnyOf: []*schema{
		list, {Type: "object", Properties: ends, Required: []string{"from", "to"}, AdditionalProperties: new(false)}}}
}

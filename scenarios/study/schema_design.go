package study

import (
	"encoding/json"
	"strconv"

	"github.com/invopop/jsonschema"

	"rapport/sim"
)

// refineDesign says in the schema what a design may hold.
func refineDesign(root *jsonschema.Schema, t paramTable) {
	dimensions := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(),
		AdditionalProperties: jsonschema.FalseSchema, MinProperties: new(uint64(1))}
	for _, row := range t.rows {
		dimensions.Properties.Set(row.Name, dimensionSchema(row))
	}
	root.Definitions[dimensionsDefinition] = dimensions

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

// dimensionSchema is a list of values of the parameter, or a range of them.
func dimensionSchema(p sim.Param) *jsonschema.Schema {
	value := parameterSchema(p)
	value.Description, value.Default = "", nil
	list := &jsonschema.Schema{Type: "array", Items: value, MinItems: new(uint64(1)), UniqueItems: true}
	if p.Choices != nil {
		list.Description = describe(p)
		return list
	}
	ends := jsonschema.NewProperties()
	ends.Set("from", value)
	ends.Set("to", value)
	ends.Set("levels", &jsonschema.Schema{Type: "integer",
		Minimum: json.Number(strconv.FormatUint(levelRange.min, 10)), Maximum: json.Number(strconv.FormatUint(levelRange.max, 10))})
	return &jsonschema.Schema{Description: describe(p), AnyOf: []*jsonschema.Schema{
		list, {Type: "object", Properties: ends, Required: []string{"from", "to"}, AdditionalProperties: jsonschema.FalseSchema}}}
}

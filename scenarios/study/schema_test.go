package study

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"rapport/configs"
)

func compiled(t *testing.T, text []byte, err error) *jsonschema.Schema {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("study.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("study.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// asJSON reads a study file as an editor's YAML support does.
func asJSON(text []byte) (any, error) {
	var document any
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	data, err := json.Marshal(document)
	if err != nil {
		return nil, err
	}
	return jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
}

func TestSchemaAcceptsTheShippedStudies(t *testing.T) {
	text, err := StudySchema()
	schema := compiled(t, text, err)
	for _, name := range configs.Names() {
		study, err := configs.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		document, err := asJSON(study)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaAcceptsWhatTheParserAccepts(t *testing.T) {
	text, err := studySchema(testTable())
	schema := compiled(t, text, err)
	for _, study := range []string{goodStudy(), layeredStudy, rulesStudy} {
		document, err := asJSON([]byte(study))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document); err != nil {
			t.Errorf("%v\nfor %s", err, study)
		}
	}
}

// The schema refuses what a schema can refuse; the parser refuses these too
// (TestBadStudies).
func TestSchemaRefusesBadStudies(t *testing.T) {
	text, err := studySchema(testTable())
	schema := compiled(t, text, err)
	archive, err := txtar.ParseFile("testdata/bad-studies.txtar")
	if err != nil {
		t.Fatal(err)
	}
	refusable := map[string]bool{
		"empty.yaml": true, "comment-only.yaml": true, "list.yaml": true, "deep.yaml": true, "missing.yaml": true,
		"misspelt.yaml": true, "types.yaml": true, "no-scenarios.yaml": true, "names.yaml": true, "large-numbers.yaml": true, "rules.yaml": true, "contrasts.yaml": true,
	}
	for _, file := range archive.Files {
		if !refusable[file.Name] {
			continue
		}
		delete(refusable, file.Name)
		document, err := asJSON(file.Data)
		if err != nil {
			t.Fatalf("%s: %v", file.Name, err)
		}
		if schema.Validate(document) == nil {
			t.Errorf("%s: the schema accepts it", file.Name)
		}
	}
	if len(refusable) > 0 {
		t.Errorf("%v are not in the archive", refusable)
	}
}

func TestSchemaSaysUnitRangeAndShippedValue(t *testing.T) {
	text, err := studySchema(testTable())
	schema := compiled(t, text, err)
	base := schema.Properties["set"].Ref.Properties["rupture.base"]
	if base == nil {
		t.Fatal("set has no property rupture.base")
	}
	if low, _ := base.Minimum.Float64(); low != -6 {
		t.Errorf("minimum %v: want -6", base.Minimum)
	}
	if high, _ := base.Maximum.Float64(); high != 2 {
		t.Errorf("maximum %v: want 2", base.Maximum)
	}
	want := "log-odds of a rupture; unit: log-odds per session; shipped value: -2, calibrated (R01 R02)"
	if base.Description != want {
		t.Errorf("description %q: want %q", base.Description, want)
	}
	if schema.Properties["population"].Ref.Properties["severity_mean"] == nil {
		t.Error("population has no property severity_mean")
	}
}

// The bounds in the field tags are those that the parser holds.
func TestSchemaBoundsAreTheParsers(t *testing.T) {
	text, err := studySchema(testTable())
	schema := compiled(t, text, err)
	scenario := schema.Properties["scenarios"].Items2020.Ref
	for name, c := range map[string]struct {
		got  *int
		want int
	}{
		"title":       {schema.Properties["title"].MaxLength, maxTitle},
		"question":    {schema.Properties["question"].MaxLength, maxText},
		"rationale":   {schema.Properties["rationale"].MaxLength, maxText},
		"look_at":     {schema.Properties["look_at"].MaxLength, maxText},
		"description": {scenario.Properties["description"].MaxLength, maxText},
		"sources":     {schema.Properties["sources"].MaxItems, maxSources},
		"scenarios":   {schema.Properties["scenarios"].MaxItems, MaxScenarios},
		"actions":     {scenario.Properties["actions"].MaxItems, maxActions},
		"rules":       {scenario.Properties["rules"].MaxItems, maxRules},
	} {
		if c.got == nil || *c.got != c.want {
			t.Errorf("%s: the schema's bound is %v: want %d", name, c.got, c.want)
		}
	}
}

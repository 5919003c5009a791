package study

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// What a study can say stands in its resolved study, too, or a run could not be repeated by
// it: each key of each part is written where the part has a value for it.
func TestResolvedStudyHasEveryKey(t *testing.T) {
	table := testTable()
	for _, part := range []struct {
		filled  any
		written func(any) *yaml.Node
	}{
		{&Study{}, func(x any) *yaml.Node { return x.(*Study).document(table).node }},
		{&Scenario{}, func(x any) *yaml.Node { return x.(*Scenario).document(table).node }},
		{&PlannedAction{}, func(x any) *yaml.Node { return x.(*PlannedAction).document().node }},
		{&PlannedContrast{}, func(x any) *yaml.Node { return x.(*PlannedContrast).document() }},
		{&PlannedRule{}, func(x any) *yaml.Node { return x.(*PlannedRule).document().node }},
		{&PlannedTest{}, func(x any) *yaml.Node { return x.(*PlannedTest).document() }},
		{&PlannedStep{}, func(x any) *yaml.Node { return x.(*PlannedStep).document() }},
		{&PlannedArm{}, func(x any) *yaml.Node { return x.(*PlannedArm).document() }},
		{&Trial{}, func(x any) *yaml.Node { return x.(*Trial).document().node }},
		{&Instrument{}, func(x any) *yaml.Node { return x.(*Instrument).document() }},
		{&InstrumentItem{}, func(x any) *yaml.Node { return x.(*InstrumentItem).document() }},
	} {
		of := reflect.ValueOf(part.filled).Elem()
		fillAll(of)
		node := part.written(part.filled)
		var keys []string
		for i := 0; i < len(node.Content); i += 2 {
			keys = append(keys, node.Content[i].Value)
		}
		for field := range of.Type().Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if name != "-" && name != "" && !slices.Contains(keys, name) {
				t.Errorf("a resolved study lacks the key %s of %s, which %s.%s has: write it in its document()", name, of.Type().Name(), of.Type().Name(), field.Name)
			}
		}
	}
}

// fillAll gives every field a value other than the one that says nothing.
func fillAll(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(3)
	case reflect.Uint64, reflect.Uint8:
		v.SetUint(1)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillAll(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillAll(v.Index(0))
	case reflect.Map:
		v.Set(reflect.ValueOf(Values{"rupture.base": 1}))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() && v.Type().Field(i).Tag.Get("json") != "-" {
				fillAll(v.Field(i))
			}
		}
	}
}

package main

import (
	"reflect"
	"testing"

	"rapport/scenarios/study"
)

// Whatever a study says of its trial is told.
func TestEverythingOfATrialIsTold(t *testing.T) {
	silent := trialText(&study.Trial{})
	for field := range reflect.TypeFor[study.Trial]().Fields() {
		said := study.Trial{}
		switch at := reflect.ValueOf(&said).Elem().FieldByIndex(field.Index); at.Interface().(type) {
		case string:
			at.SetString("x")
		case float64:
			at.SetFloat(1)
		case int:
			at.SetInt(1)
		case []string:
			at.Set(reflect.ValueOf([]string{"x", "y"}))
		case []float64:
			at.Set(reflect.ValueOf([]float64{1}))
		case []int64:
			at.Set(reflect.ValueOf([]int64{1}))
		default:
			t.Fatalf("%s: nothing of type %v to say", field.Name, field.Type)
		}
		if told := trialText(&said); told == silent {
			t.Errorf("%s is not told", field.Name)
		}
	}
	full := study.Trial{Compare: []string{"a", "b", "c"}, Outcome: "phq9_week_16", Margin: 2, Sided: 1, Allocation: []int64{2, 1}, Looks: []float64{0.5, 1}}
	if want, told := "b and c against a; on phq9_week_16; margin 2; 1-sided; allocation 2:1; looks at 0.5, 1", trialText(&full); told != want {
		t.Errorf("%q, want %q", told, want)
	}
}

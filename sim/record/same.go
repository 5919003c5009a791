package record

import (
	"reflect"
	"sync"
)

// Same says whether two rows of a table are equal in every column: null equals
// null, and a value equals the same value wherever it is kept.
func Same[Row comparable](a, b *Row) bool {
	if *a == *b {
		return true // nullable values that point into the static tables, too
	}
	x, y := reflect.ValueOf(a).Elem(), reflect.ValueOf(b).Elem()
	for i := range x.NumField() {
		if !sameField(x.Field(i), y.Field(i)) {
			return false
		}
	}
	return true
}

func sameField(a, b reflect.Value) bool {
	if a.Kind() == reflect.Pointer && !a.IsNil() && !b.IsNil() {
		a, b = a.Elem(), b.Elem()
	}
	return a.Equal(b)
}

// SamePerson says whether two patients bring the same, as they do unless a scenario
// draws or screens its population in another way.
func SamePerson(a, b *Patient) bool {
	x, y := reflect.ValueOf(a).Elem(), reflect.ValueOf(b).Elem()
	for _, i := range brought() {
		if !sameField(x.Field(i), y.Field(i)) {
			return false
		}
	}
	return true
}

// brought lists the fields of a patient that are about the person.
var brought = sync.OnceValue(func() (fields []int) {
	t := reflect.TypeFor[Patient]()
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("about") == "person" {
			fields = append(fields, i)
		}
	}
	return fields
})

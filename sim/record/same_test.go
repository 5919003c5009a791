package record

import (
	"reflect"
	"testing"
)

// Every column of every table counts, one that is added later, too; a nullable one
// by its value and by whether it is null.
func TestSameRows(t *testing.T) {
	everyColumnCounts[Patient](t)
	everyColumnCounts[Session](t)
	everyColumnCounts[Rupture](t)
	everyColumnCounts[Therapist](t)
	everyColumnCounts[Ledger](t)
}

func everyColumnCounts[Row comparable](t *testing.T) {
	t.Helper()
	kind := reflect.TypeFor[Row]()
	for i := range kind.NumField() {
		var a, b Row
		at := func(r *Row) reflect.Value { return reflect.ValueOf(r).Elem().Field(i) }
		differs := func(want string) {
			if Same(&a, &b) {
				t.Errorf("%s.%s: rows are the same, %s", kind.Name(), kind.Field(i).Name, want)
			}
		}
		if kind.Field(i).Type.Kind() != reflect.Pointer {
			set(at(&a), 1)
			differs("1 and the zero value")
			continue
		}
		for _, r := range []*Row{&a, &b} {
			at(r).Set(reflect.New(kind.Field(i).Type.Elem()))
		}
		if !Same(&a, &b) {
			t.Errorf("%s.%s: equal values at two places make the rows differ", kind.Name(), kind.Field(i).Name)
		}
		set(at(&a).Elem(), 1)
		differs("1 and the zero value")
		at(&a).SetZero()
		differs("null and the zero value")
	}
}

func set(v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(n != 0)
	case reflect.String:
		v.SetString("other")
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(n))
	default:
		v.SetInt(int64(n))
	}
}

// The person is in the columns that are about it, every one of them, and not in what
// came of the treatment.
func TestSamePerson(t *testing.T) {
	kind, persons := reflect.TypeFor[Patient](), 0
	for i := range kind.NumField() {
		field := kind.Field(i)
		person := field.Tag.Get("about") == "person"
		var a, b Patient
		if at := reflect.ValueOf(&a).Elem().Field(i); at.Kind() == reflect.Pointer {
			at.Set(reflect.New(field.Type.Elem()))
		} else {
			set(at, 1)
		}
		if SamePerson(&a, &b) == person {
			t.Errorf("two patients with another %s: the same person is %v", field.Name, !person)
		}
		if person {
			persons++
		}
	}
	if persons == 0 {
		t.Error("no column is about the person: the test compares nothing")
	}
}

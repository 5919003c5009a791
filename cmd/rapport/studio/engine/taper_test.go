package engine

import (
	"reflect"
	"testing"
)

// Where sessions are every two weeks already, the last ones every two weeks are no taper,
// and strain nobody; the downloaded study says the same, and runs.
func TestNoTaperWhereSessionsAreAsRare(t *testing.T) {
	plain := request()
	plain.Cast.PerWeek = 0.5
	tapered := request()
	tapered.Cast.PerWeek, tapered.Cast.Taper = 0.5, 4
	want, _, err := New(nil).rows(plain)
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := New(nil).rows(tapered)
	if err != nil {
		t.Fatal(err)
	}
	if len(want) == 0 || !reflect.DeepEqual(got, want) {
		t.Error("a taper changes the sessions of a dyad that meets every two weeks")
	}
	if run, _ := runOf(t, tapered); !reflect.DeepEqual(run, want) {
		t.Error("the downloaded study holds other sessions")
	}
}

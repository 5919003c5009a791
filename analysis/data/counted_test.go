package data

import "testing"

func TestCounted(t *testing.T) {
	for n, want := range map[int]string{0: "0 patients", 1: "1 patient", 2: "2 patients", 1000: "1,000 patients", 1234567: "1,234,567 patients"} {
		if got := Counted(n, "patient"); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
	if got := Grouped(-1000); got != "-1,000" {
		t.Error(got)
	}
}

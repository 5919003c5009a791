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

func TestPercent(t *testing.T) {
	for share, want := range map[float64]string{0: "0 %", 0.025: "2.5 %", 0.05: "5 %", 0.07: "7 %", 0.286: "28.6 %", 0.57: "57 %", 0.8: "80 %", 1: "100 %"} {
		if got := Percent(share); got != want {
			t.Errorf("%v: %s, want %s", share, got, want)
		}
	}
}

package main

import (
	"runtime"
	"strings"
	"testing"
)

func TestCompareCounts(t *testing.T) {
	recorded := map[string]float64{"model": 1000, "course": 2000}
	for name, c := range map[string]struct {
		model, course float64
		goVersion     string
		fails         string // what the error says; empty: none
	}{
		"the same":               {1000, 2000, runtime.Version(), ""},
		"within the tolerance":   {1009, 2019, runtime.Version(), ""},
		"a slower model":         {1011, 2000, runtime.Version(), `"model" takes 1.1 % more`},
		"a slower course":        {1000, 2100, runtime.Version(), `"course" takes 5.0 % more`},
		"faster":                 {500, 1000, runtime.Version(), ""},
		"another Go":             {1090, 2000, "go1.0", ""},
		"another Go, far slower": {1110, 2000, "go1.0", `"model" takes 11.0 % more`},
	} {
		t.Run(name, func(t *testing.T) {
			err := compareCounts(recorded, map[string]float64{"model": c.model, "course": c.course}, c.goVersion)
			if (err != nil) != (c.fails != "") || err != nil && !strings.Contains(err.Error(), c.fails) {
				t.Errorf("error %v, want %q", err, c.fails)
			}
		})
	}
	if err := compareCounts(map[string]float64{"model": 1}, recorded, runtime.Version()); err == nil {
		t.Error("a loop that was never recorded passes")
	}
}

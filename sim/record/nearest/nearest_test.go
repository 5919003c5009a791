package nearest_test

import (
	"strings"
	"testing"

	"rapport/sim/record/nearest"
)

func TestName(t *testing.T) {
	names := []string{"care.sessions", "rupture.base", "care.treatment", "phase", "next", "random", "arm", "improved_less_than", "ors_week_16", "core10_week_16", "severity_mean"}
	for wrong, want := range map[string]string{
		"ruptur.base":             "rupture.base",
		"Rupture.Base":            "rupture.base",
		"sessions":                "care.sessions",
		"phas":                    "phase",
		"a":                       "",
		"best":                    "",
		"nxet":                    "next",
		"ext":                     "next",
		"any":                     "",
		"rand":                    "random",
		"improved_less":           "improved_less_than",
		"core_week_16":            "core10_week_16",
		"mean_severity":           "severity_mean",
		"mean severity":           "severity_mean",
		"core10_16":               "core10_week_16",
		"":                        "",
		"nothing like it":         "",
		strings.Repeat("a", 5000): "",
	} {
		if got := nearest.Name(wrong, names); got != want {
			t.Errorf("Name(%.20q) = %q: want %q", wrong, got, want)
		}
	}
}

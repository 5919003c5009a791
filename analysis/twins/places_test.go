package twins

import (
	"strings"
	"testing"
)

// A place that is kept for another time than treatments last is told of, for either
// scenario, and which way the wait is off.
func TestPlacesKeptForAnotherTime(t *testing.T) {
	for _, c := range []struct {
		kept, lasts float64
		want        string
	}{
		{0, 8, ""}, {16, 13, ""}, {6, 7, ""},
		{16, 8, "under b a place is kept for the 16.0 weeks planned at the beginning, and treatments last 8.0 on average, from session 1 to the last: the wait is longer than if places were free once"},
		{6, 10.4, "treatments last 10.4 on average, from session 1 to the last: the wait is shorter than if places were kept until"},
	} {
		for side := range 2 {
			twins := Twins{Baseline: "b", Scenario: "b"}
			twins.kept[side], twins.lasts[side] = c.kept, c.lasts
			said := ""
			for _, w := range twins.places() {
				said += w.Error()
			}
			if (said == "") != (c.want == "") || !strings.Contains(said, c.want) {
				t.Errorf("kept %.0f weeks, lasting %.1f: said %q, want %q", c.kept, c.lasts, said, c.want)
			}
		}
	}
}

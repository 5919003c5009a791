package power

import (
	"bytes"
	"strings"
	"testing"

	"rapport/scenarios/population"
	"rapport/scenarios/study"
)

// The power of one size over sets: that of a set with the shipped values is theirs, to the
// trial; a set in which treatment does more has more.
func TestPowerUnderSets(t *testing.T) {
	o := trialOptions(t, "waiting", "usual")
	o.Sizes = []int64{60}
	p := detected(t, o)
	shipped := 0.0
	setting := population.DefaultSetting()
	for _, row := range setting.Params() {
		if row.Name == "technique.symptoms" {
			shipped = *row.Value
		}
	}
	sets := &study.ParameterSets{Parameters: []string{"technique.symptoms"}, Sets: [][]float64{{shipped}, {2 * shipped}, {0}}}
	if err := p.UnderSets(t.Context(), o, sets, 3); err != nil {
		t.Fatal(err)
	}
	s := p.Sets
	if s.Size != 60 || s.Trials != o.Trials || len(s.Powers) != 3 {
		t.Fatalf("%+v", s)
	}
	if s.Powers[0] != s.Shipped || !(s.Powers[1] > s.Powers[0]) || !(s.Powers[2] < s.Powers[0]) {
		t.Errorf("powers %v, shipped %v: want the same, more, less", s.Powers, s.Shipped)
	}
	if mean := (s.Powers[0] + s.Powers[1] + s.Powers[2]) / 3; s.Assurance-mean > 1e-12 || mean-s.Assurance > 1e-12 {
		t.Errorf("assurance %v, want the mean %v", s.Assurance, mean)
	}
	var text bytes.Buffer
	if err := p.WriteText(&text); err != nil || !strings.Contains(text.String(), "Under 3 plausible sets, 60 patients have a power of") {
		t.Errorf("error %v, text\n%s", err, text.String())
	}
}

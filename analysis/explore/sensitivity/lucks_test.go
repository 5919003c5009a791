package sensitivity

import (
	"math"
	"strings"
	"testing"
)

// Two lucks that differ by 0.2, each certain in itself: the interval spans what the
// two alone tell, t(1) · 0.1 to either side.
func TestJoinedOverLucks(t *testing.T) {
	e := joined([]Estimate{{0.2, 0.2, 0.2}, {0.4, 0.4, 0.4}})
	if !(math.Abs(e.Value-0.3) <= 1e-12) || !(math.Abs(e.High-0.3-12.7062047*0.1) <= 1e-6) {
		t.Errorf("%+v", e)
	}
	// Lucks that agree: what is left is the design, with t of many.
	same := make([]Estimate, 400)
	for i := range same {
		same[i] = Estimate{0.5, 0.5 - 0.196, 0.5 + 0.196}
	}
	if e := joined(same); !(math.Abs(e.High-0.5-0.1966) <= 1e-3) {
		t.Errorf("%+v", e)
	}
}

// Each index becomes its mean over lucks, and the text says over what it holds.
func TestOverLucksTellsSo(t *testing.T) {
	make1 := func(v float64) *Sensitivity {
		e := Estimate{v, v - 0.1, v + 0.1}
		return &Sensitivity{Method: Sobol, Lucks: 1, Patients: 50, Factors: []Factor{{Name: "a", To: 1}},
			Outcomes: []OutcomeSensitivity{{Outcome: "x", Label: "x", Valued: 1, Sobol: []SobolIndex{{"a", e, e}}}}}
	}
	one, two := make1(0.1), make1(0.5)
	var alone, both strings.Builder
	if err := one.WriteText(&alone); err != nil || !strings.Contains(alone.String(), "these 50 patients and this luck alone") {
		t.Errorf("%v\n%s", err, alone.String())
	}
	overLucks([]*Sensitivity{one, two})
	if got, total := one.Outcomes[0].Sobol[0].First, one.Outcomes[0].Sobol[0].Total; got != total {
		t.Errorf("first order %+v, total %+v: want the same, as in each luck", got, total)
	}
	if got := one.Outcomes[0].Sobol[0].Total; !(math.Abs(got.Value-0.3) <= 1e-12) || !(got.Low < 0.1 && got.High > 0.5) {
		t.Errorf("%+v", got)
	}
	if err := one.WriteText(&both); err != nil || !strings.Contains(both.String(), "over 2 lucks") {
		t.Errorf("%v\n%s", err, both.String())
	}
}

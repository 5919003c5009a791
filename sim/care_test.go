package sim

import (
	"math"
	"testing"
)

func TestAgreedSessions(t *testing.T) {
	c := Care{Sessions: 16, Plan: 8, PlanSpread: math.Ln2}
	same(t, "median", c.Agreed(0), 8)
	same(t, "one SD more is all that is planned", c.Agreed(1.1), 16)
	same(t, "two SD less", c.Agreed(-2), 2)
	same(t, "never none", c.Agreed(-9), 1)
	c.Plan = 0
	same(t, "all agree on what is planned", c.Agreed(-9), 16)
}

func TestCare(t *testing.T) {
	if (&Care{Treatment: 0}).Therapy() || !(&Care{Treatment: 1}).Therapy() {
		t.Error("treatment 0 is none, 1 therapy")
	}
}

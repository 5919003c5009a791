package sim

// Chance is what happens in a session that no mechanism explains. It moves the
// facets together and each alone, x being bond, tasks or goals:
//
//	Δx = x · (1 − x) · b(Common·ε + Own·εₓ),   b(y) = y / (1 + |y|)
type Chance struct {
	Common float64
	Own    float64
}

// Change is Δx for the session's common and the facet's own normal number.
func (c *Chance) Change(x, common, own float64) float64 {
	return x * (1 - x) * bounded(c.Common*common+c.Own*own)
}

var byChance = &Cause{Name: "chance", Up: "a lucky session", Down: "an unlucky session"}

func (c *Chance) describe() Mechanism {
	return Mechanism{
		Title: "Chance of the session", File: "chance.go",
		Meaning: "What happens in a session that no mechanism explains: a good day, a telephone that rings. The same in every scenario, because luck is addressed.",
		Switch:  []string{"chance.common", "chance.own"},
		Enters:  []*Cause{byChance},
		Params: []Param{
			{"chance.common", &c.Common, "log-odds per SD", 0, 1.5, Calibrated, "A09 W01a W01b", "chance of the session that moves the whole alliance", nil},
			{"chance.own", &c.Own, "log-odds per SD", 0, 1.5, Calibrated, "A09", "chance of the session that moves one facet", nil},
		},
	}
}

package sim

// Agreeableness quickens the bond; it does not raise where the bond settles, so
// that less agreeable patients can get there as well, later:
//
//	r(a) = S · (1 − exp(−Rate · exp(Strength · 2·b(Pace·a/2)))),   ΔB = (r(a) − r(0)) · (B* − B)
//
// with S, Rate and B* the strength, rate and tendency of [BondGrowth] (without a
// mismatch), a the patient's agreeableness (SD) and b(y) = y / (1 + |y|).
type Agreeableness struct {
	Strength float64
	Pace     float64
}

// Factor is exp(Strength · 2·b(Pace·a/2)), by how much the bond forms faster.
func (a *Agreeableness) Factor(p *Patient) float64 {
	return exp(a.Strength * 2 * bounded(a.Pace*p.Agreeableness/2))
}

// Change is ΔB over a session beyond that of a patient of average agreeableness.
func (a *Agreeableness) Change(d *Dyad, b *BondGrowth) float64 {
	return (d.tend.bondRate - d.tend.bondRateTypical) * (b.target(d, d.tend.bondMatched) - d.Bond)
}

var byAgreeableness = &Cause{
	Name: "agreeableness",
	Up:   "the patient's agreeableness helped the bond on",
	Down: "the patient's agreeableness held the bond back",
}

func (a *Agreeableness) describe() Mechanism {
	return Mechanism{
		Title: "Agreeable patients bond sooner", File: "agreeableness.go",
		Meaning: "An agreeable patient takes what is offered sooner, so the bond forms faster; a patient who doubts takes longer. Where the bond settles is the same for both.",
		Switch:  []string{"agreeableness.strength"},
		Enters:  []*Cause{byAgreeableness},
		Params: []Param{
			{"agreeableness.strength", &a.Strength, "factor", 0, 2, Assumed, "", "0 switches the effect of agreeableness on pace off", nil},
			{"agreeableness.pace", &a.Pace, "log-rate per SD", 0, 1.5, Assumed, "P12", "how much sooner agreeable patients form the bond", nil},
		},
	}
}

package sim

import "math"

// Agreeableness quickens the bond; it does not raise where the bond settles, so
// that less agreeable patients can get there as well, later:
//
//	r(a) = 1 − exp(−Rate · exp(Strength · Pace · a)),   ΔB = (r(a) − r(0)) · (B* − B)
//
// with Rate and B* of [BondGrowth] and a the patient's agreeableness (SD).
type Agreeableness struct {
	Strength float64
	Pace     float64
}

// Factor is exp(Strength · Pace · a), by how much the bond forms faster.
func (a *Agreeableness) Factor(p *Patient) float64 {
	return math.Exp(a.Strength * a.Pace * p.Agreeableness)
}

// Change is ΔB over a session beyond that of a patient of average agreeableness.
func (a *Agreeableness) Change(d *Dyad) float64 {
	return (d.tend.bondRate - d.tend.bondRateTypical) * (d.tend.bondMatched - d.Bond)
}

func (a *Agreeableness) params() []Param {
	return []Param{
		{"agreeableness.strength", &a.Strength, "factor", 0, 2, Assumed, "", "0 switches the effect of agreeableness on pace off", nil},
		{"agreeableness.pace", &a.Pace, "log-rate per SD", 0, 1.5, Assumed, "P12", "how much sooner agreeable patients form the bond", nil},
	}
}

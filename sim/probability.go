package sim

import (
	"math"

	"rapport/sim/luck"
)

// Probability is the chance of an event, not yet worked out:
//
//	P = Strength · logistic(LogOdds)
//
// with Strength from 0 to 1. Most events are decided without the logistic
// ([Probability.Falls]).
type Probability struct {
	Strength float64
	LogOdds  float64
}

// Value is P, 0 to 1.
func (p Probability) Value() float64 { return p.Strength * logistic(p.LogOdds) }

// Falls says whether a uniform number u is below P. A table of the logistic at
// the ends of short stretches of log-odds decides for nearly every u; what lies
// between the two ends is worked out, so that the answer is always that of
// u < P.
func (p Probability) Falls(u float64) bool {
	i := int(p.LogOdds*stretchesPerUnit + stretchesEnd*stretchesPerUnit + 1)
	if uint(i) >= uint(len(stretchOf)) {
		return u < p.Value()
	}
	surely, perhaps := u < p.Strength*stretchOf[i].low, u < p.Strength*stretchOf[i].high
	if surely != perhaps {
		return u < p.Value()
	}
	return surely
}

// Happens decides an event of probability p by the random number of a decision.
func (p Probability) Happens(n *luck.Noise, d luck.Decision) bool {
	return p.Strength != 0 && p.Falls(n.Uniform(d))
}

const (
	stretchesEnd     = 12 // from −12 to 12
	stretchesPerUnit = 16
	stretches        = 2 * stretchesEnd * stretchesPerUnit
)

// stretchOf holds the logistic at the two ends of every stretch, rounding set
// aside generously: low is below it and high above it anywhere in between. The
// stretch before the first decides nothing.
var stretchOf = func() (all [1 + stretches]struct{ low, high float64 }) {
	const rounding = 1e-12
	all[0].high = math.Inf(1)
	for i := range stretches {
		x := float64(i)/stretchesPerUnit - stretchesEnd
		all[1+i].low = logistic(x) * (1 - rounding)
		all[1+i].high = logistic(x+1.0/stretchesPerUnit) * (1 + rounding)
	}
	return all
}()
